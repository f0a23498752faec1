"""What was decided lately, as far as somebody may read what it is about: who, when and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models import Appeal
from zhubo_web.attendance.models import Leave
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.marking import N_
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.observations.models.settled import ObservationChange
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.surveys.models import Feedback
from zhubo_web.surveys.models.deciding import Decision
from zhubo_web.surveys.wording import REASONS

#: Event of a decision → what it says.
SAID = {
    "plan.approved": N_("周计划通过"),
    "plan.approved_late": N_("周计划通过，审晚了"),
    "plan.changes_requested": N_("周计划退回改"),
    "plan.amendment_confirmed": N_("周计划的改动确认了"),
    "plan.amendment_refused": N_("周计划的改动没同意"),
    "leave.approved": N_("请假或调班批了"),
    "leave.refused": N_("请假或调班没批"),
    "observation.upheld": N_("跟播记录有出入，看过维持"),
    "observation.corrected": N_("跟播记录有出入，看过更正"),
    "observation.withdrawn": N_("跟播记录有出入，看过撤掉"),
    "evaluation.upheld": N_("单场评分有异议，看过维持"),
    "evaluation.revised": N_("单场评分有异议，看过改分"),
    "feedback.attributed": N_("反馈归到人"),
    "feedback.cleared": N_("反馈不算到人"),
    "appeal.decided": N_("申请复核有决定"),
    "appeal.settled": N_("申请复核定下来了"),
}
#: Of these only what was in dispute: others take back or correct their own notes.
DISPUTED = tuple(name for name in SAID if name.startswith("observation."))
MODELS: tuple[Any, ...] = (WeeklyPlan, Leave, Observation, Evaluation, Feedback, Appeal)


@dataclass(frozen=True)
class Decided:
    """One decision: its event, what it says, who decided, for which reason."""

    event: Any
    words: str
    by: str | None
    reason: str
    broadcast: str | None


def decided(reader: Any, since: datetime, most: int, skipped: int = 0) -> list[Decided]:
    """The newest first; what the reader may not open is not there, nor what was not served."""
    served = select(Appeal.id).where(
        Appeal.id == AuditEvent.subject_id, Appeal.served_at >= AuditEvent.at
    )
    query = (
        select(AuditEvent, Person.name, Broadcast.title)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .outerjoin(Broadcast, Broadcast.id == AuditEvent.broadcast_id)
        .where(AuditEvent.at >= since, AuditEvent.name.in_(SAID), or_(*_about(reader)))
        .where(or_(AuditEvent.name.not_in(DISPUTED), AuditEvent.from_state == "disputed"))
        .where(or_(AuditEvent.subject_type != "appeal", served.exists()))
        .order_by(AuditEvent.id.desc())
    )
    rows = db.session.execute(query.limit(most).offset(skipped)).all()
    reasons = _reasons([row[0] for row in rows])
    return [
        Decided(
            event,
            SAID[event.name],
            name,
            reasons.get((event.subject_type, event.subject_id), ""),
            broadcast,
        )
        for event, name, broadcast in rows
    ]


def _about(reader: Any) -> list[Any]:
    """What the reader may open, type by type."""
    return [
        and_(
            AuditEvent.subject_type == model.__tablename__,
            AuditEvent.subject_id.in_(
                model.visible_to(reader).order_by(None).with_only_columns(model.id)
            ),
        )
        for model in MODELS
    ]


def _reasons(events: Sequence[Any]) -> dict[tuple[str, int], str]:
    """(type, id) → the reason that was written last; one statement for each type that occurs."""
    ids: dict[str, set[int]] = {}
    for event in events:
        ids.setdefault(event.subject_type, set()).add(event.subject_id)
    found: dict[tuple[str, int], str] = {}
    for kind, read in READERS.items():
        if kind in ids:
            found |= {(kind, number): words for number, words in read(ids[kind])}
    return found


def _leaves(ids: set[int]) -> Any:
    return db.session.execute(select(Leave.id, Leave.reason).where(Leave.id.in_(ids))).all()


def _notes(ids: set[int]) -> Any:
    query = select(ObservationChange).where(ObservationChange.observation_id.in_(ids))
    for one in db.session.scalars(query.order_by(ObservationChange.id)):
        if reason := one.after.get("reason"):
            yield one.observation_id, reason


def _evaluations(ids: set[int]) -> Any:
    query = select(Evaluation.id, Evaluation.decision_reasons).where(Evaluation.id.in_(ids))
    return db.session.execute(query).all()


def _feedback(ids: set[int]) -> Any:
    query = select(Decision.feedback_id, Decision.code, Decision.words).where(
        Decision.feedback_id.in_(ids)
    )
    for number, code, words in db.session.execute(query.order_by(Decision.id)):
        yield number, words or REASONS.get(code, "")


READERS: dict[str, Callable[[set[int]], Any]] = {
    "leave": _leaves,
    "observation": _notes,
    "evaluation": _evaluations,
    "feedback": _feedback,
}
