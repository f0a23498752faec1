"""Each web process follows the event table and announces what it has not announced yet.

Verbs never emit. A commit in this process wakes the follower, Redis wakes the others, and every
500 ms it looks anyway, so that what the worker or the command line recorded is announced too.
Numbers of events may be committed out of order (PostgreSQL): a number that was skipped is looked
for again during ten seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table, bindparam, func, select
from sqlalchemy import event as sqlalchemy_event

from zhubo_web.audit.models import RECORDED, AuditEvent, announced
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, socketio

log = logging.getLogger("zhubo.live")
PERIOD_SECONDS = 0.5
GAP_SECONDS = 10.0
MOST = 500
CHANNEL = "zhubo:events"

_EVENTS = cast(Table, AuditEvent.__table__)
_LATER = _EVENTS.c.id > bindparam("last")
_SKIPPED = _EVENTS.c.id.in_(bindparam("gaps", expanding=True))
_NEW = select(_EVENTS).where(_LATER).order_by(_EVENTS.c.id).limit(MOST)
_WITH_GAPS = select(_EVENTS).where(_LATER | _SKIPPED).order_by(_EVENTS.c.id).limit(MOST)

Listener = Callable[[AuditEvent], None]
Batch = Callable[[list[AuditEvent]], None]
_listeners: dict[str, list[Listener]] = {}
_batches: list[Batch] = []


def on_event(*names: str) -> Callable[[Listener], Listener]:
    """Have the function called, after the commit, with each event of these names."""

    def register(listener: Listener) -> Listener:
        for name in names:
            _listeners.setdefault(name, []).append(listener)
        return listener

    return register


def on_batch(listener: Batch) -> Batch:
    """Have the function called, after the commit, with all events found at one look."""
    _batches.append(listener)
    return listener


class Follower:
    """Reads the event table forward and hands each event to its listeners once."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.last = 0
        self.gaps: dict[int, float] = {}
        self.wake = socketio.server.eio.create_event()
        self.tell_others: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin after the newest event that is there now."""
        with self.app.app_context():
            begin_reading()
            self.last = db.session.scalar(select(func.max(AuditEvent.id))) or 0
        KEPT.hear([], clock.monotonic())
        sqlalchemy_event.listen(db.session.session_factory, "after_commit", self._committed)
        socketio.start_background_task(self.run)

    def _committed(self, session: Any) -> None:
        if session.info.pop(RECORDED, False):
            self.wake.set()
            self.tell_others()

    def run(self) -> None:
        """Follow until the process ends."""
        while True:
            self.wake.wait(PERIOD_SECONDS)
            self.wake.clear()
            try:
                self.look()
            except Exception:
                log.exception("following the event table failed; trying again")

    def look(self) -> None:
        """Announce what is new."""
        with self.app.app_context():
            begin_reading()
            looked = clock.monotonic()
            fresh = self._fresh()
            KEPT.hear([one.name for one in fresh], looked, complete=len(fresh) < MOST)
            for one in fresh:
                self._note_number(one.id)
                announced.send(one)
                for listener in _listeners.get(one.name, ()):
                    _call(listener, one)
            if len(fresh) == MOST:
                self.wake.set()  # there is more: whoever lost a right is behind it, perhaps
            if fresh:
                for batch in _batches:
                    _call(batch, fresh)
            db.session.rollback()

    def _fresh(self) -> list[AuditEvent]:
        """What is new, as plain rows with an event's attributes: there may be thousands."""
        now = clock.monotonic()
        self.gaps = {n: until for n, until in self.gaps.items() if until > now}
        wanted = {"last": self.last, "gaps": list(self.gaps)}
        found = db.session.connection().execute(_WITH_GAPS if self.gaps else _NEW, wanted)
        return [cast(AuditEvent, row) for row in found]

    def _note_number(self, number: int) -> None:
        self.gaps.pop(number, None)
        until = clock.monotonic() + GAP_SECONDS
        for skipped in range(self.last + 1, min(number, self.last + 1000)):
            self.gaps[skipped] = until
        self.last = max(self.last, number)


def _call(listener: Callable[[Any], None], what: Any) -> None:
    """One listener's failure is logged and does not keep the others from hearing."""
    try:
        listener(what)
    except Exception:
        log.exception("announcing to %s failed", listener.__qualname__)


def follow_redis(follower: Follower, url: str) -> None:
    """Wake this follower when another process commits, and the others when this one does."""
    import redis  # 7 MB, for those only who have one

    client = redis.Redis.from_url(url)
    committed = socketio.server.eio.create_event()

    def tell() -> None:
        """Beside the commits, which do not wait: a Redis that hangs takes seconds to fail."""
        while True:
            committed.wait()
            committed.clear()
            try:
                client.publish(CHANNEL, b"")
            except redis.RedisError:
                log.warning("Redis did not answer; the others will look within half a second")

    def listen() -> None:
        while True:
            try:
                channel: Any = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                channel.subscribe(CHANNEL)
                for _message in channel.listen():
                    follower.wake.set()
            except redis.RedisError:
                socketio.sleep(1)

    follower.tell_others = committed.set
    socketio.start_background_task(tell)
    socketio.start_background_task(listen)
