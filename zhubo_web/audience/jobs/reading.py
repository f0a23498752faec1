"""Recorded logs read whole, after a broadcast or while it is on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from zhubo_web.audience.importing import LOGS, LogRefused, Problem, folder_start, open_log
from zhubo_web.audience.jobs.hiding import Hiding, viewer_key
from zhubo_web.audience.lines import Deed, Line
from zhubo_web.audience.models import CommentImport, own_accounts_of, take, why_closed
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.timing import stream_ms
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, WrongState
from zhubo_web.extensions import db, writing

BATCH = 200
MOST_PROBLEMS = 100
SAME_BROADCAST = timedelta(hours=3)
Progress = Callable[[int, int, list[Problem]], None]


def started(broadcast_id: int) -> Broadcast:
    """A broadcast that has begun."""
    broadcast = db.session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.started_at is None:
        raise Invalid(N_("没有这场直播，或它还没开播"))
    return broadcast


def rows_of(source: IO[Any], start: datetime, problems: list[Problem]) -> Iterator[Line | Deed]:
    """The rows of any log of a recording that began then; what is wrong goes to the problems."""
    local = clock.local(start)
    for one in open_log(source, day=local.date(), started=local.time()).rows:
        if not isinstance(one, Problem):
            yield one
        elif len(problems) < MOST_PROBLEMS:
            problems.append(one)


def recording_start(path: Path) -> datetime | None:
    """When a recording began, by the name of its folder."""
    told = folder_start(path.name if path.is_dir() else path.parent.name)
    return datetime.combine(told.day, told.started, clock.SHANGHAI) if told else None


def logs_in(path: Path) -> list[Path]:
    """The file; or of a recording's folder the logs that can be read."""
    if path.is_file():
        return [path]
    found = [path / f"{name}.csv" for name in LOGS]
    there = [file for file in found if file.is_file()]
    if not there:
        files = "、".join(file.name for file in found)
        raise Invalid(N_("这个文件夹里没有 %(files)s"), files=files)
    return there


def read_into(
    broadcast_id: int,
    source: IO[Any],
    start: datetime | None,
    progress: Progress = lambda *_: None,
) -> int:
    """Read a whole log into a broadcast; return how many rows were new.

    A recording that began about when the broadcast did is of that broadcast: its clock is the
    broadcast's own. One of another time lies from its own start.
    """
    broadcast = started(broadcast_id)
    if reason := why_closed(broadcast):
        raise WrongState(reason)
    began, pauses = broadcast.started_at, broadcast.pauses
    assert began is not None
    origin = start or began
    zero = began if abs(origin - began) < SAME_BROADCAST else origin
    hiding = Hiding(viewer_key(), str(broadcast.room_id), own_accounts_of(broadcast.room_id))
    problems: list[Problem] = []
    rows = rows_of(source, origin, problems)
    fresh, count = 0, 0
    while batch := list(islice(rows, BATCH)):
        told = hiding.all_told(batch, partial(stream_ms, zero, pauses))
        with writing():
            fresh += len(take(broadcast_id, told))
        count += len(batch)
        progress(count, fresh, problems)
    progress(count, fresh, problems)
    return fresh


def read_file(broadcast_id: int, path: Path) -> int:
    """Read a log file, or all logs of a recording's folder."""
    fresh = 0
    for file in logs_in(path):
        with file.open("rb") as source:
            fresh += read_into(broadcast_id, source, recording_start(path))
    return fresh


def run_import(import_id: int, path: str) -> None:
    """The worker's job: read an uploaded log, say how far it is, remove the upload."""
    file = Path(path)
    try:
        if db.session.get(CommentImport, import_id) is not None:
            _read_upload(import_id, file)
    finally:
        file.unlink(missing_ok=True)


def _read_upload(import_id: int, file: Path) -> None:
    begun = db.session.get_one(CommentImport, import_id)
    broadcast_id, start = begun.broadcast_id, begun.recorded_at
    told: dict[str, Any] = {"state": "broken"}
    _tell(import_id, state="running", total=max(0, file.read_bytes().count(b"\n") - 1))

    def progress(count: int, fresh: int, problems: list[Problem]) -> None:
        rows = [[p.row, p.column, p.msgid, dict(p.values)] for p in problems]
        _tell(import_id, lines=count, fresh=fresh, problems=rows)

    try:
        with file.open("rb") as source:
            read_into(broadcast_id, source, start, progress)
        told = {"state": "done"}
    except (LogRefused, WrongState) as refusal:
        values = {"msgid": refusal.reason.msgid, "values": dict(refusal.reason.values)}
        told = {"state": "refused", "refused": values}
    finally:
        _tell(import_id, **told, finished_at=clock.now())


def _tell(import_id: int, **values: Any) -> None:
    with writing():
        db.session.get_one(CommentImport, import_id).tell(**values)
