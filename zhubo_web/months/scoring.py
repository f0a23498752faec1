"""From the facts of a month to its composite. Pure; Decimal throughout.

Facts are what was frozen: for every item and source the inputs it rests on, each with what it points
to. Points run from 0 to 100. A source is the weighted mean of its inputs, an item of its sources, a
dimension of its items, the month of its dimensions. What is absent spreads its weight over what is
there, within the same level: missing is never zero. A source with a cap never gets more than that
share of its item; where nothing else is there, the item weighs so much less.

An input is one of
    figure  {metric, word, change, margin, better}   how a figure stands against what is usual
    share   {done, due}                              on time, of what was due
    points  {points}                                 a side of a broadcast's evaluation
    mark    {mark}                                   1 to 5, of a class, oneself, a host, a survey
    tally   {good, bad}                              praise and blame
each with an optional ``weight`` (usual 1) and whatever names the row it came from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.policies.composites import Composite, Grade, MonthItem, Source

#: What is done in time → its name; ``record`` of an input of kind share.
RECORDS = {
    "plan_ontime": N_("周计划按时"),
    "summary_ontime": N_("下播小结按时"),
    "attend_ontime": N_("到岗准时"),
    "task_ontime": N_("跟进事项按时"),
}
TENTH = Decimal("0.1")
ONE, HUNDRED = Decimal(1), Decimal(100)
Input = Mapping[str, Any]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One level's piece: a source, an item, a dimension. ``weight`` is what its version gives it,
    ``share`` its part of the level above (0 to 1), ``whole`` its part of the month; all three of what
    is absent are None but the weight."""

    name: str
    weight: Decimal
    points: Decimal | None
    share: Decimal | None = None
    whole: Decimal | None = None
    parts: tuple[Part, ...] = ()
    inputs: tuple[Input, ...] = ()

    @property
    def shown(self) -> Decimal | None:
        """The points to a tenth."""
        return None if self.points is None else rounded(self.points)

    @property
    def percent(self) -> Decimal | None:
        """Its part of the month in per cent, to a tenth."""
        return None if self.whole is None else rounded(self.whole * 100)

    @property
    def adds(self) -> Decimal | None:
        """How many points of the month it is."""
        if self.points is None or self.whole is None:
            return None
        return rounded(self.points * self.whole)

    def part(self, name: str) -> Part | None:
        """A piece of it by name."""
        return next((one for one in self.parts if one.name == name), None)


@dataclass(frozen=True)
class Composed:
    """A month's result: ``score`` to a tenth, None when there was nothing to reckon with."""

    score: Decimal | None
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        """A dimension or item by its name or code."""
        return next(one for one in self.every() if one.name == name)

    def every(self) -> Iterable[Part]:
        """Dimensions and items."""
        for dimension in self.parts:
            yield dimension
            yield from dimension.parts


def rounded(value: Decimal) -> Decimal:
    """To a tenth, halves up."""
    return value.quantize(TENTH, ROUND_HALF_UP)


# ── inputs ──────────────────────────────────────────────────────────────────────────────────────


def standing(one: Input) -> str:
    """A figure against what is usual: better, much_better, worse, much_worse or same."""
    if one["word"] not in ("above", "below") or one["better"] not in ("up", "down"):
        return "same"
    better = (one["word"] == "above") == (one["better"] == "up")
    change = one.get("change")
    much = change is not None and abs(change) >= 2 * one["margin"]
    return ("much_" if much else "") + ("better" if better else "worse")


def share_points(done: Decimal, due: Decimal, composite: Composite) -> Decimal:
    """What being on time so often is worth."""
    percent = done * 100 / due
    return next(points for least, points in composite.shares if percent >= least)


def points_of(one: Input, composite: Composite) -> Decimal | None:
    """What an input is worth; None for what says nothing (a figure with too few broadcasts)."""
    kind = one["kind"]
    if kind == "figure":
        return None if one["word"] == "few" else composite.figures[standing(one)]
    if kind == "share":
        due = Decimal(one["due"])
        return share_points(Decimal(one["done"]), due, composite) if due else None
    if kind == "mark":
        return None if one["mark"] is None else composite.marks[int(one["mark"])]
    if kind == "tally":
        return _tallied(int(one["good"]), int(one["bad"]), composite)
    points = one["points"]
    return None if points is None else Decimal(points)


