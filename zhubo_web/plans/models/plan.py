"""The weekly plan itself: closing, who sees which, and broadcasts that have none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import GroupSeat, Person, take_consequences_from
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.models.planned import ON
from zhubo_web.broadcasts.models.reach import in_rooms
from zhubo_web.core.marking import N_
from zhubo_web.core.models import one_while
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Transition
from zhubo_web.duties.models import follow
from zhubo_web.extensions import db
from zhubo_web.plans import permissions, weeks
from zhubo_web.plans.models.amending import Amending
from zhubo_web.plans.models.item import PlanItem, tally
from zhubo_web.plans.workflow import WORKFLOW


class WeeklyPlan(Amending):
    """One assistant's plan of one week."""

    __tablename__ = "weekly_plan"
    __table_args__ = (
        one_while("uq_weekly_plan_standing", "state <> 'withdrawn'", "person_id", "monday"),
    )

    @classmethod
    def visible_to(cls, person: Any, monday: date | None = None) -> Any:
        """One's own; those who oversee, the plans with a broadcast in their rooms; the group's
        substitutes all that were filed. Newest weeks first, or only the week of this Monday."""
        query = select(cls).order_by(cls.monday.desc(), cls.id.desc())
        if getattr(person, "is_screen", False):
            return query.where(cls.id < 0)
        ways = [cls.person_id == person.id]
        if person.holds(*permissions.READS):
            ways.append(cls._in_rooms(person, monday))
        seat = exists().where(
            GroupSeat.person_id == person.id,
            GroupSeat.substitute,
            GroupSeat.member_class == "operations",
            GroupSeat.ended_at.is_(None),
        )
        if monday is not None:
            query = query.where(cls.monday == monday)
        return query.where(or_(*ways, and_(seat, cls.state != "draft")))

    @classmethod
    def listed(cls, person: Any, monday: date | None = None) -> Any:
        """The same for a list: nobody's grants are read."""
        shown = joinedload(cls.person).lazyload(Person.grants)
        return cls.visible_to(person, monday).options(shown)

    @classmethod
    def _in_rooms(cls, person: Any, monday: date | None) -> Any:
        """Whether the assistant is on a broadcast of the person's rooms in the plan's week.

        Where the week is known its broadcasts are looked through once, and not each assistant's all.
        """
        assists = (
            RosterEntry.part == "assistant",
            Broadcast.id == RosterEntry.broadcast_id,
            in_rooms(Broadcast.room_id, person, permissions.READS),
        )
        start = Broadcast.planned_start
        if monday is not None:
            first, end = weeks.bounds(monday)
            there = select(RosterEntry.person_id).where(*assists, start >= first, start < end)
            return cls.person_id.in_(there)
        theirs = RosterEntry.person_id == cls.person_id
        return exists().where(theirs, *assists, start >= cls.starts_at, start < cls.ends_at)

    @classmethod
    def covering(cls, broadcast: Broadcast) -> list[WeeklyPlan]:
        """The plans of the broadcast's assistants for its week."""
        people = select(RosterEntry.person_id).where(
            RosterEntry.broadcast_id == broadcast.id, RosterEntry.part == "assistant"
        )
        query = select(cls).where(cls.person_id.in_(people), cls.state != "withdrawn")
        start = broadcast.planned_start
        return list(db.session.scalars(query.where(cls.starts_at <= start, start < cls.ends_at)))

    def week_end(self, by: Any) -> None:
        """The week is over: what was planned beside what was done; or it was never filed."""
        lapsed = self.state in ("draft", "changes_requested")
        rows = [] if lapsed else self._executed()
        self.step("week_end", by, filed=not lapsed)
        self.execution = rows

    def _executed(self) -> list[dict[str, Any]]:
        """The table of plan and execution, a row for each broadcast."""
        items = PlanItem.of_plan(self)
        rows = []
        for one in self.broadcasts:
            count = tally([item for item in items if item.broadcast_id == one.id])
            rows.append(
                {
                    "broadcast": one.id,
                    "title": one.title,
                    "start": one.planned_start.isoformat(),
                    "done": count.done,
                    "changed": count.changed,
                    "skipped": count.skipped,
                    "open": count.open,
                    "percent": count.percent,
                }
            )
        return rows


@dataclass(frozen=True)
class Planned:
    """An assistant of a broadcast and the plan; ``holds`` is false for 无计划."""

    person: Person
    plan: WeeklyPlan | None
    holds: bool


def planned_for(broadcast: Broadcast) -> list[Planned]:
    """Each assistant of the broadcast with the plan that covers it. 无计划 is a flag: the broadcast can
    be watched all the same."""
    plans = {one.person_id: one for one in WeeklyPlan.covering(broadcast)}
    found = []
    for person in broadcast.people("assistant"):
        plan = plans.get(person.id)
        part = plan.holding().part(broadcast.id) if plan is not None else None
        found.append(Planned(person, plan, part is not None and not part.gap))
    return found


def _waiting(row: Transition, now: datetime) -> Select[tuple[WeeklyPlan]]:
    """Whose time has come, without weeks of which a broadcast is still on: they would pile up."""
    assert row.timer is not None
    since = getattr(WeeklyPlan, row.timer.since)
    query = select(WeeklyPlan).where(WeeklyPlan.state == row.source, since <= now)
    if row.guard is None:
        return query
    on = exists().where(
        RosterEntry.person_id == WeeklyPlan.person_id,
        RosterEntry.part == "assistant",
        Broadcast.id == RosterEntry.broadcast_id,
        Broadcast.planned_start >= WeeklyPlan.starts_at,
        Broadcast.planned_start < WeeklyPlan.ends_at,
        Broadcast.state.in_(ON),
    )
    return query.where(~on)


follow(WeeklyPlan, WORKFLOW, _waiting, page="plans.show")


def _unapproved(person: Any) -> Iterable[Reason]:
    """The plans of somebody who leaves that nobody has let through."""
    waiting = WeeklyPlan.state.in_(("draft", "submitted", "changes_requested", "amending"))
    mine = (WeeklyPlan.person_id == person.id) & waiting
    count = db.session.scalar(select(func.count()).select_from(WeeklyPlan).where(mine)) or 0
    if count:
        said = N_("还没通过的周计划 %(count)s 份：不再催 TA，写好的留着")
        yield Reason(said, {"count": count})


take_consequences_from(_unapproved)
