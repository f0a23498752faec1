"""Writing what was measured: docs/measured.json, and the table between the marks of docs/measured.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure, rounded

BEGIN = "<!-- make bench writes from here -->"
END = "<!-- to here -->"
HEADS = ("figure", "ours", "peer", "ratio", "target", "", "how")


def shown(number: float | None) -> str:
    """A number with thousands apart, or a dash."""
    value = rounded(number)
    return "–" if value is None else f"{value:,}"


def line(figure: Figure) -> str:
    """One row of the table."""
    mark = {True: "met", False: "**missed**", None: ""}[figure.met]
    value = f"{shown(figure.value)} {figure.unit}".strip() if figure.value is not None else "–"
    ratio = f"{shown(figure.ratio)} ×" if figure.ratio is not None else "–"
    target = str(figure.target) if figure.target else "–"
    cells = (figure.name, value, shown(figure.peer), ratio, target, mark, figure.detail)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def table(figures: Sequence[Figure]) -> str:
    """All rows under their heads."""
    heads = "| " + " | ".join(HEADS) + " |"
    return "\n".join([heads, "|" + "---|" * len(HEADS), *map(line, figures)])


def section(groups: dict[str, list[Figure]], date: str, machine: str) -> str:
    """Everything between the two marks."""
    told = f"Written by `make bench` on {date}: {machine}."
    parts = [f"### {title}\n\n{table(figures)}" for title, figures in groups.items() if figures]
    return "\n\n".join([told, *parts])


def between(page: str, text: str) -> str:
    """The page with what stands between its marks renewed; without marks, they go at its end."""
    if BEGIN not in page or END not in page:
        return f"{page.rstrip()}\n\n{BEGIN}\n\n{text}\n\n{END}\n"
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def write(folder: Path, groups: dict[str, list[Figure]], date: str, machine: str) -> None:
    """Renew both files."""
    figures = [figure.record(date) for group in groups.values() for figure in group]
    told = json.dumps(figures, ensure_ascii=False, indent=1)
    (folder / "measured.json").write_text(told + "\n", encoding="utf-8")
    page = folder / "measured.md"
    renewed = between(page.read_text(encoding="utf-8"), section(groups, date, machine))
    page.write_text(renewed, encoding="utf-8")
