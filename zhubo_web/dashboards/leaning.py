"""How a rater's marks differ from those of the others who marked the same thing: rater bias. Pure.

A unit is one thing that at least two people marked from 1 to 5 without seeing each other's marks. A
rater's difference is the mean, over their units, of their mark less the mean of the others'. With few
units, or units of few things, nothing is said: 看得太少. Who differs by little, or by no more than
chance, is called close.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import fmean, stdev

from zhubo_web.months.agreement import FEWEST_BROADCASTS, FEWEST_UNITS

#: Marks that anybody may lie off the others without anything being said of it.
MARGIN = 0.5
#: Standard errors from which on a difference is more than chance.
ERRORS = 2
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Unit:
    """One item of one thing: rater → mark. ``thing`` and ``about`` name what was rated and whom."""

    thing: tuple[str, int]
    about: int
    marks: Mapping[int, int]


@dataclass
class Lean:
    """One rater's marks beside those of the others: each difference in ``apart``, its thing in ``of``."""

    rater_id: int
    apart: list[float] = field(default_factory=list)
    of: list[tuple[str, int]] = field(default_factory=list)

    @property
    def things(self) -> set[tuple[str, int]]:
        """What they marked that others marked too."""
        return set(self.of)

    @property
    def enough(self) -> bool:
        """Whether anything may be said."""
        return len(self.apart) >= FEWEST_UNITS and len(self.things) >= FEWEST_BROADCASTS

    @property
    def mean(self) -> Decimal:
        """How much higher than the others, to a tenth."""
        return Decimal(str(fmean(self.apart))).quantize(TENTH, ROUND_HALF_UP)

    @property
    def close(self) -> bool:
        """Whether they mark as the others do, as far as can be said."""
        mean, error = fmean(self.apart), stdev(self.apart) / len(self.apart) ** 0.5
        return abs(mean) <= MARGIN or abs(mean) <= ERRORS * error


@dataclass(frozen=True)
class Raters:
    """Everybody whose marks can be compared."""

    all: list[Lean]

    @property
    def known(self) -> list[Lean]:
        """Those of whom something may be said."""
        return [one for one in self.all if one.enough]

    @property
    def close(self) -> list[Lean]:
        """Those who mark as the others do."""
        return [one for one in self.known if one.close]


def leans(units: Iterable[Unit]) -> list[Lean]:
    """Every rater of a unit with two marks or more, by id."""
    found: dict[int, Lean] = {}
    for unit in units:
        for rater, mark in unit.marks.items():
            others = [one for who, one in unit.marks.items() if who != rater]
            if not others:
                continue
            lean = found.setdefault(rater, Lean(rater))
            lean.apart.append(mark - fmean(others))
            lean.of.append(unit.thing)
    return [found[who] for who in sorted(found)]


def units_of(
    rows: Iterable[tuple[tuple[str, int], int, int, Mapping[str, int | None]]],
) -> list[Unit]:
    """Of (thing, about, rater, marks by item), the last of a rater standing: item by item what two or
    more marked."""
    given: dict[tuple[tuple[str, int], int, str], dict[int, int]] = defaultdict(dict)
    for thing, about, rater, marks in rows:
        for item, mark in marks.items():
            if mark is not None:
                given[thing, about, item][rater] = mark
    return [
        Unit(thing, about, marks)
        for (thing, about, _item), marks in given.items()
        if len(marks) >= 2
    ]
