"""What notes suggest: the policy's arithmetic, its bounds, and that in doubt it stays in the middle."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.evaluations.suggesting import (
    Noted,
    Scale,
    by_dimension,
    suggest,
    towards_normal,
    union_minutes,
)

SCALE = Scale(Decimal(3), Decimal("0.5"), 30)
WEIGHTS = st.lists(st.integers(-3, 3).filter(bool), max_size=30)
MINUTES = st.integers(0, 600)


def notes(*weights: int) -> list[Noted]:
    return [Noted(number, "language", weight) for number, weight in enumerate(weights, 1)]


@pytest.mark.parametrize(
    ("weights", "minutes", "value", "mark"),
    [
        ([1], 30, "3.5", 3),
        ([-2], 30, "2.0", 2),
        ([-2], 60, "2.5", 3),
        ([2, 2], 30, "5.0", 5),
        ([2, -1, -1], 45, "3.0", 3),
        ([-3, -3, -3], 30, "1.0", 1),
        ([1, 1, 1], 90, "3.5", 3),
        ([-1], 10, "2.5", 3),
        ([3, 1], 120, "3.5", 3),
    ],
)
def test_it_starts_at_3_and_moves_half_a_degree_of_severity_in_30_minutes(
    weights: list[int], minutes: int, value: str, mark: int
) -> None:
    found = suggest(notes(*weights), minutes, SCALE)
    assert found is not None and (found.value, found.mark) == (Decimal(value), mark)


def test_without_a_note_there_is_no_suggestion() -> None:
    assert suggest([], 90, SCALE) is None
    found = by_dimension(notes(1), ["language", "product"], 30, SCALE)
    assert found["language"] is not None and found["product"] is None


@given(WEIGHTS.filter(bool), MINUTES)
def test_it_shows_its_arithmetic(weights: list[int], minutes: int) -> None:
    found = suggest(notes(*weights), minutes, SCALE)
    assert found is not None
    assert found.total == sum(weights) and len(found.notes) == len(weights)
    assert found.raw == SCALE.start + found.change
    assert found.change == found.total * SCALE.step / found.periods
    assert 1 <= found.value <= 5 and 1 <= found.mark <= 5
    assert abs(found.value - min(Decimal(5), max(Decimal(1), found.raw))) <= Decimal("0.05")


@given(WEIGHTS.filter(bool), MINUTES, st.integers(1, 3))
def test_praise_never_lowers_and_a_fault_never_lifts(
    weights: list[int], minutes: int, degree: int
) -> None:
    base = suggest(notes(*weights), minutes, SCALE)
    better, worse = (suggest(notes(*weights, one), minutes, SCALE) for one in (degree, -degree))
    assert base and better and worse
    assert worse.value <= base.value <= better.value


@given(WEIGHTS.filter(bool), st.integers(0, 30), MINUTES)
def test_a_short_look_is_never_magnified(weights: list[int], short: int, minutes: int) -> None:
    brief, half = suggest(notes(*weights), short, SCALE), suggest(notes(*weights), 30, SCALE)
    longer = suggest(notes(*weights), minutes, SCALE)
    assert brief and half and longer
    assert brief.value == half.value
    assert abs(longer.change) <= abs(brief.change)


@given(WEIGHTS.filter(bool), MINUTES, st.randoms())
def test_the_order_of_notes_does_not_matter(
    weights: list[int], minutes: int, random: object
) -> None:
    shuffled = notes(*weights)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert suggest(shuffled, minutes, SCALE) == suggest(notes(*weights), minutes, SCALE)


@given(st.decimals(1, 5, places=1))
def test_halves_go_towards_the_middle(value: Decimal) -> None:
    mark = towards_normal(value)
    assert abs(mark - value) <= Decimal("0.5")
    if abs(mark - value) == Decimal("0.5"):
        assert abs(mark - 3) < abs(value - 3)


STAYS = st.lists(st.tuples(st.integers(0, 7_200_000), st.integers(0, 3_600_000)), max_size=8)


@given(STAYS)
def test_each_minute_watched_counts_once(drawn: list[tuple[int, int]]) -> None:
    stays = [(start, start + length) for start, length in drawn]
    found = union_minutes(stays)
    assert found == union_minutes([*stays, *stays])
    assert found <= sum(end - start for start, end in stays) // 60_000
    assert found >= max((end - start for start, end in stays), default=0) // 60_000
