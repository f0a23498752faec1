"""What the notes suggest for a dimension: a mark between 1 and 5 with its arithmetic. Pure.

It starts at a number of the policy; each praise adds, each 提醒 or 问题 takes off its severity times a
step, as an average over so many observed minutes. Without a note there is no suggestion. Whoever
watched for less than one such period is taken to have watched one, so that a short look is never
magnified.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from zhubo_web.evaluations.scoring import HIGHEST, LOWEST, NORMAL, TENTH

#: How heavy a note without a tag is, by its kind.
UNTAGGED = {"praise": 1, "remind": -1, "issue": -2}
LEAST, MOST = Decimal(LOWEST), Decimal(HIGHEST)


@dataclass(frozen=True)
class Noted:
    """A note as it weighs: ``weight`` is its severity, negative for what was to be done better."""

    note_id: int
    dimension: str
    weight: int


@dataclass(frozen=True)
class Scale:
    """The policy's numbers: where it starts, what a degree of severity is worth, the period."""

    start: Decimal
    step: Decimal
    minutes: int


@dataclass(frozen=True)
class Suggestion:
    """``value`` to a tenth, ``mark`` the whole number that is filled in beforehand.

    ``total`` weighs all notes together, ``change`` is what that comes to in a period, ``raw`` the
    value before it is kept between 1 and 5.
    """

    notes: tuple[Noted, ...]
    scale: Scale
    watched: int
    periods: Decimal
    total: int
    change: Decimal
    raw: Decimal
    value: Decimal
    mark: int


def towards_normal(value: Decimal) -> int:
    """The nearest whole mark; halves go towards 3, so that in doubt nobody is an extreme."""
    whole = int(value)
    rest = value - whole
    if rest == Decimal("0.5"):
        return whole if whole >= NORMAL else whole + 1
    return whole + (rest > Decimal("0.5"))


def suggest(notes: Iterable[Noted], watched: int, scale: Scale) -> Suggestion | None:
    """The suggestion of notes of one dimension, observed over ``watched`` minutes."""
    own = tuple(sorted(notes, key=lambda one: one.note_id))
    if not own:
        return None
    periods = max(Decimal(1), Decimal(watched) / scale.minutes)
    total = sum(one.weight for one in own)
    change = total * scale.step / periods
    raw = scale.start + change
    value = min(MOST, max(LEAST, raw)).quantize(TENTH, ROUND_HALF_UP)
    return Suggestion(
        own, scale, watched, periods, total, change, raw, value, towards_normal(value)
    )


def by_dimension(
    notes: Sequence[Noted], dimensions: Iterable[str], watched: int, scale: Scale
) -> dict[str, Suggestion | None]:
    """The suggestion of each dimension, None where nothing was noted."""
    return {
        name: suggest((one for one in notes if one.dimension == name), watched, scale)
        for name in dimensions
    }


def union_minutes(stays: Iterable[tuple[int, int]]) -> int:
    """How many whole minutes (start, end in ms) cover together, each moment once."""
    covered = reached = 0
    for start, end in sorted(stays):
        begin = max(start, reached)
        covered += max(0, end - begin)
        reached = max(reached, end)
    return covered // 60_000
