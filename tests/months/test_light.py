"""省事: the lead and HR rate and sign; the senior hosts' class is left out with that reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.fresh import kept
from tests.months.shop import DAY, HOUR, LAST_DAY, OVER, OWN, THREES, Shop, begin, opened
from zhubo_web.core.reasons import Denied
from zhubo_web.months.models import Given, SelfAssessment
from zhubo_web.months.models.rated import BY_LEAD_AND_HR
from zhubo_web.policies.models import KindSetting


@pytest.fixture
@kept
def light(app: Flask, cast: Cast) -> Shop:
    """Without anybody of the senior hosts' class."""
    made = begin(app, cast, seats=(("ma", "operations"), ("hong", "hr")))
    with made.at(LAST_DAY - 3 * DAY):
        KindSetting.choose("month", "light", made.person("guo"))
    return opened(made)


def test_two_rate_two_sign_and_the_report_says_why_the_third_did_not(light: Shop) -> None:
    with light.at(LAST_DAY + HOUR):
        light.one().self_submit(light.person("chen"), SelfAssessment(OWN))
        assert light.one().waiting_classes == ["operations", "hr"]
    light.clock(OVER + DAY + timedelta(minutes=1))
    assert light.waiting("lin") == []
    with light.at(OVER + DAY + HOUR):
        one = light.one()
        with pytest.raises(Denied):
            one.rate(light.person("lin"), Given(THREES))
        for name in ("ma", "hong"):
            one.rate(light.person(name), Given(THREES))
        left_out = one.rating("host")
        assert left_out is not None and left_out.dropped_for == BY_LEAD_AND_HR
        with pytest.raises(Denied):
            one.sign(light.person("lin"))
        one.sign(light.person("ma"))
        assert one.missing_signatures == 1
        one.sign(light.person("hong"))
        assert one.state == "finalised"


def test_a_d_rises_to_two_who_did_not_rate(light: Shop) -> None:
    with light.at(LAST_DAY + HOUR):
        light.one().self_submit(light.person("chen"), SelfAssessment(dict.fromkeys(OWN, 1)))
    light.clock(OVER + DAY + timedelta(minutes=1))
    with light.at(OVER + DAY + HOUR):
        one = light.one()
        one.facts = {**one.facts, "watched": 5}
        for name in ("ma", "hong"):
            one.rate(light.person(name), Given(dict.fromkeys(THREES, 1)))
        assert one.is_strict and one.state == "computed"
        one.propose(light.person("ma"), None, "记录在案")
        one.calibrate(light.person("hong"))
        one.waive(light.person("guo"), "没有人跟播，迟到的记录都在")
        for name in ("guo", "qian"):
            one.sign(light.person(name))
        assert one.state == "finalised"
