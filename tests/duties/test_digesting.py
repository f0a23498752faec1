"""When a person may be disturbed: the rules hold at every minute of whatever day is drawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core import clock
from zhubo_web.duties.digesting import Day, Numbers, Pushed, Waiting, is_quiet, push_due

DAY = date(2026, 11, 27)
USUAL = Numbers()


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return clock.shanghai(day, hour, minute)


moments = st.integers(0, 24 * 60 - 1).map(lambda n: at(n // 60, n % 60))
counts = st.integers(0, 4)
waiting = st.builds(Waiting, counts, counts, counts, counts)
pushes = st.lists(
    st.builds(Pushed, st.sampled_from(["daily", "shift", "at_once"]), moments), max_size=5
)
days = st.builds(Day, st.lists(moments, max_size=4), st.booleans(), pushes)


@given(moments, days, waiting)
def test_after_three_pushes_only_what_is_urgent_by_itself_comes(
    now: datetime, day: Day, has: Waiting
) -> None:
    if len(day.pushed) >= USUAL.most and not has.now:
        assert push_due(now, day, has, USUAL) is None


@given(moments, days, waiting)
def test_in_quiet_hours_and_on_days_off_only_what_may_come_at_once(
    now: datetime, day: Day, has: Waiting
) -> None:
    if is_quiet(now, USUAL) or not day.on(now):
        assert push_due(now, day, has, USUAL) in (None, "at_once")


@given(moments, days, waiting)
def test_what_is_urgent_by_itself_is_never_held_back(now: datetime, day: Day, has: Waiting) -> None:
    assert (push_due(now, day, has, USUAL) == "at_once") or not has.now


@given(moments, days, waiting)
def test_nothing_comes_when_nothing_waits(now: datetime, day: Day, has: Waiting) -> None:
    if not (has.fresh or has.duties):
        assert push_due(now, day, has, USUAL) is None
    if not (has.soon or has.now):
        assert push_due(now, day, has, USUAL) != "at_once"


@given(st.lists(moments, max_size=3), st.booleans(), st.data())
def test_a_whole_day_brings_at_most_three(
    shifts: list[datetime], works: bool, data: st.DataObject
) -> None:
    """Minute by minute, with whatever arrives: all is carried by the next push that is due."""
    arrives = data.draw(st.dictionaries(st.integers(0, 1439), st.sampled_from(["digest", "soon"])))
    came: list[Pushed] = []
    held = {"digest": 0, "soon": 0}
    for minute in range(24 * 60):
        now = at(minute // 60, minute % 60)
        if minute in arrives:
            held[arrives[minute]] += 1
        kind = push_due(now, Day(shifts, works, came), Waiting(**held, duties=1), USUAL)
        if kind:
            came.append(Pushed(kind, now))
            held = {"digest": held["digest"] if kind == "at_once" else 0, "soon": 0}
    assert len(came) <= 3
    assert sum(one.kind == "daily" for one in came) <= 1


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(22, 59, False), (23, 0, True), (3, 0, True), (9, 29, True), (9, 30, False), (12, 0, False)],
)
def test_quiet_hours_go_over_midnight(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(at(hour, minute), USUAL) is quiet


def test_quiet_hours_of_one_day_are_as_they_are_typed() -> None:
    numbers = Numbers(quiet_from=13 * 60, quiet_until=14 * 60)
    assert is_quiet(at(13, 30), numbers) and not is_quiet(at(23, 30), numbers)


@pytest.mark.parametrize(
    ("hour", "minute", "kind"),
    [(10, 29, None), (10, 30, "daily"), (10, 59, "daily"), (11, 0, None)],
)
def test_the_morning_digest_comes_at_half_past_ten(
    hour: int, minute: int, kind: str | None
) -> None:
    assert push_due(at(hour, minute), Day(), Waiting(duties=2), USUAL) == kind


def test_the_second_digest_comes_half_an_hour_before_the_shift_once_each() -> None:
    shift = at(19, 30)
    morning = Pushed("daily", at(10, 31))
    new = Waiting(digest=1)
    assert push_due(at(18, 59), Day([shift], True, [morning]), new, USUAL) is None
    assert push_due(at(19, 0), Day([shift], True, [morning]), new, USUAL) == "shift"
    told = [morning, Pushed("shift", at(19, 0))]
    assert push_due(at(19, 10), Day([shift], True, told), new, USUAL) is None
    later = at(22, 30)
    assert push_due(at(22, 5), Day([shift, later], True, told), new, USUAL) == "shift"


def test_duties_alone_are_said_in_the_morning_only() -> None:
    assert push_due(at(19, 5), Day([at(19, 30)]), Waiting(duties=3), USUAL) is None


def test_a_sunday_with_a_broadcast_is_no_day_off_and_one_without_is() -> None:
    sunday = DAY + timedelta(days=2)
    now, new = at(10, 30, sunday), Waiting(digest=1)
    assert push_due(now, Day((), False), new, USUAL) is None
    assert push_due(now, Day([at(20, 0, sunday)], False), new, USUAL) == "daily"


def test_on_a_day_off_what_is_due_soon_still_comes() -> None:
    assert push_due(at(3), Day((), False), Waiting(soon=1), USUAL) == "at_once"
