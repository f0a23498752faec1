"""Taking recorded logs: read whole after a broadcast, or played at a pace into one that is live.

Pseudonyms are made and texts masked before anything is stored: the recording's names and ids never
reach the database. Each batch is one short write transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import sleep
from typing import IO, Any

from flask import Flask, current_app

from zhubo_web.audience.importing import (
    LogRefused,
    Problem,
    folder_start,
    read_log,
    source_key,
)
from zhubo_web.audience.lines import Line
from zhubo_web.audience.masking import mask, pseudonym
from zhubo_web.audience.models import CommentImport, Heard, forget_texts, take_comments
from zhubo_web.audience.pacing import frames
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.timing import stream_ms
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db, jobs, writing

BATCH = 200
MOST_PROBLEMS = 100
SAME_BROADCAST = timedelta(hours=3)
Progress = Callable[[int, int, list[Problem]], None]


def viewer_key() -> bytes:
    """The key of pseudonyms, from the settings."""
    key: str = current_app.extensions["zhubo"].viewer_key
    return key.encode()


def heard(line: Line, room: str, at_ms: int, key: bytes) -> Heard:
    """A line as it may be stored."""
    who = line.viewer.user_id
    return Heard(
        source_key(key, room, line)[:32], at_ms, pseudonym(key, room, who), mask(line.text)
    )


def _broadcast(broadcast_id: int) -> Broadcast:
    broadcast = db.session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.started_at is None:
        raise Invalid(N_("没有这场直播，或它还没开播"))
    return broadcast


def _lines(source: IO[Any], start: datetime, problems: list[Problem]) -> Iterator[Line]:
    local = clock.local(start)
    for one in read_log(source, day=local.date(), started=local.time()):
        if isinstance(one, Line):
            yield one
        elif len(problems) < MOST_PROBLEMS:
            problems.append(one)


def recording_start(path: Path) -> datetime | None:
    """When a recording began, by the name of its folder."""
    told = folder_start(path.parent.name)
    return datetime.combine(told.day, told.started, clock.SHANGHAI) if told else None


def read_into(
    broadcast_id: int,
    source: IO[Any],
    start: datetime | None,
    progress: Progress = lambda *_: None,
) -> int:
    """Read a whole log into a broadcast; return how many comments were new.

    A recording that began about when the broadcast did is of that broadcast: its clock is the
    broadcast's own. One of another time lies from its own start.
    """
    broadcast = _broadcast(broadcast_id)
    room, began, pauses = str(broadcast.room_id), broadcast.started_at, broadcast.pauses
    assert began is not None
    origin = start or began
    zero = began if abs(origin - began) < SAME_BROADCAST else origin
    problems: list[Problem] = []
    lines = _lines(source, origin, problems)
    key, fresh, count = viewer_key(), 0, 0
    while batch := list(islice(lines, BATCH)):
        rows = [heard(one, room, stream_ms(zero, pauses, one.at), key) for one in batch]
        with writing():
            fresh += take_comments(_broadcast(broadcast_id), rows)
        count += len(batch)
        progress(count, fresh, problems)
    progress(count, fresh, problems)
    return fresh


def read_file(broadcast_id: int, path: Path) -> int:
    """Read a log file."""
    with path.open("rb") as source:
        return read_into(broadcast_id, source, recording_start(path))


def init(app: Flask) -> None:
    """Make the reading of uploads a task of the queue that this application chose.

    Every process that builds the application knows the task so: those that enqueue, and the worker.
    """

    def read_upload(import_id: int, path: str) -> None:
        with app.app_context():
            run_import(import_id, path)

    app.extensions["zhubo_read_upload"] = jobs.queue.task(name="read_upload")(read_upload)


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
    except LogRefused as refusal:
        values = {"msgid": refusal.msgid, "values": dict(refusal.values)}
        told = {"state": "refused", "refused": values}
    finally:
        _tell(import_id, **told, finished_at=clock.now())


def _tell(import_id: int, **values: Any) -> None:
    with writing():
        db.session.get_one(CommentImport, import_id).tell(**values)


def play_file(broadcast_id: int, path: Path, speed: float) -> int:
    """Play a log into a live broadcast, as if it came in now, at a pace."""
    began = recording_start(path) or clock.now()
    with path.open("rb") as source:
        return play(broadcast_id, _lines(source, began, []), speed)


def play(broadcast_id: int, lines: Iterable[Line], speed: float) -> int:
    """Store lines when they are due, until the broadcast ends; return how many were new."""
    room, key, fresh = str(_broadcast(broadcast_id).room_id), viewer_key(), 0
    began = clock.monotonic()
    for due_ms, batch in frames(lines, speed=speed):
        db.session.rollback()
        sleep(max(0.0, due_ms / 1000 - (clock.monotonic() - began)))
        with writing():
            broadcast = _broadcast(broadcast_id)
            if not broadcast.is_on:
                break
            now_ms = broadcast.stream_ms()
            fresh += take_comments(broadcast, [heard(one, room, now_ms, key) for one in batch])
        db.session.expunge_all()
    return fresh


def forget() -> None:
    """Remove comments that may no longer be kept."""
    with writing():
        forget_texts()
