"""From marks of 1 to 5 to the score of a broadcast. Pure; Decimal throughout.

A mark is worth 40, 60, 75, 88 or 100. A dimension is the weighted mean of its marked items, the score
the weighted mean of the marked dimensions: what was not met with (None) takes no part in either, its
weight is spread over what was. Half a tenth is rounded up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.policies.rubrics import Item, weights

POINTS = {1: Decimal(40), 2: Decimal(60), 3: Decimal(75), 4: Decimal(88), 5: Decimal(100)}
#: Marks that need evidence and a second person.
EXTREMES = frozenset({1, 2, 5})
LOWEST, HIGHEST, NORMAL = 1, 5, 3
#: How a mark is stored that does not apply: 本场没碰到.
NOT_MET = "na"
TENTH = Decimal("0.1")
Marks = Mapping[str, int | None]


@dataclass(frozen=True)
class Part:
    """One dimension in the result: its points (0 to 100), its weight, and its share of the whole
    (0 to 1) once what was not met with is left out; None for what was not."""

    name: str
    weight: int
    points: Decimal | None
    share: Decimal | None

    @property
    def shown(self) -> Decimal | None:
        """The points to a tenth."""
        return None if self.points is None else self.points.quantize(TENTH, ROUND_HALF_UP)

    @property
    def percent(self) -> int | None:
        """The share of the whole in percent."""
        return None if self.share is None else round(self.share * 100)


@dataclass(frozen=True)
class Result:
    """``score`` is None when nothing could be rated; ``capped`` says that a red line lowered it."""

    parts: tuple[Part, ...]
    uncapped: Decimal | None
    score: Decimal | None

    @property
    def capped(self) -> bool:
        return self.score != self.uncapped


def read(marks: Mapping[str, str], names: Iterable[str]) -> dict[str, int | None]:
    """Marks as they were typed, one for every name. Raises Invalid naming the first that is wrong."""
    found: dict[str, int | None] = {}
    for name in names:
        typed = marks.get(name, "")
        if typed != NOT_MET and typed not in map(str, POINTS):
            raise Invalid(N_("每一项都要选 1 到 5 分，或者“本场没碰到”"), name)
        found[name] = None if typed == NOT_MET else int(typed)
    if all(one is None for one in found.values()):
        raise Invalid(N_("至少要有一项能评；都没碰到就不用评"))
    return found


def extremes(marks: Marks) -> list[str]:
    """The names marked 1, 2 or 5, in order."""
    return [name for name, mark in marks.items() if mark in EXTREMES]


def mean(pairs: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """The weighted mean of (value, weight); None of nothing."""
    known = list(pairs)
    total = sum(weight for _value, weight in known)
    if total == 0:
        return None
    return sum((value * weight for value, weight in known), Decimal(0)) / total


def _points(marks: Marks, items: Iterable[Item], dimension: str) -> Decimal | None:
    if dimension in marks:
        mark = marks[dimension]
        return None if mark is None else POINTS[mark]
    own = [(one, marks.get(one.code)) for one in items if one.dimension == dimension]
    return mean((POINTS[mark], one.weight) for one, mark in own if mark is not None)


def result(marks: Marks, items: Iterable[Item], cap: Decimal | None = None) -> Result:
    """The result of marks by dimension or by item; ``cap`` is the most a red line leaves."""
    items = tuple(items)
    heavy = weights(items)
    points = {name: _points(marks, items, name) for name in heavy}
    applicable = sum(heavy[name] for name, value in points.items() if value is not None)
    parts = tuple(
        Part(name, heavy[name], value, None if value is None else Decimal(heavy[name]) / applicable)
        for name, value in points.items()
    )
    whole = mean((one.points, one.weight) for one in parts if one.points is not None)
    rounded = None if whole is None else whole.quantize(TENTH, ROUND_HALF_UP)
    score = rounded if rounded is None or cap is None else min(rounded, cap)
    return Result(parts, rounded, score)
