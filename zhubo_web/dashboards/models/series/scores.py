"""Published scores of single broadcasts, and of their four sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.dashboards.buckets import Seen
from zhubo_web.dashboards.lines import Line
from zhubo_web.dashboards.models.whose import Whose, assisted_by
from zhubo_web.evaluations import scoring
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.rating import BLIND, FIRST
from zhubo_web.extensions import db
from zhubo_web.months.models.gathering.rated import COUNTED
from zhubo_web.policies.models import PolicyVersion

ONE = Decimal(1)


def read(
    whose: Whose, line: Line, rows: Sequence[Any], since: datetime, until: datetime
) -> list[Seen]:
    """One for each evaluation that was given to its assistant; one statement, of a side two."""
    days = {one.id: clock.local(one.started_at).date() for one in rows}
    points = _sides(whose, line.id, since, until) if line.id != "score" else {}
    columns = (Evaluation.id, Evaluation.broadcast_id, Evaluation.assistant_id, Evaluation.score)
    found = []
    for one in db.session.execute(select(*columns).where(*_counted(whose, since, until))):
        value = one.score if line.id == "score" else points.get(one.id)
        if value is not None and one.broadcast_id in days:
            found.append(
                Seen(days[one.broadcast_id], one.broadcast_id, value, ONE, ref=one.id,
                     person=one.assistant_id)
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.broadcast or 0, one.ref or 0))


def _counted(whose: Whose, since: datetime, until: datetime) -> list[Any]:
    """Published ones alone, for whoever reads them."""
    kept: list[Any] = [
        Evaluation.state.in_(COUNTED),
        Evaluation.score.is_not(None),
        Evaluation.broadcast_id.in_(whose.ids(since, until, "score")),
    ]
    if whose.person_id is not None:
        kept.append(Evaluation.assistant_id == whose.person_id)
    return kept


def _sides(whose: Whose, side: str, since: datetime, until: datetime) -> dict[int, Decimal | None]:
    """Evaluation → points of one side, by the rating that the score comes from."""
    query = (
        select(Evaluation.id, Evaluation.policy_id, Rating.marks)
        .join(Rating, Rating.evaluation_id == Evaluation.id)
        .where(*_counted(whose, since, until), Rating.part != BLIND)
        .order_by(Rating.part != FIRST, Rating.id)  # the last decides, as Rated.deciding() has it
    )
    rubrics = {one.id: one.rubric for one in db.session.scalars(select(PolicyVersion))}
    deciding = {number: (policy, marks) for number, policy, marks in db.session.execute(query)}
    return {
        number: _points(marks, rubrics[policy], side)
        for number, (policy, marks) in deciding.items()
    }


def _points(marks: Any, rubric: Any, side: str) -> Decimal | None:
    given = {name: None if m == scoring.NOT_MET else int(m) for name, m in marks.items()}
    found = scoring.result(given, rubric)
    return next((one.points for one in found.parts if one.name == side), None)


def colleagues(
    reader_id: int, since: datetime, until: datetime
) -> dict[int, list[tuple[Decimal, Decimal]]]:
    """Assistant → published scores of a time, in the rooms in which the reader assisted then; one
    statement. For a middle alone: it is never shown by person."""
    there = (Broadcast.started_at >= since, Broadcast.started_at < until)
    rooms = select(Broadcast.room_id).where(Broadcast.id.in_(assisted_by(reader_id)), *there)
    query = (
        select(Evaluation.assistant_id, Evaluation.score)
        .join(Broadcast, Broadcast.id == Evaluation.broadcast_id)
        .where(Evaluation.state.in_(COUNTED), Evaluation.score.is_not(None))
        .where(Broadcast.room_id.in_(rooms), *there)
    )
    found: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for person, score in db.session.execute(query):
        found[person].append((score, ONE))
    return found