def _tallied(good: int, bad: int, composite: Composite) -> Decimal | None:
    if good + bad == 0:
        return None
    how = composite.tally
    raw = how["start"] + good * how["good"] + bad * how["bad"]
    return min(HUNDRED, max(how["least"], raw))


# ── levels ──────────────────────────────────────────────────────────────────────────────────────


def _mean(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    total = sum((weight for _points, weight in pairs), Decimal(0))
    if total == 0:
        return None
    return sum((points * weight for points, weight in pairs), Decimal(0)) / total


def _source(source: Source, inputs: Sequence[Input], composite: Composite) -> Part:
    """A source's points. The order of its inputs does not matter."""
    told = [(points_of(one, composite), Decimal(one.get("weight", 1))) for one in inputs]
    known = sorted((points, weight) for points, weight in told if points is not None)
    return Part(source.name, Decimal(source.weight), _mean(known), inputs=tuple(inputs))


def mix(item: MonthItem, parts: Sequence[Part]) -> tuple[list[Decimal | None], Decimal]:
    """The share of each source that is there, and how much of the item they carry (1 unless capped)."""
    caps = {one.name: Decimal(one.cap) / 100 for one in item.sources}
    there = [one for one in parts if one.points is not None and one.weight > 0]
    total = sum((one.weight for one in there), Decimal(0))
    if total == 0:
        return [None] * len(parts), Decimal(0)
    plain = {one.name: one.weight / total for one in there}
    capped = {name: caps[name] for name, share in plain.items() if share > caps[name]}
    free = sum((one.weight for one in there if one.name not in capped), Decimal(0))
    left = ONE - sum(capped.values(), Decimal(0))
    carried = ONE if free else sum(capped.values(), Decimal(0))
    shares: list[Decimal | None] = []
    for one in parts:
        if one.name not in plain:
            shares.append(None)
        elif one.name in capped:
            shares.append(capped[one.name] / carried)
        else:
            shares.append(left * one.weight / free)
    return shares, carried


def _item(item: MonthItem, facts: Facts, composite: Composite) -> Part:
    given = facts["items"].get(item.code, {})
    parts = [_source(one, given.get(one.name, ()), composite) for one in item.sources]
    shares, carried = mix(item, parts)
    kept = tuple(_with(part, share=share) for part, share in zip(parts, shares, strict=True))
    points = _mean([(p.points, p.share) for p in kept if p.points is not None and p.share])
    weight = composite.weight(item, facts.get("post", ""))
    carries = weight * carried if points is not None else Decimal(weight)
    return Part(item.code, carries, points, parts=kept)


def _with(part: Part, **values: Any) -> Part:
    return Part(**{**vars(part), **values})


def _shared(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with their shares of what is there."""
    there = sum((one.weight for one in parts if one.points is not None), Decimal(0))
    return tuple(
        _with(one, share=one.weight / there) if one.points is not None and there else one
        for one in parts
    )


def compose(facts: Facts, composite: Composite) -> Composed:
    """The month of these facts by this version's composite."""
    items = {one.code: _item(one, facts, composite) for one in composite.items}
    dimensions = []
    for name in dict.fromkeys(one.dimension for one in composite.items):
        codes = [one.code for one in composite.items if one.dimension == name]
        own = _shared([items[code] for code in codes])
        points = _mean([(one.points, one.weight) for one in own if one.points is not None])
        heavy = sum(composite.weight(composite.item(code), facts.get("post", "")) for code in codes)
        dimensions.append(Part(name, Decimal(heavy), points, parts=own))
    parts = tuple(_placed(one, one.share) for one in _shared(dimensions))
    whole = _mean([(one.points, one.weight) for one in parts if one.points is not None])
    return Composed(None if whole is None else rounded(whole), parts)


def _placed(part: Part, whole: Decimal | None) -> Part:
    """The part with its share of the month, and so with all below it."""
    if whole is None or part.points is None:
        return part
    below = tuple(
        _placed(one, None if one.share is None else whole * one.share) for one in part.parts
    )
    return _with(part, whole=whole, parts=below)


def graded(score: Decimal | None, watched: int, fewest: int, composite: Composite) -> Grade | None:
    """The grade; None where too little was seen (看得太少，不定级) or nothing could be reckoned."""
    if score is None or watched < fewest:
        return None
    return next(one for one in composite.grades if score >= one.least)


def digest(*parts: Any) -> str:
    """The SHA-256 of plain values, however their keys are ordered."""
    body = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(body.encode()).hexdigest()
