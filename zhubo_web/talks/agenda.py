"""What a talk is about, built from the month's result. Pure.

Strengths and gaps are the best and the weakest items of the composite, of two alike the heavier
first; the weakest items' advice is what the rubric says the next level looks like; where the assistant
saw themselves differently by at least one mark, the talk asks why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhubo_web.months.scoring import Composed
from zhubo_web.policies.composites import Composite, MonthItem

MOST = 3
#: Above so many points an item is a strength (figures as usual are 80), below so many a gap (a 3 is 75).
GOOD, WEAK = Decimal(80), Decimal(75)
#: Under so many points the next level is the rubric's middle one, else its best.
MIDDLE = WEAK


@dataclass(frozen=True)
class Line:
    """One item: its name, its points of 100, what it weighs in the month."""

    code: str
    name: str
    points: Decimal
    weight: Decimal


@dataclass(frozen=True)
class Difference:
    """How the assistant saw themselves, and how the classes did (mean of 1 to 5, to a tenth)."""

    name: str
    own: int
    group: Decimal

    @property
    def higher(self) -> bool:
        return self.own > self.group


@dataclass(frozen=True)
class Agenda:
    """Strengths, gaps, (item, what the next level looks like), and differences of view."""

    strengths: Sequence[Line]
    gaps: Sequence[Line]
    advice: Sequence[tuple[str, str]]
    differences: Sequence[Difference]


def _lines(composed: Composed, composite: Composite) -> list[Line]:
    """The items that carry weight."""
    names = {one.code: one.name for one in composite.items}
    parts = (part for dimension in composed.parts for part in dimension.parts)
    return [
        Line(one.name, names[one.name], one.shown, one.weight)
        for one in parts
        if one.shown is not None and one.weight > 0
    ]


def _next_level(item: MonthItem, points: Decimal) -> str:
    return item.anchors[1 if points < MIDDLE else 2] if len(item.anchors) == 3 else ""


def differences(
    own: Mapping[str, int | None], given: Iterable[Mapping[str, int | None]], composite: Composite
) -> list[Difference]:
    """Where the assistant's own mark is at least one away from the classes' mean, the widest first."""
    marks = list(given)
    found = []
    for item in composite.self_rated:
        mine = own.get(item.code)
        theirs = [mark for one in marks if (mark := one.get(item.code)) is not None]
        if mine is None or not theirs:
            continue
        mean = (Decimal(sum(theirs)) / len(theirs)).quantize(Decimal("0.1"))
        if abs(mine - mean) >= 1:
            found.append(Difference(item.name, mine, mean))
    return sorted(found, key=lambda one: -abs(one.own - one.group))


def build(
    composed: Composed,
    composite: Composite,
    own: Mapping[str, int | None],
    given: Iterable[Mapping[str, int | None]],
) -> Agenda:
    """The agenda of a result."""
    lines = _lines(composed, composite)
    best = sorted(lines, key=lambda one: (-one.points, -one.weight, one.code))
    weakest = sorted(lines, key=lambda one: (one.points, -one.weight, one.code))
    advised = [(one.name, _next_level(composite.item(one.code), one.points)) for one in weakest]
    return Agenda(
        strengths=[one for one in best if one.points > GOOD][:MOST],
        gaps=[one for one in weakest if one.points < WEAK][:MOST],
        advice=[(name, text) for name, text in advised if text][:MOST],
        differences=differences(own, given, composite),
    )
