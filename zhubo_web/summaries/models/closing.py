"""What follows from one event to the next: a broadcast ends, its summaries are opened; they are all
accepted or waived, the broadcast is summarised."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.summaries.models.summary import Summary
from zhubo_web.summaries.workflow import WORKFLOW


def open_all(broadcast: Broadcast) -> list[Summary]:
    """A summary for each assistant of a broadcast; those that are there stay as they are."""
    return [Summary.open(broadcast, one) for one in broadcast.people("assistant")]


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
