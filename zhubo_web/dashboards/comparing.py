"""This period against the one before it, and each point against what is usual. Pure.

Never by bare percentages: a change counts beyond two standard errors and the line's margin, within the
same room and time of day, by the rules of ``metrics.baseline`` and ``metrics.pooling``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from zhubo_web.core.marking import N_
from zhubo_web.dashboards.buckets import Bucket, Seen, observed
from zhubo_web.metrics import baseline, pooling
from zhubo_web.metrics.baseline import Level, Observed
from zhubo_web.metrics.definitions import Definition
from zhubo_web.metrics.pooling import Against

#: A middle of fewer people would show one of them, and fewer broadcasts of a person say little.
FEWEST_PEOPLE, FEWEST_OF_PERSON = 5, 3
FEW = "few"
WORDS = {"better": N_("更好"), "same": N_("差不多"), "worse": N_("更差"), FEW: N_("看得太少")}


@dataclass(frozen=True)
class Compared:
    """better, same, worse or few, and both values as far as they can be compared."""

    word: str
    value: Decimal | None
    before: Decimal | None


def enough(definition: Definition, seen: Iterable[Seen]) -> bool:
    """Whether it rests on as many buyers or comments as its definition asks for."""
    least = definition.least
    return least is None or sum((one.said * one.share for one in seen), Decimal(0)) >= least[1]


def compare(now: Sequence[Seen], before: Sequence[Seen], definition: Definition) -> Compared:
    """The period against the one before it, within each room and time of day; what is of a person by
    their share of it, what is usual by whole broadcasts, as in the month."""
    counted = any(one.counted for one in now)
    held = [
        pooling.Held(number, one.place, one.amount, one.weight, one.share)
        for number, one in enumerate(_alike(now, counted))
    ]
    levels = _levels(_alike(before, counted))
    told: Against = pooling.judged(
        held, [levels], definition.margin, definition.better, enough=enough(definition, now)
    )
    if told.word == baseline.FEW:
        return Compared(FEW, told.value, None)
    return Compared(baseline.meaning(told.word, definition.better), told.value, told.usual)


def _alike(seen: Iterable[Seen], counted: bool) -> list[Seen]:
    """Counts are compared with counts; rates that were only given with such rates."""
    return [one for one in seen if one.counted == counted]


def _levels(seen: Iterable[Seen]) -> Mapping[Hashable, Level]:
    by: dict[Hashable, list[Observed]] = defaultdict(list)
    for one in seen:
        by[one.place].append((one.amount, one.weight))
    told = {place: baseline.level(of) for place, of in by.items()}
    return {place: level for place, level in told.items() if level is not None}


# ── each point against what is usual ────────────────────────────────────────────────────────────


def usual(seen: Iterable[Seen]) -> Level | None:
    """What these come to together; None if they are too few."""
    return baseline.level(observed(seen))


def band(level: Level, bucket: Bucket, margin: int) -> tuple[Decimal, Decimal] | None:
    """Between what a bucket of this weight is no different from usual; None of an empty bucket."""
    weights = [weight for _amount, weight in bucket.observed]
    if not weights:
        return None
    whole, squares = sum(weights, Decimal(0)), sum((one**2 for one in weights), Decimal(0))
    moved = 1 / level.weighted.count + squares / whole**2
    chance = baseline.factor(level.count) * (level.weighted.variance * moved).sqrt()
    half = max(chance, abs(level.value) * margin / 100)
    return level.value - half, level.value + half


def verdict(bucket: Bucket, level: Level | None, definition: Definition) -> str:
    """above, below, flat or few."""
    if bucket.value is None:
        return baseline.FEW
    told = baseline.judge(
        bucket.observed,
        [level],
        definition.margin,
        definition.better,
        enough(definition, bucket.seen),
    )
    return told.word


def middle(people: Mapping[int, Sequence[Observed]]) -> Decimal | None:
    """团队中间水平: the median of people's own levels; None where too few stand in it."""
    told = [one.value for of in people.values() if (one := baseline.level(of, FEWEST_OF_PERSON))]
    return None if len(told) < FEWEST_PEOPLE else median(told)
