"""Feedback that was put on somebody after the month in which it happened had been frozen.

A frozen month does not move with it; it counts in the month in which it was attributed, once. What a
frozen month of the same person already holds is never counted again, however often it is looked at anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months import calendars, patching
from zhubo_web.months.models.cycle import Month
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.surveys.models import Feedback, take_counting_from

#: When what was said happened: with its broadcast's month, else by its own moment.
_happened: ColumnElement[datetime] = func.coalesce(
    select(Broadcast.started_at).where(Broadcast.id == Feedback.broadcast_id).scalar_subquery(),
    Feedback.happened_at,
)

_ROWS = select(Feedback.id, Feedback.assistant_id, Feedback.decided_at, _happened.label("happened"))


def _month_of(moment: datetime) -> date:
    return calendars.first_of(clock.local(moment).date())


def counted_later(feedback: Sequence[Feedback]) -> dict[int, date]:
    """Of these, the ids of those that count in a later month than that of their happening, with its
    first day; three statements at most, none where nothing was decided."""
    ids = [one.id for one in feedback if one.decided_at is not None]
    if not ids:
        return {}
    found = db.session.execute(_ROWS.where(Feedback.id.in_(ids))).all()
    return {one.id: _month_of(one.decided_at) for one in _late(found)}


def counted_in(asked: Collection[tuple[int, int]]) -> dict[tuple[int, int], date]:
    """(feedback, assistant) → the first day of the month in which it counts for them, or would: the frozen
    one that holds it, else that of its attribution where it is late, else that of its happening. Four
    statements at most. What was decided since, also that it is not theirs, moves nothing that holds it."""
    query = _ROWS.where(Feedback.id.in_({number for number, _who in asked}))
    rows = {one.id: one for one in db.session.execute(query)} if asked else {}
    if not rows:
        return {}
    first = min(_month_of(one.happened) for one in rows.values())
    held = _facts({who for _number, who in asked}, Month.first_day >= first)
    decided = [one for one in rows.values() if one.decided_at is not None]
    later = {one.id: _month_of(one.decided_at) for one in _late(decided)}
    return {
        (number, who): _holder(held, number, who)
        or later.get(number, _month_of(rows[number].happened))
        for number, who in asked
        if number in rows
    }


def _holder(held: Sequence[Any], number: int, who: int) -> date | None:
    found = (row for row in held if row.assistant_id == who)
    days = [row.first_day for row in found if patching.rests_on(row.facts, "feedback", number)]
    return min(days, default=None)


def attributed_late(people: Collection[int], since: datetime, until: datetime) -> set[int]:
    """The ids of what was put on these people in the month, and happened in one that had been frozen."""
    query = _ROWS.where(
        Feedback.assistant_id.in_(people),
        Feedback.state == "attributed",
        Feedback.withdrawn_at.is_(None),
        Feedback.decided_at >= since,
        Feedback.decided_at < until,
        _happened < since,
    )
    return {one.id for one in _late(db.session.execute(query).all())}


def _late(rows: Sequence[Any]) -> list[Any]:
    """Of rows of feedback, those whose own month had been frozen without them."""
    later = [one for one in rows if _month_of(one.happened) < _month_of(one.decided_at)]
    if not later:
        return []
    months = select(Month.first_day, Month.frozen_at).where(
        Month.first_day >= min(_month_of(one.happened) for one in later),
        Month.frozen_at.is_not(None),
    )
    frozen = {row.first_day: row.frozen_at for row in db.session.execute(months)}
    after = [
        one
        for one in later
        if (at := frozen.get(_month_of(one.happened))) is not None and one.decided_at > at
    ]
    within = Month.first_day.in_(set(frozen))
    held = _facts({one.assistant_id for one in after}, within) if after else []
    return [one for one in after if not any(_holds(row, one) for row in held)]


def _facts(people: set[int], within: ColumnElement[bool]) -> Sequence[Any]:
    query = select(Month.first_day, MonthlyEvaluation.assistant_id, MonthlyEvaluation.facts).where(
        MonthlyEvaluation.month_id == Month.id,
        MonthlyEvaluation.assistant_id.in_(people),
        MonthlyEvaluation.frozen_at.is_not(None),
        within,
    )
    return db.session.execute(query).all()


def _holds(month: Any, one: Any) -> bool:
    """Whether an earlier month of the same person counted it already."""
    if month.assistant_id != one.assistant_id or month.first_day >= _month_of(one.decided_at):
        return False
    return bool(patching.rests_on(month.facts, "feedback", one.id))


take_counting_from(counted_later)
