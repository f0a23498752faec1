"""A month is opened for many people a few at a time, by the clock and from the page's button."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select

from tests.counting import counted
from tests.months.november import FIRST, LAST_DAY, OVER, November
from tests.months.shop import Desk, Shop
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.extensions import db
from zhubo_web.months.models import Month, MonthlyEvaluation


def crowd(shop: Shop, many: int) -> None:
    """So many more people assisted in November's broadcast."""
    with shop.at(LAST_DAY):
        on = db.session.scalars(select(Broadcast)).one()
        people = [
            Person(name=f"助播{n:03}", username=f"zb{n:03}", status="active", language="zh-Hans")
            for n in range(many)
        ]
        db.session.add_all(people)
        db.session.flush()
        for person in people:
            db.session.add(RosterEntry(broadcast_id=on.id, person_id=person.id, part="assistant"))
            db.session.add(Grant(person_id=person.id, role=roles.ASSISTANT, room_id=shop.cast.care))


def opened(shop: Shop) -> int:
    with shop.at(LAST_DAY):
        return db.session.query(MonthlyEvaluation).count()


def test_the_clock_opens_everybody_ten_in_a_transaction(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(shop, 24)
    some: list[int] = []
    whole = MonthlyEvaluation.open_some.__func__  # type: ignore[attr-defined]

    def heard(cls: type, *given: object) -> list[MonthlyEvaluation]:
        made: list[MonthlyEvaluation] = whole(cls, *given)
        some.append(len(made))
        return made

    monkeypatch.setattr(MonthlyEvaluation, "open_some", classmethod(heard))
    shop.clock(LAST_DAY)
    assert some == [10, 10, 5] and opened(shop) == 25
    shop.clock(LAST_DAY)
    assert some == [10, 10, 5]


def test_the_button_opens_the_first_ten_and_the_page_says_so(desk: Desk) -> None:
    crowd(desk.shop, 24)
    assert desk.post("ma", "/months", LAST_DAY) == 303
    assert opened(desk.shop) == 10
    page = desk.get("ma", desk.location, LAST_DAY)
    assert "月评开了，25 位助播" in page and "还有 15 位的月评正在开" in page
    with counted(desk.shop.app) as heard:
        desk.get("ma", "/months?which=month", LAST_DAY)
    assert len(heard) <= 12
    desk.shop.clock(LAST_DAY)
    assert opened(desk.shop) == 25
    assert "正在开" not in desk.get("ma", "/months?which=month", LAST_DAY)


def test_who_assists_after_the_opening_is_opened_too(shop: Shop) -> None:
    shop.clock(LAST_DAY)
    assert opened(shop) == 1
    crowd(shop, 2)
    shop.clock(LAST_DAY)
    assert opened(shop) == 3


def test_broken_off_the_opening_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(shop, 12)
    whole, calls = MonthlyEvaluation._open, []

    def broken(*given: object) -> MonthlyEvaluation:
        calls.append(given)
        if len(calls) == 12:
            raise OSError("the machine went down")
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(MonthlyEvaluation, "_open", broken)
    with pytest.raises(OSError, match="went down"):
        shop.clock(LAST_DAY)
    assert opened(shop) == 10
    shop.clock(LAST_DAY)
    assert opened(shop) == 13


@pytest.mark.parametrize("path", ["", "/report", "/report/sheet"])
def test_no_page_gathers_facts_before_they_freeze(
    november: November, client_of: object, path: str
) -> None:
    november.opened()
    with november.at(LAST_DAY):
        number = november.one().id
    with time_machine.travel(OVER, tick=False):
        client = client_of(november.cast.ma)  # type: ignore[operator]
        client.get("/months")
        with counted(november.app) as heard:
            answer = client.get(f"/months/{number}{path}")
    assert answer.status_code in (200, 404) and len(heard) <= 12
    with november.at(OVER):
        month = Month.of(FIRST)
        assert month is not None and month.frozen_at is None
