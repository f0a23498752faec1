"""Times: UTC inside, Shanghai outside, working days by a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core.clock import Calendar, from_epoch_ms, shanghai, to_epoch_ms

FRIDAY = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_a_working_day_after_friday_is_monday() -> None:
    assert Calendar().add(FRIDAY, 1) == FRIDAY + timedelta(days=3)


def test_a_worked_saturday_counts_and_a_holiday_does_not() -> None:
    calendar = Calendar(holidays={date(2026, 11, 23)}, worked={date(2026, 11, 21)})
    assert calendar.add(FRIDAY, 2) == FRIDAY + timedelta(days=4)


def test_half_past_seven_in_shanghai_is_half_past_eleven_utc() -> None:
    assert shanghai(date(2026, 11, 23), 19, 30) == datetime(2026, 11, 23, 11, 30, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=4_000_000_000_000))
def test_milliseconds_go_there_and_back(ms: int) -> None:
    assert to_epoch_ms(from_epoch_ms(ms)) == ms


@given(st.integers(min_value=0, max_value=60))
def test_working_days_are_never_fewer_than_days(days: int) -> None:
    assert Calendar().add(FRIDAY, days) - FRIDAY >= timedelta(days=days)
