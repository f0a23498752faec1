"""Draws every workflow table as a diagram: docs/workflows.md, Mermaid, nothing kept by hand.

Run by ``make docs``.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import zhubo_web
from zhubo_web.core.workflow import Transition, Workflow

TARGET = Path(__file__).resolve().parent.parent / "docs" / "workflows.md"


def workflows() -> Iterator[tuple[str, Workflow]]:
    """Each table with its feature, in the order of their names."""
    for module in pkgutil.walk_packages(zhubo_web.__path__, "zhubo_web."):
        if module.name.endswith(".workflow") and module.name != "zhubo_web.core.workflow":
            feature = module.name.split(".")[1]
            for value in vars(import_module(module.name)).values():
                if isinstance(value, Workflow):
                    yield feature, value


def arrow(row: Transition) -> str:
    """One transition as an arrow with its verb; the clock's are marked."""
    clock = " ⏱" if row.timer else ""
    extra = f" ({row.setting})" if row.setting != "all" else ""
    return f"    {row.source or '[*]'} --> {row.target}: {row.verb}{clock}{extra}"


def draw(table: Workflow) -> str:
    """A state diagram: states under the names people see."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {name}" for state, name in table.states.items()]
    if not any(row.source == "" for row in table.rows):
        lines += [f"    [*] --> {table.initial}"]
    lines += [arrow(row) for row in table.rows]
    lines += [f"    {state} --> [*]" for state in sorted(table.terminal)]
    return "\n".join([*lines, "```"])


def main() -> None:
    """Write the page."""
    parts = ["# Workflows", "Drawn by `make docs` from the tables in `zhubo_web/*/workflow.py`."]
    for feature, table in sorted(workflows(), key=lambda pair: (pair[0], pair[1].name)):
        parts.append(f"## {feature}: {table.title or table.name}")
        parts.append(draw(table))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(TARGET.parent.parent)} written")


if __name__ == "__main__":
    main()
