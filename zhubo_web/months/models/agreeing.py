"""Agreement of the two who rated a broadcast without seeing each other's marks, over a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.rating import BLIND, FIRST
from zhubo_web.extensions import db
from zhubo_web.months.agreement import Agreement, agreement
from zhubo_web.months.models.cycle import Month

#: (assistant, broadcast, evaluation, the two marks) of what both marked.
Doubled = tuple[int, int, int, list[int]]


def doubled_between(since: datetime, until: datetime) -> list[Doubled]:
    """Everything that two people marked in broadcasts that began in between; one statement."""
    ids = select(Broadcast.id).where(
        Broadcast.started_at >= since,
        Broadcast.started_at < until,
        Broadcast.ended_at.is_not(None),
    )
    query = (
        select(Evaluation.assistant_id, Evaluation.broadcast_id, Rating)
        .join(Rating, Rating.evaluation_id == Evaluation.id)
        .where(Evaluation.broadcast_id.in_(ids), Evaluation.second_id.is_not(None))
        .where(Rating.part.in_((FIRST, BLIND)), Rating.submitted_at.is_not(None))
        .order_by(Rating.evaluation_id, Rating.id)
    )
    return doubled(db.session.execute(query))


def doubled(rows: Iterable[Any]) -> list[Doubled]:
    """What both marked, of (assistant, broadcast, rating) in order: the last of each part counts."""
    newest: dict[int, dict[str, Any]] = defaultdict(dict)
    for assistant, broadcast, rating in rows:
        newest[rating.evaluation_id] |= {
            rating.part: rating.read, "of": (assistant, broadcast, rating.evaluation_id)
        }  # fmt: skip
    return [one for parts in newest.values() if len(parts) == 3 for one in _units(parts)]


def _units(parts: dict[str, Any]) -> Iterable[Doubled]:
    first, blind = parts[FIRST], parts[BLIND]
    for name in first:
        if first[name] is not None and blind.get(name) is not None:
            yield (*parts["of"], [first[name], blind[name]])


def _of(units: Iterable[Doubled]) -> Agreement:
    known = list(units)
    return agreement([one[3] for one in known], len({one[1] for one in known}))


def take_down(month: Month) -> None:
    """Keep the agreement of all, and of each assistant's broadcasts, as it is now."""
    units = doubled_between(*month.bounds)
    people = {one[0] for one in units}
    each = {str(who): _of(one for one in units if one[0] == who).stored() for who in sorted(people)}
    month.agreement = {"all": _of(units).stored(), "people": each}


def agreement_of(month: Month, assistant_id: int | None = None) -> Agreement:
    """What was taken down: of one assistant's broadcasts, or of all; nothing before figures froze."""
    kept = month.agreement or {}
    found = (
        kept.get("all") if assistant_id is None else kept.get("people", {}).get(str(assistant_id))
    )
    return Agreement.read(found) if found else Agreement(0, 0)
