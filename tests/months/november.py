"""A November with broadcasts that were held, rated, summarised and talked about, for the tests of facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask

from tests import recordings
from tests.cast import Cast
from tests.fresh import once
from tests.held import Held, hold
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.attendance.models import CheckIn
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.models import FigureRecording
from zhubo_web.months import jobs
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.months.models.gathering import gather
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.surveys.models import Feedback

FIRST, HOUR = date(2026, 11, 1), timedelta(hours=1)
LAST_DAY = clock.shanghai(date(2026, 11, 30), 12)
OVER = clock.shanghai(date(2026, 12, 1))
FROZEN = OVER + timedelta(days=1, minutes=1)


class November:
    """Chen and li assist; ``held`` is the broadcast of the 25th."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.held = hold(app, cast, assistants=("chen", "li"))
        self.id = self.held.id
        once(app, "november.seats", self._appoint)

    def _appoint(self) -> None:
        with self.at(self.held_at):
            for name, of in (("ma", "operations"), ("lin", "host"), ("hong", "hr")):
                GroupSeat.appoint(self.person(name), of, None, substitute=False)

    held_at = clock.shanghai(date(2026, 11, 25), 23)

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        with time_machine.travel(moment, tick=False), self.app.app_context(), writing():
            yield

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def another(self, day: date, *assistants: str, hour: int = 22) -> Held:
        """Another broadcast of two hours that ended then, watched by nobody."""
        ends = clock.shanghai(day, hour)
        names = assistants or ("chen",)
        return hold(self.app, self.cast, taps=(), watched=0, ends=ends, assistants=names)

    # ── rows, in the caller's transaction ───────────────────────────────────────────────────

    def figures(self, broadcast_id: int, **values: float) -> None:
        db.session.add(FigureRecording(**recordings.row(broadcast_id, values)))
        db.session.flush()

    def came(self, name: str, minutes: int, broadcast_id: int = 0) -> CheckIn:
        on = db.session.get_one(Broadcast, broadcast_id or self.id)
        assert on.started_at is not None
        expected = on.started_at - timedelta(minutes=40)
        made = CheckIn(
            broadcast_id=on.id, person_id=getattr(self.cast, name).id, part="assistant",
            arrived_at=expected + timedelta(minutes=minutes), expected_at=expected, minutes=minutes,
            band="fine" if minutes <= 5 else "minor", policy_id=PolicyVersion.in_force().id,
            how="code", by_id=self.cast.ma.id,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        return made

    def said(self, name: str, sort: str = "complaint", **values: Any) -> Feedback:
        given = {"source": "service", "state": "attributed", "text": "问了两遍没人回",
                 "broadcast_id": self.id, "happened_at": self.held_at, **values}  # fmt: skip
        made = Feedback(sort=sort, room_id=self.cast.care, **given).govern("feedback")
        made.assistant_id = getattr(self.cast, name).id
        db.session.add(made)
        db.session.flush()
        return made

    # ── the month ───────────────────────────────────────────────────────────────────────────

    def opened(self) -> None:
        once(self.app, "november.opened", self._open)

    def _open(self) -> None:
        with self.at(LAST_DAY):
            MonthlyEvaluation.open_some(Month.open(FIRST, self.person("ma")), self.person("ma"))

    def one(self, name: str = "chen") -> MonthlyEvaluation:
        who = getattr(self.cast, name).id
        return db.session.query(MonthlyEvaluation).filter_by(assistant_id=who).one()

    def facts(self, name: str = "chen", at: datetime = FROZEN) -> dict[str, Any]:
        """As they would be frozen then; the month is opened where it is not."""
        with self.app.app_context():
            there = Month.of(FIRST) is not None
        if not there:
            self.opened()
        with self.at(at):
            one = self.one(name)
            return gather([one])[one.id]

    def freeze(self, at: datetime = FROZEN) -> None:
        once(self.app, ("november.freeze", at), lambda: self._freeze(at))

    def _freeze(self, at: datetime) -> None:
        with time_machine.travel(at, tick=False), self.app.app_context():
            jobs.freeze_months()

    def frozen(self, name: str = "chen") -> dict[str, Any]:
        with self.app.app_context():
            return dict(self.one(name).facts)
