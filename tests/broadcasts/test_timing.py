"""Stream time: it never runs backwards, stands still in interruptions, and can be turned back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.broadcasts.timing import MILLISECOND, Pause, moment_of, stream_ms, tapped_at

START = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
LONG = 6 * 3_600_000
moments = st.integers(0, LONG).map(lambda ms: START + ms * MILLISECOND)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    """Interruptions one after the other, the last perhaps still open."""
    edges = draw(st.lists(st.integers(0, LONG), unique=True, max_size=8).map(sorted))
    made: list[Pause] = [
        (START + begin * MILLISECOND, START + end * MILLISECOND)
        for begin, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    if len(edges) % 2:
        made.append((START + edges[-1] * MILLISECOND, None))
    return made


@given(pauses(), moments, moments)
def test_stream_time_never_runs_backwards(
    breaks: list[Pause], one: datetime, two: datetime
) -> None:
    first, second = sorted((one, two))
    assert stream_ms(START, breaks, first) <= stream_ms(START, breaks, second)


@given(pauses(), moments)
def test_stream_time_is_the_time_since_the_start_without_the_interruptions(
    breaks: list[Pause], at: datetime
) -> None:
    stood = sum(
        (max(timedelta(), min(end or at, at) - begin) for begin, end in breaks), timedelta()
    )
    assert stream_ms(START, breaks, at) * MILLISECOND == at - START - stood


@given(pauses(), moments)
def test_stream_time_stands_still_while_interrupted(breaks: list[Pause], at: datetime) -> None:
    for begin, end in breaks:
        if begin <= at and (end is None or at <= end):
            assert stream_ms(START, breaks, at) == stream_ms(START, breaks, begin)


@given(pauses(), moments)
def test_the_moment_of_a_stream_time_is_its_first(breaks: list[Pause], at: datetime) -> None:
    closed = [(begin, end) for begin, end in breaks if end is not None]
    ms = stream_ms(START, closed, at)
    moment = moment_of(START, closed, ms)
    assert stream_ms(START, closed, moment) == ms
    assert moment <= at
    assert ms == 0 or stream_ms(START, closed, moment - MILLISECOND) == ms - 1


@given(pauses(), st.integers(0, LONG), moments)
def test_what_lay_before_the_start_does_not_count(
    breaks: list[Pause], later: int, at: datetime
) -> None:
    start = START + later * MILLISECOND
    inside = [(max(begin, start), end) for begin, end in breaks if end is None or end > start]
    assert stream_ms(start, breaks, at) == stream_ms(start, inside, at)


def test_a_moment_before_the_start_is_zero() -> None:
    assert stream_ms(START, [], START - timedelta(minutes=1)) == 0


@given(st.integers(0, LONG), st.integers(-LONG, LONG))
def test_a_tap_is_as_old_as_the_device_says_whatever_its_clock(age: int, wrong_by: int) -> None:
    sent = 1_700_000_000_000 + wrong_by
    assert tapped_at(START, sent, sent - age) == START - age * MILLISECOND


def test_a_tap_from_the_future_is_taken_as_made_now() -> None:
    assert tapped_at(START, 1000, 5000) == START
