"""What is contested goes to HR as not final, from the filing to the end: by the product's own verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.case import (
    DAY,
    DROPPED,
    HOUR,
    PUBLISHED,
    THREES,
    UPHELD,
    WORDS,
    Case,
    published,
    scored,
)
from tests.cast import Cast
from tests.counting import MOST_STATEMENTS, counted
from tests.held import hold
from zhubo_web.appeals.models import Appeal
from zhubo_web.core import clock
from zhubo_web.evaluations.models import Given as Single
from zhubo_web.extensions import db
from zhubo_web.handover import jobs
from zhubo_web.handover.models import Package
from zhubo_web.months import jobs as month_jobs
from zhubo_web.months import patching
from zhubo_web.months.models import Given, Month, MonthlyEvaluation
from zhubo_web.observations.models import Observation
from zhubo_web.surveys.models import Feedback

SENT = 9 * DAY
ENOUGH = (date(2026, 11, 18), date(2026, 11, 20), date(2026, 11, 22))
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
SIDES = ("language", "interaction", "product")
HELD, PAID_MORE = ("contested", Decimal("1.0")), ("final", Decimal("1.1"))
Told = list[tuple[str, Decimal | None]]


def rated(app: Flask, cast: Cast, *assistants: str) -> Case:
    """November with enough broadcasts that were rated 3, so that it has a grade."""
    for day in ENOUGH:
        ended = clock.shanghai(day, 22)
        held = hold(app, cast, ends=ended, taps=(), assistants=assistants)
        held.clock(ended + timedelta(minutes=1))
        with held.at(ended + HOUR):
            for name in assistants:
                one = held.evaluation(name)
                assert one.submit(
                    held.person("ma"), Single({**dict.fromkeys(SIDES, 3), "emergency": None})
                )
                one.publish(held.person("hong"))
    return published(app, cast)


@pytest.fixture
def case(app: Flask, cast: Cast) -> Case:
    return rated(app, cast, "chen")


@pytest.fixture
def better(case: Case) -> Case:
    """A first objection was granted: the month is reissued with an A, and HR has it."""
    number = case.served(scored("85"))
    case.clock(8 * DAY)
    case.do(number, "execute", "hong", after=8 * DAY)
    assert case.state(number) == ("executed", "reissued")
    sent(case)
    return case


def sent(case: Case, after: timedelta = SENT) -> None:
    """The worker hands over what is due."""
    with time_machine.travel(PUBLISHED + after, tick=False), case.app.app_context():
        assert jobs.send_due() == 1


def told(case: Case, first: date = NOVEMBER) -> Told:
    """Status and coefficient of chen's line in a month's package and in each of its corrections."""
    with case.app.app_context():
        month = Month.of(first)
        assert month is not None
        lines = [one for package in Package.of(month) for one in package.read]
        return [(one.status, one.coefficient) for one in lines
                if one.assistant_id == case.cast.chen.id]  # fmt: skip


@pytest.mark.parametrize("kind", ["month_result", "observation"])
def test_what_is_only_filed_is_not_final(case: Case, kind: str) -> None:
    case.filed(kind)
    sent(case)
    assert told(case) == [HELD]


def test_what_is_returned_for_completion_is_not_final(case: Case) -> None:
    number = case.filed()
    case.do(number, "ask_more", "guo", "哪一场的第几分钟")
    assert case.state(number) == ("returned", "published")
    sent(case, 8 * DAY - HOUR)
    assert told(case) == [HELD]


def test_a_draft_holds_nothing(case: Case) -> None:
    with case.at():
        Appeal.open(case.person("chen"), "month_result", case.month_id)
    sent(case)
    assert [status for status, _paid in told(case)] == ["final"]


def test_each_turn_of_an_objection_after_the_package_is_a_correction(better: Case) -> None:
    """Filed, not accepted, taken up again after all, withdrawn: the assistant is paid as it stands."""
    assert told(better) == [PAID_MORE]
    number = better.filed("observation", after=SENT)
    assert told(better) == [PAID_MORE, HELD]
    better.do(number, "propose_rejection", "guo", "和上一件重复", after=SENT)
    better.do(number, "reject", "qian", after=SENT)
    assert told(better) == [PAID_MORE, HELD, PAID_MORE]
    better.do(number, "ask_reopening", "chen", "上一件是总分", after=SENT)
    better.do(number, "reopen", "qian", after=SENT)
    assert told(better)[3:] == [HELD]
    better.do(number, "withdraw", "chen", after=SENT)
    assert told(better)[3:] == [HELD, PAID_MORE]
    assert better.state(number) == ("withdrawn", "reissued")


def test_a_reissued_month_is_disputed_again_and_stands_once_that_is_decided(better: Case) -> None:
    number = better.accepted("observation", after=SENT)
    assert better.state(number) == ("accepted", "disputed")
    assert told(better) == [PAID_MORE, HELD]
    with better.at(SENT):
        one = better.one(number)
        one.assign_quick(better.person("guo"), better.person("qian"))
        one.declare(better.person("qian"))
        one.write_decision(better.person("qian"), UPHELD)
        one.serve(better.person("hong"))
    better.clock(SENT + 15 * DAY)
    assert better.state(number) == ("final", "disputed") and told(better)[-1] == HELD
    better.do(number, "execute", "hong", after=SENT + 15 * DAY)
    assert told(better) == [PAID_MORE, HELD, PAID_MORE]


def test_a_colleague_is_not_held(app: Flask, cast: Cast) -> None:
    case = rated(app, cast, "chen", "li")
    case.filed()
    sent(case)
    with case.app.app_context():
        month = Month.of(NOVEMBER)
        assert month is not None
        names = {one.name: one.status for one in Package.of(month)[0].read}
        assert names[case.person("chen").name] == "contested"
        assert len(names) == 2


def test_the_page_that_hr_looks_at_before_says_so_and_asks_no_more_for_it(
    case: Case, client_of: Callable[[Any], FlaskClient]
) -> None:
    """With objections of two kinds open, of which each asks otherwise in which month it counts."""
    case.filed()
    case.filed("observation")
    hong = client_of(case.cast.hong)
    with time_machine.travel(PUBLISHED + DAY, tick=False), counted(case.app) as statements:
        page = hong.get("/handover/months/2026-11")
    assert page.status_code == 200 and "复核中，不作为最终结果" in page.text
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


# ── feedback that counts in a later month than that of its happening ────────────────────────────


def put_on_chen(case: Case, after: timedelta) -> int:
    """A complaint about the broadcast of 25 November, put on chen so long after the publication."""
    with case.at(after):
        broadcast = db.session.get_one(Observation, case.note_id).broadcast
        said = Feedback.enter(
            case.person("hong"), room=broadcast.room, broadcast=broadcast, source="service",
            sort="complaint", text="问了两遍没人回", assistant=case.person("chen"),
            happened_at=clock.shanghai(date(2026, 11, 25), 21),
        )  # fmt: skip
        said.attribute(case.person("lin"), case.person("chen"), words="当天只有她在")
        return said.id


def december(app: Flask, cast: Cast, case: Case) -> None:
    """Chen's December: one broadcast, rated 3 throughout, published on 4 January."""
    hold(app, cast, ends=clock.shanghai(date(2026, 12, 20), 22), taps=())
    over = clock.shanghai(date(2027, 1, 1))
    for moment in (over - 2 * HOUR, over + DAY + HOUR, over + 2 * DAY + HOUR):
        with time_machine.travel(moment, tick=False), app.app_context():
            month_jobs.each_minute()
        case.clock(moment)
    with case.at(over + 2 * DAY + 2 * HOUR):
        month = december_of(case)
        for name in ("ma", "lin", "hong"):
            month.rate(case.person(name), Given(THREES))
        for name in ("ma", "lin", "hong"):
            month.sign(case.person(name))
    case.clock(over + 4 * DAY + HOUR)


