"""Comments: the log `chat.csv` that a merchant's own recorder writes, as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO

from zhubo_web.audience.importing.logs import (
    EMPTY,
    LogClock,
    LogRefused,
    Problem,
    Repeats,
    readable,
    row_problem,
)
from zhubo_web.audience.keys import source_key
from zhubo_web.audience.lines import Line, Viewer
from zhubo_web.audience.records import Broken, records
from zhubo_web.core.clock import SHANGHAI
from zhubo_web.core.marking import N_

COLUMNS = ("time", "user_id", "user_name", "content", "grade", "fans_club")
LONGEST_TEXT = 1000

OTHER_LOGS = {
    "gift_name": "gift.csv",
    "total": "like.csv",
    "action": "social.csv",
    "member_count": "member.csv",
    "total_pv": "stats.csv",
    "status": "control.csv",
}

_OTHER = N_("这是 %(file)s，不是评论记录，请选同一文件夹里的 chat.csv。")
_HEADING = N_("第一行不是评论记录的表头，请选录制文件夹里的 chat.csv，表头应为 %(columns)s。")
_NO_VIEWER = N_("没有用户编号，这一行没有导入。")
_NO_TEXT = N_("没有评论内容，这一行没有导入。")
_LONG_TEXT = N_("评论超过 %(longest)s 字，这一行没有导入。")


def read_log(stream: IO[bytes] | IO[str], *, day: date, started: time) -> Iterator[Line | Problem]:
    """The comments of a recording that began on `day` at `started`, row by row.

    Refuses a file that is no comment log at once, before the first row is asked for. Memory holds
    an hour of comments at most, to number the repeated ones.
    """
    rows = readable(records(stream))
    names = heading_of(next(rows, None))
    if names != COLUMNS:
        if other := other_log(names):
            raise LogRefused(_OTHER, file=other)
        raise LogRefused(_HEADING, columns=",".join(COLUMNS))
    return read_comments(rows, datetime.combine(day, started, SHANGHAI))


def line_key(key: bytes, room: str, line: Line) -> str:
    """The same for the same comment however often, and in however long a recording, it comes."""
    who = line.viewer.user_id
    seconds = int(line.at.timestamp())
    return source_key(key, seconds, room, line.at.isoformat(), who, line.occurrence, line.text)


def heading_of(heading: list[str] | Broken | None) -> tuple[str, ...]:
    """The names of the columns; an empty file is refused."""
    if heading is None:
        raise LogRefused(EMPTY)
    return () if isinstance(heading, Broken) else tuple(name.strip() for name in heading)


def other_log(names: tuple[str, ...]) -> str | None:
    """Which other log of the recorder has such a column."""
    if names[:1] != ("time",):
        return None
    return next((file for column, file in OTHER_LOGS.items() if column in names), None)


def read_comments(
    rows: Iterator[list[str] | Broken], started: datetime
) -> Iterator[Line | Problem]:
    """The rows below the heading."""
    seen, clock = Repeats(), LogClock(started)
    for number, row in enumerate(rows, start=2):
        problem = _problem(number, row)
        if problem is not None:
            yield problem
        elif isinstance(row, list):
            at = clock.moment(row[0].strip())
            viewer = Viewer(row[1].strip(), row[2])
            yield Line(number, at, viewer, row[3], seen.count(at, viewer.user_id, row[3]))


def _problem(number: int, row: list[str] | Broken) -> Problem | None:
    if problem := row_problem(number, row, COLUMNS):
        return problem
    assert isinstance(row, list)
    if not row[1].strip():
        return Problem(number, "user_id", _NO_VIEWER)
    if not row[3].strip():
        return Problem(number, "content", _NO_TEXT)
    if len(row[3]) > LONGEST_TEXT:
        return Problem(number, "content", _LONG_TEXT, {"longest": LONGEST_TEXT})
    return None
