"""Pieces of a month: what its result, or one item of it, rests on, down to each note and record.

Read from the facts that the result was reckoned from, so that the file names what counted and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.roles import CLASS_NAMES
from zhubo_web.appeals.models.effects.respondents import inputs_of
from zhubo_web.appeals.models.gathering.of_broadcasts import (
    of_evaluation,
    value_of,
    way_of,
)
from zhubo_web.appeals.models.gathering.of_people import feedback
from zhubo_web.appeals.models.gathering.of_records import record
from zhubo_web.appeals.models.gathering.piece import Line, Piece, joined, marks, piece, plain
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import defined, version
from zhubo_web.metrics.models import recorded
from zhubo_web.months import patching
from zhubo_web.months.models import MonthlyEvaluation

Inputs = list[Mapping[str, Any]]


def month(evaluation_id: int, code: str) -> Iterator[Piece]:
    """A month's result; ``code``: one item of it."""
    found = db.session.get(MonthlyEvaluation, evaluation_id)
    if found is None:
        return
    items = _items(found, code)
    inputs = [one for sources in items.values() for own in sources.values() for one in own]
    yield from _broadcasts(found, items, code)
    yield from _figures(inputs)
    for one in _unlike(inputs, "record"):
        yield record(one)
    for number in sorted(patching.named({"items": items}, "feedback")):
        yield from feedback(number, "")
    yield from _given(found, code)
    yield from _settled(found)


def _items(found: MonthlyEvaluation, code: str) -> dict[str, Any]:
    """Item → source → inputs, of what stands."""
    result = found.result()
    facts = found.facts if result is None else result.facts
    items: dict[str, Any] = facts.get("items", {})
    return items if not code else {code: items.get(code, {})}


def _unlike(inputs: Inputs, name: str) -> Inputs:
    """The first of each that has this name: several items may rest on the same."""
    found = {one[name]: one for one in reversed(inputs) if one.get(name) is not None}
    return [found[key] for key in sorted(found)]


# ── broadcasts ──────────────────────────────────────────────────────────────────────────────────


def _broadcasts(found: MonthlyEvaluation, items: Mapping[str, Any], code: str) -> Iterator[Piece]:
    """Each evaluation that counts, with its notes; of an item, the notes of what it is made of."""
    sides = found.composite.item(code).sides if code else ()
    ids = patching.named({"items": items}, "evaluation")
    query = select(Evaluation).where(Evaluation.id.in_(ids)).order_by(Evaluation.broadcast_id)
    for one in db.session.scalars(query).all():
        yield from of_evaluation(one, sides)


def _figures(inputs: Inputs) -> Iterator[Piece]:
    for one in _unlike(inputs, "metric"):
        name = one["metric"]
        meant = version(name, one["version"]) if "version" in one else defined(name)
        lines: list[Line] = []
        for label, key in ((N_("这个月"), "value"), (N_("平时"), "usual")):
            if one.get(key) is not None:
                lines.append([label, plain(Decimal(one[key])), meant.unit])
        lines += _recorded(name, one.get("broadcasts", ()))
        yield piece(N_("数据：%(figure)s"), lines=lines, figure=meant.name)


def _recorded(metric: str, broadcast_ids: Iterable[int]) -> list[Line]:
    """Every recording of it, and of what it is computed from, with its broadcast and who recorded it."""
    ids = sorted(broadcast_ids)
    query = select(Broadcast).where(Broadcast.id.in_(ids))
    held = {one.id: one for one in db.session.scalars(query)}
    return [
        [
            _day(held[one.broadcast_id]),
            one.definition.name,
            *value_of(one),
            *way_of(one),
            one.recorded_by.name if one.recorded_by else "",
        ]
        for one in recorded(ids, inputs_of(metric))
    ]


def _day(broadcast: Broadcast) -> str:
    at = broadcast.started_at or broadcast.planned_start
    return f"{clock.local(at):%m-%d %H:%M} {broadcast.title}"


# ── what people gave ────────────────────────────────────────────────────────────────────────────


def _given(found: MonthlyEvaluation, code: str) -> Iterator[Piece]:
    """The classes' marks and the assistant's own; of an item, those for it."""
    named = {one.code: one.name for one in found.composite.items}
    url = f"/months/{found.id}"
    for one in found.ratings:
        if one.is_in:
            given = _only(one.marks, code)
            lines: list[Line] = [[CLASS_NAMES[one.member_class]], *marks(given, named)]
            words = joined(one.strengths, one.gaps, one.dropped_for)
            yield piece(N_("月评打分"), words, one.rater_id, url, lines)
    if found.self_at is not None:
        words = joined(found.self_words, found.self_improve, found.self_support)
        lines = marks(_only(found.self_marks, code), named)
        yield piece(N_("自评"), words, found.assistant_id, url, lines)


def _only(given: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {name: mark for name, mark in given.items() if not code or name == code}


def _settled(found: MonthlyEvaluation) -> Iterator[Piece]:
    url = f"/months/{found.id}"
    if found.proposed_reason:
        yield piece(N_("调分的理由"), found.proposed_reason, found.proposed_by_id, url)
    for one in found.results:
        told: Line = [plain(one.score), *([one.grade] if one.grade else [])]
        lines: list[Line] = [told, [one.reason] if one.reason else []]
        yield piece(N_("月评结果第 %(number)s 版"), "", None, url, lines, number=one.number)
