"""Past months never change: under its own version a month is identical, and `verify` finds what is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from tests.cast import Cast
from tests.months.facts import everywhere
from tests.months.reported import calibrated, evaluation, result
from zhubo_web import upkeep
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.months.models import MonthlyEvaluation, MonthResult
from zhubo_web.months.models.verified import recomputed
from zhubo_web.policies.composites import USUAL
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.policies.parameters import USUAL as NUMBERS

MIDDLE, NEXT = date(2026, 11, 16), date(2026, 12, 1)
#: Ten points from the attitude to the ability, S a little higher.
CHANGED = {"weight-T1": "5", "weight-A1": "26", "grade-S-least": "95", "month_watched_fewest": "9"}


def _enact(cast: Cast, on: date) -> PolicyVersion:
    guo = db.session.get_one(Person, cast.guo.id)
    return PolicyVersion.enact({**NUMBERS, **CHANGED}, on, "能力更要紧", guo)


def test_a_policy_that_changes_in_mid_month_leaves_the_month_as_it_is(
    cast: Cast, inside: Callable[[], None]
) -> None:
    with time_machine.travel(clock.shanghai(date(2026, 11, 10)), tick=False):
        before = result(evaluation(cast), cast, everywhere(4))
        told = (before.results[0].digest, before.results[0].score, before.results[0].grade)
        _enact(cast, MIDDLE)
    inside()
    with time_machine.travel(clock.shanghai(date(2026, 12, 5)), tick=False):
        db.session.expire_all()
        assert PolicyVersion.in_force().number == 2
        again = db.session.get_one(MonthlyEvaluation, before.id)
        assert again.composite == USUAL and again.numbers.whole("month_watched_fewest") == 3
        assert (again.results[0].digest, again.results[0].score, again.results[0].grade) == told
        late = result(evaluation(cast, cast.li.id), cast, everywhere(4))
        assert late.policy.number == 1 and late.results[0].score == told[1]
        following = result(evaluation(cast, first=NEXT), cast, everywhere(4))
        assert following.policy.number == 2 and following.composite.item("A1").weight == 26
        assert following.results[0].grade == ""
        assert recomputed() == (3, [])


def test_every_version_of_a_result_comes_to_the_same_again(
    cast: Cast, inside: Callable[[], None]
) -> None:
    made = calibrated(result(evaluation(cast), cast, everywhere(3)), Decimal(3), "双评都高")
    made._write(made.results[-1].facts, Decimal(80), "按复核")
    empty = evaluation(cast, cast.li.id)
    empty._write({"items": {}, "watched": 0}, None)
    inside()
    db.session.expire_all()
    assert recomputed() == (4, [])


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda one: setattr(one, "score", Decimal("99.9")), ["digest", "grade"]),
        (lambda one: setattr(one, "raw", Decimal("99.9")), ["digest", "composite"]),
        (lambda one: setattr(one, "grade", "S"), ["grade"]),
        (lambda one: setattr(one, "facts", {**one.facts, "post": "desk"}), ["digest"]),
        (lambda one: setattr(one, "facts", {**one.facts, "items": {}}), ["digest", "composite"]),
    ],
)
def test_what_was_changed_behind_the_product_is_named(
    app: Flask, cast: Cast, change: Callable[[MonthResult], None], faults: list[str]
) -> None:
    with app.app_context(), writing():
        made = result(evaluation(cast), cast, everywhere(3))
        db.session.flush()
        number = made.id
    with app.app_context():
        assert upkeep.verify_months() == 1
        db.session.rollback()
    with app.app_context(), writing():
        change(db.session.get_one(MonthlyEvaluation, number).results[0])
    with app.app_context(), pytest.raises(upkeep.UpkeepError) as refused:
        upkeep.verify_months()
    told = str(refused.value).splitlines()
    assert told == [f"month evaluation {number}, version 1: {one} differs" for one in faults]
