"""Time goes by for a server that is a process of its own: stored moments move, the worker does the rest.

``week MINUTES``: the coming broadcast begins so many minutes from now, its plan and what waits with it
move along. ``air MINUTES``: what is on has been on so long, and whoever watches has watched.
``over MINUTES``: it ended so many minutes ago.
``freeze``: the figures of the month are taken down; ``given``: the month's result goes to its person;
``settled``: the time to ask for another review is over; ``met``: the talk's time has come;
``package``: the day has come on which the month is handed over.
``publication``: 14:00 of the next day has come for every rating that was handed in.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from sqlalchemy import select

from zhubo_web import create_app, settings
from zhubo_web.appeals.models import Appeal
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db, writing
from zhubo_web.handover import jobs as handover_jobs
from zhubo_web.months import jobs as month_jobs
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.observations.models import Watch
from zhubo_web.plans import weeks
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.talks.models import Talk


def week(minutes: str) -> None:
    """The coming week has come."""
    coming = Broadcast.state.in_(("scheduled", "checked"))
    (one,) = db.session.scalars(select(Broadcast).where(coming))
    by = clock.now() + timedelta(minutes=int(minutes)) - one.planned_start
    one.planned_start, one.planned_end = one.planned_start + by, one.planned_end + by
    for plan in db.session.scalars(select(WeeklyPlan)):
        plan.monday = weeks.monday_of(clock.local(one.planned_start).date())
        plan.starts_at, plan.ends_at = weeks.bounds(plan.monday)
        plan.due_at, plan.close_at = plan.due_at + by, plan.close_at + by
    for duty in db.session.scalars(select(Duty).where(Duty.closed_at.is_(None))):
        duty.due_at = _moved(duty.due_at, by)


def _moved(moment: datetime | None, by: timedelta) -> datetime | None:
    return None if moment is None else moment + by


def air(minutes: str) -> None:
    """So long on air."""
    (one,) = db.session.scalars(select(Broadcast).where(Broadcast.state == "live"))
    assert one.started_at is not None
    one.started_at -= timedelta(minutes=int(minutes))
    for watch in Watch.open_in(one):
        watch.created_at -= timedelta(minutes=int(minutes))


def over(minutes: str) -> None:
    """It has ended by the clock."""
    air(minutes)
    (one,) = db.session.scalars(select(Broadcast).where(Broadcast.state == "live"))
    one.end(SYSTEM)
    one.ended_at = clock.now() - timedelta(minutes=int(minutes))


def publication() -> None:
    """It is the next day, 14:00."""
    for one in db.session.scalars(select(Evaluation).where(Evaluation.state == "submitted")):
        one.publish_at = clock.now()


def freeze() -> None:
    """锁数."""
    for one in db.session.scalars(select(Month)):
        one.freeze_at = clock.now()


def given() -> None:
    """The day on which the result goes to its person."""
    for one in db.session.scalars(select(MonthlyEvaluation)):
        one.publish_at = clock.now()


def settled() -> None:
    """Nobody asked for another review in time."""
    for one in db.session.scalars(select(Appeal).where(Appeal.state == "served")):
        one.again_until = clock.now()


def met() -> None:
    """It is the hour of the talk."""
    for one in db.session.scalars(select(Talk).where(Talk.state == "scheduled")):
        one.starts_at = clock.now()


def package() -> None:
    """The day of the hand-over."""
    for one in db.session.scalars(select(Month)):
        one.package_by = clock.now()


PASSES = {"freeze": freeze, "given": given, "settled": settled, "met": met, "package": package,
          "week": week, "air": air, "over": over, "publication": publication}  # fmt: skip
#: What the worker looks for once a minute only: nobody waits so long.
LOOKS = {"freeze": month_jobs.freeze_months, "package": handover_jobs.send_due}


def main(what: str, *told: str) -> None:
    """Let it pass."""
    with create_app(settings.read()).app_context():
        with writing():
            PASSES[what](*told)
        LOOKS.get(what, int)()


if __name__ == "__main__":
    main(*sys.argv[1:])
