"""Who gave the marks of a month in which a note counts: they lift no note that these marks rest on."""

from __future__ import annotations

from sqlalchemy import select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models.cycle import Month
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.months.models.rating import ClassRating
from zhubo_web.observations.models import Parts, take_parts_from


def _parts(broadcast_id: int, assistant_id: int | None) -> Parts:
    """Who handed in marks of this assistant's month (or of anybody's on the broadcast)."""
    broadcast = db.session.get_one(Broadcast, broadcast_id)
    if broadcast.started_at is None:
        return Parts()
    whose = [assistant_id] if assistant_id else [one.id for one in broadcast.people("assistant")]
    query = (
        select(ClassRating.rater_id)
        .join(MonthlyEvaluation, MonthlyEvaluation.id == ClassRating.evaluation_id)
        .join(Month, Month.id == MonthlyEvaluation.month_id)
        .where(
            Month.first_day == calendars.first_of(clock.local(broadcast.started_at).date()),
            MonthlyEvaluation.assistant_id.in_(whose),
            ClassRating.submitted_at.is_not(None),
        )
    )
    return Parts(monthly={who for who in db.session.scalars(query) if who is not None})


take_parts_from(_parts)
