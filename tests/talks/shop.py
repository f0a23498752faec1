"""A shop whose month is over, for tests of the talk about it: chen was rated, signed and told.

The month is November 2026. The talk is opened when the clock gives the result to the person, on
Saturday 5 December at 00:01; working days count from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, broadcast
from tests.fresh import once
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.core import clock
from zhubo_web.duties.jobs.timing import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing
from zhubo_web.months import jobs
from zhubo_web.months.models import Given, MonthlyEvaluation, SelfAssessment
from zhubo_web.policies.composites import USUAL
from zhubo_web.talks.models import Talk
from zhubo_web.talks.models.arranged import Appointment
from zhubo_web.talks.models.written import Agreement, Minutes

OVER = clock.shanghai(date(2026, 12, 1))
TOLD = clock.shanghai(date(2026, 12, 5)) + timedelta(minutes=1)
#: Monday morning after it, and when they meet on Tuesday.
MONDAY = clock.shanghai(date(2026, 12, 7), 10)
MEETING = clock.shanghai(date(2026, 12, 8), 15)


@dataclass
class Shop:
    """The application, its people, and a clock."""

    app: Flask
    cast: Cast

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """A writing transaction at a moment."""
        with time_machine.travel(moment, tick=False), self.app.app_context(), writing():
            yield

    def clock(self, moment: datetime) -> None:
        """What the worker does at a moment."""

        def look() -> None:
            with time_machine.travel(moment, tick=False), self.app.app_context():
                jobs.each_minute()
                while run_timers():
                    pass

        once(self.app, ("talks.clock", moment), look)

    def person(self, name: str) -> Any:
        """Somebody of the cast."""
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def month(self, name: str = "chen") -> MonthlyEvaluation:
        """Somebody's month."""
        who = getattr(self.cast, name).id
        return db.session.query(MonthlyEvaluation).filter_by(assistant_id=who).one()

    def talk(self, name: str = "chen") -> Talk:
        """The talk about it."""
        found = Talk.of(self.month(name))
        assert found is not None
        return found


def told(app: Flask, cast: Cast, mark: int = 3, own: int = 4) -> Shop:
    """A month of these marks that was given to chen by the clock."""
    shop = Shop(app, cast)
    once(app, ("talks.told", mark, own), lambda: _tell(shop, mark, own))
    return shop


def _tell(shop: Shop, mark: int, own: int) -> None:
    rated = {one.code: mark for one in USUAL.rated}
    with shop.at(clock.shanghai(date(2026, 11, 10), 22)):
        held = broadcast(shop.cast, minutes_ago=120)
        held.end(shop.person("ma"))
        for name, of in (("ma", "operations"), ("lin", "host"), ("hong", "hr")):
            GroupSeat.appoint(shop.person(name), of, None, substitute=False)
    shop.clock(clock.shanghai(date(2026, 11, 30), 12))
    with shop.at(OVER + timedelta(hours=9)):
        marks = {one.code: own for one in USUAL.self_rated}
        shop.month().self_submit(
            shop.person("chen"), SelfAssessment(marks, "稳住了", support="想学回放怎么看")
        )
    shop.clock(OVER + timedelta(days=1, minutes=1))
    for name in ("ma", "lin", "hong"):
        with shop.at(OVER + timedelta(days=1, hours=9)):
            shop.month().rate(shop.person(name), Given(rated, "接话快", "少讲一句价格"))
    with shop.at(OVER + timedelta(days=2)):
        for name in ("ma", "lin", "hong"):
            shop.month().sign(shop.person(name))
    shop.clock(TOLD)


def appointment(moment: datetime = MEETING, **more: Any) -> Appointment:
    """In the meeting room."""
    return Appointment(moment, "小会议室", **more)


def arranged(shop: Shop, by: str = "ma", **more: Any) -> Shop:
    """The talk is arranged on Monday for Tuesday at three."""

    def arrange() -> None:
        with shop.at(MONDAY):
            shop.talk().schedule(shop.person(by), appointment(**more))

    once(shop.app, ("talks.arranged", by, repr(more)), arrange)
    return shop


def held(shop: Shop, **came: bool) -> Shop:
    """It was held."""

    def hold() -> None:
        with shop.at(MEETING + timedelta(minutes=40)):
            shop.talk().hold(shop.person("ma"), **came)

    once(shop.app, ("talks.held", repr(came)), hold)
    return shop


def minutes(provider_id: int, due: date = date(2026, 12, 20), /, **parts: str) -> Minutes:
    """Whole minutes with one action."""
    said = {
        "strengths": "接话快，产品熟",
        "gaps": "价格少讲一次",
        "advice": "开播前把价格抄在手卡上",
        "support": "运营给一份价格卡",
        "view": "无意见",
    }
    one = Agreement("每场开播前抄价格", "每场前一小时发价格表", provider_id, due, "看三场回放")
    return Minutes({**said, **parts}, [one])


def written(shop: Shop, **parts: str) -> Shop:
    """The minutes were handed in an hour later."""

    def write() -> None:
        with shop.at(MEETING + timedelta(hours=2)):
            shop.talk().write(shop.person("ma"), minutes(shop.cast.lin.id, **parts))

    once(shop.app, ("talks.written", repr(parts)), write)
    return shop


def asked(shop: Shop) -> set[str]:
    """Who has something to do with the talk now."""
    query = select(Person.username).join(Duty, Duty.person_id == Person.id)
    query = query.where(Duty.subject_type == "talk", Duty.subject_id == shop.talk().id)
    query = query.where(Duty.closed_at.is_(None))
    return set(db.session.scalars(query))
