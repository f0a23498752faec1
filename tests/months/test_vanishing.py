"""What is not there: never nought, and neither better nor worse than the rest of its own level."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.months.drawn import composed, months
from tests.months.facts import everywhere, points
from zhubo_web.months.scoring import Composed


def exact(found: Composed) -> Decimal | None:
    """The score before it is rounded."""
    there = [(one.points, one.weight) for one in found.parts if one.points is not None]
    whole = sum((weight for _points, weight in there), Decimal(0))
    if not whole:
        return None
    return sum((worth * weight for worth, weight in there), Decimal(0)) / whole


def without(facts: dict[str, Any], code: str, source: str = "") -> dict[str, Any]:
    """The facts if an item, or one source of it, had never been given."""
    other = deepcopy(facts)
    if source:
        del other["items"][code][source]
    else:
        del other["items"][code]
    return other


def worth(facts: dict[str, Any], code: str, source: str, value: Decimal) -> dict[str, Any]:
    """The facts if a source came to so many points; without a source, all that are there of the item."""
    other = deepcopy(facts)
    for name in [source] if source else list(other["items"][code]):
        other["items"][code][name] = [points(str(value))]
    return other


@st.composite
def vanishing(draw: Any) -> tuple[dict[str, Any], str, str]:
    """A month, and an item or a source of it that says something and is gone."""
    facts = draw(months())
    parts = {one.name: one for dimension in composed(facts).parts for one in dimension.parts}
    known = [
        (code, source)
        for code in facts["items"]
        if parts[code].points is not None
        for source in ("", *(one.name for one in parts[code].parts if one.points is not None))
    ]
    assume(known)
    return (facts, *draw(st.sampled_from(known)))


@given(vanishing())
def test_what_vanishes_never_counts_as_nought(gone: tuple[dict[str, Any], str, str]) -> None:
    """Missing is never zero: the score is at least what it would be with nought in its place."""
    facts, code, source = gone
    after = composed(without(facts, code, source)).score
    nought = composed(worth(facts, code, source, Decimal(0))).score
    assume(after is not None and nought is not None)
    assert after is not None and nought is not None and after >= nought


@given(vanishing())
def test_what_was_no_better_than_what_is_left_never_lowers_by_vanishing(
    gone: tuple[dict[str, Any], str, str],
) -> None:
    """An N/A never lowers by itself: what was at or below all that is left can only raise the score.
    What was better is missed, as it must be: see the next test."""
    facts, code, source = gone
    other = without(facts, code, source)
    left = [
        one.points
        for dimension in composed(other).parts
        for item in dimension.parts
        for one in item.parts
        if one.points is not None
    ]
    assume(left)
    lowest = min(one for one in left if one is not None)
    before = exact(composed(worth(facts, code, source, lowest)))
    after = exact(composed(other))
    assume(before is not None and after is not None)
    assert before is not None and after is not None and after >= before - Decimal("1e-18")


def test_what_vanishes_is_as_if_it_were_like_the_rest_of_its_own_level() -> None:
    """Not good and not bad: it neither keeps the good that it said nor leaves a hole."""
    facts = everywhere(3)
    facts["items"]["A1"] = {"broadcasts": [points("100")], "group": [points("40")]}
    both = composed(facts).part("A1").points
    good, bad = (composed(without(facts, "A1", one)).part("A1").points
                 for one in ("group", "broadcasts"))  # fmt: skip
    assert (good, bad) == (100, 40) and both is not None and bad < both < good
    alike = composed(worth(facts, "A1", "group", Decimal(100))).score
    assert composed(without(facts, "A1", "group")).score == alike
    rest = composed(without(facts, "A1")).part("ability").points
    assert rest is not None
    assert composed(without(facts, "A1")).score == composed(worth(facts, "A1", "", rest)).score
