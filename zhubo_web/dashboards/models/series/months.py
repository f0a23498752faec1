"""Scores of months that were given to the person; a later version of a result takes the former's place."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from zhubo_web.core import clock
from zhubo_web.dashboards.buckets import Seen
from zhubo_web.dashboards.lines import ROOM
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.extensions import db
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.months.models.answered import TOLD
from zhubo_web.months.models.rating import MonthResult


def read(whose: Whose, since: datetime, until: datetime) -> list[Seen]:
    """One for each month of a person that begins in the time; one statement."""
    later = aliased(MonthResult)
    newest = select(func.max(later.number)).where(later.evaluation_id == MonthlyEvaluation.id)
    visible = MonthlyEvaluation.visible_to(whose.reader).order_by(None)
    query = (
        select(
            MonthlyEvaluation.id, MonthlyEvaluation.assistant_id, Month.first_day, MonthResult.score
        )
        .join(Month, Month.id == MonthlyEvaluation.month_id)
        .join(MonthResult, MonthResult.evaluation_id == MonthlyEvaluation.id)
        .where(MonthlyEvaluation.id.in_(visible.with_only_columns(MonthlyEvaluation.id)))
        .where(MonthlyEvaluation.state.in_(TOLD), MonthResult.score.is_not(None))
        .where(MonthResult.number == newest.scalar_subquery())
        .where(Month.first_day >= clock.local(since).date())
        .where(Month.first_day < clock.local(until).date())
    )
    if whose.person_id is not None:
        query = query.where(MonthlyEvaluation.assistant_id == whose.person_id)
    else:
        query = query.where(MonthlyEvaluation.assistant_id != whose.reader.id)
    if whose.kind == ROOM:
        query = query.where(MonthlyEvaluation.room_id == whose.id)
    rows = db.session.execute(query.order_by(Month.first_day, MonthlyEvaluation.id))
    return [
        Seen(one.first_day, None, one.score, Decimal(1), ref=one.id, person=one.assistant_id)
        for one in rows
    ]
