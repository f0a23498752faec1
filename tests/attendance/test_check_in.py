"""Coming in: on time to the second, who may, the lead's word, and what is said to being late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.conftest import shift
from tests.cast import Cast
from zhubo_web.attendance.lateness import band, expected_at, minutes_late
from zhubo_web.attendance.models import CheckIn
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.models import Duty
from zhubo_web.policies.parameters import USUAL, Numbers

Who = Callable[[str], Any]
NUMBERS = Numbers(USUAL)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("seconds", "minutes", "what"),
    [
        (-9000, 0, "fine"),
        (0, 0, "fine"),
        (5 * 60 + 59, 5, "fine"),
        (6 * 60, 6, "minor"),
        (15 * 60 + 59, 15, "minor"),
        (16 * 60, 16, "late"),
        (30 * 60 + 59, 30, "late"),
        (99 * 60, 99, "grave"),
    ],
)
def test_whole_minutes_decide(seconds: int, minutes: int, what: str) -> None:
    expected = clock.now()
    late = minutes_late(expected, expected + timedelta(seconds=seconds))
    assert (late, band(late, NUMBERS)) == (minutes, what)


@given(st.integers(-600, 600), st.integers(-600, 600))
def test_nobody_is_expected_before_they_were_told(arrive: int, put_on: int) -> None:
    zero = clock.now()
    expected = expected_at(
        zero + timedelta(minutes=arrive), zero + timedelta(minutes=put_on), NUMBERS
    )
    assert expected >= zero + timedelta(minutes=arrive)
    assert expected >= zero + timedelta(minutes=put_on + 40)
    assert expected in (
        zero + timedelta(minutes=arrive),
        zero + timedelta(minutes=put_on + 40),
    )


@pytest.mark.parametrize(("late", "what"), [(0, "fine"), (5, "fine"), (10, "minor"), (20, "late")])
def test_one_is_measured_against_the_time_to_come_in(
    cast: Cast, who: Who, late: int, what: str
) -> None:
    made = shift(cast)
    at = made.planned_start - timedelta(minutes=40 - late)
    with time_machine.travel(at, tick=False):
        came = CheckIn.come_in(made, who("chen"), at)
    assert (came.minutes, came.band, came.expected_at) == (late, what, made.arrive_at())
    assert bool(Duty.open_of(who("chen"))) == (what == "minor")


def test_who_was_put_on_in_the_last_hour_is_not_late(cast: Cast, who: Who) -> None:
    made = shift(cast, 0.5, "li")
    made.set_roster("assistant", [who("li"), who("chen")], who("ma"))
    with time_machine.travel(clock.now() + timedelta(minutes=39), tick=False):
        assert CheckIn.come_in(made, who("chen"), clock.now()).band == "fine"


def test_across_midnight_the_day_does_not_matter(cast: Cast, who: Who) -> None:
    made = shift(cast)
    start = clock.shanghai(clock.today() + timedelta(days=3), 0, 20)
    made.planned_start, made.planned_end = start, start + timedelta(hours=2)
    came = CheckIn.come_in(made, who("chen"), start - timedelta(minutes=30))
    assert (came.minutes, came.band) == (10, "minor")


EARLY = timedelta(hours=4)


@pytest.mark.parametrize(("early", "passes"), [(EARLY, True), (EARLY + SECOND, False)])
def test_four_hours_early_is_early_enough(
    cast: Cast, who: Who, early: timedelta, passes: bool
) -> None:
    made = shift(cast)
    at = made.arrive_at() - early
    if passes:
        assert CheckIn.come_in(made, who("chen"), at).minutes == 0
    else:
        with pytest.raises(Denied, match="太早"):
            CheckIn.come_in(made, who("chen"), at)


def test_who_is_not_on_it_is_told_and_the_first_scan_counts(cast: Cast, who: Who) -> None:
    made = shift(cast)
    at = made.arrive_at()
    with pytest.raises(Denied, match="没有你"):
        CheckIn.come_in(made, who("li"), at)
    first = CheckIn.come_in(made, who("chen"), at)
    assert CheckIn.come_in(made, who("chen"), at + timedelta(minutes=30)) is first
    assert first.arrived_at == at


def test_the_lead_vouches_with_a_reason_never_for_themselves(cast: Cast, who: Who) -> None:
    who("ma").grant("assistant", None)
    made = shift(cast, 1, "chen", "ma")
    with pytest.raises(Invalid, match="没有扫码"):
        CheckIn.vouch(made, who("chen"), None, " ", who("ma"))
    with pytest.raises(Invalid, match="不能晚于现在"):
        CheckIn.vouch(made, who("chen"), clock.now() + SECOND * 60, "没电", who("ma"))
    with pytest.raises(Denied, match="不能给自己"):
        CheckIn.vouch(made, who("ma"), None, "没电", who("ma"))
    with pytest.raises(Denied):
        CheckIn.vouch(made, who("chen"), None, "没电", who("li"))
    came = CheckIn.vouch(made, who("chen"), None, "手机没电", who("ma"))
    assert (came.how, came.by_id, came.reason) == ("lead", cast.ma.id, "手机没电")
    with pytest.raises(WrongState, match="已经签到"):
        CheckIn.vouch(made, who("chen"), None, "再来", who("qian"))
    assert CheckIn.vouch(made, who("ma"), None, "设备坏了", who("qian")).by_id == cast.qian.id


def came_late(cast: Cast, who: Who, minutes: int) -> CheckIn:
    made = shift(cast)
    return CheckIn.come_in(made, who("chen"), made.arrive_at() + timedelta(minutes=minutes))


def test_a_little_late_is_one_tap_or_a_sentence_of_ones_own(cast: Cast, who: Who) -> None:
    came = came_late(cast, who, 8)
    with pytest.raises(Denied):
        came.accept(who("ma"))
    came.accept(who("chen"))
    assert came.answer == "accepted" and not Duty.open_of(who("chen"))
    with pytest.raises(WrongState, match="答复过"):
        came.explain(who("chen"), "堵车")


def test_very_late_is_explained_not_tapped_away(cast: Cast, who: Who) -> None:
    came = came_late(cast, who, 25)
    with pytest.raises(WrongState):
        came.accept(who("chen"))
    with pytest.raises(Invalid):
        came.explain(who("chen"), " ")
    came.explain(who("chen"), "地铁停运")
    assert came.words == "地铁停运"


def test_on_time_there_is_nothing_to_say(cast: Cast, who: Who) -> None:
    with pytest.raises(WrongState, match="不用说明"):
        came_late(cast, who, 3).accept(who("chen"))
