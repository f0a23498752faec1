"""A slip of the year does not close the policy for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db
from zhubo_web.policies import parameters
from zhubo_web.policies.models import PolicyVersion


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(2206, 11, 27)])
def test_a_version_of_a_far_year_is_refused(
    cast: Cast, inside: Callable[[], None], day: date
) -> None:
    guo = db.session.get_one(Person, cast.guo.id)
    typed = {**parameters.USUAL, "plan_gap_hours": "6"}
    with pytest.raises(Invalid):
        PolicyVersion.enact(typed, day, "改", guo)
    soon = clock.today() + timedelta(days=30)
    assert PolicyVersion.enact(typed, soon, "改", guo).number == 2


ODD = ("NaN", "Infinity", "-1", "1e9", "9" * 400, "１2", "0x10", "24.5", " ", "1_0")


@pytest.mark.parametrize("value", ODD)
def test_an_odd_number_is_refused_or_within_its_bounds(
    cast: Cast, inside: Callable[[], None], value: str
) -> None:
    guo = db.session.get_one(Person, cast.guo.id)
    typed = {**parameters.USUAL, "plan_review_hours": value, "plan_gap_hours": "6"}
    try:
        made = PolicyVersion.enact(typed, clock.today() + timedelta(days=30), "改", guo)
    except Invalid:
        return
    assert 1 <= made.numbers.whole("plan_review_hours") <= 168
