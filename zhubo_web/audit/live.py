"""Each web process follows the event table and announces what it has not announced yet.

Verbs never emit. What this process wrote by the row it hears from the writer (``committed``) and reads
nothing. It looks at the table when it has committed anything else, when Redis says that another
process has, and every 500 ms anyway, so that what the worker or the command line recorded is
announced too. Numbers of events may be committed out of order (PostgreSQL): a number that was skipped
is looked for again during ten seconds.
"""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

from flask import Flask
from sqlalchemy import Connection, Table, bindparam, func, select
from sqlalchemy import event as sqlalchemy_event

from zhubo_web.audit.models import RECORDED, AuditEvent, Heard, committed
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, socketio

log = logging.getLogger("zhubo.live")
PERIOD_SECONDS = 0.5
GAP_SECONDS = 10.0
MOST = 500
#: Numbers between the newest known and one that the writer tells; of more it waits for the reading.
FARTHEST = 1000
CHANNEL = "zhubo:events"

_EVENTS = cast(Table, AuditEvent.__table__)
_LATER = _EVENTS.c.id > bindparam("last")
_SKIPPED = _EVENTS.c.id.in_(bindparam("gaps", expanding=True))
_HEARD = select(*(_EVENTS.c[name] for name in Heard._fields)).order_by(_EVENTS.c.id).limit(MOST)
_NEW = _HEARD.where(_LATER)
_WITH_GAPS = _HEARD.where(_EVENTS.c.id >= bindparam("first"), _LATER | _SKIPPED)

Listener = Callable[[AuditEvent], None]
Batch = Callable[[list[AuditEvent]], None]
Written = Sequence[Heard]
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
        self._told: deque[Written] = deque()
        self._own: list[Heard] = []
        self._unread, self._looked = False, 0.0
        self.wake = socketio.server.eio.create_event()
        self.tell_others: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin after the newest event that is there now."""
        with self.app.app_context():
            begin_reading()
            self.last = db.session.scalar(select(func.max(AuditEvent.id))) or 0
        KEPT.hear([], clock.monotonic())
        sqlalchemy_event.listen(db.session.session_factory, "after_commit", self._committed)
        committed.connect(self.hear)
        socketio.start_background_task(self.run)

    def _committed(self, session: Any) -> None:
        if session.info.pop(RECORDED, False):
            self.ask()
            self.tell_others()

    def ask(self) -> None:
        """Look now: something was written that nobody told."""
        self._unread = True
        self.wake.set()

    def hear(self, written: Written) -> None:
        """Events of this process that stand in the table now."""
        self._told.append(written)
        self.wake.set()
        self.tell_others()

    def run(self) -> None:
        """Follow until the process ends."""
        while True:
            self.wake.wait(PERIOD_SECONDS)
            self.wake.clear()
            is_due = self._unread or clock.monotonic() - self._looked >= PERIOD_SECONDS
            try:
                self.look() if is_due else self.pass_on()
            except Exception:
                log.exception("following the event table failed; trying again")

    def look(self) -> None:
        """Announce what is new."""
        with self.app.app_context():
            begin_reading()
            self._unread, self._looked = False, clock.monotonic()
            self._take_own()
            found = self._found()
            names = [one.name for one in (*self._own, *found)]
            KEPT.hear(names, self._looked, complete=len(found) < MOST)
            self._announce(found)
            if len(found) == MOST:
                self.ask()  # there is more: whoever lost a right is behind it, perhaps
            db.session.rollback()

    def pass_on(self) -> None:
        """Announce what the writer told, and read nothing."""
        with self.app.app_context():
            begin_reading()
            self._take_own()
            self._announce([])
            db.session.rollback()

    def _take_own(self) -> None:
        """What the writer told, unless too much lies before it: then it is read like the rest."""
        while self._told:
            for one in self._told.popleft():
                is_near = one.id <= self.last + FARTHEST - len(self.gaps)
                if is_near and self._note_number(one.id):
                    self._own.append(one)

    def _announce(self, found: list[Heard]) -> None:
        """Tell the listeners of what was found and what was told."""
        own, self._own = self._own, []
        events = cast(list[AuditEvent], own + found)
        for one in events:
            for listener in _listeners.get(one.name, ()):
                _call(listener, one)
        for batch in _batches if events else ():
            _call(batch, events)

    def _found(self) -> list[Heard]:
        """What else is new, read. A gap is given up only after it was looked for."""
        wanted = {"last": self.last, "gaps": list(self.gaps), "first": min(self.gaps, default=0)}
        rows = self._connection().execute(_WITH_GAPS if self.gaps else _NEW, wanted)
        found = [Heard._make(row) for row in rows]
        for one in found:
            self._note_number(one.id)
        if len(found) < MOST:
            now = clock.monotonic()
            self.gaps = {n: until for n, until in self.gaps.items() if until > now}
        return found

    def _connection(self) -> Connection:
        """On PostgreSQL each statement by itself: nothing here needs a transaction's three round trips."""
        if db.engine.dialect.name == "sqlite":
            return db.session.connection()
        return db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})

    def _note_number(self, number: int) -> bool:
        """Whether the number is heard of for the first time; what it skipped is a gap."""
        if self.gaps.pop(number, None) is None and number <= self.last:
            return False
        until = clock.monotonic() + GAP_SECONDS
        for skipped in range(self.last + 1, min(number, self.last + FARTHEST)):
            self.gaps[skipped] = until
        self.last = max(self.last, number)
        return True


def _call(listener: Callable[[Any], None], what: Any) -> None:
    """One listener's failure is logged and does not keep the others from hearing."""
    try:
        listener(what)
    except Exception:
        log.exception("announcing to %s failed", listener.__qualname__)


def follow_redis(follower: Follower, url: str) -> None:
    """Wake this follower when another process commits, and the others when this one does."""
    import redis  # 7 MB, for those only who have one

    client, own = redis.Redis.from_url(url), secrets.token_bytes(8)
    written = socketio.server.eio.create_event()

    def tell() -> None:
        """Beside the commits, which do not wait: a Redis that hangs takes seconds to fail."""
        while True:
            written.wait()
            written.clear()
            try:
                client.publish(CHANNEL, own)
            except redis.RedisError:
                log.warning("Redis did not answer; the others will look within half a second")

    def listen() -> None:
        while True:
            try:
                channel: Any = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                channel.subscribe(CHANNEL)
                for _message in filter(lambda one: one["data"] != own, channel.listen()):
                    follower.ask()
            except redis.RedisError:
                socketio.sleep(1)

    follower.tell_others = written.set
    for task in (tell, listen):
        socketio.start_background_task(task)
