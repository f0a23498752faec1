"""Versions follow each other and are never changed; settings hold for what begins from then on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.policies.models import KindSetting, PolicyVersion, setting_for
from zhubo_web.policies.parameters import USUAL

MORE = {**USUAL, "plan_review_hours": "36"}


def person(member: object) -> Person:
    return db.session.get_one(Person, member.id)  # type: ignore[attr-defined]


def test_a_version_follows_from_a_coming_day_and_the_old_one_stays(
    cast: Cast, inside: Callable[[], None]
) -> None:
    first = PolicyVersion.in_force()
    tomorrow = clock.today() + timedelta(days=1)
    second = PolicyVersion.enact(MORE, tomorrow, "周末人少，放宽到 36 小时", person(cast.guo))
    inside()
    assert PolicyVersion.in_force() == first
    assert first.numbers.whole("plan_review_hours") == 24
    with time_machine.travel(clock.shanghai(tomorrow), tick=False):
        assert PolicyVersion.in_force() == second
        assert second.numbers.whole("plan_review_hours") == 36
        assert PolicyVersion.in_force(clock.now() - timedelta(seconds=1)) == first
    assert second.digest != first.digest


@pytest.mark.parametrize(
    ("days", "numbers", "note", "field"),
    [
        (0, MORE, "放宽", "effective_on"),
        (1, MORE, " ", "note"),
        (1, USUAL, "没改", "note"),
        (1, {**USUAL, "plan_review_hours": "0"}, "改错", "plan_review_hours"),
    ],
)
def test_a_version_that_looks_back_or_says_nothing_is_refused(
    cast: Cast,
    inside: Callable[[], None],
    days: int,
    numbers: dict[str, str],
    note: str,
    field: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        PolicyVersion.enact(numbers, clock.today() + timedelta(days=days), note, person(cast.guo))
    assert refused.value.field == field
    assert PolicyVersion.coming() is None


def test_one_version_is_announced_at_a_time(cast: Cast, inside: Callable[[], None]) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    PolicyVersion.enact(MORE, tomorrow, "放宽", person(cast.qian))
    with pytest.raises(Invalid, match="还没生效"):
        PolicyVersion.enact(USUAL, tomorrow, "收回", person(cast.qian))


@pytest.mark.parametrize("who", ["ma", "lin", "hong", "he", "chen", "dai", "sun", "wu"])
def test_only_administration_and_owner_change_policy_and_settings(
    cast: Cast, inside: Callable[[], None], who: str
) -> None:
    member = person(getattr(cast, who))
    with pytest.raises(Denied):
        PolicyVersion.enact(MORE, clock.today() + timedelta(days=1), "放宽", member)
    with pytest.raises(Denied):
        KindSetting.choose("plan", "strict", member)


def test_what_begins_takes_the_setting_in_force(cast: Cast, inside: Callable[[], None]) -> None:
    assert setting_for("plan") == "standard"
    KindSetting.choose("plan", "light", person(cast.guo))
    assert setting_for("plan") == "light"
    assert setting_for("summary") == "standard"
    with pytest.raises(Invalid):
        KindSetting.choose("plan", "easy", person(cast.guo))
    with pytest.raises(Invalid):
        KindSetting.choose("meeting", "light", person(cast.guo))


def test_a_blank_number_never_brings_back_the_usual_one(
    cast: Cast, inside: Callable[[], None]
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    PolicyVersion.enact(MORE, tomorrow, "放宽", person(cast.guo))
    inside()
    with time_machine.travel(clock.shanghai(tomorrow), tick=False):
        after = tomorrow + timedelta(days=1)
        with pytest.raises(Invalid) as refused:
            PolicyVersion.enact({"plan_review_hours": ""}, after, "留空", person(cast.guo))
        assert refused.value.field == "plan_review_hours"
        kept = PolicyVersion.enact({"plan_gap_hours": "5"}, after, "只改一个", person(cast.guo))
        assert kept.numbers.whole("plan_review_hours") == 36
