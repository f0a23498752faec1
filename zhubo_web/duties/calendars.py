"""Days off and make-up days (调休) of mainland China, and reading those of later years.

2026 is as the State Council's General Office announced it on 2025-11-04 (《国务院办公厅关于2026年
部分节假日安排的通知》，国办发明电〔2025〕7号): 元旦 1 to 3 January, worked on Sunday 4 January; 春节 15
to 23 February, worked on 14 and 28 February; 清明节 4 to 6 April; 劳动节 1 to 5 May, worked on 9 May;
端午节 19 to 21 June; 中秋节 25 to 27 September; 国庆节 1 to 7 October, worked on 20 September and 10
October. Compared day by day with the tables of chinesecalendar 1.11.0 (PyPI) and chinese-days 1.5.7
(npm). Later years are announced about November and pasted in. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid

KINDS = {"holiday": N_("放假"), "worked": N_("调休上班")}
#: What people write for the two kinds.
SPELLINGS = {
    "holiday": ("holiday", "放假", "休", "休息", "off"),
    "worked": ("worked", "workday", "上班", "班", "调休上班", "补班"),
}
MOST_ROWS = 120
LONGEST_NAME = 20
#: From this month on a missing next year is worth saying: by then it has been announced.
ANNOUNCED_BY_MONTH = 12
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_HEADS = {"date", "日期"}


@dataclass(frozen=True)
class Day:
    """One day that is not what its weekday says."""

    date: date
    kind: str
    name: str


def _span(name: str, first: date, days: int, *worked: date) -> list[Day]:
    off = [Day(first + timedelta(days=n), "holiday", name) for n in range(days)]
    return off + [Day(one, "worked", name) for one in worked]


SHIPPED: tuple[Day, ...] = (
    *_span("元旦", date(2026, 1, 1), 3, date(2026, 1, 4)),
    *_span("春节", date(2026, 2, 15), 9, date(2026, 2, 14), date(2026, 2, 28)),
    *_span("清明节", date(2026, 4, 4), 3),
    *_span("劳动节", date(2026, 5, 1), 5, date(2026, 5, 9)),
    *_span("端午节", date(2026, 6, 19), 3),
    *_span("中秋节", date(2026, 9, 25), 3),
    *_span("国庆节", date(2026, 10, 1), 7, date(2026, 9, 20), date(2026, 10, 10)),
)


def read_days(text: str) -> list[Day]:
    """Rows of ``date,kind,name`` as pasted from a table or a CSV file, in any order.

    Raises Invalid at the first line that cannot be right, naming it.
    """
    days: dict[date, Day] = {}
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip().strip('"') for cell in re.split(r"[,，\t;；]", line)]
        if not any(cells) or cells[0].lower() in _HEADS:
            continue
        day = _day(cells, number)
        if day.date in days:
            raise _wrong(N_("第 %(line)s 行：这一天写了两次"), number)
        days[day.date] = day
    if not days:
        raise Invalid(N_("没有读到任何一天，请粘贴“日期，类别，名称”这样的行"), "rows")
    if len(days) > MOST_ROWS:
        raise Invalid(N_("一次最多 %(most)s 行"), "rows", most=MOST_ROWS)
    return [days[one] for one in sorted(days)]


def _day(cells: list[str], number: int) -> Day:
    found = _DATE.fullmatch(cells[0])
    if found is None:
        raise _wrong(N_("第 %(line)s 行：日期要写成 2027-01-01 这样"), number)
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise _wrong(N_("第 %(line)s 行：没有这一天"), number) from error
    kind = _kind(cells[1] if len(cells) > 1 else "")
    if kind is None:
        raise _wrong(N_("第 %(line)s 行：第二列写“放假”或“上班”"), number)
    if kind == "worked" and day.weekday() < 5:
        raise _wrong(N_("第 %(line)s 行：这一天不是周末，本来就上班"), number)
    name = cells[2] if len(cells) > 2 else ""
    return Day(day, kind, name[:LONGEST_NAME])


def _kind(text: str) -> str | None:
    wanted = text.lower()
    return next((kind for kind, words in SPELLINGS.items() if wanted in words), None)


def _wrong(sentence: str, number: int) -> Invalid:
    return Invalid(sentence, "rows", line=number)


@dataclass(frozen=True)
class Span:
    """Days of one kind and name that follow one another."""

    kind: str
    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def spans(days: Iterable[tuple[date, str, str]]) -> list[Span]:
    """(date, kind, name) in order, as the spans that an announcement speaks of."""
    found: list[Span] = []
    for day, kind, name in days:
        last = found[-1] if found else None
        if last and (last.kind, last.name, last.last) == (kind, name, day - timedelta(days=1)):
            found[-1] = replace(last, last=day)
        else:
            found.append(Span(kind, name, day, day))
    return found


def year_to_import(today: date, known: set[int]) -> int | None:
    """The year whose days are missing: this one, or the next once it must have been announced."""
    if today.year not in known:
        return today.year
    if today.month >= ANNOUNCED_BY_MONTH and today.year + 1 not in known:
        return today.year + 1
    return None
