"""What follows from one event to the next: a broadcast ends, evaluations are opened; once it is
summarised and every evaluation is final or unwatched, the broadcast is closed. A note that was taken
away inside its broadcast's window moves the scores that are out and rest on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.evaluations.models import probation
from zhubo_web.evaluations.models.evaluation import Evaluation
from zhubo_web.evaluations.workflow import OUT, WORKFLOW
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation, ObservationChange
from zhubo_web.summaries.models.closing import settle_unasked


def open_all(broadcast: Broadcast) -> list[Evaluation]:
    """An evaluation for each assistant of a broadcast; those that are there stay as they are."""
    return [Evaluation.open(broadcast, one) for one in broadcast.people("assistant")]


def settle(broadcast: Broadcast) -> None:
    """Close the broadcast once nothing of it waits."""
    waiting = select(Evaluation.id).where(
        Evaluation.broadcast_id == broadcast.id, Evaluation.state.not_in(WORKFLOW.terminal)
    )
    if broadcast.state == "summarised" and db.session.scalar(waiting.limit(1)) is None:
        broadcast.close(by=SYSTEM)


def follow_note(note: Observation) -> None:
    """Amend the scores that are out and rest on this note, in the reviewer's own words."""
    out = select(Evaluation).where(
        Evaluation.broadcast_id == note.broadcast_id, Evaluation.state.in_(OUT)
    )
    last = select(ObservationChange).where(ObservationChange.observation_id == note.id)
    change = db.session.scalar(last.order_by(ObservationChange.id.desc()).limit(1))
    reasons = change.after.get("reason", "") if change else ""
    for one in db.session.scalars(out).all():
        if one.rests_on(note.id):
            one.follow_notes((Observation.__tablename__, note.id), reasons)


def follow_probation(person: Any, by: Any) -> None:
    """A probation was written down: what is being rated of this person follows."""
    query = select(Evaluation).where(
        Evaluation.assistant_id == person.id, Evaluation.state.in_(probation.OPEN)
    )
    for one in db.session.scalars(query).all():
        probation.mind(one, by)


def _follows(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name == "broadcast.ended":
        open_all(subject)
        settle_unasked(subject)  # only now: what is summarised without an evaluation is closed
    elif event.name == "broadcast.summarised":
        settle(subject)
    elif event.name == "observation.recounted":
        follow_note(subject)
    elif event.name == "person.probation_set":
        follow_probation(subject, by)
    elif isinstance(subject, Evaluation) and event.to_state in WORKFLOW.terminal:
        settle(subject.broadcast)


recorded.connect(_follows, weak=False)
