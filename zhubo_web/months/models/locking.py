"""Which evaluations of single broadcasts are to be locked (`prelim_eval` → final), and locking them.

A broadcast's evaluations are locked once the month's results are out for everybody who has one in it,
none of these results is objected to, and the time to answer the evaluation itself is over; one in dispute
waits. Locking the last of a broadcast closes it (`evaluations.models.closing`). Notes have no lock of
their own: a shop has 300,000 a month; what may be done to them ends with their broadcast's close.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.workflow import STRICT, SYSTEM
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.workflow import WORKFLOW
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models.answered import TOLD
from zhubo_web.months.models.cycle import Month
from zhubo_web.months.models.evaluation import MonthlyEvaluation

#: A month's result that is out and not objected to.
SETTLED = tuple(state for state in TOLD if state != "disputed")
_LOCKS = tuple(row.source for row in WORKFLOW.rows if row.verb == "lock")


def _over(now: datetime) -> Select[tuple[int]]:
    """The evaluations whose own time is over, with their broadcasts."""
    seen = and_(Evaluation.state == "published", Evaluation.setting != STRICT)
    return (
        select(Evaluation.id)
        .join(Broadcast, Broadcast.id == Evaluation.broadcast_id)
        .where(or_(Evaluation.state.in_(_LOCKS), seen), Evaluation.answer_until <= now)
    )


def _months(now: datetime) -> list[Month]:
    """The months with results from the oldest evaluation that waits on; two cheap statements."""
    oldest = db.session.scalar(_over(now).with_only_columns(func.min(Broadcast.started_at)))
    if oldest is None:
        return []
    first = calendars.first_of(clock.local(oldest).date())
    out = select(MonthlyEvaluation.month_id).where(MonthlyEvaluation.state.in_(SETTLED))
    query = select(Month).where(Month.first_day >= first, Month.id.in_(out))
    return list(db.session.scalars(query.order_by(Month.first_day)))


def _due_in(month: Month, now: datetime) -> Select[tuple[int]]:
    since, until = month.bounds
    within = and_(Broadcast.started_at >= since, Broadcast.started_at < until)
    settled = select(MonthlyEvaluation.assistant_id).where(
        MonthlyEvaluation.month_id == month.id, MonthlyEvaluation.state.in_(SETTLED)
    )
    waiting = (
        select(Evaluation.broadcast_id)
        .join(Broadcast, Broadcast.id == Evaluation.broadcast_id)
        .where(within, Evaluation.assistant_id.not_in(settled))
    )
    query = _over(now).where(within, Evaluation.broadcast_id.not_in(waiting))
    return query.order_by(Evaluation.broadcast_id, Evaluation.id)


def due(limit: int) -> Iterator[int]:
    """The ids of the evaluations to lock now, broadcast by broadcast, so many at most."""
    now = clock.now()
    for month in _months(now):
        found = db.session.scalars(_due_in(month, now).limit(limit)).all()
        yield from found
        limit -= len(found)
        if not limit:
            return


def lock(ids: Sequence[int]) -> int:
    """Lock these where they still may be; return how many."""
    locked = 0
    for one in db.session.scalars(select(Evaluation).where(Evaluation.id.in_(ids))).all():
        verb = "lock_seen" if one.state == "published" else "lock"
        if WORKFLOW.why_not(one, verb, SYSTEM) is None:
            one.lock(SYSTEM)
            locked += 1
    return locked
