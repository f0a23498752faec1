"""The tree: features, their mirrors, names and sizes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.reading import PACKAGE, ROOT, contracts, features, sources
from zhubo_web.features import FEATURES

EMPTY_WORDS = {"util", "helper", "manager", "handler", "service", "misc", "common", "data", "info"}
OTHERS_NAMES = {"process_data"}  # hooks that a library calls by its own name
LONGEST_TEST = 400
LONGEST = {".py": 300, ".html": 150, ".js": 300, ".css": 400}
LONGEST_FUNCTION = 30
NAMED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def parts(name: str) -> set[str]:
    """The words of a name, in the singular."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)
    return {word.lower().removesuffix("s") for word in words}


def is_empty(name: str) -> bool:
    """Whether a name holds a word that says nothing."""
    return name not in OTHERS_NAMES and bool(parts(name) & EMPTY_WORDS)


def written_files() -> list[Path]:
    """The files people write."""
    folders = (PACKAGE, ROOT / "templates", ROOT / "static", ROOT / "tests", ROOT / ".ci")
    found = (path for folder in folders for path in folder.rglob("*"))
    others = {"vendor", "node_modules"}
    return [path for path in found if path.suffix in LONGEST and not others & set(path.parts)]


def test_the_list_of_features_names_every_feature() -> None:
    assert set(FEATURES) == features()


def test_the_list_of_features_has_the_order_of_the_contract() -> None:
    layers = [name for layer in contracts()[0]["layers"] for name in re.findall(r"\w+", layer)]
    order = sorted(FEATURES, key=lambda name: -layers.index(name))
    assert [name for name in FEATURES if name in order] == order


def test_the_layers_inside_are_checked_for_every_feature() -> None:
    assert {name.removeprefix("zhubo_web.") for name in contracts()[1]["containers"]} == features()


def test_every_pure_noun_is_checked_for_purity() -> None:
    nouns = set(re.findall(r"\w+", contracts()[1]["layers"][-1]))
    pure = {name.rsplit(".", 1)[1] for name in contracts()[3]["source_modules"]}
    assert pure - {"workflow", "permissions", "importing"} == nouns


@pytest.mark.parametrize("feature", sorted(features() | {"core"}))
def test_a_feature_has_its_mirror_in_the_tests(feature: str) -> None:
    assert list((ROOT / "tests" / feature).glob("test_*.py"))


def test_no_name_says_nothing() -> None:
    names = [(path, Path(path).stem) for path in sources()]
    for path, tree in sources().items():
        defined = (node for node in ast.walk(tree) if isinstance(node, NAMED))
        names += [(path, node.name) for node in defined]
    assert not [(path, name) for path, name in names if is_empty(name)]


def too_long(path: Path) -> bool:
    """Whether a file has more lines than files of its kind may have."""
    most = LONGEST_TEST if "tests" in path.relative_to(ROOT).parts else LONGEST[path.suffix]
    return path.read_text(encoding="utf-8").count("\n") > most


def test_no_file_is_long() -> None:
    assert not [str(path.relative_to(ROOT)) for path in written_files() if too_long(path)]


def test_no_function_is_long() -> None:
    long = {
        f"{path}:{node.name}": length
        for path, tree in sources().items()
        if not path.endswith("workflow.py")  # tables
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert not long
