"""A month from its last day to the person, in the standard setting and in 严谨, on the models."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.months.shop import FIRST, LAST_DAY, OVER, OWN, THREES, Shop, opened, rated
from zhubo_web.accounts.models import GroupSeat
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.months.models import Given, Month, SelfAssessment
from zhubo_web.months.permissions import CLASSES
from zhubo_web.policies.models import KindSetting


def test_a_month_is_rated_signed_and_given_to_the_person_by_the_clock(shop: Shop) -> None:
    rated(shop)
    with shop.at(OVER + timedelta(days=2)):
        one = shop.one()
        assert one.state == "computed" and one.result() is not None
        for name in ("ma", "lin", "hong"):
            one.sign(shop.person(name))
        assert one.state == "finalised" and {s.member_class for s in one.signatures} == set(CLASSES)
        assert not one.shows_result(shop.person("chen"))
    shop.clock(OVER + timedelta(days=4, minutes=1))
    with shop.at(OVER + timedelta(days=4, hours=1)):
        assert shop.one().state == "published" and shop.one().shows_result(shop.person("chen"))


def test_raters_are_blind_to_each_other_and_to_the_self_assessment(shop: Shop) -> None:
    opened(shop)
    with shop.at(OVER):
        one = shop.one()
        one.self_submit(shop.person("chen"), SelfAssessment(OWN))
        one.rate(shop.person("ma"), Given(THREES))
        own = one.rating("operations")
        assert own is not None
        assert one.shows_rating(shop.person("ma"), own)
        assert not one.shows_rating(shop.person("lin"), own)
        assert not one.shows_self(shop.person("ma")) and one.shows_self(shop.person("chen"))


def test_nobody_rates_twice_nor_for_themselves(shop: Shop) -> None:
    opened(shop)
    with shop.at(OVER):
        one = shop.one()
        one.self_submit(shop.person("chen"), SelfAssessment(OWN))
        shop.person("ma").grant("senior_host", None)
        one.rate(shop.person("ma"), Given(THREES))
        one.rate(shop.person("ma"), Given({**THREES, "T1": 4}))
        assert set(one.rater_ids) == {"operations"}
        with pytest.raises(Denied):
            one.rate(shop.person("he"), Given(THREES))
        with pytest.raises(Invalid):
            one.rate(shop.person("lin"), Given({"T1": 3}))


def test_who_says_nothing_of_themselves_loses_nothing(shop: Shop) -> None:
    opened(shop)
    shop.clock(OVER + timedelta(days=2, minutes=1))
    with shop.at(OVER + timedelta(days=2, hours=1)):
        one = shop.one()
        assert one.state == "rating"
        with pytest.raises(WrongState):
            one.self_submit(shop.person("chen"), SelfAssessment(OWN))
        for name in ("ma", "lin", "hong"):
            one.rate(shop.person(name), Given(THREES))
        found = one.composed().part("T1")
        own, group, records = (found.part(name) for name in ("self", "group", "records"))
        assert own is not None and own.points is None and own.share is None
        assert group is not None and group.points == 75
        assert records is not None and records.share is not None and group.share is not None
        assert records.share + group.share == 1


def test_a_missing_class_goes_to_administration_who_leaves_it_out(shop: Shop) -> None:
    opened(shop)
    shop.clock(OVER + timedelta(days=2, minutes=1))
    with shop.at(OVER + timedelta(days=2, hours=2)):
        for name in ("ma", "hong"):
            shop.one().rate(shop.person(name), Given(THREES))
    shop.clock(OVER + timedelta(days=3, minutes=1))
    with shop.at(OVER + timedelta(days=3, hours=1)):
        one = shop.one()
        assert one.state == "escalated"
        for name in ("ma", "hong", "qian"):
            with pytest.raises(Denied, match="行政"):
                one.replace(shop.person(name), "host", "出差", drop=True)
        one.replace(shop.person("guo"), "host", "出差，没有别的资深主播", drop=True)
        assert one.state == "computed"


def test_a_calibration_takes_two_of_different_classes_and_keeps_the_composite(shop: Shop) -> None:
    rated(shop)
    with shop.at(OVER + timedelta(days=2)):
        one = shop.one()
        result = one.result()
        assert result is not None and result.raw is not None
        one.propose(shop.person("ma"), result.raw + 3, "三场双评都高，单场漏算了一段")
        with pytest.raises(Denied):
            one.sign(shop.person("lin"))
        with pytest.raises(Denied):
            one.calibrate(shop.person("ma"))
        one.calibrate(shop.person("hong"))
        after = one.result()
        assert after is not None and after.raw == result.raw and after.score == result.raw + 3
        assert one.state == "moderated"


def test_strict_takes_two_signatures_of_people_who_did_not_rate(shop: Shop) -> None:
    with shop.at(LAST_DAY - timedelta(days=3)):
        KindSetting.choose("month", "strict", shop.person("guo"))
    rated(shop)
    with shop.at(OVER + timedelta(days=3)):
        one = shop.one()
        assert one.is_strict and one.state == "computed"
        one.propose(shop.person("ma"), None, "三类意见一致，不调")
        one.calibrate(shop.person("lin"))
        with pytest.raises(Denied):
            one.sign(shop.person("hong"))
        one.sign(shop.person("guo"))
        assert one.state == "moderated"
        one.sign(shop.person("qian"))
        assert one.state == "finalised"
        one.publish(shop.person("qian"))
        assert one.state == "published"


def test_an_empty_class_opens_no_month(shop: Shop) -> None:
    with shop.at(LAST_DAY):
        GroupSeat.current()[0].end(shop.person("guo"))
        with pytest.raises(WrongState):
            Month.open(FIRST, shop.person("ma"))
