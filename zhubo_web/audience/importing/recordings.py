"""Any log of a recording, told apart by its heading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, NamedTuple

from zhubo_web.audience.importing.chat import COLUMNS, heading_of, other_log, read_comments
from zhubo_web.audience.importing.deeds import DEED_LOGS, read_deeds
from zhubo_web.audience.importing.logs import LogRefused, Problem, readable
from zhubo_web.audience.lines import Deed, Line
from zhubo_web.audience.records import records
from zhubo_web.core.clock import SHANGHAI
from zhubo_web.core.marking import N_

#: The logs that can be read, in the order in which a folder is read.
LOGS = ("chat", *DEED_LOGS)

_UNUSED = N_("这是 %(file)s，场记用不上它；能导入的是 %(files)s。")
_COLUMNS = N_("看起来是 %(file)s，但表头应为 %(columns)s。请用录制工具的原文件。")
_HEADING = N_("第一行不是录制记录的表头。能导入的是 %(files)s，请选录制文件夹里的原文件。")


class OpenLog(NamedTuple):
    """Which log it is, and its rows."""

    name: str
    rows: Iterator[Line | Deed | Problem]


def open_log(stream: IO[bytes] | IO[str], *, day: date, started: time) -> OpenLog:
    """A log of a recording that began on `day` at `started`; refused at once if it is none."""
    rows = readable(records(stream))
    names = heading_of(next(rows, None))
    begun = datetime.combine(day, started, SHANGHAI)
    if names == COLUMNS:
        return OpenLog("chat", read_comments(rows, begun))
    for log in DEED_LOGS.values():
        if names == log.columns:
            return OpenLog(log.name, read_deeds(log, rows, begun))
    raise _refused(names)


def _refused(names: tuple[str, ...]) -> LogRefused:
    files = "、".join(f"{name}.csv" for name in LOGS)
    other = other_log(names)
    if other is None:
        return LogRefused(_HEADING, files=files)
    log = DEED_LOGS.get(other.removesuffix(".csv"))
    if log is None:
        return LogRefused(_UNUSED, file=other, files=files)
    return LogRefused(_COLUMNS, file=other, columns=",".join(log.columns))
