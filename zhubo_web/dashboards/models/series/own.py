"""The product's own figures over time: the same rows that a month counts, each put where it belongs.

A row is done or not: it adds 1 or 0 of 1 due. What was watched adds minutes of minutes. So that a curve
and the month that stands on it are never two stories, the rows are those of ``months.models.own_figures``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zhubo_web.attendance.models import CheckIn
from zhubo_web.audience.models import Question
from zhubo_web.core import clock
from zhubo_web.dashboards.buckets import Seen
from zhubo_web.dashboards.lines import Line
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.extensions import db
from zhubo_web.months.models.own_figures import Own, Period
from zhubo_web.months.models.own_figures.heard import heard
from zhubo_web.months.models.own_figures.noted import helped, watched_in
from zhubo_web.months.models.own_figures.punctual import punctual
from zhubo_web.observations.models import Observation
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.summaries.models import Summary

HUNDRED = Decimal(100)
#: Line → what its rows are.
MODELS: dict[str, Any] = {
    "answer_rate": Question,
    "attend_ontime": CheckIn,
    "summary_ontime": Summary,
    "note_effect": Observation,
}


def read(
    whose: Whose, line: Line, rows: Sequence[Any], since: datetime, until: datetime
) -> list[Seen]:
    """One for each row that was due, in the broadcast or week it belongs to."""
    days = {one.id: clock.local(one.started_at).date() for one in rows}
    period = Period.of(whose.people(since, until, line.sort), since, until)
    if line.id == "observe_cover":
        return _watched(period, days)
    fates = list(_fates(_own(period, line.id)))
    if line.id == "plan_ontime":
        return _plans(whose, fates)
    model = MODELS[line.id]
    query = select(model.id, model.broadcast_id).where(
        model.broadcast_id.in_(whose.ids(since, until, line.sort))
    )
    where: dict[int, int] = {one.id: one.broadcast_id for one in db.session.execute(query)}
    return _sorted(
        Seen(days[where[number]], where[number], HUNDRED * done, Decimal(1), ref=number, person=who)
        for who, number, done in fates
        if number in where and where[number] in days
    )


def _own(period: Period, name: str) -> dict[int, Own]:
    if name == "note_effect":
        return helped(period)
    if name == "answer_rate":
        found = heard(period, {one: [] for one in period.people})
    else:
        found = punctual(period, (name,))
    return {person: of[name] for person, of in found.items()}


def _fates(own: Mapping[int, Own]) -> Iterable[tuple[int, int, bool]]:
    """(person, row, whether it was done) of everything that was due."""
    for person, one in own.items():
        for fate, ids in one.refs.items():
            for number in ids:
                yield person, number, fate == "done"


def _watched(period: Period, days: Mapping[int, date]) -> list[Seen]:
    """Minutes watched of minutes on air, each broadcast once."""
    watched, lengths = watched_in(period)
    return _sorted(
        Seen(days[one], one, HUNDRED * min(watched.get(one, 0), lengths[one]),
             Decimal(lengths[one]), ref=one)
        for one in days
        if lengths.get(one)
    )  # fmt: skip


def _plans(whose: Whose, fates: Sequence[tuple[int, int, bool]]) -> list[Seen]:
    """Plans that the reader may open, on the day they were due."""
    ids = [number for _who, number, _done in fates]
    query = WeeklyPlan.visible_to(whose.reader).order_by(None).where(WeeklyPlan.id.in_(ids))
    wanted = query.with_only_columns(WeeklyPlan.id, WeeklyPlan.due_at)
    due = dict(db.session.execute(wanted).tuples().all())
    return _sorted(
        Seen(clock.local(due[number]).date(), None, HUNDRED * done, Decimal(1), ref=number,
             person=who)
        for who, number, done in fates
        if number in due
    )  # fmt: skip


def _sorted(seen: Iterable[Seen]) -> list[Seen]:
    return sorted(seen, key=lambda one: (one.day, one.broadcast or 0, one.ref or 0))
