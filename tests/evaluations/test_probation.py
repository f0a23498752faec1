"""试用期: what is rated of somebody on probation rises to 严谨, before it is out and never after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from tests.cast import Cast
from tests.evaluations.test_models import AT_TWO, NORMAL
from tests.held import ENDS, Held, hold
from zhubo_web.accounts.models import Person
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.workflow import STANDARD, STRICT
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db, writing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: The day of the broadcast, in Shanghai.
THAT_DAY = date(2026, 11, 25)


def on_probation(app: Flask, cast: Cast, until: date | None, name: str = "chen") -> None:
    """HR wrote it down before the broadcast."""
    with time_machine.travel(ENDS - DAY, tick=False), app.app_context(), writing():
        hong = db.session.get_one(Person, cast.hong.id)
        db.session.get_one(Person, getattr(cast, name).id).set_probation(until, hong)


def standing(held: Held) -> tuple[str, str, str]:
    with held.looking():
        one = held.evaluation()
        return one.state, one.setting, one.raised_for


@pytest.mark.parametrize(
    ("until", "setting", "why"),
    [
        (THAT_DAY, STRICT, "probation"),
        (THAT_DAY + DAY, STRICT, "probation"),
        (THAT_DAY - DAY, STANDARD, ""),
        (None, STANDARD, ""),
    ],
)
def test_a_watched_broadcast_within_it_is_strict_from_the_beginning(
    app: Flask, cast: Cast, until: date | None, setting: str, why: str
) -> None:
    on_probation(app, cast, until)
    assert standing(hold(app, cast)) == ("draft", setting, why)


def test_somebody_elses_probation_raises_nothing(app: Flask, cast: Cast) -> None:
    on_probation(app, cast, THAT_DAY + DAY, "li")
    assert standing(hold(app, cast))[1] == STANDARD


def test_normal_in_one_tap_is_not_enough_and_the_clock_does_not_publish(
    app: Flask, cast: Cast
) -> None:
    on_probation(app, cast, THAT_DAY + DAY)
    held = hold(app, cast)
    with held.at(HOUR), pytest.raises(Invalid):
        held.evaluation().submit(held.person("ma"), Given({**NORMAL}))
    held.clock(AT_TWO + DAY)
    assert held.state("evaluation") == "draft"


def test_an_unwatched_broadcast_closes_for_them_as_for_everybody(app: Flask, cast: Cast) -> None:
    on_probation(app, cast, THAT_DAY + DAY)
    held = hold(app, cast, taps=(), watched=0)
    held.clock(2 * DAY + HOUR)
    assert held.state("evaluation") == "unwatched"


def test_written_down_after_the_rating_it_waits_for_a_second_person(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(HOUR):
        assert held.evaluation().submit(held.person("ma"), Given({**NORMAL}))
    with held.at(2 * HOUR):
        held.person("chen").set_probation(THAT_DAY + DAY, held.person("guo"))
    held.clock(AT_TWO + HOUR)
    assert held.state("evaluation") == "submitted", "the clock publishes nothing of a probation"
    assert "看一遍再公布：%(assistant)s，%(title)s" in held.waiting("hong")
    with held.at(AT_TWO + 2 * HOUR):
        held.evaluation().publish(held.person("hong"))
    assert held.state("evaluation") == "published"


def test_what_is_out_already_stays_as_it_is(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(HOUR):
        held.evaluation().submit(held.person("ma"), Given({**NORMAL}))
    held.clock(AT_TWO + timedelta(seconds=1))
    with held.at(AT_TWO + HOUR):
        held.person("chen").set_probation(THAT_DAY + DAY, held.person("guo"))
        assert held.evaluation().setting == STANDARD
