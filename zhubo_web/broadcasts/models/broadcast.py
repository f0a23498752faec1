"""One broadcast, and which of them somebody sees. Its verbs stand in planned, staffing, checking
and running: one module each for a stage of its life."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models.checking import Checked
from zhubo_web.broadcasts.models.planned import COMING, ON
from zhubo_web.broadcasts.models.room import covered_by, for_whole_shop
from zhubo_web.broadcasts.models.running import Running
from zhubo_web.broadcasts.models.staffing import PARTS, RosterEntry
from zhubo_web.broadcasts.workflow import WORKFLOW, room_is_free
from zhubo_web.core import clock
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import LIGHT, STRICT, Transition
from zhubo_web.duties.models import follow, take_shifts_from
from zhubo_web.extensions import db


class Broadcast(Checked, Running):
    """One live session of a room."""

    __tablename__ = "broadcast"

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """Overseers see their rooms' broadcasts, others those they are on, a screen its room's."""
        query = select(cls).order_by(cls.planned_start.desc())
        if getattr(person, "is_screen", False):
            return query.where(cls.room_id == person.room_id)
        mine = select(RosterEntry.broadcast_id).where(RosterEntry.person_id == person.id)
        if for_whole_shop(person, permissions.SEES_ALL):
            return query
        rooms = covered_by(person, permissions.SEES_ALL)
        return query.where(or_(cls.room_id.in_(rooms), cls.id.in_(mine)))

    @classmethod
    def listed(cls, person: Any, *left_out: Any) -> Any:
        """The same for a list: nobody's grants are read, nor the relationships that are left out."""
        people = selectinload(cls.roster).joinedload(RosterEntry.person)
        shown = (
            [] if any(one is cls.roster for one in left_out) else [people.lazyload(Person.grants)]
        )
        return cls.visible_to(person).options(*shown, *map(lazyload, left_out))

    def open_to(self, person: Any) -> bool:
        """Whether the person may see this very broadcast."""
        mine = not person.is_screen and self.has_on_roster(person, *PARTS)
        return mine or permissions.oversees(person, self) is None

    @classmethod
    def seen_by(cls, person: Any, broadcast_id: int) -> Broadcast | None:
        """The one with this number if the person or screen may see it; people and breaks with it."""
        people = joinedload(cls.roster).joinedload(RosterEntry.person).lazyload(Person.grants)
        query = cls.visible_to(person).where(cls.id == broadcast_id).order_by(None)
        query = query.options(people, joinedload(cls.interruptions))
        found: Broadcast | None = db.session.scalars(query).unique().one_or_none()
        return found

    @classmethod
    def live_in(cls, room_id: int) -> Broadcast | None:
        """The broadcast that is on in a room now, the newest if two were started."""
        query = select(cls).where(cls.room_id == room_id, cls.state.in_(ON))
        return db.session.scalar(query.order_by(cls.started_at.desc()).limit(1))

    @classmethod
    def coming_in(cls, room_id: int, person: Any) -> Any:
        """What is planned in a room and the person or screen may see, the first first; a broadcast
        that never began is no longer coming once it should have ended."""
        query = cls.visible_to(person).where(cls.room_id == room_id, cls.state.in_(COMING))
        query = query.where(cls.planned_end > clock.now())
        return query.order_by(None).order_by(cls.planned_start)

    @classmethod
    def next_in(cls, room_id: int, person: Any) -> Broadcast | None:
        """The next one planned in a room."""
        found: Broadcast | None = db.session.scalar(cls.coming_in(room_id, person).limit(1))
        return found

    @property
    def unchecked(self) -> bool:
        """Whether starting it now needs a reason, as nobody checked it."""
        return self.state == "scheduled" and not self.confirmed

    def go_live(self, by: Any, reason: str = "") -> None:
        """Start it by hand in whichever way its state allows."""
        if self.unchecked:
            self.start_unchecked(by, reason)
        elif self.state == "scheduled":
            self.start_confirmed(by)
        else:
            self.start(by)

    def why_not_start(self, by: Any) -> Reason | None:
        """None when this person may start it by hand now, else the reason."""
        if self.unchecked:
            return permissions.leads(by, self) or room_is_free(self)
        return self.why_not("start_confirmed" if self.state == "scheduled" else "start", by)


def _waiting(row: Transition, now: datetime) -> Select[tuple[Broadcast]]:
    """Whose time has come, without those that a guard will never let pass: they would pile up."""
    assert row.timer is not None
    since = getattr(Broadcast, row.timer.since)
    query = select(Broadcast).where(Broadcast.state == row.source, since <= now - row.timer.after)
    if row.verb == "end_auto":
        return query.where(Broadcast.setting != STRICT)
    if row.verb == "close_unwatched":
        staffed = select(RosterEntry.broadcast_id).where(RosterEntry.part == "assistant")
        return query.where(Broadcast.last_seq == 0, Broadcast.id.not_in(staffed))
    if row.verb == "start_auto":
        query = query.where(Broadcast.planned_end > now, Broadcast.setting != STRICT)
        enough = (Broadcast.setting == LIGHT) | Broadcast.same_second_at.is_not(None)
        confirmed = Broadcast.same_confirmed_at.is_not(None) & enough
        return query.where(confirmed) if row.source == "scheduled" else query
    return query


def shifts(people: Collection[int], since: datetime, until: datetime) -> dict[int, list[datetime]]:
    """When the broadcasts begin, or were to begin, on whose roster these people stand."""
    query = (
        select(RosterEntry.person_id, Broadcast.planned_start)
        .join(Broadcast, Broadcast.id == RosterEntry.broadcast_id)
        .where(RosterEntry.person_id.in_(people), Broadcast.state != "cancelled")
        .where(Broadcast.planned_start.between(since, until))
    )
    found: dict[int, list[datetime]] = {}
    for person_id, start in db.session.execute(query.distinct()):
        found.setdefault(person_id, []).append(start)
    return found


follow(Broadcast, WORKFLOW, _waiting, page="broadcasts.show")
take_shifts_from(shifts)
