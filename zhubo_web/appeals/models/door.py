"""The months that rest on what is contested, and whether one has changed since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.surveys.models import Feedback


def months_of(appeal: Any) -> list[MonthlyEvaluation]:
    """The months of the assistant that rest on the thing; none where nothing was opened yet."""
    if appeal.kind.startswith("month_"):
        found = db.session.get(MonthlyEvaluation, appeal.target_id)
        return [found] if found is not None else []
    moment = _moment_of(appeal)
    if moment is None:
        return []
    first = calendars.first_of(clock.local(moment).date())
    query = (
        select(MonthlyEvaluation)
        .join(Month, Month.id == MonthlyEvaluation.month_id)
        .where(Month.first_day == first, MonthlyEvaluation.assistant_id == appeal.assistant_id)
    )
    return list(db.session.scalars(query))


def _moment_of(appeal: Any) -> datetime | None:
    """When the thing happened."""
    if appeal.broadcast_id is not None:
        broadcast = db.session.get(Broadcast, appeal.broadcast_id)
        return broadcast.started_at if broadcast else None
    if appeal.kind == "feedback":
        said = db.session.get(Feedback, appeal.target_id)
        return said.happened_at if said else None
    return None


def changed_in_dispute(month: MonthlyEvaluation) -> bool:
    """Whether a month has got another version of its result since it went into dispute."""
    query = select(AuditEvent.at).where(
        AuditEvent.subject_type == "monthly_evaluation",
        AuditEvent.subject_id == month.id,
        AuditEvent.name == "month.disputed",
    )
    since = db.session.scalar(query.order_by(AuditEvent.id.desc()).limit(1))
    return since is not None and any(one.created_at >= since for one in month.results)
