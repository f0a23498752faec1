"""Who was on duty when: late coming, taking over, coming back, breaks, and nothing invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.attendance.turns import Change, Turn, missing, turns

ZERO = datetime(2026, 11, 27, 11, 30, tzinfo=UTC)


def at(minute: float) -> datetime:
    return ZERO + timedelta(minutes=minute)


def on(minute: float, person: int, part: str = "assistant") -> Change:
    return Change(at(minute), person, part, True)


def off(minute: float, person: int, part: str = "assistant") -> Change:
    return Change(at(minute), person, part, False)


def minutes(found: list[Turn]) -> list[tuple[int, str, float, float]]:
    return [
        (one.person, one.part, (one.begin - ZERO) / at_minute, (one.end - ZERO) / at_minute)
        for one in found
    ]


at_minute = timedelta(minutes=1)


def test_the_roster_before_the_start_is_who_begins() -> None:
    changes = [on(-900, 1), on(-900, 2, "host"), on(-800, 3), off(-5, 3)]
    assert minutes(turns(at(0), at(60), changes, {})) == [
        (2, "host", 0, 60),
        (1, "assistant", 0, 60),
    ]


def test_taking_over_ends_one_turn_and_begins_another() -> None:
    changes = [on(-900, 1), off(40, 1), on(40, 2)]
    assert minutes(turns(at(0), at(60), changes, {})) == [
        (1, "assistant", 0, 40),
        (2, "assistant", 40, 60),
    ]


def test_who_checks_in_late_is_on_duty_from_then() -> None:
    found = turns(at(0), at(60), [on(-900, 1)], {1: at(12)})
    assert minutes(found) == [(1, "assistant", 12, 60)]
    assert missing(at(0), at(60), "assistant", found) == [(at(0), at(12))]


def test_who_comes_back_has_two_turns() -> None:
    changes = [on(-9, 1), off(20, 1), on(50, 1)]
    found = turns(at(0), at(60), changes, {1: at(-30)})
    assert minutes(found) == [(1, "assistant", 0, 20), (1, "assistant", 50, 60)]
    assert missing(at(0), at(60), "assistant", found) == [(at(20), at(50))]


def test_who_came_after_leaving_was_not_there() -> None:
    assert turns(at(0), at(60), [on(-9, 1), off(20, 1)], {1: at(30)}) == []


CHANGES = st.lists(
    st.builds(
        Change,
        st.integers(-100, 200).map(at),
        st.integers(1, 4),
        st.sampled_from(["host", "assistant"]),
        st.booleans(),
    ),
    max_size=20,
)


@given(CHANGES, st.dictionaries(st.integers(1, 4), st.integers(-60, 120).map(at)))
def test_turns_lie_within_the_broadcast_and_never_overlap(
    changes: list[Change], came: dict[int, datetime]
) -> None:
    found = turns(at(0), at(90), changes, came)
    for one in found:
        assert at(0) <= one.begin < one.end <= at(90)
        assert one.begin >= came.get(one.person, at(0))
    for one in found:
        others = [two for two in found if two is not one and two.person == one.person]
        same = [two for two in others if two.part == one.part]
        assert all(two.end <= one.begin or one.end <= two.begin for two in same)


@given(CHANGES)
def test_every_minute_has_somebody_or_is_a_gap(changes: list[Change]) -> None:
    found = turns(at(0), at(90), changes, {})
    for part in ("host", "assistant"):
        gaps = missing(at(0), at(90), part, found)
        for minute in range(90):
            moment = at(minute + 0.5)
            there = any(one.part == part and one.begin <= moment < one.end for one in found)
            assert there != any(first <= moment < last for first, last in gaps)
