"""Taking down the facts that a month is reckoned from, each input with the row it came from.

One call for many people: figures, records, hosts' and viewers' words and evaluations are read in a few
statements for all of them. What the facts look like: ``months.scoring``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.evaluations import scoring as single
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.policies.composites import MonthItem

if TYPE_CHECKING:
    from zhubo_web.months.models.evaluation import MonthlyEvaluation

#: Evaluations that count: shown to the assistant, or locked since.
COUNTED = ("published", "acknowledged", "no_response", "disputed", "revised", "upheld", "final")


def gather(months: Sequence[MonthlyEvaluation]) -> dict[int, dict[str, Any]]:
    """The facts of each of these evaluations, by its id, as they stand now."""
    return {one.id: _facts(one) for one in months}


def _facts(one: MonthlyEvaluation) -> dict[str, Any]:
    evaluations = _evaluations(one)
    items = {
        item.code: {"broadcasts": _sides(item, evaluations)}
        for item in one.composite.items
        if item.sides
    }
    return {
        "assistant": one.assistant_id,
        "month": one.month.name,
        "post": one.post,
        "broadcasts": _broadcasts(one),
        "watched": len(evaluations),
        "items": items,
    }


def _broadcasts(one: MonthlyEvaluation) -> list[int]:
    on = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == one.assistant_id, RosterEntry.part == "assistant"
    )
    query = one.month.broadcasts().where(Broadcast.id.in_(on)).order_by(Broadcast.started_at)
    return list(db.session.scalars(query.with_only_columns(Broadcast.id)))


def _evaluations(one: MonthlyEvaluation) -> list[Evaluation]:
    query = select(Evaluation).where(
        Evaluation.assistant_id == one.assistant_id,
        Evaluation.broadcast_id.in_(_broadcasts(one)),
        Evaluation.state.in_(COUNTED),
    )
    return list(db.session.scalars(query.order_by(Evaluation.broadcast_id)))


def _sides(item: MonthItem, evaluations: Sequence[Evaluation]) -> list[dict[str, Any]]:
    results = [(one, one.result()) for one in evaluations]
    return [
        _side(one, part)
        for one, result in results
        for part in (result.parts if result else ())
        if part.name in item.sides and part.points is not None
    ]


def _side(one: Evaluation, part: single.Part) -> dict[str, Any]:
    return {
        "kind": "points",
        "side": part.name,
        "points": str(part.shown),
        "weight": part.weight,
        "evaluation": one.id,
        "broadcast": one.broadcast_id,
    }
