"""Which results of a month an open objection touches: what the hand-over asks before it calls one final."""

from __future__ import annotations

from sqlalchemy import select

from zhubo_web.appeals.models.appeal import Appeal
from zhubo_web.appeals.models.door import first_days
from zhubo_web.appeals.models.filed import OPEN
from zhubo_web.extensions import db
from zhubo_web.months.models import Month, MonthlyEvaluation


def contested_in(month: Month) -> set[int]:
    """The ids of the month's evaluations that are objected to, themselves or something they rest on: from
    the filing until the objection is withdrawn, not accepted or carried out. Six statements at most."""
    query = (
        select(
            MonthlyEvaluation.id.label("evaluation_id"),
            Appeal.kind,
            Appeal.target_id,
            Appeal.broadcast_id,
            Appeal.assistant_id,
        )
        .join(Appeal, Appeal.assistant_id == MonthlyEvaluation.assistant_id)
        .where(MonthlyEvaluation.month_id == month.id, Appeal.state.in_(OPEN))
    )
    rows = db.session.execute(query).all()
    days = zip(rows, first_days(rows), strict=True)
    return {row.evaluation_id for row, first in days if first == month.first_day}
