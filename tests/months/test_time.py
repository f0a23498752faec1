"""Time travel: every timer stays still a minute before its moment and moves the month at it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.cast import broadcast
from tests.months.shop import (
    DAY,
    FIRST,
    HOUR,
    LAST_DAY,
    OVER,
    OWN,
    THREES,
    Desk,
    Enter,
    Shop,
    opened,
    rated,
)  # fmt: skip
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.months.models import Given, Month, MonthlyEvaluation, SelfAssessment
from zhubo_web.policies.models import KindSetting

MINUTE = timedelta(minutes=1)


def moves(shop: Shop, moment: datetime, before: str, after: str) -> None:
    """The clock moves chen's month at this moment and not before."""
    shop.clock(moment - MINUTE)
    with shop.at(moment - MINUTE):
        assert shop.one().state == before
    shop.clock(moment)
    with shop.at(moment):
        assert shop.one().state == after


def test_a_month_opens_by_itself_on_its_last_day(shop: Shop) -> None:
    begins = OVER - DAY
    shop.clock(begins - MINUTE)
    with shop.at(begins):
        assert Month.of(FIRST) is None
    shop.clock(begins)
    with shop.at(begins):
        assert shop.one().state == "self_open" and shop.one().self_by == OVER + 2 * DAY
    shop.clock(begins + HOUR)
    with shop.at(begins + HOUR):
        assert db.session.query(MonthlyEvaluation).count() == 1


def test_one_that_is_opened_before_waits_for_its_day(shop: Shop) -> None:
    with shop.at(LAST_DAY):
        month = Month.open(FIRST, SYSTEM)
        month.self_from = LAST_DAY + HOUR
        MonthlyEvaluation.open_some(month, SYSTEM)
        assert shop.one().state == "opened"
    moves(shop, LAST_DAY + HOUR, "opened", "self_open")


def test_who_says_nothing_and_who_does_not_rate(shop: Shop) -> None:
    opened(shop)
    moves(shop, OVER + 2 * DAY, "self_open", "rating")
    assert "%(month)s自评" not in shop.waiting("chen")
    moves(shop, OVER + 3 * DAY, "rating", "escalated")
    assert shop.waiting("guo") == ["月评缺打分人：%(assistant)s"]
    with shop.at(OVER + 3 * DAY + HOUR):
        for name in ("ma", "lin", "hong"):
            shop.one().rate(shop.person(name), Given(THREES))
        assert shop.one().state == "computed"
    assert shop.waiting("guo") == []


def test_figures_freeze_on_the_first_day_after(shop: Shop) -> None:
    opened(shop)
    with shop.at(LAST_DAY + HOUR):
        one = shop.one()
        one.self_submit(shop.person("chen"), SelfAssessment(OWN))
        for name in ("ma", "lin", "hong"):
            one.rate(shop.person(name), Given(THREES))
        assert one.state == "rating" and one.facts == {}
    moves(shop, OVER + DAY, "rating", "computed")
    with shop.at(OVER + DAY):
        assert shop.one().facts["month"] == "2026-11"


def finalised(shop: Shop, moment: datetime) -> None:
    rated(shop)
    with shop.at(moment):
        for name in ("ma", "lin", "hong"):
            shop.one().sign(shop.person(name))


def test_it_reaches_the_person_on_its_day_or_once_signed(shop: Shop) -> None:
    finalised(shop, OVER + 2 * DAY)
    moves(shop, OVER + 4 * DAY, "finalised", "published")


def test_signed_late_it_reaches_the_person_at_once(shop: Shop) -> None:
    finalised(shop, OVER + 6 * DAY)
    shop.clock(OVER + 6 * DAY)
    with shop.at(OVER + 6 * DAY):
        assert shop.one().state == "published"


def test_nobody_is_signed_for_by_the_clock(shop: Shop) -> None:
    rated(shop)
    shop.clock(OVER + 40 * DAY)
    with shop.at(OVER + 40 * DAY):
        assert shop.one().state == "computed"


def test_silence_after_the_talk_and_the_end_of_the_window(shop: Shop) -> None:
    finalised(shop, OVER + 2 * DAY)
    shop.clock(OVER + 4 * DAY)
    with shop.at(OVER + 5 * DAY):
        shop.one().interview_held(SYSTEM)
        answer_by, closes_at = shop.one().answer_by, shop.one().closes_at
    assert answer_by is not None and closes_at is not None and answer_by < closes_at
    moves(shop, answer_by, "interviewed", "unacknowledged")
    moves(shop, closes_at, "unacknowledged", "closed")


def test_what_was_reissued_closes_after_another_window(shop: Shop) -> None:
    finalised(shop, OVER + 2 * DAY)
    shop.clock(OVER + 4 * DAY)
    with shop.at(OVER + 5 * DAY):
        one = shop.one()
        one.appeal(SYSTEM)
        one.settle_dispute(changed=True)
        closes_at = one.closes_at
    assert closes_at is not None
    moves(shop, closes_at, "reissued", "closed")


def test_a_year_without_calendar_data_counts_weekdays_and_says_so(
    shop: Shop, client_of: Enter
) -> None:
    """严谨, December 2026: the days off of 2027 are not known yet, so 1 January counts."""
    first, last = date(2026, 12, 1), clock.shanghai(date(2026, 12, 31))
    with shop.at(clock.shanghai(date(2026, 12, 10), 22)):
        KindSetting.choose("month", "strict", shop.person("guo"))
        broadcast(shop.cast, minutes_ago=120).end(shop.person("ma"))
    shop.clock(last)
    with shop.at(last):
        month = Month.of(first)
        assert month is not None and month.setting == "strict"
        # The first, fourth and fifth working day: Friday, Monday, Tuesday.
        assert month.self_by == clock.shanghai(date(2027, 1, 6))
        assert month.rate_by == clock.shanghai(date(2027, 1, 8))
    desk = Desk(shop, client_of)
    assert "2027 年的节假日还没有导入" in desk.get("hong", "/months?which=month", last)
    shop.clock(clock.shanghai(date(2027, 1, 6)))
    shop.clock(clock.shanghai(date(2027, 1, 8)))
    with shop.at(clock.shanghai(date(2027, 1, 8), 9)):
        one = db.session.query(MonthlyEvaluation).filter_by(month_id=Month.of(first).id).one()  # type: ignore[union-attr]
        assert one.state == "escalated" and one.replace_by is not None
