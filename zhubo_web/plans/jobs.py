"""Opening the plans of the coming week, and asking for what is 待补. Run by the worker."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.models.planned import COMING
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.reasons import Refused
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db, writing
from zhubo_web.plans import weeks
from zhubo_web.plans.models import WeeklyPlan

log = logging.getLogger("zhubo.plans")
#: How many plans one transaction opens.
BATCH = 10
#: A plan that holds, or waits to be reviewed, may still have gaps.
FILED = ("submitted", "approved", "provisional")
#: No gap is asked for longer than this before its broadcast.
FURTHEST = timedelta(hours=48)


def _unplanned() -> list[int]:
    """The assistants with broadcasts next week and no plan for it."""
    begin_reading()
    monday = weeks.monday_of(clock.today()) + weeks.WEEK
    start, end = weeks.bounds(monday)
    have = select(WeeklyPlan.person_id).where(WeeklyPlan.monday == monday)
    query = (
        select(RosterEntry.person_id)
        .join(Broadcast, Broadcast.id == RosterEntry.broadcast_id)
        .join(Person, Person.id == RosterEntry.person_id)
        .where(RosterEntry.part == "assistant", Person.status == "active")
        .where(Broadcast.planned_start >= start, Broadcast.planned_start < end)
        .where(Broadcast.state.in_(COMING), RosterEntry.person_id.not_in(have))
        .distinct()
        .order_by(RosterEntry.person_id)
    )
    ids = list(db.session.scalars(query))
    db.session.rollback()
    return ids


def open_plans() -> int:
    """Open the plan of the coming week for every assistant who has none; return how many."""
    monday = weeks.monday_of(clock.today()) + weeks.WEEK
    wanted, opened = _unplanned(), 0
    for at in range(0, len(wanted), BATCH):
        with writing():
            for person_id in wanted[at : at + BATCH]:
                person = db.session.get_one(Person, person_id)
                try:
                    WeeklyPlan.open(person, monday, SYSTEM)
                    opened += 1
                except Refused as refused:  # opened or taken off the roster meanwhile
                    log.info("no plan for %s: %s", person_id, refused)
    return opened


def _with_gaps_soon() -> list[int]:
    begin_reading()
    now = clock.now()
    near = (
        select(WeeklyPlan.id)
        .join(RosterEntry, RosterEntry.person_id == WeeklyPlan.person_id)
        .join(Broadcast, Broadcast.id == RosterEntry.broadcast_id)
        .where(RosterEntry.part == "assistant", Broadcast.state.in_(COMING))
        .where(Broadcast.planned_start >= WeeklyPlan.starts_at)
        .where(Broadcast.planned_start < WeeklyPlan.ends_at)
        .where(Broadcast.planned_start > now, Broadcast.planned_start <= now + FURTHEST)
        .where(WeeklyPlan.state.in_(FILED))
        .distinct()
    )
    plans = [db.session.get_one(WeeklyPlan, number) for number in db.session.scalars(near)]
    ids = [one.id for one in plans if one.gaps_to_ask()]
    db.session.rollback()
    return ids


def ask_gaps() -> int:
    """Ask for what is 待补 and begins soon, once for each broadcast; return for how many."""
    asked = 0
    for plan_id in _with_gaps_soon():
        with writing():
            plan = db.session.get_one(WeeklyPlan, plan_id)
            if fresh := plan.gaps_to_ask():
                plan.ask_gap(fresh)
                asked += len(fresh)
    return asked


def each_minute() -> None:
    """What the worker does for plans."""
    ask_gaps()
    open_plans()
