"""The four principles of the policy as measured controls: 客观 公正 全面 及时 (clause 一.3). Pure.

Every indicator is a share, a number or a time with the rows behind it. What has no rows says nothing:
missing is not zero, and not a hundred per cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from zhubo_web.core.marking import N_
from zhubo_web.duties.wording import heading

PRINCIPLES = {
    "objective": (N_("客观"), N_("高分和低分有没有依据")),
    "fair": (N_("公正"), N_("评的人一致不一致，改没改过，是不是不止一个人看")),
    "comprehensive": (N_("全面"), N_("看了多少，各个时段、各个方面都看到没有")),
    "timely": (N_("及时"), N_("答应的时间守住没有，主管和助播一样列在这里")),
}
#: In per cent, of what is no count of rows; that of the time watched is ``months.backing.HOURS_TARGET``.
TIMELY_TARGET = 90
HOURS, TIMELY, UPHELD = "hours", "timely", "upheld"


@dataclass(frozen=True)
class Share:
    """``met`` of ``of``: the ids of what met the principle and of what did not, each with its kind."""

    met: tuple[int, ...]
    missed: tuple[int, ...]

    @property
    def of(self) -> int:
        return len(self.met) + len(self.missed)

    @property
    def percent(self) -> int | None:
        """The share in per cent; None of nothing."""
        return rounded_share(len(self.met), self.of)

    def with_(self, other: Share) -> Share:
        """Both together."""
        return Share((*self.met, *other.met), (*self.missed, *other.missed))

    @classmethod
    def count(cls, pairs: Iterable[tuple[int, bool]]) -> Share:
        """From (id, whether it met it)."""
        known = sorted(set(pairs))
        return cls(tuple(i for i, ok in known if ok), tuple(i for i, ok in known if not ok))


@dataclass(frozen=True)
class Indicator:
    """One share of a principle. ``kind``: what its rows are; ``target``: in per cent, None where
    there is none."""

    name: str
    principle: str
    title: str
    kind: str
    target: int | None
    share: Share

    @property
    def shown(self) -> int | None:
        """The share in per cent, None where there is nothing to say."""
        return self.share.percent

    @property
    def is_below(self) -> bool:
        """Whether it misses its target."""
        return self.target is not None and self.shown is not None and self.shown < self.target


@dataclass(frozen=True)
class Figure:
    """A number of the page that has a target, both in per cent."""

    name: str
    title: str
    value: int
    target: int

    @property
    def is_below(self) -> bool:
        return self.value < self.target


#: Name → title of every figure that has a target.
TARGETED = {
    "evidence": N_("打过 1、2、5 分的评分，每一个都有记录作依据"),
    "observers": N_("至少两个人看过的助播"),
    "enough": N_("看够场次、能定级的助播"),
    "sides": N_("四个方面至少记过三个的助播"),
    HOURS: N_("跟播时间占直播时间"),
    TIMELY: N_("按时办完的"),
}


def rounded(value: Decimal) -> int:
    """To a whole number, halves up."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def rounded_share(met: int, of: int) -> int | None:
    """In per cent; None of nothing."""
    return rounded(Decimal(met * 100) / of) if of else None


# ── evidence ────────────────────────────────────────────────────────────────────────────────────


def extremes_with_evidence(
    marks: Iterable[tuple[int, dict[str, int | None], dict[str, Sequence[int]]]],
) -> Share:
    """Of the evaluations with a 1, 2 or 5: those in which every one of them cites a record."""
    pairs = []
    for evaluation, given, evidence in marks:
        extreme = [name for name, mark in given.items() if mark in (1, 2, 5)]
        if extreme:
            pairs.append((evaluation, all(evidence.get(name) for name in extreme)))
    return Share.count(pairs)


# ── times ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Promise:
    """One thing that waited for one person: of what kind, until when, when it was done."""

    id: int
    title: str
    person_id: int
    opened: datetime
    due: datetime
    closed: datetime | None


@dataclass
class Kept:
    """Promises of one kind: how many were kept, how long it usually took."""

    title: str
    promises: list[Promise] = field(default_factory=list)

    def share(self, now: datetime) -> Share:
        """Done in time, of what was due by now."""
        told = [one for one in self.promises if one.due <= now or one.closed is not None]
        return Share.count(
            (one.id, one.closed is not None and one.closed <= one.due) for one in told
        )

    def hours(self) -> tuple[Decimal | None, Decimal | None]:
        """The median and the 90th percentile of how long it took, in hours to a tenth."""
        took = [
            Decimal(round((one.closed - one.opened).total_seconds())) / 3600
            for one in self.promises
            if one.closed is not None
        ]
        return percentile(took, 50), percentile(took, 90)

    @property
    def people(self) -> int:
        """How many people it is about: of a single one nothing is shown but to themselves."""
        return len({one.person_id for one in self.promises})


def percentile(values: Sequence[Decimal], per_cent: int) -> Decimal | None:
    """The nearest rank; None of nothing."""
    if not values:
        return None
    ranked = sorted(values)
    place = -(-len(ranked) * per_cent // 100)
    return ranked[max(0, place - 1)].quantize(Decimal("0.1"), ROUND_HALF_UP)


def by_kind(promises: Iterable[Promise]) -> list[Kept]:
    """Promises by kind, those most often broken first."""
    found: dict[str, Kept] = {}
    for one in promises:
        name = heading(one.title)
        found.setdefault(name, Kept(name)).promises.append(one)
    return sorted(found.values(), key=lambda kept: (-len(kept.promises), kept.title))


def on_time(kept: Iterable[Kept], now: datetime) -> int | None:
    """Done in time, of everything that was due by now, in per cent."""
    shares = [one.share(now) for one in kept]
    return rounded_share(sum(len(one.met) for one in shares), sum(one.of for one in shares))


# ── coverage ────────────────────────────────────────────────────────────────────────────────────

#: The parts of a day in which broadcasts begin: (from this hour on, name).
SLOTS = ((0, N_("夜里")), (6, N_("上午")), (12, N_("下午")), (18, N_("晚上")))


def slot_of(hour: int) -> str:
    """The part of the day of an hour in Shanghai."""
    bounds = [*(start for start, _name in SLOTS), 24]
    spans = zip(pairwise(bounds), SLOTS, strict=True)
    return next(name for (start, end), (_from, name) in spans if start <= hour < end)


def covered(spans: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """Slot → (minutes watched, minutes on air) of (slot, watched, length)."""
    found: dict[str, tuple[int, int]] = {}
    for slot, watched, length in spans:
        before = found.get(slot, (0, 0))
        found[slot] = (before[0] + watched, before[1] + length)
    return found


def hours_watched(slots: Iterable[tuple[int, int]]) -> int | None:
    """Watched, of the minutes on air, in per cent, of (minutes watched, minutes on air)."""
    known = list(slots)
    return rounded_share(sum(one[0] for one in known), sum(one[1] for one in known))


def several_observers(seen: Iterable[tuple[int, int]], assistants: Iterable[int]) -> Share:
    """Of the assistants: those whom at least two people observed, of (assistant, observer)."""
    by: dict[int, set[int]] = defaultdict(set)
    for assistant, observer in seen:
        by[assistant].add(observer)
    return Share.count((one, len(by[one]) >= 2) for one in assistants)
