"""Why a month came to its score, and what would help: read off the tree of ``scoring``. Pure.

Everything is measured against an even month: every mark a 3, every figure as usual, nothing praised and
nothing blamed. What an item adds to that or takes from it is its part of the month times the distance;
the even score and all effects together are the composite, so nothing is explained twice or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from zhubo_web.months.scoring import HUNDRED, Composed, Input, Part, points_of, rounded
from zhubo_web.policies.composites import Composite, MonthItem

#: How many things are named, and what is too little to name.
MOST, LEAST = 3, Decimal("0.5")
#: So many people must have a result before a middle is shown: fewer would show a person.
FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Mover:
    """An item that moved the month by ``effect`` points; ``source`` is the one that did most of it."""

    item: MonthItem
    part: Part
    source: Part
    effect: Decimal


@dataclass(frozen=True)
class Missing:
    """A dimension, an item (with its ``item`` code) or a source of it that nothing is known of."""

    level: str
    name: str
    item: str = ""


@dataclass(frozen=True)
class Proposal:
    """What to do next: a class's own words, or what the next level of an item looks like."""

    words: str
    said_by: str = ""
    item: MonthItem | None = None
    mark: int | None = None


@dataclass(frozen=True)
class Beside:
    """One's own mark beside the classes'; ``difference`` is own less their mean, None if one lacks."""

    item: MonthItem
    own: int | None
    given: Mapping[str, int | None]
    difference: Decimal | None


# ── what moved it ───────────────────────────────────────────────────────────────────────────────


def even_points(one: Input, composite: Composite) -> Decimal:
    """What an input is worth when it says nothing out of the ordinary."""
    if one["kind"] == "figure":
        return composite.figures["same"]
    return composite.tally["start"] if one["kind"] == "tally" else composite.marks[3]


def even(source: Part, composite: Composite) -> Decimal:
    """The same of a source that is there."""
    known = [one for one in source.inputs if points_of(one, composite) is not None]
    weights = [Decimal(one.get("weight", 1)) for one in known]
    worth = (even_points(one, composite) * w for one, w in zip(known, weights, strict=True))
    return sum(worth, Decimal(0)) / sum(weights, Decimal(0))


def _effect(source: Part, composite: Composite) -> Decimal:
    if source.points is None or not source.whole:
        return Decimal(0)
    return source.whole * (source.points - even(source, composite))


def even_score(composed: Composed, composite: Composite) -> Decimal | None:
    """What the even month would have come to, with the same things there."""
    if composed.score is None:
        return None
    return sum((one.whole * even(one, composite) for one in _sources(composed) if one.whole),
               Decimal(0))  # fmt: skip


def _sources(composed: Composed) -> Iterator[Part]:
    for dimension in composed.parts:
        for item in dimension.parts:
            yield from (one for one in item.parts if one.points is not None)


def moved(composed: Composed, composite: Composite) -> list[Mover]:
    """Every item that is there with what it moved, the strongest first."""
    found = []
    for item in composite.items:
        part = composed.part(item.code)
        if part.points is None or not part.whole:
            continue
        effects = [(_effect(one, composite), one) for one in part.parts if one.points is not None]
        whole = sum((one for one, _source in effects), Decimal(0))
        sign = 1 if whole >= 0 else -1
        strongest = max(effects, key=lambda pair: pair[0] * sign)[1]
        found.append(Mover(item, part, strongest, whole))
    return sorted(found, key=lambda one: (-abs(one.effect), one.item.code))


def movers(composed: Composed, composite: Composite) -> list[Mover]:
    """The two or three that moved it most; those that hardly did are not named."""
    return [one for one in moved(composed, composite) if abs(one.effect) >= LEAST][:MOST]


def missing(composed: Composed, composite: Composite) -> list[Missing]:
    """What carries weight and is not there, the widest level only."""
    found = []
    for dimension in composed.parts:
        if dimension.points is None and dimension.weight:
            found.append(Missing("dimension", dimension.name))
            continue
        for item in dimension.parts:
            if item.points is None and item.weight:
                found.append(Missing("item", item.name, item.name))
            elif item.weight:
                lost = (one for one in item.parts if one.points is None and one.weight)
                found += [Missing("source", one.name, item.name) for one in lost]
    return found


# ── what would help ─────────────────────────────────────────────────────────────────────────────


def next_level(item: MonthItem, points: Decimal, composite: Composite) -> tuple[int, str] | None:
    """The mark above these points and what it looks like; None at the top or without anchors."""
    if len(item.anchors) < 3:
        return None
    for mark, words in ((3, item.anchors[1]), (5, item.anchors[2])):
        if points < composite.marks[mark]:
            return mark, words
    return None


def weakest(composed: Composed, composite: Composite) -> list[Mover]:
    """The items by how many points of the month they leave, the most first; full ones are left out."""
    left = [one for one in moved(composed, composite) if _left(one)]
    return sorted(left, key=lambda one: (-_left(one), one.item.code))


def _left(one: Mover) -> Decimal:
    assert one.part.whole is not None and one.part.points is not None
    return one.part.whole * (HUNDRED - one.part.points)


def proposals(
    composed: Composed, composite: Composite, said: Iterable[tuple[str, str]]
) -> list[Proposal]:
    """Three at most: what classes wrote (class, words), two of them first, then the weakest items."""
    texts = {words.strip(): who for who, words in reversed(list(said)) if words.strip()}
    written = [Proposal(words, who) for words, who in reversed(texts.items())]
    levels = []
    for one in weakest(composed, composite):
        assert one.part.points is not None
        if found := next_level(one.item, one.part.points, composite):
            levels.append(Proposal(found[1], item=one.item, mark=found[0]))
    return (written[: MOST - 1] + levels + written[MOST - 1 :])[:MOST]


# ── beside each other ───────────────────────────────────────────────────────────────────────────


def beside(facts: Mapping[str, Any], composite: Composite) -> list[Beside]:
    """One's own marks beside the classes', of every item that oneself is asked about."""
    rows = []
    for item in composite.self_rated:
        sources = facts["items"].get(item.code, {})
        own = next((one["mark"] for one in _marks(sources.get("self", ()))), None)
        given = {one.get("of", ""): one["mark"] for one in _marks(sources.get("group", ()))}
        known = [Decimal(mark) for mark in given.values() if mark is not None]
        apart = None if own is None or not known else rounded(own - sum(known) / len(known))
        rows.append(Beside(item, own, given, apart))
    return rows


def _marks(inputs: Iterable[Input]) -> list[Input]:
    return [one for one in inputs if one["kind"] == "mark"]


def middle(scores: Sequence[Decimal]) -> int | None:
    """The median of a team to a whole point; None where so few have one that it shows a person."""
    return None if len(scores) < FEWEST_PEOPLE else round(median(scores))
