"""Overlaps, rest and the length of a day, across midnight."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.attendance.hours import (
    Shift,
    nights,
    on_air,
    overlapping,
    strains,
)
from zhubo_web.core import clock
from zhubo_web.policies.parameters import USUAL, Numbers

NUMBERS = Numbers(USUAL)
DAY = date(2026, 11, 27)


def shift(key: int, day: int, hour: int, minute: int = 0, minutes: int = 120) -> Shift:
    start = clock.shanghai(DAY + timedelta(days=day), hour, minute)
    end = start + timedelta(minutes=minutes)
    return Shift(key, f"第{key}场", "护肤直播间", start - timedelta(minutes=40), start, end)


def rest_between(*shifts: Shift) -> timedelta | None:
    return next((one.rest for one in nights(shifts)), None)


def words(one: Shift, *others: Shift) -> list[str]:
    return [str(reason) for reason in strains(one, others, NUMBERS)]


@pytest.mark.parametrize(("minute", "found"), [(0, 0), (1, 1)])
def test_shifts_overlap_only_where_both_are_on_air(minute: int, found: int) -> None:
    early, late = shift(1, 0, 18, minute), shift(2, 0, 20)
    assert len(overlapping(early, [early, late])) == found


def test_rest_is_counted_from_the_end_to_coming_in_of_another_day() -> None:
    late, morning = shift(1, 0, 22, 0, 180), shift(2, 1, 10)
    assert rest_between(late, morning) == timedelta(hours=8, minutes=20)
    assert words(morning, late) == ["两班之间只休息 8.3 小时，不到 11 小时"]
    assert words(late, morning) == ["两班之间只休息 8.3 小时，不到 11 小时"]


def test_two_of_one_day_need_no_night_between() -> None:
    assert rest_between(shift(1, 0, 10), shift(2, 0, 19, 30)) is None
    assert words(shift(1, 0, 10), shift(2, 0, 19, 30)) == []


def test_the_night_lies_between_the_last_of_a_day_and_the_first_of_the_next() -> None:
    noon, late, early, evening = shift(1, 0, 12), shift(2, 0, 22), shift(3, 1, 9), shift(4, 1, 19)
    (night,) = nights([evening, early, late, noon])
    assert (night.before, night.after) == (late, early)
    assert night.rest == timedelta(hours=8, minutes=20)
    assert words(noon, late, early) == [] and words(evening, late, early) == []
    assert words(late, noon, early) == words(early, late, evening) != []


def test_what_overlaps_across_midnight_has_no_night_between() -> None:
    assert nights([shift(1, 0, 23), shift(2, 1, 0, 30)]) == []


@pytest.mark.parametrize(("hour", "minute", "warned"), [(12, 40, False), (12, 39, True)])
def test_eleven_hours_are_enough(hour: int, minute: int, warned: bool) -> None:
    late = shift(1, 0, 23, 0, 120)  # until one in the morning
    assert bool(words(shift(2, 1, hour, minute), late)) is warned


def test_a_day_that_is_too_long_is_said_with_its_hours() -> None:
    day = [shift(1, 0, 9, 0, 240), shift(2, 0, 14, 0, 240)]
    assert words(shift(3, 0, 20, 0, 60), *day) == ["当天直播合计 9.0 小时，超过 8 小时"]
    assert words(day[0], day[1]) == []


SHIFTS = st.builds(
    shift,
    st.integers(1, 50),
    st.integers(-2, 2),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(10, 720),
)


@given(SHIFTS, st.lists(SHIFTS, max_size=6))
def test_overlap_and_rest_do_not_depend_on_who_is_asked_first(
    one: Shift, others: list[Shift]
) -> None:
    for other in others:
        assert bool(overlapping(one, [other])) == bool(overlapping(other, [one]))
        assert rest_between(one, other) == rest_between(other, one)
        rest = rest_between(one, other)
        assert rest is None or rest >= timedelta()


@given(st.lists(SHIFTS, max_size=8))
def test_every_minute_on_air_counts_for_one_day(shifts: list[Shift]) -> None:
    days = {one.day for one in shifts}
    total = sum((one.end - one.start for one in shifts), timedelta())
    assert sum((on_air(day, shifts) for day in days), timedelta()) == total
