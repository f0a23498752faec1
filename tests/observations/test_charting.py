"""The geometry of the time line: nothing is lost, nothing leaves the box, peaks stay."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.observations.charting import Span, bars, bunches, columns, levels, line, thin

DAY = 86_400_000
moments = st.integers(0, DAY)
spans = st.builds(lambda a, b: Span(min(a, b), max(a, b) + 1), moments, moments)
counts = st.dictionaries(st.integers(0, 1440), st.integers(0, 5000))


def numbers(path: str) -> list[tuple[int, int]]:
    """The points of a curve's path."""
    return [(int(x), int(y)) for x, y in re.findall(r"[ML](-?\d+) (-?\d+)", path)]


@given(st.lists(moments), spans, st.sampled_from([0.012, 0.028, 0.14]))
def test_every_note_is_in_exactly_one_bunch_in_the_order_of_time(
    times: list[int], span: Span, gap: float
) -> None:
    made = bunches(list(enumerate(times)), lambda thing: thing[1], span, gap)
    together = [thing for bunch in made for thing in bunch.things]
    assert sorted(together) == list(enumerate(times))
    assert [thing[1] for thing in together] == sorted(times)


@given(st.lists(moments), spans, st.sampled_from([0.028, 0.14]))
def test_places_to_tap_do_not_lie_on_each_other(times: list[int], span: Span, gap: float) -> None:
    places = [bunch.share for bunch in bunches(times, lambda time: time, span, gap)]
    assert all(later - earlier >= gap for earlier, later in itertools.pairwise(places))
    assert all(0 <= place <= 1 for place in places)


@given(st.lists(st.tuples(moments, st.integers(0, 100_000)), unique_by=lambda point: point[0]))
def test_a_thinned_curve_keeps_its_ends_and_extremes(points: list[tuple[int, int]]) -> None:
    points.sort()
    kept = thin(points, 20)
    assert len(kept) <= 20 and set(kept) <= set(points) and kept == sorted(kept)
    if points:
        assert (kept[0], kept[-1]) == (points[0], points[-1])
        values = [value for _ms, value in points]
        assert {max(values), min(values)} <= {value for _ms, value in kept}


@given(counts, st.integers(0, 1440), st.integers(0, 1440), st.integers(1, 200))
def test_bars_cover_every_minute_once_and_keep_the_fullest(
    heard: dict[int, int], first: int, length: int, most: int
) -> None:
    last = first + length
    made = columns(heard, first, last, most)
    minutes = [one.minute + place for one in made for place in range(one.minutes)]
    assert minutes == list(range(first, last + 1)) and len(made) <= most
    inside = [count for minute, count in heard.items() if first <= minute <= last]
    assert max(one.count for one in made) == max(inside, default=0)
    assert all(heard.get(one.fullest, 0) == one.count for one in made)


@given(spans, st.lists(st.tuples(moments, st.integers(0, 9000))), st.integers(1, 9000))
def test_a_curve_stays_in_its_box(span: Span, points: list[tuple[int, int]], top: int) -> None:
    path = line(sorted(points), span, top, 200, near=60_000)
    assert all(0 <= x <= 1000 and 0 <= y <= 200 for x, y in numbers(path))
    assert len(numbers(path)) == len(points)


@given(spans, counts)
def test_bars_stay_in_their_box(span: Span, heard: dict[int, int]) -> None:
    made = columns(heard, span.first // 60_000, span.last // 60_000, 150)
    top = levels(max((one.count for one in made), default=0))[-1]
    for x, up, width in re.findall(r"M(\d+) 100v(-?\d+)h(\d+)", bars(made, span, top, 100)):
        assert int(x) >= 0 and int(x) + int(width) <= 1001 and -100 <= int(up) < 0


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_levels_are_whole_even_and_reach_the_peak(peak: int, least: int) -> None:
    made = levels(peak, least)
    steps = {later - earlier for earlier, later in itertools.pairwise(made)}
    assert made[0] == 0 and made[-1] >= max(peak, least) and len(steps) == 1
    assert len(made) <= 5 and made[-2] < max(peak, least)


@given(spans, st.one_of(st.none(), moments), st.one_of(st.none(), moments))
def test_a_part_is_never_empty(whole: Span, first: int | None, last: int | None) -> None:
    part = Span.within(whole, first, last)
    assert part.length >= 30_000 and part.first >= whole.first


@given(spans)
def test_ticks_are_few_and_inside(span: Span) -> None:
    ticks = span.ticks()
    assert len(ticks) <= 9 and all(span.holds(tick) for tick in ticks)


@pytest.mark.parametrize(("peak", "top"), [(1, 4), (3, 4), (40, 40), (41, 60), (3214, 4000)])
def test_a_single_comment_is_not_drawn_as_a_peak(peak: int, top: int) -> None:
    assert levels(peak)[-1] == top


def test_a_curve_breaks_off_where_nothing_was_heard() -> None:
    path = line([(0, 5), (60_000, 6), (600_000, 7)], Span(0, 600_000), 8, 200, near=180_000)
    assert path.count("M") == 2
