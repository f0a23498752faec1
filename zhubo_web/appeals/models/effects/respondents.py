"""Who had a part in what is contested: noted, rated, proposed, approved, imported it. By person.

Whoever decided about it in an earlier round is one of them, which the events tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from zhubo_web.audit.models import AuditEvent
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import defined
from zhubo_web.metrics.forming import forms
from zhubo_web.metrics.models import MetricValue, recorded
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.observations.models import Observation
from zhubo_web.surveys.models import Feedback

#: What an assistant says of a note, a score, a piece of feedback is no part in it.
DECIDED = {
    "observation": ("observation.upheld", "observation.corrected", "observation.disposed",
                    "observation.overruled"),
    "feedback": ("feedback.attributed",),
}  # fmt: skip


def _ids(*given: int | None) -> set[int]:
    return {one for one in given if one is not None}


def _decided(table: str, number: int) -> set[int]:
    query = select(AuditEvent.actor_id).where(
        AuditEvent.subject_type == table,
        AuditEvent.subject_id == number,
        AuditEvent.name.in_(DECIDED[table]),
        AuditEvent.actor_kind == "person",
    )
    return _ids(*db.session.scalars(query))


def of_month(one: MonthlyEvaluation) -> set[int]:
    """Its raters, who proposed and agreed to a calibration, signed and gave it to the person."""
    raters = set(one.rater_ids.values())
    signers = {signature.person_id for signature in one.signatures}
    return raters | signers | _ids(one.proposed_by_id, one.agreed_by_id, one.published_by_id)


def of_item(one: MonthlyEvaluation, code: str) -> set[int]:
    """Who settled the month, and who rated or imported what the item is made of."""
    found = one.result()
    sources = found.facts["items"].get(code, {}) if found else {}
    inputs = [given for own in sources.values() for given in own]
    evaluations = _named(inputs, "evaluation")
    held = of_month(one)
    if evaluations:
        query = select(Evaluation).where(Evaluation.id.in_(evaluations))
        held |= {who for each in db.session.scalars(query) for who in each.involved_ids}
    if one.composite.item(code).figures:
        held |= _importers(_named(inputs, "broadcasts"), one.composite.item(code).figures)
    return held


def _named(inputs: Iterable[dict[str, object]], name: str) -> set[int]:
    """The ids under a name, one or a list."""
    found: set[int] = set()
    for one in inputs:
        told = one.get(name)
        found |= (
            set(told) if isinstance(told, list) else ({told} if isinstance(told, int) else set())
        )
    return found


def _importers(broadcast_ids: set[int], metrics: Sequence[str]) -> set[int]:
    names = {name for one in metrics for form in forms(one) for name in inputs_of(form)}
    return {who for row in recorded(broadcast_ids, names) for who in _wrote(row)}


def inputs_of(metric: str) -> tuple[str, ...]:
    """A figure, and what it is computed from."""
    ratio = defined(metric).ratio
    return (metric,) if ratio is None else (metric, *ratio.over, ratio.under)


def _wrote(row: MetricValue) -> set[int]:
    imported = row.imported
    return _ids(row.by_id, imported.by_id if imported else None)


def of_note(note: Observation) -> set[int]:
    """Who made it, said what became of it, decided about it, or had a part in a score that rests on it."""
    own = _ids(note.observer_id, note.disposed_by_id)
    query = select(Evaluation).where(Evaluation.broadcast_id == note.broadcast_id)
    if note.assistant_id is not None:
        query = query.where(Evaluation.assistant_id == note.assistant_id)
    scored = {who for one in db.session.scalars(query) for who in one.involved_ids}
    return own | scored | _decided("observation", note.id)


def of_figure(log: Sequence[MetricValue], metric: str) -> set[int]:
    """Who entered, corrected or imported it or what it is computed from."""
    names = inputs_of(metric)
    return {who for row in log if row.metric in names for who in _wrote(row)}


def newest_row(log: Sequence[MetricValue], metric: str) -> datetime | None:
    """When it, or what it is computed from, was recorded last; None where it is not there."""
    names = inputs_of(metric)
    return max((row.created_at for row in log if row.metric in names), default=None)


def of_feedback(one: Feedback) -> set[int]:
    """Who wrote it down, and who put it on this person."""
    own = _ids(one.author_id, one.decided_by_id, one.overruled_id)
    return own | _decided("feedback", one.id)
