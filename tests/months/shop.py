"""A shop in November 2026 whose month is walked in tests, on the models and in browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.fresh import once
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.duties.jobs.timing import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing
from zhubo_web.months import jobs
from zhubo_web.months.models import Given, MonthlyEvaluation, SelfAssessment
from zhubo_web.policies.composites import USUAL

Enter = Callable[[Member], FlaskClient]
FIRST = date(2026, 11, 1)
LAST_DAY = clock.shanghai(date(2026, 11, 30), 12)
OVER = clock.shanghai(date(2026, 12, 1))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THREES = {one.code: 3 for one in USUAL.rated}
OWN = {one.code: 4 for one in USUAL.self_rated}
SEATS = (("ma", "operations"), ("lin", "host"), ("hong", "hr"))


@dataclass
class Shop:
    """A shop in which chen assisted on the 10th."""

    app: Flask
    cast: Cast

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        with time_machine.travel(moment, tick=False), self.app.app_context(), writing():
            yield

    def clock(self, moment: datetime) -> None:
        def look() -> None:
            with time_machine.travel(moment, tick=False), self.app.app_context():
                jobs.each_minute()
                while run_timers():
                    pass

        once(self.app, ("months.clock", moment), look)

    def person(self, name: str) -> Any:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def one(self, name: str = "chen") -> MonthlyEvaluation:
        who = getattr(self.cast, name).id
        return db.session.query(MonthlyEvaluation).filter_by(assistant_id=who).one()

    def waiting(self, name: str) -> list[str]:
        """The titles of what waits for somebody."""
        with self.app.app_context():
            begin_reading()
            return [one.title for one in Duty.open_of(self.person(name))]


def begin(app: Flask, cast: Cast, seats: tuple[tuple[str, str], ...] = SEATS) -> Shop:
    """With one broadcast and the group appointed."""
    made = Shop(app, cast)

    def held() -> None:
        with made.at(clock.shanghai(date(2026, 11, 10), 22)):
            broadcast(cast, minutes_ago=120).end(made.person("ma"))
            for name, of in seats:
                GroupSeat.appoint(made.person(name), of, None, substitute=False)

    once(app, ("months.begin", seats), held)
    return made


def opened(shop: Shop) -> Shop:
    shop.clock(LAST_DAY)
    return shop


def rated(shop: Shop) -> Shop:
    once(shop.app, "months.rated", lambda: _rate(shop))
    return shop


def _rate(shop: Shop) -> None:
    opened(shop)
    with shop.at(OVER + timedelta(hours=9)):
        shop.one().self_submit(shop.person("chen"), SelfAssessment(OWN, "稳住了"))
    shop.clock(OVER + timedelta(days=1, minutes=1))
    for name in ("ma", "lin", "hong"):
        with shop.at(OVER + timedelta(days=1, hours=9)):
            shop.one().rate(shop.person(name), Given(THREES))


class Desk:
    """Signed-in browsers at moments of the month."""

    def __init__(self, shop: Shop, enter: Enter) -> None:
        self.shop, self._enter, self.text, self.location = shop, enter, "", ""
        self._open: dict[str, FlaskClient] = {}

    def browser(self, name: str) -> FlaskClient:
        """Somebody's browser, signed in once."""
        if name not in self._open:
            self._open[name] = self._enter(getattr(self.shop.cast, name))
        return self._open[name]

    @property
    def page(self) -> str:
        """The address of chen's month."""
        with self.shop.app.app_context():
            begin_reading()
            return f"/months/{self.shop.one().id}"

    def get(self, name: str, path: str, moment: datetime, status: int = 200) -> str:
        with time_machine.travel(moment, tick=False):
            answer = self.browser(name).get(path)
            assert answer.status_code == status, f"{path} → {answer.status_code}"
            self.text = answer.text
            return answer.text

    def post(self, name: str, path: str, moment: datetime, **typed: object) -> int:
        with time_machine.travel(moment, tick=False):
            answer = self.browser(name).post(path, data=typed)
            self.text, self.location = answer.text, answer.headers.get("Location", "")
            return answer.status_code
