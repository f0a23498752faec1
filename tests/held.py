"""A broadcast that was held and watched, for the tests of what comes after it.

It ran on Wednesday 25 November 2026 from 20:00 to 22:00 in Shanghai; ma watched all of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask

from tests.cast import Cast, broadcast
from tests.fresh import once
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.workflow import STANDARD
from zhubo_web.duties.jobs import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation, Watch
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.policies.models import KindSetting
from zhubo_web.summaries.models import Summary

ENDS = clock.shanghai(date(2026, 11, 25), 22)
LASTED = timedelta(hours=2)
Tap = tuple[int, dict[str, Any]]  #: minute of stream time, what is tapped
USUAL: tuple[Tap, ...] = (
    (5, {"kind": "praise", "tag": "L01"}),
    (30, {"kind": "remind", "tag": "I11"}),
    (60, {"kind": "praise", "tag": "P02"}),
)


@dataclass
class Held:
    """The broadcast's id and ways to look at and act in its aftermath."""

    app: Flask
    cast: Cast
    id: int
    notes: list[int]

    @contextmanager
    def at(self, moment: datetime | timedelta = timedelta(minutes=5)) -> Iterator[None]:
        """A transaction at a moment, or so long after the end."""
        when = moment if isinstance(moment, datetime) else ENDS + moment
        with time_machine.travel(when, tick=False), self.app.app_context(), writing():
            yield

    @contextmanager
    def looking(self, after: timedelta = timedelta(minutes=5)) -> Iterator[None]:
        """A look at a moment."""
        with time_machine.travel(ENDS + after, tick=False), self.app.app_context():
            begin_reading()
            yield

    def clock(self, moment: datetime | timedelta) -> None:
        """The worker looks at a moment, or so long after the end."""
        when = moment if isinstance(moment, datetime) else ENDS + moment

        def look() -> None:
            with time_machine.travel(when, tick=False), self.app.app_context():
                for _ in range(3):
                    run_timers()

        once(self.app, ("held.clock", when), look)

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    @property
    def broadcast(self) -> Broadcast:
        return db.session.get_one(Broadcast, self.id)

    def summary(self, name: str = "chen") -> Summary:
        return Summary.of(self.broadcast)[getattr(self.cast, name).id]

    def evaluation(self, name: str = "chen") -> Evaluation:
        return Evaluation.of(self.broadcast)[getattr(self.cast, name).id]

    def note(self, number: int) -> Observation:
        return db.session.get_one(Observation, self.notes[number])

    def state(self, what: str) -> str:
        """The state of the broadcast, of chen's summary or of chen's evaluation."""
        with self.app.app_context():
            begin_reading()
            found: str = (self.broadcast if what == "broadcast" else getattr(self, what)()).state
            return found

    def waiting(self, name: str) -> list[str]:
        """The titles of what waits for somebody."""
        with self.app.app_context():
            begin_reading()
            return [one.title for one in Duty.open_of(self.person(name))]

    @property
    def page(self) -> str:
        return f"/broadcasts/{self.id}/after"


def hold(
    app: Flask,
    cast: Cast,
    *,
    taps: tuple[Tap, ...] = USUAL,
    watched: int = 120,
    setting: str = STANDARD,
    assistants: tuple[str, ...] = ("chen",),
    ends: datetime | None = ENDS,
    start: datetime = ENDS - LASTED,
) -> Held:
    """Hold it: so many minutes watched by ma, these taps, ended by ma; without ``ends``, still on."""
    start = ends - LASTED if ends else start

    def made() -> Held:
        return _hold(Held(app, cast, 0, []), taps, watched, setting, assistants, ends, start)

    return once(app, ("hold", repr((taps, watched, setting, assistants, ends, start))), made)


def _hold(
    held: Held,
    taps: tuple[Tap, ...],
    watched: int,
    setting: str,
    assistants: tuple[str, ...],
    ends: datetime | None,
    start: datetime,
) -> Held:
    app, cast = held.app, held.cast
    with time_machine.travel(start, tick=False), app.app_context(), writing():
        for kind in ("summary", "evaluation"):
            KindSetting.choose(kind, setting, None)
        made = broadcast(cast, minutes_ago=0)
        for name in assistants[1:]:
            made.put_on(db.session.get_one(Person, getattr(cast, name).id), "assistant", None)
        held.id = made.id
    _watch(held, start, watched, taps)
    if ends:
        with time_machine.travel(ends, tick=False), app.app_context(), writing():
            held.broadcast.end(held.person("ma"))
    return held


def _watch(held: Held, start: datetime, minutes: int, taps: tuple[Tap, ...]) -> None:
    if minutes:
        with time_machine.travel(start, tick=False), held.app.app_context(), writing():
            left = start + timedelta(minutes=minutes)
            seen = Watch(broadcast_id=held.id, person_id=held.cast.ma.id, role="operations_lead")
            seen.left_at = left
            db.session.add(seen)
    for minute, values in taps:
        moment = start + timedelta(minutes=minute)
        with time_machine.travel(moment, tick=False), held.app.app_context(), writing():
            made = tap(**{"assistant": held.cast.chen.id, **values}, key=str(uuid.uuid4()))
            taken = take_operations(held.broadcast, clock.epoch_ms(), [made], held.person("ma"))
            assert not taken.refused
            found = Observation.by_key(held.broadcast, made["key"])
            assert found is not None
            held.notes.append(found.id)
