"""How far several raters of the same broadcast agree: Krippendorff's α (ordinal). Pure.

A unit is one thing that at least two people marked from 1 to 5 without seeing each other's marks. α is
1 for perfect agreement, 0 for what chance would give. Beside it stand the share of pairs that are the
same and Gwet's AC1, as α says little where nearly everybody gives the same mark. Sources: K.
Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), with the ordinal metric; K. L. Gwet,
Computing inter-rater reliability and its variance in the presence of high agreement (2008).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

VALUES = (1, 2, 3, 4, 5)
#: With fewer units, or fewer broadcasts, nothing is said: 看得太少.
FEWEST_UNITS, FEWEST_BROADCASTS = 10, 3
HUNDREDTH = Decimal("0.01")
Unit = Sequence[int]


@dataclass(frozen=True)
class Agreement:
    """α, the share of equal pairs in per cent and AC1, all None where there was too little to say."""

    units: int
    broadcasts: int
    alpha: Decimal | None = None
    same: Decimal | None = None
    ac1: Decimal | None = None

    def stored(self) -> dict[str, Any]:
        """As a month keeps it."""
        return {name: None if v is None else str(v) for name, v in vars(self).items()}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Agreement:
        """From what a month keeps."""
        found = {
            n: None if kept.get(n) is None else Decimal(kept[n]) for n in ("alpha", "same", "ac1")
        }
        return cls(int(kept["units"]), int(kept["broadcasts"]), **found)


def _paired(units: Iterable[Unit]) -> list[Unit]:
    return [unit for unit in units if len(unit) >= 2]


def _coincidences(units: Iterable[Unit]) -> dict[tuple[int, int], Decimal]:
    """How often two marks meet in a unit, each unit's pairs weighed by how many raters it had."""
    found: dict[tuple[int, int], Decimal] = {}
    for unit in units:
        counts = Counter(unit)
        for first, second in product(counts, counts):
            pairs = counts[first] * (counts[second] - (first == second))
            if pairs:
                share = Decimal(pairs) / (len(unit) - 1)
                found[first, second] = found.get((first, second), Decimal(0)) + share
    return found


def _apart(first: int, second: int, totals: dict[int, Decimal]) -> Decimal:
    """The ordinal distance: the marks between two, each end by half, squared."""
    low, high = sorted((first, second))
    between = sum((totals.get(one, Decimal(0)) for one in range(low, high + 1)), Decimal(0))
    ends = (totals.get(low, Decimal(0)) + totals.get(high, Decimal(0))) / 2
    return (between - ends) ** 2


def alpha(units: Iterable[Unit]) -> Decimal | None:
    """Krippendorff's α with the ordinal metric; 1 where everybody gave one and the same mark
    (α itself is not defined there); None without a pair."""
    met = _coincidences(_paired(units))
    if not met:
        return None
    totals: dict[int, Decimal] = {}
    for (first, _second), often in met.items():
        totals[first] = totals.get(first, Decimal(0)) + often
    whole = sum(totals.values(), Decimal(0))
    seen = sum((often * _apart(a, b, totals) for (a, b), often in met.items()), Decimal(0))
    chance = sum(
        (totals[a] * totals[b] * _apart(a, b, totals) for a, b in product(totals, totals)),
        Decimal(0),
    )
    return Decimal(1) if chance == 0 else 1 - (whole - 1) * seen / chance


def _same(units: Sequence[Unit]) -> Decimal:
    """The mean share of equal pairs in a unit."""
    shares = []
    for unit in units:
        equal = sum(n * (n - 1) for n in Counter(unit).values())
        shares.append(Decimal(equal) / (len(unit) * (len(unit) - 1)))
    return sum(shares, Decimal(0)) / len(shares)


def _ac1(units: Sequence[Unit]) -> Decimal:
    """Gwet's AC1: chance is how often raters would meet who guess where they are not sure."""
    usual = {
        value: sum((Decimal(list(unit).count(value)) / len(unit) for unit in units), Decimal(0))
        / len(units)
        for value in VALUES
    }
    chance = sum((p * (1 - p) for p in usual.values()), Decimal(0)) / (len(VALUES) - 1)
    return (_same(units) - chance) / (1 - chance)


def agreement(units: Iterable[Unit], broadcasts: int) -> Agreement:
    """The agreement of these units, of so many broadcasts."""
    known = _paired(units)
    if len(known) < FEWEST_UNITS or broadcasts < FEWEST_BROADCASTS:
        return Agreement(len(known), broadcasts)
    found = alpha(known)
    assert found is not None
    same = (_same(known) * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return Agreement(
        len(known),
        broadcasts,
        found.quantize(HUNDREDTH, ROUND_HALF_UP),
        same,
        _ac1(known).quantize(HUNDREDTH, ROUND_HALF_UP),
    )
