"""One door for each thing that cuts across: nothing goes round it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.reading import sources

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("func", "now"),
}


def dotted(node: ast.AST) -> tuple[str, str] | None:
    """The last two names of ``a.b.c``."""
    if not isinstance(node, ast.Attribute):
        return None
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name, node.attr


def places(matches: Callable[[ast.AST], bool], *doors: str) -> list[str]:
    """Where something is done outside its doors (ends of paths)."""
    return [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in sources().items()
        if not path.endswith(doors or ("no door",))
        for node in ast.walk(tree)
        if matches(node)
    ]


def live_modules() -> list[str]:
    """What sits at a feature's door to the sockets."""
    return [path for path in sources() if re.match(r"zhubo_web/\w+/live\b", path)]


def _targets(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assign):
        yield from node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        yield node.target


def _assigns_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if called == "setattr":
            second = node.args[1]
            return isinstance(second, ast.Constant) and second.value == "state"
        return called == "values" and any(word.arg == "state" for word in node.keywords)
    return any(isinstance(t, ast.Attribute) and t.attr == "state" for t in _targets(node))


def test_only_the_workflow_assigns_a_state() -> None:
    assert not places(_assigns_state, "core/workflow.py")


def test_only_the_clock_reads_the_time() -> None:
    assert not places(lambda node: dotted(node) in CLOCKS, "core/clock.py")


def test_models_are_plain_declarative_classes() -> None:
    assert not places(lambda node: dotted(node) == ("db", "Model"))


def _imports_sockets(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in ("flask_socketio", "socketio", "engineio")
    names = node.names if isinstance(node, ast.Import) else ()
    return any(alias.name.split(".")[0] in ("flask_socketio", "socketio") for alias in names)


def test_only_live_modules_and_the_driver_know_sockets() -> None:
    doors = ("zhubo_web/extensions.py", "zhubo_web/core/websocket.py")
    assert not places(_imports_sockets, *doors, *live_modules())


def test_verbs_never_emit() -> None:
    live = {path for path in sources() if "/live" in path}
    assert not places(
        lambda node: (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "emit"
        ),
        *live,
    )


def test_money_scores_and_points_are_never_floats() -> None:
    assert not places(
        lambda node: (
            isinstance(node, ast.Subscript)
            and getattr(node.value, "id", "") == "Mapped"
            and any(getattr(part, "id", "") == "float" for part in ast.walk(node.slice))
        )
    )


def _changes_the_language(node: ast.AST) -> bool:
    if not isinstance(node, ast.ImportFrom) or node.module != "flask_babel":
        return False
    return any(alias.name in ("force_locale", "gettext", "refresh") for alias in node.names)


def test_words_and_their_language_come_from_one_place() -> None:
    assert not places(_changes_the_language, "core/i18n.py")
