"""Where the things of an objection are read, what they are called, in which month they count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models import Month, MonthlyEvaluation

#: Kind → the path of its page. Models know no request, so that paths are written here; a test goes to
#: each of them.
_PATHS = {
    "month_result": "/months/{id}",
    "month_item": "/months/{id}",
    "observation": "/notes/{id}",
    "metric": "/broadcasts/{id}/figures",
    "feedback": "/feedback/{id}",
}


def path(kind: str, thing: Any, assistant_id: int) -> str:
    """The path of its page; of an evaluation the broadcast's, at this assistant."""
    if kind == "evaluation":
        return f"/broadcasts/{thing.broadcast_id}/after?who={assistant_id}"
    return _PATHS[kind].format(id=thing.id)


def titled(msgid: str, broadcast: Broadcast) -> Reason:
    """A title with that of the broadcast in it."""
    return Reason(msgid, {"title": broadcast.title})


def _at(moment: datetime) -> Select[tuple[MonthlyEvaluation]]:
    first = calendars.first_of(clock.local(moment).date())
    query = select(MonthlyEvaluation).join(Month, Month.id == MonthlyEvaluation.month_id)
    return query.where(Month.first_day == first).order_by(MonthlyEvaluation.id)


def month_at(moment: datetime, assistant_id: int) -> MonthlyEvaluation | None:
    """The assistant's evaluation of the month of a moment, if it is open."""
    return db.session.scalar(_at(moment).where(MonthlyEvaluation.assistant_id == assistant_id))


def frozen_at(moment: datetime, assistant_id: int | None = None) -> Sequence[MonthlyEvaluation]:
    """The evaluations of that month that are frozen, everybody's or this assistant's. The others
    reckon with what stands when they are."""
    query = _at(moment).where(MonthlyEvaluation.frozen_at.is_not(None))
    if assistant_id is not None:
        query = query.where(MonthlyEvaluation.assistant_id == assistant_id)
    return db.session.scalars(query).all()
