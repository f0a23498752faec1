"""Which months wait for whom: what is next once one of them is done."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation


def waiting_for(person: Any) -> Any:
    """The evaluations' ids in whoever's inbox, the most urgent first."""
    return (
        select(Duty.subject_id)
        .where(
            Duty.subject_type == MonthlyEvaluation.__tablename__,
            Duty.person_id == person.id,
            Duty.closed_at.is_(None),
        )
        .order_by(Duty.due_at.is_(None), Duty.due_at, Duty.subject_id)
    )


def after(evaluation: MonthlyEvaluation, person: Any) -> list[int]:
    """The other evaluations that wait for this person, of those they see."""
    seen = MonthlyEvaluation.visible_to(person).order_by(None)
    theirs = Duty.subject_id.in_(seen.with_only_columns(MonthlyEvaluation.id))
    found = dict.fromkeys(db.session.scalars(waiting_for(person).where(theirs)))
    return [one for one in found if one != evaluation.id]
