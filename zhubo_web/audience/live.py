"""Comments reach the screens folded into frames, at most two a second and room, never one packet each.

A frame carries what is fresh since the one before, up to FRESH texts (then the newest and how many
were left out), and the counts. What was told is remembered in memory, so that a frame costs what is
new and not what there is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy.orm import lazyload

from zhubo_web.audience.models import (
    MINUTE_MS,
    SAMPLES,
    Question,
    count_since,
    last_minute,
    newest,
    newest_id,
    since,
    sums,
    told_figures,
)
from zhubo_web.audit.live import on_batch
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.live import everyone
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, socketio

log = logging.getLogger("zhubo.live")
FRAME_SECONDS = 0.5
FRESH = 50
#: How often the figure of the last minute is counted anew, also when nothing comes any more.
RECOUNT_SECONDS = 1.0


@dataclass
class Told:
    """What the screens of a broadcast were told last, and when the last minute was counted."""

    last_id: int
    counted: dict[str, int | None]
    texts: list[dict[str, Any]]
    minute: int
    per_minute: int
    recounted: float


_told: dict[int, Told] = {}
#: Questions reach the screens at most so often, however fast they grow.
QUESTIONS_SECONDS = 0.5
_asked: set[int] = set()
_sent: dict[int, float] = {}


def _listened() -> list[int]:
    """The broadcasts that have a screen in this process."""
    rooms = socketio.server.manager.rooms.get("/", {})
    prefix = everyone(0).removesuffix("0")
    tails = (name.removeprefix(prefix) for name in rooms if name and name.startswith(prefix))
    return [int(tail) for tail in tails if tail.isdigit()]


def send_frames() -> None:
    """One frame to each broadcast of which something was heard since its last."""
    listened = _listened()
    for gone in _told.keys() - set(listened):
        del _told[gone]
    if not listened:
        return
    ready = [
        (broadcast_id, frame)
        for broadcast_id, counted in sums(listened).items()
        if (frame := _frame(broadcast_id, counted)) is not None
    ]
    db.session.rollback()
    for broadcast_id, frame in ready:
        socketio.emit("comments", frame, to=everyone(broadcast_id))


def _frame(broadcast_id: int, counted: dict[str, int | None]) -> dict[str, Any] | None:
    """What is new, or None. A screen that joins was told the newest texts with its state."""
    before = _told.get(broadcast_id)
    if before is None:
        broadcast = _timed(broadcast_id)
        if broadcast is None:
            return None
        now = Told(newest_id(), counted, newest(broadcast), *_last_minute(broadcast))
        _told[broadcast_id] = now
        return _drawn(now, [], 0)
    changed, counted_before = before.counted != counted, before.per_minute
    if clock.monotonic() - before.recounted >= RECOUNT_SECONDS and (changed or counted_before):
        if broadcast := _timed(broadcast_id):
            before.minute, before.per_minute, before.recounted = _last_minute(broadcast)
    if not changed and before.per_minute == counted_before:
        return None
    fresh = since(broadcast_id, before.last_id, FRESH)
    full = len(fresh) == FRESH
    left_out = count_since(broadcast_id, before.last_id) - FRESH if full else 0
    before.counted, before.texts = counted, (before.texts + fresh)[-SAMPLES:]
    before.last_id = fresh[-1]["id"] if fresh else before.last_id
    return _drawn(before, fresh, left_out)


def _timed(broadcast_id: int) -> Broadcast | None:
    """The broadcast with its clock, and without its people."""
    return db.session.get(Broadcast, broadcast_id, options=[lazyload(Broadcast.roster)])


def _drawn(now: Told, fresh: list[dict[str, Any]], left_out: int) -> dict[str, Any]:
    figures = told_figures(now.minute, now.per_minute, now.texts, now.counted)
    return {**figures, "fresh": fresh, "left_out": left_out}


def _last_minute(broadcast: Broadcast) -> tuple[int, int, float]:
    return broadcast.stream_ms() // MINUTE_MS, last_minute(broadcast), clock.monotonic()


@on_batch
def note_questions(events: list[AuditEvent]) -> None:
    """Remember of which broadcasts the questions changed; the next frame tells."""
    _asked.update(
        e.broadcast_id for e in events if e.broadcast_id and e.name.startswith("question.")
    )


def send_questions() -> None:
    """The questions that wait, to the screens of each broadcast where they changed."""
    listened, now = set(_listened()), clock.monotonic()
    for broadcast_id in sorted(_asked):
        if now - _sent.get(broadcast_id, 0.0) < QUESTIONS_SECONDS:
            continue
        _asked.discard(broadcast_id)
        if broadcast_id in listened:
            _send_questions(broadcast_id)
            _sent[broadcast_id] = now


def _send_questions(broadcast_id: int) -> None:
    broadcast = db.session.get(Broadcast, broadcast_id)
    if broadcast is not None:
        waiting = [question.told() for question in Question.open_in(broadcast)]
        socketio.emit("questions", {"questions": waiting}, to=everyone(broadcast_id))


def start(app: Flask) -> None:
    """Send frames until the process ends."""

    def run() -> None:
        while True:
            socketio.sleep(FRAME_SECONDS)
            try:
                with app.app_context():
                    begin_reading()
                    send_frames()
                    send_questions()
                    db.session.rollback()
            except Exception:
                log.exception("a frame of comments failed; trying again")

    socketio.start_background_task(run)
