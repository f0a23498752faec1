"""A person's figures over many broadcasts against what is usual, room by room and slot by slot. Pure.

A broadcast is compared only with others of its own stratum (room and slot), so that whoever works the
weak hours is not measured by the strong ones. Over the month both are pooled: Σ amount against Σ of what
the same viewers would usually have come to, each broadcast by the person's share of it. How far that
moves by chance follows from the strata's own variance, of the month and of the level it is compared with;
what counts as a change is said in ``metrics.baseline``: beyond two standard errors of the pooled figure
and of the roots, and beyond the margin. Compared is with the own level and with that of room and slot,
the better verdict holds; and who is worse than both is not called so if colleagues of the same weeks
are no better, for then the room fell, not the person.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhubo_web.metrics.baseline import (
    ABOVE,
    BELOW,
    FEW,
    FLAT,
    ORDER,
    SLOT_HOURS,
    Level,
    Spread,
    factor,
    meaning,
    root,
)

HALF = Decimal("0.5")
#: Stratum → its level.
Levels = Mapping[Any, Level]


@dataclass(frozen=True)
class Held:
    """One broadcast of the month: its stratum, what it came to, and the person's share of it (0 to 1)."""

    broadcast: int
    stratum: Hashable
    amount: Decimal
    weight: Decimal
    share: Decimal = Decimal(1)


@dataclass(frozen=True)
class Against:
    """A month's figure beside what is usual; ``broadcasts`` are those that could be compared.

    ``value`` and ``usual`` are pooled over them, ``change`` is in whole per cent. With the word ``few``
    nothing could be said, and ``usual`` and ``change`` are None.
    """

    word: str
    value: Decimal | None
    usual: Decimal | None = None
    change: int | None = None
    broadcasts: tuple[int, ...] = ()


def slots(minutes: Sequence[int]) -> list[int]:
    """For each start (minutes of the day) the middle of its slot: starts within two hours are one."""
    found: dict[int, int] = {}
    group: list[int] = []
    for minute in [*sorted(set(minutes)), None]:
        if group and (minute is None or minute - group[0] > SLOT_HOURS * 60):
            found |= dict.fromkeys(group, (group[0] + group[-1]) // 2)
            group = []
        if minute is not None:
            group.append(minute)
    return [found[minute] for minute in minutes]


def _sign(
    parts: Sequence[tuple[Hashable, Decimal, Decimal]],
    levels: Mapping[Hashable, tuple[Spread, int]],
) -> int:
    """1 or -1 where Σ expected × relative lies two standard errors above or below Σ expected, else 0.

    ``parts``: (stratum, what is expected, what it came to relative to what is usual).
    """
    whole = sum((expected for _s, expected, _r in parts), Decimal(0))
    ratio = sum((expected * relative for _s, expected, relative in parts), Decimal(0)) / whole
    terms = []
    for stratum in dict.fromkeys(one for one, _e, _r in parts):
        own = [expected / whole for one, expected, _r in parts if one == stratum]
        spread, count = levels[stratum]
        moved = (
            sum((one * one for one in own), Decimal(0)) + sum(own, Decimal(0)) ** 2 / spread.count
        )
        terms.append((moved * spread.variance / spread.mean**2, count - 1))
    variance = sum((one for one, _free in terms), Decimal(0))
    squares = sum((one * one / free for one, free in terms), Decimal(0))
    freedom = variance**2 / squares if squares else sum(free for _one, free in terms)
    off = ratio - 1
    # To a hundredth: what is six must not be 5.99 because of the last of 28 digits.
    whole_freedom = round(freedom * 100) // 100
    if abs(off) <= factor(whole_freedom + 1) * variance.sqrt():
        return 0
    return 1 if off > 0 else -1


def against(held: Sequence[Held], levels: Levels, margin: int) -> Against | None:
    """The month against these levels by stratum; None where they cover less than half of it."""
    known = [one for one in held if one.stratum in levels and levels[one.stratum].value > 0]
    shares = sum((one.share for one in known), Decimal(0))
    if not known or shares < HALF * sum((one.share for one in held), Decimal(0)):
        return None
    under = sum((one.share * one.weight for one in known), Decimal(0))
    value = sum((one.share * one.amount for one in known), Decimal(0)) / under
    expected = [one.share * one.weight * levels[one.stratum].value for one in known]
    usual = sum(expected, Decimal(0)) / under
    change = value / usual - 1
    sign = _weighted(known, expected, levels)
    if sign != _rooted(known, levels) or abs(change) * 100 <= margin:
        sign = 0
    word = {1: ABOVE, -1: BELOW, 0: FLAT}[sign]
    ids = tuple(one.broadcast for one in known)
    return Against(word, value, usual, round(change * 100), ids)


def _weighted(known: Sequence[Held], expected: Sequence[Decimal], levels: Levels) -> int:
    """The sign by amounts, each broadcast by what would usually have come of it."""
    parts = [
        (one.stratum, due, one.amount / one.weight / levels[one.stratum].value)
        for one, due in zip(known, expected, strict=True)
    ]
    return _sign(parts, {key: (one.weighted, one.count) for key, one in levels.items()})


def _rooted(known: Sequence[Held], levels: Levels) -> int:
    """The sign by fourth roots, each broadcast by the person's share alone."""
    parts = [
        (one.stratum, one.share, root(one.amount / one.weight) / levels[one.stratum].rooted.mean)
        for one in known
    ]
    return _sign(parts, {key: (one.rooted, one.count) for key, one in levels.items()})


def judged(
    held: Sequence[Held],
    levels: Sequence[Levels],
    margin: int,
    better: str,
    meanwhile: Callable[[], Levels] = dict,
    enough: bool = True,
) -> Against:
    """The better verdict of those against each of the levels that are known; ``enough``: buyers,
    comments. ``meanwhile`` gives the colleagues' levels of the same weeks, asked where it would be worse."""
    usable = [one for one in held if one.weight > 0 and one.share > 0]
    told = [one for known in levels if (one := against(usable, known, margin)) is not None]
    if not told or not enough:
        return _few(usable)
    best = min(told, key=lambda one: ORDER[meaning(one.word, better)])
    if meaning(best.word, better) != "worse":
        return best
    beside = against(usable, meanwhile(), margin)
    if beside is None or meaning(beside.word, better) == "worse":
        return best
    return Against(FLAT, beside.value, beside.usual, beside.change, beside.broadcasts)


def _few(held: Sequence[Held]) -> Against:
    under = sum((one.share * one.weight for one in held), Decimal(0))
    over = sum((one.share * one.amount for one in held), Decimal(0))
    ids = tuple(one.broadcast for one in held)
    return Against(FEW, over / under if under else None, broadcasts=ids)
