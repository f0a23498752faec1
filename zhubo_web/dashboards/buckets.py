"""What was measured, taken together by broadcast, day, week or month. Pure, Decimal.

The value of a bucket is Σ amount ÷ Σ weight, as the dictionary weighs. A bucket in which nothing was
measured has none, which is a gap and never zero; nothing is smoothed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zhubo_web.core.marking import N_
from zhubo_web.dashboards.periods import DAY, Period, monday
from zhubo_web.metrics.baseline import Observed

BROADCAST = "broadcast"
STEPS = {BROADCAST: N_("每场"), "day": N_("每天"), "week": N_("每周"), "month": N_("每月")}
#: More points than this cannot be told apart: the next longer step is taken.
MOST = 120


@dataclass(frozen=True)
class Seen:
    """One thing that was measured: when, in which broadcast, by how much of what.

    ``place``: what it may be compared within (room and time of day); ``counted``: whether weight is a
    count, as a rate that was only given is not weighed against counts; ``said``: how many comments or
    buyers it rests on; ``ref``: the row it came from. ``share``: how much of it is the person's that a
    curve is about, by minutes on duty (0 to 1); amount and weight are those of the whole.
    """

    day: date
    broadcast: int | None
    amount: Decimal
    weight: Decimal
    place: Hashable = None
    counted: bool = True
    said: Decimal = Decimal(0)
    ref: int | None = None
    person: int | None = None
    share: Decimal = Decimal(1)


@dataclass(frozen=True)
class Held:
    """A broadcast that was held, whether or not anything was measured in it."""

    id: int
    day: date
    time: str
    title: str


@dataclass(frozen=True)
class Bucket:
    """A stretch of days, or one broadcast, and what was measured in it. ``fewest``: less weight than
    this says nothing."""

    first: date
    last: date
    seen: tuple[Seen, ...]
    fewest: int = 0
    held: Held | None = None

    @property
    def observed(self) -> list[Observed]:
        """(amount, weight) of what can be added up, each by its share."""
        return [(one.amount * one.share, one.weight * one.share) for one in alike(self.seen)]

    @property
    def weight(self) -> Decimal:
        return sum((weight for _amount, weight in self.observed), Decimal(0))

    @property
    def value(self) -> Decimal | None:
        """None where nothing, or too little, was measured."""
        whole = self.weight
        if whole <= 0 or whole < self.fewest:
            return None
        return sum((amount for amount, _weight in self.observed), Decimal(0)) / whole

    @property
    def broadcasts(self) -> int:
        """How many broadcasts it rests on."""
        return len({one.broadcast for one in self.seen if one.broadcast is not None and one.share})


def alike(seen: Iterable[Seen]) -> list[Seen]:
    """Counts with counts; rates that were only given where there are no counts at all."""
    kept = [one for one in seen if one.share]
    if any(one.counted for one in kept):
        kept = [one for one in kept if one.counted]
    return [one for one in kept if one.weight > 0]


def observed(seen: Iterable[Seen]) -> list[Observed]:
    """(amount, weight) of whole broadcasts: what is usual, as the month takes it."""
    return [(one.amount, one.weight) for one in alike(seen)]


def spans(period: Period, step: str) -> list[tuple[date, date]]:
    """The days of a period cut by the step; every day is in exactly one of them."""
    found, first = [], period.first
    while first <= period.last:
        last = min(_end(first, step), period.last)
        found.append((first, last))
        first = last + DAY
    return found


def _end(day: date, step: str) -> date:
    if step == "week":
        return monday(day) + 6 * DAY
    if step == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - DAY
    return day


def fitting(period: Period, wanted: str, steps: Sequence[str], broadcasts: int) -> str:
    """The step that was asked for, or the first longer one that can be told apart."""
    usual = usual_step(period, broadcasts)
    begin = wanted if wanted in steps else usual
    names = list(STEPS)
    longer = [one for one in names[names.index(begin) :] if one in steps] or [steps[-1]]
    counts = {BROADCAST: broadcasts, "day": period.days, "week": period.days // 7, "month": 1}
    return next((one for one in longer if counts[one] <= MOST), longer[-1])


def usual_step(period: Period, broadcasts: int) -> str:
    """Each broadcast where there are few, else by the week, of long periods by the month."""
    if broadcasts <= 40 and period.days <= 62:
        return BROADCAST
    return "week" if period.days <= 180 else "month"


def bucketed(
    seen: Iterable[Seen], held: Iterable[Held], period: Period, step: str, fewest: int = 0
) -> list[Bucket]:
    """Everything measured in the period, each thing in exactly one bucket, in the order of time."""
    inside = [one for one in seen if period.holds(one.day)]
    if step == BROADCAST:
        return _by_broadcast(inside, [one for one in held if period.holds(one.day)], fewest)
    return [
        Bucket(first, last, tuple(one for one in inside if first <= one.day <= last), fewest)
        for first, last in spans(period, step)
    ]


def _by_broadcast(seen: Iterable[Seen], held: Iterable[Held], fewest: int) -> list[Bucket]:
    by: dict[int | None, list[Seen]] = defaultdict(list)
    for one in seen:
        by[one.broadcast].append(one)
    return [Bucket(one.day, one.day, tuple(by[one.id]), fewest, one) for one in held]


def together(buckets: Sequence[Bucket], period: Period, fewest: int = 0) -> Bucket:
    """Everything of the buckets as one."""
    return Bucket(
        period.first, period.last, tuple(one for bucket in buckets for one in bucket.seen), fewest
    )
