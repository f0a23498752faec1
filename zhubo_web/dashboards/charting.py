"""Geometry of a curve over time: round numbers for the axis, paths with gaps. Pure.

Places along the curve are per cent, so that the page may be as wide as it likes; heights are pixels
from the top of the box. Paths are drawn in a box 1000 wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

WIDTH, HEIGHT, TOP = 1000, 168, 12
MOST_LABELS = 4
Value = Decimal | None
Band = tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class Axis:
    """Round numbers from below the lowest value to above the highest."""

    ticks: tuple[Decimal, ...]

    @classmethod
    def over(cls, values: Sequence[Decimal], floor: Value = None, ceiling: Value = None) -> Axis:
        """Two to six round numbers that hold every value; beyond floor and ceiling nothing is drawn."""
        low, high = min(values), max(values)
        spare = (high - low) / 20 or abs(high) / 10 or Decimal(1)
        low, high = low - spare, high + spare
        low = low if floor is None else max(low, floor)
        high = high if ceiling is None else min(high, ceiling)
        if high <= low:
            low, high = low - spare, high + spare
        step = _step((high - low) / 3)
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        return cls(tuple(step * one for one in range(int(first), int(last) + 1)))

    def y(self, value: Decimal) -> int:
        """Pixels from the top; what lies outside is put at the edge."""
        low, high = self.ticks[0], self.ticks[-1]
        part = min(Decimal(1), max(Decimal(0), (value - low) / (high - low)))
        return TOP + int(HEIGHT - part * HEIGHT + Decimal("0.5"))


def _step(rough: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, at least as much."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(power * one for one in (1, 2, 5, 10) if power * one >= rough)


def places(count: int) -> list[Decimal]:
    """The middle of each of so many columns, in per cent."""
    return [
        (Decimal(200 * place + 100) / (2 * count)).quantize(Decimal("0.01"))
        for place in range(count)
    ]


def _x(place: Decimal) -> str:
    return f"{place * WIDTH / 100:.1f}"


def line(values: Sequence[Value], axis: Axis) -> str:
    """The curve; it breaks off where there is no value. A value between two gaps is a point of it."""
    drawn, down = [], False
    for place, value in zip(places(len(values)), values, strict=True):
        if value is not None:
            drawn.append(f"{'L' if down else 'M'}{_x(place)} {axis.y(value)}{'' if down else 'h0'}")
        down = value is not None
    return "".join(drawn)


def area(bands: Sequence[Band], axis: Axis) -> str:
    """A box for each column that has a band: inside it nothing differs from what is usual."""
    count = len(bands)
    drawn = []
    for number, one in enumerate(bands):
        if one is not None:
            left, right = Decimal(WIDTH * number) / count, Decimal(WIDTH * (number + 1)) / count
            low, high = axis.y(one[0]), axis.y(one[1])
            drawn.append(f"M{left:.1f} {high}H{right:.1f}V{low}H{left:.1f}z")
    return "".join(drawn)


def labelled(count: int) -> list[int]:
    """Which columns have their name under them: the ends, and evenly between them."""
    if count <= MOST_LABELS:
        return list(range(count))
    return [round(Decimal(place * (count - 1)) / (MOST_LABELS - 1)) for place in range(MOST_LABELS)]
