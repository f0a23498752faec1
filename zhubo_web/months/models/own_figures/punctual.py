"""Being in time: weekly plans, summaries, arriving, action items. What was not due takes no part.

An approved leave or swap takes somebody off the roster and never counts against them. Arriving is
measured by the check-in and the policy's free minutes; no check-in at all is a gap in the record, not in
the work, so it says nothing either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import exists, select

from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.lateness import FINE
from zhubo_web.attendance.models import CheckIn, Leave
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.extensions import db
from zhubo_web.months.models.own_figures.period import Own, Period, percent
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.summaries.models import Summary

DONE, LATE, MISSED = "done", "late", "missed"
#: Person, what became of it, its id.
Fate = tuple[int, str, int]


ALL = ("plan_ontime", "summary_ontime", "attend_ontime", "task_ontime")


def punctual(period: Period, wanted: Collection[str] = ALL) -> dict[int, dict[str, Own]]:
    """Person → plan_ontime, summary_ontime, attend_ontime, and task_ontime of action items."""
    sources = dict(zip(ALL, (_plans, _summaries, _arrivals, _tasks), strict=True))
    told: dict[int, dict[str, Own]] = {one: {} for one in period.people}
    for metric in wanted:
        for person_id, own in _counted(period, sources[metric](period)).items():
            told[person_id][metric] = own
    return told


def _counted(period: Period, fates: Iterable[Fate]) -> dict[int, Own]:
    refs: dict[int, dict[str, list[int]]] = {
        one: {DONE: [], LATE: [], MISSED: []} for one in period.people
    }
    for person_id, fate, number in fates:
        refs[person_id][fate].append(number)
    return {
        person_id: Own(percent(len(own[DONE]), due), len(own[DONE]), due, own)
        for person_id, own in refs.items()
        for due in [sum(map(len, own.values()))]
    }


def _plans(period: Period) -> list[Fate]:
    """Those due in it; one that was never filed for a week without a broadcast was not due."""
    query = select(
        WeeklyPlan.id,
        WeeklyPlan.person_id,
        WeeklyPlan.latest,
        WeeklyPlan.late_minutes,
        WeeklyPlan.starts_at,
        WeeklyPlan.ends_at,
    ).where(
        WeeklyPlan.person_id.in_(period.people),
        WeeklyPlan.state != "withdrawn",
        WeeklyPlan.due_at >= period.since,
        WeeklyPlan.due_at < period.until,
        WeeklyPlan.due_at <= period.at,
    )
    rows = db.session.execute(query.order_by(WeeklyPlan.id)).all()
    unfiled = [one for one in rows if not one.latest]
    shifts = _shifts({one.person_id for one in unfiled}, [one.starts_at for one in unfiled],
                     [one.ends_at for one in unfiled])  # fmt: skip
    found = []
    for one in rows:
        if one.latest:
            found.append((one.person_id, LATE if one.late_minutes else DONE, one.id))
        elif any(one.starts_at <= start < one.ends_at for start in shifts[one.person_id]):
            found.append((one.person_id, MISSED, one.id))
    return found


def _shifts(
    people: set[int], starts: list[datetime], ends: list[datetime]
) -> dict[int, list[datetime]]:
    """Person → when the broadcasts on whose roster they stand were to begin."""
    found: dict[int, list[datetime]] = defaultdict(list)
    if not people:
        return found
    query = (
        select(RosterEntry.person_id, Broadcast.planned_start)
        .join(Broadcast, Broadcast.id == RosterEntry.broadcast_id)
        .where(RosterEntry.person_id.in_(people), RosterEntry.part == "assistant")
        .where(Broadcast.state != "cancelled")
        .where(Broadcast.planned_start >= min(starts), Broadcast.planned_start < max(ends))
    )
    for person_id, start in db.session.execute(query):
        found[person_id].append(start)
    return found


def _summaries(period: Period) -> list[Fate]:
    query = select(
        Summary.id, Summary.assistant_id, Summary.submitted_at, Summary.late_minutes, Summary.due_at
    ).where(
        Summary.broadcast_id.in_(period.ids),
        Summary.assistant_id.in_(period.people),
        Summary.state != "waived",
    )
    found = []
    for one in db.session.execute(query.order_by(Summary.id)):
        if one.submitted_at is not None:
            fate = DONE if one.late_minutes is None else LATE
            found.append((one.assistant_id, fate, one.id))
        elif one.due_at <= period.at:
            found.append((one.assistant_id, MISSED, one.id))
    return found


def _arrivals(period: Period) -> list[Fate]:
    away = exists().where(
        Leave.broadcast_id == CheckIn.broadcast_id,
        Leave.person_id == CheckIn.person_id,
        Leave.state == "approved",
    )
    query = select(CheckIn.id, CheckIn.person_id, CheckIn.band).where(
        CheckIn.broadcast_id.in_(period.ids),
        CheckIn.person_id.in_(period.people),
        CheckIn.part == "assistant",
        ~away,
    )
    rows = db.session.execute(query.order_by(CheckIn.id))
    return [(one.person_id, DONE if one.band == FINE else LATE, one.id) for one in rows]


def _tasks(period: Period) -> list[Fate]:
    query = select(
        ActionItem.id,
        ActionItem.owner_id,
        ActionItem.claimed_at,
        ActionItem.due_at,
        ActionItem.state,
    ).where(
        ActionItem.owner_id.in_(period.people),
        ActionItem.state != "cancelled",
        ActionItem.due_at >= period.since,
        ActionItem.due_at < period.until,
        ActionItem.due_at <= period.at,
    )
    found = []
    for one in db.session.execute(query.order_by(ActionItem.id)):
        claimed = one.claimed_at is not None and one.state in ("done_claimed", "verified")
        fate = MISSED if not claimed else DONE if one.claimed_at <= one.due_at else LATE
        found.append((one.owner_id, fate, one.id))
    return found
