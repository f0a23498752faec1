"""Writing what was measured: docs/measured.json, and the table between the marks of docs/measured.md.

Both say the same: the table is drawn from the file. A part that is measured alone renews its own figures;
the others keep theirs with their dates.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure

BEGIN = "<!-- make bench writes from here -->"
END = "<!-- to here -->"
HEADS = ("figure", "ours", "peer", "ratio", "target", "", "measured", "how")
Record = dict[str, Any]


def shown(number: float | None) -> str:
    """A number with thousands apart, or a dash."""
    return "–" if number is None else f"{number:,}"


def line(record: Record) -> str:
    """One row of the table."""
    mark = {True: "met", False: "**missed**", None: ""}[record["met"]]
    value = "–" if record["value"] is None else f"{shown(record['value'])} {record['unit']}".strip()
    ratio = "–" if record["ratio"] is None else f"{shown(record['ratio'])} ×"
    cells = (record["name"], value, shown(record["peer"]), ratio, record["target"] or "–", mark,
             record["date"], record["detail"])  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def table(records: Sequence[Record]) -> str:
    """All rows under their heads."""
    heads = "| " + " | ".join(HEADS) + " |"
    return "\n".join([heads, "|" + "---|" * len(HEADS), *map(line, records)])


def records_of(groups: dict[str, list[Figure]], date: str) -> list[Record]:
    """What was measured now, as the file has it."""
    return [{"group": name, **one.record(date)} for name, of in groups.items() for one in of]


def section(records: Sequence[Record], machine: str) -> str:
    """Everything between the two marks."""
    told = f"Written by `make bench`, the last time on {machine}."
    parts = [
        f"### {title}\n\n{table(list(of))}"
        for title, of in groupby(records, key=lambda one: str(one["group"]))
    ]
    return "\n\n".join([told, *parts])


def between(page: str, text: str) -> str:
    """The page with what stands between its marks renewed; without marks, they go at its end."""
    if BEGIN not in page or END not in page:
        return f"{page.rstrip()}\n\n{BEGIN}\n\n{text}\n\n{END}\n"
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def renewed(before: Sequence[Record], now: Sequence[Record]) -> list[Record]:
    """The figures of both, group by group: what was measured now in the place of what was before."""
    fresh = {(one["group"], one["name"]): one for one in now}
    kept = [fresh.pop((one["group"], one["name"]), one) for one in before]
    order = list(dict.fromkeys(one["group"] for one in [*kept, *fresh.values()]))
    return sorted([*kept, *fresh.values()], key=lambda one: order.index(one["group"]))


def write(folder: Path, groups: dict[str, list[Figure]], date: str, machine: str) -> None:
    """Renew both files."""
    file, page = folder / "measured.json", folder / "measured.md"
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    records = renewed(before, records_of(groups, date))
    file.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    text = between(page.read_text(encoding="utf-8"), section(records, machine))
    page.write_text(text, encoding="utf-8")
