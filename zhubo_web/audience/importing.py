"""Reading the comment log (`chat.csv`) that a merchant's own recorder writes, as a stream.

The file is UTF-8, usually with a byte-order mark. Its time column has no date, so the day is
followed across midnight from the recording's start; times are Asia/Shanghai. Source of the shape:
xhynice/DouyinBarrage. Columns that are not needed (grade, fan club) are left behind.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Any, NamedTuple

from zhubo_web.audience.lines import Line, Viewer
from zhubo_web.audience.records import Broken, Unreadable, records
from zhubo_web.core.clock import SHANGHAI
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason

__all__ = ["Line", "LogRefused", "Problem", "RecordingStart", "Viewer", "folder_start", "read_log"]

COLUMNS = ("time", "user_id", "user_name", "content", "grade", "fans_club")
LONGEST_TEXT = 1000
LATE = timedelta(hours=1)
"""A line may come this much after later ones; further back means midnight has passed."""

_OTHER_LOGS = {
    "gift_name": "gift.csv",
    "total": "like.csv",
    "action": "social.csv",
    "member_count": "member.csv",
    "total_pv": "stats.csv",
    "status": "control.csv",
}
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)")
_FOLDER = re.compile(r"(\d{8})_(\d{4})_(\d+)")

_EMPTY = N_("文件是空的，请选录制文件夹里的 chat.csv。")
_BINARY = N_("这不是文本文件，请选录制文件夹里的 chat.csv；表格软件里的请另存为“CSV UTF-8”。")
_NOT_UTF8 = N_("文件不是 UTF-8 编码，请用录制工具的原文件，或在表格软件里另存为“CSV UTF-8”。")
_OTHER = N_("这是 %(file)s，不是评论记录，请选同一文件夹里的 chat.csv。")
_HEADING = N_("第一行不是评论记录的表头，请选录制文件夹里的 chat.csv，表头应为 %(columns)s。")
_COLUMN_COUNT = N_("应有 %(expected)s 列，实际 %(found)s 列，这一行没有导入。")
_BAD_TIME = N_("时间应写成 20:05:09 的样子，这一行没有导入。")
_NO_VIEWER = N_("没有用户编号，这一行没有导入。")
_NO_TEXT = N_("没有评论内容，这一行没有导入。")
_LONG_TEXT = N_("评论超过 %(longest)s 字，这一行没有导入。")


class LogRefused(Invalid):
    """The file as a whole cannot be read; the sentence says what to do instead."""

    @property
    def msgid(self) -> str:
        """The sentence, untranslated."""
        return self.reason.msgid

    @property
    def values(self) -> dict[str, Any]:
        """What fills the sentence."""
        return self.reason.values


@dataclass(frozen=True)
class Problem:
    """A row that was left out, and why; it never carries the row's content."""

    row: int
    column: str | None
    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """The same as a sentence to be translated at the edge."""
        return Reason(self.msgid, dict(self.values))


class RecordingStart(NamedTuple):
    """What the name of a recording's folder tells; Asia/Shanghai."""

    day: date
    started: time
    room_id: str


def folder_start(name: str) -> RecordingStart | None:
    """Day, start and room of a folder named `YYYYMMDD_HHMM_<roomId>`; None for any other name."""
    match = _FOLDER.fullmatch(name.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1])
    if match is None:
        return None
    try:
        begun = datetime.strptime(match[1] + match[2], "%Y%m%d%H%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return RecordingStart(begun.date(), begun.time(), match[3])


def read_log(stream: IO[bytes] | IO[str], *, day: date, started: time) -> Iterator[Line | Problem]:
    """The comments of a recording that began on `day` at `started`, row by row.

    Refuses a file that is no comment log at once, before the first row is asked for. Memory holds
    an hour of comments at most, to number the repeated ones.
    """
    rows = _readable(records(stream))
    heading = next(rows, None)
    _check_heading(heading)
    return _read_rows(rows, _Clock(datetime.combine(day, started, SHANGHAI)))


def source_key(key: bytes, room: str, line: Line) -> str:
    """The same for the same comment however often, and in however long a recording, it comes."""
    what = (room, line.at.isoformat(), line.viewer.user_id, line.occurrence, line.text)
    message = json.dumps(what, ensure_ascii=True).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _readable(rows: Iterator[list[str] | Broken]) -> Iterator[list[str] | Broken]:
    try:
        yield from rows
    except Unreadable as unreadable:
        raise LogRefused(_NOT_UTF8 if unreadable.encoding else _BINARY) from unreadable


def _check_heading(heading: list[str] | Broken | None) -> None:
    if heading is None:
        raise LogRefused(_EMPTY)
    names = [] if isinstance(heading, Broken) else [name.strip() for name in heading]
    if tuple(names) == COLUMNS:
        return
    other = next((file for column, file in _OTHER_LOGS.items() if column in names), None)
    if other and names[0] == "time":
        raise LogRefused(_OTHER, file=other)
    raise LogRefused(_HEADING, columns=",".join(COLUMNS))


def _read_rows(rows: Iterator[list[str] | Broken], clock: _Clock) -> Iterator[Line | Problem]:
    seen = _Repeats()
    for number, row in enumerate(rows, start=2):
        problem = _problem(number, row)
        if problem is not None:
            yield problem
        elif isinstance(row, list):
            at = clock.moment(row[0].strip())
            viewer = Viewer(row[1].strip(), row[2])
            yield Line(number, at, viewer, row[3], seen.count(at, viewer.user_id, row[3]))


def _problem(number: int, row: list[str] | Broken) -> Problem | None:
    if isinstance(row, Broken):
        return Problem(number, None, row.msgid)
    if len(row) != len(COLUMNS):
        return Problem(number, None, _COLUMN_COUNT, {"expected": len(COLUMNS), "found": len(row)})
    if not _TIME.fullmatch(row[0].strip()):
        return Problem(number, "time", _BAD_TIME)
    if not row[1].strip():
        return Problem(number, "user_id", _NO_VIEWER)
    if not row[3].strip():
        return Problem(number, "content", _NO_TEXT)
    if len(row[3]) > LONGEST_TEXT:
        return Problem(number, "content", _LONG_TEXT, {"longest": LONGEST_TEXT})
    return None


class _Clock:
    """Gives times without a date their day, in rows that may be a little out of order."""

    def __init__(self, started: datetime) -> None:
        self.latest = started

    def moment(self, text: str) -> datetime:
        """The aware moment of `HH:MM:SS`, not more than LATE before the latest one so far."""
        hour, minute, second = (int(part) for part in text.split(":"))
        at = self.latest.replace(hour=hour, minute=minute, second=second, microsecond=0)
        if at < self.latest - LATE:
            at += timedelta(days=1)
        elif at >= self.latest + timedelta(days=1) - LATE:
            at -= timedelta(days=1)
        self.latest = max(self.latest, at)
        return at


class _Repeats:
    """Numbers equal comments of the same second; forgets seconds that cannot come again."""

    def __init__(self) -> None:
        self._seconds: dict[datetime, Counter[tuple[str, str]]] = {}
        self._latest: datetime | None = None

    def count(self, at: datetime, user_id: str, text: str) -> int:
        """How many times this has now been said in this second."""
        if self._latest is None or at > self._latest:
            self._latest = at
            self._forget(at - LATE)
        second = self._seconds.setdefault(at, Counter())
        second[user_id, text] += 1
        return second[user_id, text]

    def _forget(self, before: datetime) -> None:
        while self._seconds and (oldest := next(iter(self._seconds))) < before:
            del self._seconds[oldest]
