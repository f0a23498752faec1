"""Agreement of raters: the published example, and what must hold of any marks."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.months.agreement import Agreement, agreement, alpha

#: Krippendorff (2011), section C: four observers, twelve units, five values, a few missing.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[mark for mark in unit if mark is not None] for unit in zip(*OBSERVERS, strict=True)]
MARKS = st.lists(st.lists(st.integers(1, 5), min_size=2, max_size=4), min_size=1, max_size=20)


def test_the_published_example() -> None:
    found = alpha(UNITS)
    assert found is not None and found.quantize(Decimal("0.001")) == Decimal("0.815")


@given(MARKS)
def test_it_is_one_at_most_and_exactly_where_all_agree(units: list[list[int]]) -> None:
    found = alpha(units)
    assert found is not None and found <= 1
    if all(len(set(unit)) == 1 for unit in units):
        assert found == 1


@given(MARKS, st.randoms())
def test_order_does_not_matter(units: list[list[int]], dice: random.Random) -> None:
    other = [dice.sample(unit, len(unit)) for unit in units]
    dice.shuffle(other)
    before, after = alpha(units), alpha(other)
    assert before is not None and after is not None and abs(before - after) < Decimal("1e-20")


def test_marks_by_chance_come_to_nothing() -> None:
    dice = random.Random(7)
    units = [[dice.randint(1, 5), dice.randint(1, 5)] for _ in range(4000)]
    found = agreement(units, 100)
    assert found.alpha is not None and abs(found.alpha) <= Decimal("0.05")
    assert found.ac1 is not None and abs(found.ac1) <= Decimal("0.05")


def test_too_few_say_nothing() -> None:
    assert agreement([[3, 3]] * 9, 9) == Agreement(9, 9)
    assert agreement([[3, 3]] * 30, 2).alpha is None
    assert agreement([[3]] * 30, 9).units == 0
    assert agreement([[3, 3]] * 10, 3) == Agreement(
        10, 3, Decimal("1.00"), Decimal(100), Decimal("1.00")
    )


def test_it_is_read_as_it_was_stored() -> None:
    for one in (Agreement(3, 1), agreement(UNITS, 6)):
        assert Agreement.read(one.stored()) == one


def test_nearly_everybody_giving_the_same_mark_shows_why_ac1_stands_beside_it() -> None:
    found = agreement([[3, 3]] * 38 + [[3, 4], [4, 3]], 20)
    assert found.same == 95 and found.alpha is not None and found.alpha < 0
    assert found.ac1 is not None and found.ac1 > Decimal("0.9")
