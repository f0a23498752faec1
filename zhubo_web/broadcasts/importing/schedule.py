"""Reading a schedule pasted from a spreadsheet or a Feishu table: one broadcast a line. Pure.

The first line names the columns, in any order: 日期 开始 结束 直播间 主题 主播 助播 跟播. Cells stand
between tabs or commas; letters, digits and colons may be full-width. Times are Shanghai's; an end that
is not after the start is on the next day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.tables import key, plain, rows_of

LONGEST_TEXT = 40_000
MOST_LINES = 60
LONGEST_TITLE = 60
LONGEST = timedelta(hours=12)
SHORTEST = timedelta(minutes=10)
#: Column → what may stand over it.
HEADERS = {
    "day": ("日期", "直播日期", "date"),
    "start": ("开始", "开播", "开始时间", "开播时间", "start"),
    "end": ("结束", "下播", "结束时间", "下播时间", "end"),
    "room": ("直播间", "room"),
    "title": ("主题", "名称", "场次", "title"),
    "host": ("主播", "host"),
    "assistant": ("助播", "assistant"),
    "observer": ("跟播", "跟播人", "observer"),
}
NEEDED = ("day", "start", "end", "room")
PARTS = ("host", "assistant", "observer")
COLUMN_NAMES = {
    "day": N_("日期"),
    "start": N_("开始"),
    "end": N_("结束"),
    "room": N_("直播间"),
    "title": N_("主题"),
    "host": N_("主播"),
    "assistant": N_("助播"),
    "observer": N_("跟播"),
}
_DAY = re.compile(
    r"(?:(20\d\d)[-/.年])?(1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])日?[(\[]?(?:(?:周|星期)[一二三四五六日天])?[)\]]?"
)
_TIME = re.compile(r"([01]?\d|2[0-4])(?::([0-5]\d)(?::00)?|[点时](半|[0-5]?\d分?)?)")
_BETWEEN = re.compile(r"[、,;/&+\n]+")
#: How far back a day without a year still means this year.
LOOKS_BACK = timedelta(days=180)


@dataclass
class Line:
    """One line as it was read. ``number`` counts from 1, the headers included; ``errors`` by column."""

    number: int
    room: str = ""
    title: str = ""
    start: datetime | None = None
    end: datetime | None = None
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    errors: list[Reason] = field(default_factory=list)


def read(text: str, today: date) -> tuple[list[Line], list[Reason]]:
    """The lines, and what is wrong with the table as a whole (then there are no lines)."""
    if len(text) > LONGEST_TEXT:
        return [], [Reason(N_("内容太长，请分几次粘贴"))]
    rows = rows_of(text)
    if not rows:
        return [], [Reason(N_("没有内容，请从表格复制，连标题那一行一起"))]
    columns = _columns(rows[0][1])
    missing = [COLUMN_NAMES[name] for name in NEEDED if name not in columns]
    if missing:
        values = {"names": "、".join(missing)}
        return [], [Reason(N_("第一行要是标题，缺少：%(names)s"), values)]
    if len(rows) - 1 > MOST_LINES:
        return [], [Reason(N_("一次最多 %(most)s 行，请分几次粘贴"), {"most": MOST_LINES})]
    if len(rows) == 1:
        return [], [Reason(N_("只有标题，没有场次"))]
    return [_line(number, cells, columns, today) for number, cells in rows[1:]], []


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Column → its place; the first of two with one name."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        said = key(cell)
        for name, names in HEADERS.items():
            if said in names:
                places.setdefault(name, place)
    return places


def _line(number: int, cells: Sequence[str], columns: dict[str, int], today: date) -> Line:
    def cell(name: str) -> str:
        place = columns.get(name, len(cells))
        return plain(cells[place]) if place < len(cells) else ""

    line = Line(number, room=cell("room"), title=cell("title"))
    line.names = {part: _names(cell(part)) for part in PARTS}
    if not line.room:
        line.errors.append(Reason(N_("没写直播间")))
    if len(line.title) > LONGEST_TITLE:
        line.errors.append(Reason(N_("主题最多 %(max)d 个字"), {"max": LONGEST_TITLE}))
    _times(line, cell("day"), cell("start"), cell("end"), today)
    return line


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in _BETWEEN.split(text) if name.strip()))


def _times(line: Line, day_text: str, start_text: str, end_text: str, today: date) -> None:
    day, start, end = day_of(day_text, today), time_of(start_text), time_of(end_text)
    if day is None:
        line.errors.append(Reason(N_("日期“%(text)s”看不懂，写成 11-27"), {"text": day_text[:20]}))
    for text, read_as in ((start_text, start), (end_text, end)):
        if read_as is None:
            line.errors.append(Reason(N_("时间“%(text)s”看不懂，写成 19:30"), {"text": text[:20]}))
    if day is None or start is None or end is None:
        return
    midnight = clock.shanghai(day)
    line.start = midnight + start
    line.end = midnight + (end if end > start else end + timedelta(days=1))
    if not SHORTEST <= line.end - line.start <= LONGEST:
        line.errors.append(Reason(N_("一场在 10 分钟到 12 小时之间")))


def day_of(text: str, today: date) -> date | None:
    """11-27, 11/27, 11月27日, with or without the year or the weekday; None for anything else."""
    match = _DAY.fullmatch(plain(text).replace(" ", ""))
    if match is None:
        return None
    year, month, day = match[1], int(match[2]), int(match[3])
    try:
        if year:
            return date(int(year), month, day)
        near = date(today.year, month, day)
        return near if near >= today - LOOKS_BACK else date(today.year + 1, month, day)
    except ValueError:
        return None


def time_of(text: str) -> timedelta | None:
    """19:30, 19点30, 19点半, 24:00 as time since midnight; None for anything else."""
    match = _TIME.fullmatch(plain(text).replace(" ", ""))
    if match is None:
        return None
    after = match[3] or ""
    minutes = 30 if after == "半" else int(match[2] or after.rstrip("分") or 0)
    since = timedelta(hours=int(match[1]), minutes=minutes)
    return since if since <= timedelta(hours=24) else None
