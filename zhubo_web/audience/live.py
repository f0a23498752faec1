"""Comments reach the screens folded into frames, at most two a second and room, never one packet each.

A frame carries what is fresh since the one before, up to FRESH texts (then the newest and how many
were left out), and the counts. What was told is remembered in memory, so that a frame costs what is
new and not what there is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import select

from zhubo_web.audience.models import (
    MINUTE_MS,
    SAMPLES,
    last_minutes,
    newest,
    newest_id,
    since,
    sums,
    told_figures,
    waiting_in,
)
from zhubo_web.audience.models.placing import CLOCKED
from zhubo_web.audit.live import on_batch
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.live import everyone
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.keeping import KEPT
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

    def is_stale(self, changed: bool, now: float) -> bool:
        """Whether the last minute is to be counted anew."""
        return now - self.recounted >= RECOUNT_SECONDS and bool(changed or self.per_minute)

    def took(self, counted: dict[str, int | None], fresh: list[dict[str, Any]]) -> None:
        """Remember what the screens are told now."""
        self.counted, self.texts = counted, (self.texts + fresh)[-SAMPLES:]
        self.last_id = fresh[-1]["id"] if fresh else self.last_id

    def drawn(self, fresh: list[dict[str, Any]], left_out: int = 0) -> dict[str, Any]:
        """The frame."""
        figures = told_figures(self.minute, self.per_minute, self.texts, self.counted)
        return {**figures, "fresh": fresh, "left_out": left_out}


_told: dict[int, Told] = {}
#: Questions reach the screens at most so often, however fast they grow.
QUESTIONS_SECONDS = 0.5
#: What is shown already is told again after so long.
AGAIN_SECONDS = 5.0


class Sent(NamedTuple):
    """The questions that the screens of a broadcast were told last, and when."""

    at: float
    questions: list[dict[str, Any]] | None


NOTHING_SENT = Sent(0.0, None)
_asked: set[int] = set()
_sent: dict[int, Sent] = {}
Frames = dict[int, dict[str, Any]]
Counted = dict[int, dict[str, int | None]]


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
    counted = sums(listened)
    begun = [one for one in counted if one not in _told]
    frames = _going_on({one: now for one, now in counted.items() if one in _told}) | _first(
        {one: counted[one] for one in begun}
    )
    db.session.rollback()
    for broadcast_id, frame in frames.items():
        _send("comments", frame, broadcast_id)


def _send(name: str, frame: dict[str, Any], broadcast_id: int) -> None:
    """A frame to one broadcast's screens; then whoever waits, a note perhaps, has their turn."""
    socketio.emit(name, frame, to=everyone(broadcast_id))
    socketio.sleep(0)


def _going_on(counted: Counted) -> Frames:
    """What is new of broadcasts of which something was told: as many statements for ten as for one."""
    changed = [one for one, now in counted.items() if _told[one].counted != now]
    passed = _recount(
        [one for one in counted if _told[one].is_stale(one in changed, clock.monotonic())]
    )
    heard = since({one: _told[one].last_id for one in changed}, FRESH)
    frames = {}
    for broadcast_id in dict.fromkeys([*changed, *passed]):
        told = _told[broadcast_id]
        fresh, left_out = heard.get(broadcast_id, ([], 0))
        told.took(counted[broadcast_id], fresh)
        frames[broadcast_id] = told.drawn(fresh, left_out)
    return frames


def _recount(broadcast_ids: list[int]) -> list[int]:
    """Count their last minutes anew; those where that made a difference."""
    broadcasts = _timed(broadcast_ids)
    counts, at = last_minutes(broadcasts), clock.monotonic()
    passed = []
    for one in broadcasts:
        told, before = _told[one.id], _told[one.id].per_minute
        told.minute, told.per_minute, told.recounted = _minute(one), counts.get(one.id, 0), at
        if told.per_minute != before:
            passed.append(one.id)
    return passed


def _first(counted: Counted) -> Frames:
    """Frames of broadcasts that nobody listened to: a screen that joins was told the newest texts."""
    if not counted:
        return {}
    broadcasts, last_id, at = _timed(list(counted)), newest_id(), clock.monotonic()
    counts = last_minutes(broadcasts)
    for one in broadcasts:
        texts, per_minute = newest(one), counts.get(one.id, 0)
        _told[one.id] = Told(last_id, counted[one.id], texts, _minute(one), per_minute, at)
    return {one.id: _told[one.id].drawn([]) for one in broadcasts}


def _timed(broadcast_ids: list[int]) -> list[Broadcast]:
    """The broadcasts with their clocks, and without their people; kept, as they seldom change."""
    if not broadcast_ids:
        return []
    listened = sorted({*_listened(), *broadcast_ids})
    known = KEPT.get(("clocks", *listened), lambda: _clocks(listened))
    return [known[one] for one in broadcast_ids if one in known]


def _clocks(broadcast_ids: list[int]) -> dict[int, Broadcast]:
    query = select(Broadcast).where(Broadcast.id.in_(broadcast_ids))
    known = {one.id: one for one in db.session.scalars(query.options(*CLOCKED)).unique()}
    db.session.expunge_all()
    return known


def _minute(broadcast: Broadcast) -> int:
    return broadcast.stream_ms() // MINUTE_MS


@on_batch
def note_questions(events: list[AuditEvent]) -> None:
    """Remember of which broadcasts the questions changed; the next frame tells."""
    _asked.update(
        e.broadcast_id for e in events if e.broadcast_id and e.name.startswith("question.")
    )


def send_questions() -> None:
    """The questions that wait, to the screens of each broadcast where they changed.

    Most asks change nothing of what is shown. Then the screens are told in a while all the same, as
    one that joined meanwhile may have been told otherwise.
    """
    if not _asked:
        return
    now, listened = clock.monotonic(), set(_listened())
    for gone in _sent.keys() - listened:
        del _sent[gone]
    _asked.intersection_update(listened)
    due = [one for one in sorted(_asked) if now - _last_sent(one).at >= QUESTIONS_SECONDS]
    _asked.difference_update(due)
    waiting = waiting_in(_timed(due))
    db.session.rollback()
    for broadcast_id, questions in waiting.items():
        last = _last_sent(broadcast_id)
        if questions == last.questions and now - last.at < AGAIN_SECONDS:
            _asked.add(broadcast_id)
        else:
            _sent[broadcast_id] = Sent(now, questions)
            _send("questions", {"questions": questions}, broadcast_id)


def _last_sent(broadcast_id: int) -> Sent:
    return _sent.get(broadcast_id, NOTHING_SENT)


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
