"""What the three classes gave of the months of a stretch of time, blind to each other; one statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months.models import ClassRating, Month, MonthlyEvaluation
from zhubo_web.months.models.answered import TOLD

MONTH = "month"


def classes_between(since: datetime, until: datetime) -> Iterator[Any]:
    """(thing, about, rater, marks) of what is out: before, a number that moves would tell of it."""
    query = (
        select(ClassRating, MonthlyEvaluation.assistant_id)
        .join(MonthlyEvaluation, MonthlyEvaluation.id == ClassRating.evaluation_id)
        .join(Month, Month.id == MonthlyEvaluation.month_id)
        .where(Month.first_day >= clock.local(since).date())
        .where(Month.first_day < clock.local(until).date(), ClassRating.submitted_at.is_not(None))
        .where(ClassRating.rater_id.is_not(None), ClassRating.dropped_for == "")
        .where(MonthlyEvaluation.state.in_(TOLD))
        .order_by(ClassRating.id)
    )
    for one, assistant in db.session.execute(query):
        yield (MONTH, one.evaluation_id), assistant, one.rater_id, one.read
