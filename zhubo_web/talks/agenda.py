"""What a talk is about, built from the month's result. Pure.

Strengths and gaps are the best and the weakest items of the composite, of two alike the heavier
first; what is proposed is what the report proposes; where the assistant saw themselves differently by at
least one mark, the talk asks why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhubo_web.months.explaining import Proposal, proposals
from zhubo_web.months.scoring import Composed
from zhubo_web.policies.composites import Composite

MOST = 3
#: Above so many points an item is a strength (figures as usual are 80), below so many a gap (a 3 is 75).
GOOD, WEAK = Decimal(80), Decimal(75)


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
    """Strengths, gaps, what the report proposes, and differences of view."""

    strengths: Sequence[Line]
    gaps: Sequence[Line]
    advice: Sequence[Proposal]
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
    said: Iterable[tuple[str, str]],
) -> Agenda:
    """The agenda of a result; ``said`` is what the classes wrote of gaps (class, words)."""
    lines = _lines(composed, composite)
    best = sorted(lines, key=lambda one: (-one.points, -one.weight, one.code))
    weakest = sorted(lines, key=lambda one: (one.points, -one.weight, one.code))
    return Agenda(
        strengths=[one for one in best if one.points > GOOD][:MOST],
        gaps=[one for one in weakest if one.points < WEAK][:MOST],
        advice=proposals(composed, composite, said),
        differences=differences(own, given, composite),
    )
