"""A table within a file: which sheet, which row is its head, which rows are broadcasts, which are sums. Pure.

Rows and columns are counted as the spreadsheet shows them: rows from 1, columns A, B, C.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.metrics.definitions import defined
from zhubo_web.metrics.importing import cells, moments
from zhubo_web.metrics.importing.files import MOST_ROWS, Row, Sheet, sheets
from zhubo_web.metrics.importing.headings import (
    ACCOUNT,
    DAY,
    PLACES,
    ROOM,
    START,
    TIME,
    guess,
    metric_of,
)
from zhubo_web.metrics.importing.moments import When

#: The head is looked for in the first rows: titles and notes may stand above it.
HEAD_WITHIN = 15
SAMPLES = 5
_SUMS = (
    "合计",
    "总计",
    "小计",
    "平均",
    "均值",
    "汇总",
    "累计",
    "总和",
    "sum",
    "total",
    "average",
    "subtotal",
)
NO_HEAD = N_("没有找到表头：前 15 行里没有一行认得出“开播时间”和数据的名字")


def letters(column: int) -> str:
    """A, B … Z, AA of a column counted from 1."""
    text = ""
    while column:
        column, place = divmod(column - 1, 26)
        text = chr(65 + place) + text
    return text


@dataclass
class Column:
    """One column: its letters, heading, some cells, what it is taken for."""

    place: int
    heading: str
    samples: list[str]
    target: str = ""

    @property
    def letters(self) -> str:
        return letters(self.place)


@dataclass
class Head:
    """The table that was found: sheet, line of its head, columns."""

    sheet: str
    line: int
    columns: list[Column]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, or with the row where there is no column."""

    column: str
    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Entry:
    """One row: which broadcast, by account or room and start, and its figures; or why not."""

    line: int
    account: str = ""
    room: str = ""
    when: When | None = None
    values: dict[str, Decimal] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_sum: bool = False


def find_head(path: Path) -> Head:
    """The sheet and row with the most headings that are known. Raises Invalid where there is none."""
    best: tuple[int, Head] | None = None
    for sheet in sheets(path, HEAD_WITHIN + SAMPLES + 1):
        rows = list(sheet.rows)
        for place, row in enumerate(rows[:HEAD_WITHIN]):
            known = sum(1 for cell in row if isinstance(cell, str) and guess(cell))
            if known >= 2 and (best is None or known > best[0]):
                below = rows[place + 1 : place + 1 + SAMPLES]
                best = known, Head(sheet.name, place + 1, _columns(row, below))
    if best is None:
        raise Invalid(NO_HEAD, "file")
    return best[1]


def _columns(row: Row, below: list[Row]) -> list[Column]:
    found = []
    for place, heading in enumerate(row, start=1):
        if heading is None or not str(heading).strip():
            continue
        samples = [
            one[place - 1]
            for one in below
            if len(one) >= place and not cells.is_missing(one[place - 1])
        ]
        said = [f"{one:.10g}" if isinstance(one, float) else str(one)[:40] for one in samples]
        found.append(Column(place, str(heading).strip()[:60], said, guess(heading, samples)))
    return found


def entries(path: Path, sheet: str, line: int, targets: Mapping[int, str]) -> Iterator[Entry]:
    """The rows under the head, read by (column → target). Empty rows are nothing.

    Raises Invalid, also at the end: only then is it known that the whole file could be read.
    """
    for found in sheets(path):
        if found.name == sheet:
            yield from _entries(found, line, targets)


class _Columns:
    """What the columns are read as: where the broadcast is named, and the figures, each with its
    definition, looked up once for all rows."""

    def __init__(self, targets: Mapping[int, str]) -> None:
        self.places = {target: place for place, target in targets.items() if target in PLACES}
        named = [(p, *metric_of(one)) for p, one in targets.items() if one not in PLACES]
        self.figures = [(place, name, defined(name), scale) for place, name, scale in named]


def _entries(sheet: Sheet, head: int, targets: Mapping[int, str]) -> Iterator[Entry]:
    columns = _Columns(targets)
    count, title = 0, None
    for line, row in enumerate(sheet.rows, start=1):
        if line == head:
            title = row
        if line <= head or all(cells.is_missing(cell) for cell in row):
            continue
        if row == title:
            continue  # the head once more, as exports that were joined have it
        count += 1
        if count > MOST_ROWS:
            raise Invalid(N_("超过 30000 行，请按时间分成几个文件，分次导入"), "file")
        yield _entry(line, row, columns, sheet.formulas)


def _words(row: Row) -> Iterator[tuple[int, str]]:
    """(column, text) of the cells that say something in words."""
    for place, cell in enumerate(row, start=1):
        if isinstance(cell, str) and (text := cells.plain(cell)) not in cells.MISSING:
            yield place, text.strip(":：()")


def _cell(row: Row, place: int) -> Any:
    """What stands in a column; nothing where the row is shorter."""
    return row[place - 1] if 0 < place <= len(row) else None


def _is_sum(row: Row, places: Mapping[str, int]) -> bool:
    """A row that adds up others: it is called so, or is headed so and names no moment of its own."""
    told = list(islice(_words(row), 3))
    if any(word in _SUMS for _place, word in told):
        return True
    headed = {place for place, word in told if word.startswith(_SUMS) or word.endswith(_SUMS)}
    if not headed:
        return False
    moments_at = {places[one] for one in (START, DAY) if one in places} - headed
    return all(cells.is_missing(_cell(row, place)) for place in moments_at)


def _entry(line: int, row: Row, columns: _Columns, formulas: set[tuple[int, int]]) -> Entry:
    entry = Entry(line)
    if _is_sum(row, columns.places):
        entry.is_sum = True
        return entry
    for place, name, definition, scale in columns.figures:
        if formulas and (line, place) in formulas:
            entry.problems.append(Problem(letters(place), N_("是公式，请粘贴成数值再导入")))
            continue
        try:
            value = cells.figure(_cell(row, place), definition, scale)
        except Invalid as error:
            entry.problems.append(Problem(letters(place), error.reason.msgid, error.reason.values))
            continue
        if value is not None:
            entry.values[name] = value
    _place(entry, row, columns.places)
    return entry


def _place(entry: Entry, row: Row, places: Mapping[str, int]) -> None:
    """Which broadcast the row is of."""
    cell = {target: _cell(row, place) for target, place in places.items()}
    entry.account, entry.room = (cells.identity(cell.get(one)) for one in (ACCOUNT, ROOM))
    target = START
    try:
        for target in (START, DAY):
            entry.when = entry.when or moments.when(cell.get(target))
        target = TIME
        if entry.when is not None and entry.when.at is None:
            at = moments.time_of_day(cell.get(TIME))
            entry.when = When(entry.when.day, at) if at else entry.when
    except Invalid as error:
        column = letters(places.get(target, 0))
        entry.problems.append(Problem(column, error.reason.msgid, error.reason.values))
        return
    if entry.when is None:
        entry.problems.append(Problem("", N_("没有写开播时间")))
