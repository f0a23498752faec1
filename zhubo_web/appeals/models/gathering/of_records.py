"""A piece of what was in time: how often, and each that was late or not done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import select

from zhubo_web.appeals.models.gathering.piece import Line, Piece, piece
from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.models import CheckIn
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.extensions import db
from zhubo_web.months.scoring import RECORDS
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.summaries.models import Summary

FATES = {"late": N_("迟了的"), "missed": N_("没做的")}
MINUTES = N_("迟到分钟数")


def record(one: Mapping[str, Any]) -> Piece:
    """An input of a record: on time, of what was due, and what was not."""
    name = one["record"]
    lines: list[Line] = [[N_("按时"), f"{one['done']} / {one['due']}"]]
    for fate, word in FATES.items():
        lines += [[word, *told] for told in _told[name](one.get(fate, ()))]
    return piece(N_("记录：%(figure)s"), lines=lines, figure=RECORDS[name])


def _plans(ids: Collection[int]) -> list[Line]:
    query = select(WeeklyPlan.monday).where(WeeklyPlan.id.in_(ids)).order_by(WeeklyPlan.monday)
    return [[f"{monday:%m-%d}"] for monday in db.session.scalars(query)]


def _summaries(ids: Collection[int]) -> list[Line]:
    query = (
        select(Broadcast)
        .join(Summary, Summary.broadcast_id == Broadcast.id)
        .where(Summary.id.in_(ids))
        .order_by(Broadcast.id)
    )
    return [[_day(one), one.title] for one in db.session.scalars(query).unique()]


def _arrivals(ids: Collection[int]) -> list[Line]:
    query = (
        select(Broadcast, CheckIn.minutes)
        .join(CheckIn, CheckIn.broadcast_id == Broadcast.id)
        .where(CheckIn.id.in_(ids))
        .order_by(Broadcast.id)
    )
    rows = db.session.execute(query).unique()
    return [[_day(one), one.title, MINUTES, str(minutes)] for one, minutes in rows]


def _tasks(ids: Collection[int]) -> list[Line]:
    query = select(ActionItem.title).where(ActionItem.id.in_(ids)).order_by(ActionItem.id)
    return [[title] for title in db.session.scalars(query)]


def _day(broadcast: Broadcast) -> str:
    return f"{clock.local(broadcast.started_at or broadcast.planned_start):%m-%d}"


_told: dict[str, Callable[[Collection[int]], list[Line]]] = {
    "plan_ontime": _plans,
    "summary_ontime": _summaries,
    "attend_ontime": _arrivals,
    "task_ontime": _tasks,
}
