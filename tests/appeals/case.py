"""A published month of chen, for the tests of what is contested in it; and ways through an appeal.

Published on Friday 4 December 2026; the working calendar knows no holiday until January.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask

from tests.cast import Cast
from tests.fresh import once
from tests.held import hold
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.appeals.grounds import PARTS, Decision, Remedy
from zhubo_web.appeals.models import Appeal, Filing
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.duties.jobs.timing import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing
from zhubo_web.months import jobs as month_jobs
from zhubo_web.months.models import Given, MonthlyEvaluation
from zhubo_web.policies.composites import USUAL

OVER = clock.shanghai(date(2026, 12, 1))
PUBLISHED = OVER + timedelta(days=4, hours=1)
THREES = {one.code: 3 for one in USUAL.rated}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = Filing(
    "context", "那天断流了十分钟，记录没有算进去", [{"text": "场次", "url": "/broadcasts"}]
)
WRITTEN = dict.fromkeys(PARTS, "写明了")
UPHELD = Decision(Remedy("upheld"), WRITTEN)
DROPPED = Decision(Remedy("granted", {"drop": True}), WRITTEN)


def scored(value: str, kind: str = "granted") -> Decision:
    """A decision about a month's result."""
    return Decision(Remedy(kind, {"score": value}), WRITTEN)


@dataclass
class Case:
    """The shop, the month and the note, with ways to act at moments after publication."""

    app: Flask
    cast: Cast
    month_id: int
    note_id: int
    note_contested: int = 0

    @contextmanager
    def at(self, after: timedelta | datetime = HOUR) -> Iterator[None]:
        """A transaction so long after publication."""
        when = after if isinstance(after, datetime) else PUBLISHED + after
        with time_machine.travel(when, tick=False), self.app.app_context(), writing():
            yield

    def clock(self, after: timedelta | datetime) -> None:
        """The worker looks."""
        when = after if isinstance(after, datetime) else PUBLISHED + after

        def look() -> None:
            with time_machine.travel(when, tick=False), self.app.app_context():
                while run_timers():
                    pass

        once(self.app, ("case.clock", when), look)

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def month(self) -> MonthlyEvaluation:
        return db.session.get_one(MonthlyEvaluation, self.month_id)

    def one(self, number: int) -> Appeal:
        return db.session.get_one(Appeal, number)

    def state(self, number: int) -> tuple[str, str]:
        """Of the appeal and of the month."""
        with self.app.app_context():
            begin_reading()
            return self.one(number).state, self.month().state

    def waiting(self, name: str) -> list[str]:
        with self.app.app_context():
            begin_reading()
            return [one.title for one in Duty.open_of(self.person(name))]

    # ── ways ────────────────────────────────────────────────────────────────────────────────

    def filed(self, kind: str = "month_result", after: timedelta = HOUR) -> int:
        about = self.note_id if kind == "observation" else self.month_id

        def file() -> int:
            with self.at(after):
                return Appeal.file_new(self.person("chen"), kind, about, "", WORDS).id

        return once(self.app, ("case.filed", kind, about, after), file)

    def accepted(self, kind: str = "month_result", after: timedelta = HOUR) -> int:
        number = self.filed(kind, after)
        step = ("case.accepted", number, after)
        once(self.app, step, lambda: self.do(number, "accept", "guo", after=after))
        return number

    def do(self, number: int, verb: str, who: str, *args: Any, after: timedelta = HOUR) -> Any:
        """Somebody uses a verb."""
        with self.at(after):
            return getattr(self.one(number), verb)(self.person(who), *args)

    def quick(self, who: str = "qian", kind: str = "month_result") -> int:
        """In quick review by somebody who has declared to be apart."""
        number = self.accepted(kind)

        def assign() -> None:
            with self.at():
                self.one(number).assign_quick(self.person("guo"), self.person(who))
                self.one(number).declare(self.person(who))

        once(self.app, ("case.quick", number, who), assign)
        return number

    def served(self, decision: Decision, kind: str = "month_result") -> int:
        number = self.quick(kind=kind)

        def serve() -> None:
            self.do(number, "write_decision", "qian", decision)
            self.do(number, "serve", "hong")

        once(self.app, ("case.served", number, repr(decision)), serve)
        return number


def published(app: Flask, cast: Cast, meanwhile: Callable[[Case], None] | None = None) -> Case:
    """A broadcast on 25 November, watched and noted by ma; the month rated 3 throughout and signed.
    ``meanwhile`` happens before anybody rates."""
    if meanwhile is not None:
        return _publish(app, cast, meanwhile)
    return once(app, "case.published", lambda: _publish(app, cast, None))


def _publish(app: Flask, cast: Cast, meanwhile: Callable[[Case], None] | None) -> Case:
    held = hold(app, cast)
    held.clock(timedelta(minutes=1))
    case = Case(app, cast, 0, held.notes[1])
    with case.at(OVER - 3 * HOUR):
        for name, of in (("ma", "operations"), ("lin", "host"), ("hong", "hr")):
            GroupSeat.appoint(case.person(name), of, None, substitute=False)
    for moment in (OVER - 2 * HOUR, OVER + DAY + HOUR, OVER + 2 * DAY + HOUR):
        with time_machine.travel(moment, tick=False), app.app_context():
            month_jobs.each_minute()
        case.clock(moment)
    if meanwhile is not None:
        meanwhile(case)
    with case.at(OVER + 2 * DAY + 2 * HOUR):
        month = db.session.query(MonthlyEvaluation).filter_by(assistant_id=cast.chen.id).one()
        case.month_id = month.id
        for name in ("ma", "lin", "hong"):
            month.rate(case.person(name), Given(THREES))
        for name in ("ma", "lin", "hong"):
            month.sign(case.person(name))
    case.clock(PUBLISHED)
    return case
