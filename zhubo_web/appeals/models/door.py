"""In which months what is contested counts, and whether one has changed since.

The one answer for the dispute, the window to object and the package that HR gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.months.models.late import counted_in


def months_of(appeal: Any) -> list[MonthlyEvaluation]:
    """The months of the assistant that rest on the thing; none where nothing was opened yet."""
    (first,) = first_days([appeal])
    if first is None:
        return []
    query = (
        select(MonthlyEvaluation)
        .join(Month, Month.id == MonthlyEvaluation.month_id)
        .where(Month.first_day == first, MonthlyEvaluation.assistant_id == appeal.assistant_id)
    )
    return list(db.session.scalars(query))


def first_days(appeals: Sequence[Any]) -> list[date | None]:
    """Of each the first day of the month in which what it contests counts; None where it counts in none.
    As many statements for many as for one."""
    months = _months({one.target_id for one in appeals if one.kind.startswith("month_")})
    said = counted_in({_said(one) for one in appeals if one.kind == "feedback"})
    started = _started({one.broadcast_id for one in appeals if one.broadcast_id is not None})

    def first(one: Any) -> date | None:
        if one.kind.startswith("month_"):
            return months.get(one.target_id)
        if one.kind == "feedback":
            return said.get(_said(one))
        return started.get(one.broadcast_id)

    return [first(one) for one in appeals]


def _said(appeal: Any) -> tuple[int, int]:
    return appeal.target_id, appeal.assistant_id


def _months(ids: set[int]) -> dict[int, date]:
    if not ids:
        return {}
    query = select(MonthlyEvaluation.id, Month.first_day).join(
        Month, Month.id == MonthlyEvaluation.month_id
    )
    return dict(db.session.execute(query.where(MonthlyEvaluation.id.in_(ids))).tuples().all())


def _started(ids: set[int]) -> dict[int, date]:
    if not ids:
        return {}
    query = select(Broadcast.id, Broadcast.started_at).where(Broadcast.id.in_(ids))
    return {
        number: calendars.first_of(clock.local(at).date())
        for number, at in db.session.execute(query).tuples()
        if at is not None
    }


def changed_in_dispute(month: MonthlyEvaluation) -> bool:
    """Whether a month has got another version of its result since it went into dispute."""
    query = select(AuditEvent.at).where(
        AuditEvent.subject_type == "monthly_evaluation",
        AuditEvent.subject_id == month.id,
        AuditEvent.name == "month.disputed",
    )
    since = db.session.scalar(query.order_by(AuditEvent.id.desc()).limit(1))
    return since is not None and any(one.created_at >= since for one in month.results)
