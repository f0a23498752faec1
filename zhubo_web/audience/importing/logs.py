"""What all logs of a recorder share: the folder's name, clocks without a date, rows and problems.

The files are UTF-8, usually with a byte-order mark. Their time column has no date, so the day is
followed across midnight from the recording's start; times are Asia/Shanghai. Source of the shape:
xhynice/DouyinBarrage. Columns that are not needed (grade, fan club) are left behind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from zhubo_web.audience.records import Broken, Unreadable
from zhubo_web.core.clock import SHANGHAI
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason

LATE = timedelta(hours=1)
"""A line may come this much after later ones; further back means midnight has passed."""

TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)")
_FOLDER = re.compile(r"(\d{8})_(\d{4})_(\d+)")

EMPTY = N_("文件是空的，请选录制文件夹里的 chat.csv。")
_BINARY = N_("这不是文本文件，请选录制文件夹里的 chat.csv；表格软件里的请另存为“CSV UTF-8”。")
_NOT_UTF8 = N_("文件不是 UTF-8 编码，请用录制工具的原文件，或在表格软件里另存为“CSV UTF-8”。")
COLUMN_COUNT = N_("应有 %(expected)s 列，实际 %(found)s 列，这一行没有导入。")
_BAD_TIME = N_("时间应写成 20:05:09 的样子，这一行没有导入。")


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


def readable(rows: Iterator[list[str] | Broken]) -> Iterator[list[str] | Broken]:
    """The same rows; what is no text at all is refused with a sentence."""
    try:
        yield from rows
    except Unreadable as unreadable:
        raise LogRefused(_NOT_UTF8 if unreadable.encoding else _BINARY) from unreadable


def row_problem(number: int, row: list[str] | Broken, columns: tuple[str, ...]) -> Problem | None:
    """What is wrong with a row of any log: quotes, number of columns, time."""
    if isinstance(row, Broken):
        return Problem(number, None, row.msgid)
    if len(row) != len(columns):
        return Problem(number, None, COLUMN_COUNT, {"expected": len(columns), "found": len(row)})
    if not TIME.fullmatch(row[0].strip()):
        return Problem(number, "time", _BAD_TIME)
    return None


class LogClock:
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


class Repeats:
    """Numbers equal rows of the same second; forgets seconds that cannot come again."""

    def __init__(self) -> None:
        self._seconds: dict[datetime, Counter[tuple[str, ...]]] = {}
        self._latest: datetime | None = None

    def count(self, at: datetime, *row: str) -> int:
        """How many times this has now been told of this second."""
        if self._latest is None or at > self._latest:
            self._latest = at
            self._forget(at - LATE)
        second = self._seconds.setdefault(at, Counter())
        second[row] += 1
        return second[row]

    def _forget(self, before: datetime) -> None:
        while self._seconds and (oldest := next(iter(self._seconds))) < before:
            del self._seconds[oldest]