def december_of(case: Case) -> MonthlyEvaluation:
    mine = MonthlyEvaluation.assistant_id == case.cast.chen.id
    query = db.select(MonthlyEvaluation).join(Month).where(Month.first_day == DECEMBER, mine)
    return db.session.scalars(query).one()


def test_late_feedback_holds_the_month_in_which_it_counts(
    app: Flask, cast: Cast, case: Case
) -> None:
    sent(case)
    said = put_on_chen(case, SENT + DAY)
    december(app, cast, case)
    filed = clock.shanghai(date(2027, 1, 6), 12)
    with case.at(filed):
        assert december_of(case).state == "published"
        one = Appeal.file_new(case.person("chen"), "feedback", said, "", WORDS)
        assert one.appealable_until == december_of(case).appeal_until and not one.is_late
        number = one.id
    with time_machine.travel(filed + 9 * DAY, tick=False), app.app_context():
        assert jobs.send_due() == 1
    assert told(case, DECEMBER) == [("contested", Decimal("1.0"))]
    assert [status for status, _paid in told(case)] == ["final"]
    with case.at(filed + DAY):
        one = case.one(number)
        one.accept(case.person("guo"))
        assert december_of(case).state == "disputed" and case.month().state == "published"
        one.assign_quick(case.person("guo"), case.person("qian"))
        one.declare(case.person("qian"))
        one.write_decision(case.person("qian"), DROPPED)
        one.serve(case.person("hong"))
    case.clock(filed + 20 * DAY)
    with case.at(filed + 20 * DAY):
        case.one(number).execute(case.person("hong"))
        found = december_of(case).result()
        assert found is not None and not patching.rests_on(found.facts, "feedback", said)
        assert december_of(case).state == "reissued"
    assert told(case, DECEMBER)[-1] == ("few", Decimal("1.0"))
    assert [status for status, _paid in told(case)] == ["final"]
