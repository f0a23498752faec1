"""A Friday, and the week after it: three broadcasts of chen's, one of them with li too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.cast import Cast, product
from tests.fresh import kept
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.plans.contents import Content, Focus, Part
from zhubo_web.plans.models import PlanTemplate, WeeklyPlan
from zhubo_web.products.models import Product

MONDAY = date(2026, 11, 23)
FRIDAY = clock.shanghai(date(2026, 11, 20), 10)
MINUTE = 60_000


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026 by a clock in Shanghai."""
    return clock.shanghai(date(2026, 11, day), hour, minute)


@dataclass
class Week:
    """The week that plans are about, in a context that may write."""

    cast: Cast
    commit: Callable[[], None]
    monday: int
    thursday: int
    saturday: int
    serum: int

    def who(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def broadcast(self, name: str = "monday") -> Broadcast:
        return db.session.get_one(Broadcast, getattr(self, name))

    @property
    def ids(self) -> list[int]:
        return [self.monday, self.thursday, self.saturday]

    def part(self, number: int, **values: Any) -> Part:
        """A whole plan of one broadcast."""
        card = db.session.get_one(Product, self.serum).card
        assert card is not None
        focus = (Focus(self.serum, "修护精华", card.id, card.number, "换季修护"),)
        one = db.session.get_one(Broadcast, number)
        given: dict[str, Any] = {"title": one.title, "start": one.planned_start.isoformat()}
        given |= {"interactions": ("福袋三分钟",), "focus": focus, "sentence": "先接问题再过品"}
        return Part(**{"broadcast": number, "checked": True, **given, **values})

    def content(self, **values: Any) -> Content:
        """A whole plan of the week; ``values`` for each part."""
        return Content("", tuple(self.part(number, **values) for number in self.ids))

    def opened(self, name: str = "chen") -> WeeklyPlan:
        who = self.who(name)
        return WeeklyPlan.open(who, MONDAY, who)

    def submitted(self, content: Content | None = None, name: str = "chen") -> WeeklyPlan:
        plan = self.opened(name)
        plan.submit(content or self.content(), self.who(name))
        self.commit()
        return plan

    def approved(self, content: Content | None = None) -> WeeklyPlan:
        plan = self.submitted(content)
        plan.approve(self.who("ma"))
        self.commit()
        return plan


def _scheduled(cast: Cast, title: str, start: datetime, *people: str) -> Broadcast:
    room = db.session.get_one(Room, cast.care)
    made = Broadcast.schedule(room, title, start, start + timedelta(hours=2), None)
    made.put_on(db.session.get_one(Person, cast.he.id), "host", None)
    for name in people:
        made.put_on(db.session.get_one(Person, getattr(cast, name).id), "assistant", None)
    return made


def sheet(serum: int) -> list[dict[str, Any]]:
    return [
        {"title": "开场，预告福利", "kind": "opening", "planned_ms": 0},
        {"title": "修护精华", "kind": "product", "planned_ms": 10 * MINUTE, "product_id": serum},
        {"title": "福袋三分钟", "kind": "interaction", "planned_ms": 40 * MINUTE},
    ]


def arrange(cast: Cast) -> Week:
    """Write the week, in the caller's transaction."""
    PlanTemplate.plant()
    serum = product(forbidden=[{"word": "治疗", "instead": "帮助舒缓"}])
    made = [
        _scheduled(cast, "秋冬护肤专场", at(23, 19, 30), "chen"),
        _scheduled(cast, "返场专场", at(26, 19, 30), "chen", "li"),
        _scheduled(cast, "新品首发", at(28, 14), "chen"),
    ]
    db.session.flush()
    for one in made:
        Segment.replace(one, sheet(serum.id), None)
    db.session.flush()
    return Week(cast, lambda: None, *(one.id for one in made), serum.id)


@pytest.fixture
def friday() -> Iterator[time_machine.Traveller]:
    """Friday 11.20 at ten, standing still; ``move_to`` goes on."""
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def week(friday: Any, cast: Cast, inside: Callable[[], None]) -> Week:
    """The week as it is scheduled."""
    made = arrange(cast)
    inside()
    made.commit = inside
    return made


@pytest.fixture
@kept
def shop(app: Flask, friday: Any, cast: Cast) -> Week:
    """The week, committed, with no context open."""
    with app.app_context(), writing():
        return arrange(cast)
