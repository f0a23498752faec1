"""Whether somebody rates a person otherwise since that person objected. Pure.

Who rated, noted or decided what was objected to goes on rating the same person; for a while what they
give is looked at (D-08). Three signs: a mark of 1 or 2; a mark that lies a whole degree under what the
same rater gave the same person before; many more 提醒 and 问题 an hour watched than before. None says
that anything is wrong: a sign asks HR to look before it counts. Hours and means are Decimals; a few
notes more or less are chance, so that a density must be rarer than one in ``RARE`` to be one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import comb

from zhubo_web.core.marking import N_

LOW = 2
#: So far under the rater's own mean, a mark is a sign.
DEGREE = 1
#: How rare so many notes must be, were nothing different; it is asked after every broadcast.
RARE = 500
FEWEST_NOTES = 4
KINDS = {
    "low": N_("打了 1 或 2 分"),
    "lower": N_("比TA自己以前打的低 1 分以上"),
    "notes": N_("提醒和问题比以前密得多"),
}
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Rated:
    """What a rater gave a person once: of which thing (table, id), when (UTC), which marks."""

    about: tuple[str, int]
    at: datetime
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Noted:
    """What an observer noted of a person in one broadcast: how many 提醒 and 问题 in how many minutes
    watched; ``at`` is when it began (UTC)."""

    broadcast_id: int
    at: datetime
    negative: int
    minutes: int


@dataclass(frozen=True)
class Sign:
    """``kind`` is a key of ``KINDS``; ``value`` and ``usual`` are the mark and the rater's mean, or
    notes an hour since and before; ``about`` is what shows it."""

    kind: str
    about: tuple[str, int]
    at: datetime
    value: Decimal
    usual: Decimal | None


def signs(
    rated: Sequence[Rated], noted: Sequence[Noted], since: datetime, until: datetime
) -> list[Sign]:
    """The signs of one rater towards one person between two moments, the newest first."""
    before = [mark for one in rated if one.at < since for mark in one.marks]
    usual = Decimal(sum(before)) / len(before) if before else None
    found = [
        sign
        for one in rated
        if since <= one.at < until and (sign := _rated(one, usual)) is not None
    ]
    dense = _noted(noted, since, until)
    return sorted([*found, *([dense] if dense else [])], key=lambda one: one.at, reverse=True)


def _rated(one: Rated, usual: Decimal | None) -> Sign | None:
    if not one.marks:
        return None
    least = min(one.marks)
    shown = None if usual is None else _shown(usual)
    if least <= LOW:
        return Sign("low", one.about, one.at, Decimal(least), shown)
    if usual is not None and usual - least >= DEGREE:
        return Sign("lower", one.about, one.at, Decimal(least), shown)
    return None


def _noted(noted: Sequence[Noted], since: datetime, until: datetime) -> Sign | None:
    """All of them together against all before; shown by the newest broadcast."""
    before = [one for one in noted if one.at < since]
    after = [one for one in noted if since <= one.at < until]
    fewer, more = (sum(one.negative for one in side) for side in (before, after))
    length, length_after = (sum(one.minutes for one in side) for side in (before, after))
    if not denser(fewer, length, more, length_after):
        return None
    newest = max((one for one in after if one.negative), key=lambda one: one.at)
    told = (_an_hour(more, length_after), _an_hour(fewer, length))
    return Sign("notes", ("broadcast", newest.broadcast_id), newest.at, *told)


def denser(before: int, minutes_before: int, after: int, minutes_after: int) -> bool:
    """Whether so many notes since are beyond chance: were the density the same, notes would fall on
    either side by its length alone (a binomial law, reckoned exactly)."""
    if after < FEWEST_NOTES or minutes_before <= 0 or minutes_after <= 0:
        return False
    share = Fraction(minutes_after, minutes_before + minutes_after)
    whole = before + after
    tail = sum(
        comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(after, whole + 1)
    )
    return tail * RARE < 1


def _an_hour(notes: int, minutes: int) -> Decimal:
    return _shown(Decimal(notes) * 60 / minutes)


def _shown(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
