"""An objection that is withdrawn leaves the month as it was, and may come again; the hearing's days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.appeals.case import DAY, HOUR, Case, published
from tests.appeals.panels import assigned
from tests.cast import Cast
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Duty, working_calendar
from zhubo_web.policies.models import KindSetting


@pytest.fixture
def strict(app: Flask, cast: Cast) -> Case:
    made = published(app, cast)
    with made.at():
        KindSetting.choose("appeal", "strict", None)
    return made


def withdrawn(case: Case, after: timedelta = HOUR) -> int:
    number = case.accepted(after=after)
    assert case.state(number) == ("accepted", "disputed")
    case.do(number, "withdraw", "chen", after=after)
    return number


def test_what_was_withdrawn_may_be_objected_to_again_while_there_is_time(case: Case) -> None:
    first = withdrawn(case)
    assert case.state(first) == ("withdrawn", "published")
    second = withdrawn(case, DAY)
    assert case.state(second) == ("withdrawn", "published")
    third = case.accepted("observation", after=2 * DAY)
    assert case.state(third) == ("accepted", "disputed")


def test_the_month_goes_on_from_the_talk_that_was_held_meanwhile(case: Case) -> None:
    number = case.accepted()
    with case.at():
        case.month().interview_held(SYSTEM)
        assert case.month().state == "disputed"
    case.do(number, "withdraw", "chen")
    assert case.state(number)[1] == "interviewed"
    assert "看过月评：%(month)s" in case.waiting("chen")
    with case.at(2 * HOUR):
        case.month().acknowledge(case.person("chen"))
    again = withdrawn(case, 3 * HOUR)
    assert case.state(again)[1] == "acknowledged"
    case.clock(20 * DAY)
    assert case.state(again)[1] == "closed"


def test_the_hearing_has_days_of_its_own(strict: Case) -> None:
    number = assigned(strict)
    with strict.at():
        one, calendar = strict.one(number), working_calendar()
        assert one.accepted_at and one.hear_by == calendar.add(one.accepted_at, 10)
        assert one.decide_by and one.hear_by and one.hear_by < one.decide_by
    strict.do(number, "disclose", "guo")
    with strict.at():
        hong = Duty.open_of(strict.person("hong"))
        due = [duty.due_at for duty in hong if duty.title == "听取意见：%(title)s"]
        assert due == [strict.one(number).hear_by]


def test_a_file_that_was_given_late_still_leaves_a_day_to_hear(strict: Case) -> None:
    number = assigned(strict)
    late = 16 * DAY
    strict.do(number, "disclose", "guo", after=late)
    with strict.at(late):
        one = strict.one(number)
        assert one.hear_from and one.hear_by
        assert one.hear_by == working_calendar().add(one.hear_from, 1)
