"""What follows from one event to the next: a broadcast ends, its summaries are opened; they are all
accepted or waived, the broadcast is summarised."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from zhubo_web.attendance.models import Leave
from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.summaries.models.summary import Summary
from zhubo_web.summaries.workflow import WORKFLOW


def open_all(broadcast: Broadcast) -> list[Summary]:
    """A summary for each assistant of a broadcast, but those who left on approved leave; those that are
    there stay as they are."""
    away = on_leave(broadcast)
    people = (one for one in broadcast.people("assistant") if one.id not in away)
    return [Summary.open(broadcast, one) for one in people]


def on_leave(broadcast: Broadcast) -> set[int]:
    """The assistants who left by an approved leave or swap and did not come back: nothing is asked of
    them, and of who took the shift over it is. What was approved before it began is off the roster."""
    query = select(Leave.person_id).where(
        Leave.broadcast_id == broadcast.id, Leave.part == "assistant", Leave.state == "approved"
    )
    left = {one.person_id for one in broadcast.roster if one.left_at is not None}
    return left & set(db.session.scalars(query)) if left else set()


def settle_unasked(broadcast: Broadcast) -> None:
    """The broadcast is summarised if all who assisted left on approved leave: nobody is asked for
    anything, so nothing that comes later would settle it."""
    people = {one.id for one in broadcast.people("assistant")}
    if broadcast.state == "ended" and people and people <= on_leave(broadcast):
        broadcast.accept_summary(by=SYSTEM)


def settle(broadcast: Broadcast) -> None:
    """The broadcast is summarised once nothing of it waits."""
    waiting = select(Summary.id).where(
        Summary.broadcast_id == broadcast.id, Summary.state.not_in(WORKFLOW.terminal)
    )
    if broadcast.state == "ended" and db.session.scalar(waiting.limit(1)) is None:
        broadcast.accept_summary(by=SYSTEM)


def _follows(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name == "broadcast.ended":
        open_all(subject)
    elif isinstance(subject, Summary) and event.to_state in WORKFLOW.terminal:
        settle(subject.broadcast)


recorded.connect(_follows, weak=False)
