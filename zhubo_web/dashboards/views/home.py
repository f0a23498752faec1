"""今天: what is on now, what waits for this person, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response
from sqlalchemy import func, select

from zhubo_web.accounts.models import Person
from zhubo_web.accounts.permissions import sets_up
from zhubo_web.audience.models import last_minutes
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.broadcasts.models.planned import COMING, ON
from zhubo_web.broadcasts.permissions import plans_broadcasts, sees_broadcasts
from zhubo_web.core import clock
from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.desks import starts
from zhubo_web.duties.models import REMIND_BEFORE, Duty, Work, year_to_import
from zhubo_web.duties.permissions import keeps_calendar
from zhubo_web.duties.views.linking import link_to
from zhubo_web.duties.views.listing import chips
from zhubo_web.extensions import db
from zhubo_web.observations import permissions as may
from zhubo_web.observations.models.observation import noted

AHEAD = timedelta(days=7)
TOMORROW_HOUR = 15
SHOWN = 8


def _live(person: Any) -> tuple[list[Broadcast], int]:
    """Some of what is on now, one's own first; and how many are on in all."""
    own = select(RosterEntry.broadcast_id).where(RosterEntry.person_id == person.id)
    query = Broadcast.listed(person).where(Broadcast.state.in_(ON))
    query = query.add_columns(func.count().over())
    first = (Broadcast.id.in_(own).desc(), Broadcast.planned_start, Broadcast.id)
    rows = db.session.execute(query.order_by(None).order_by(*first).limit(SHOWN)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _coming(person: Any) -> list[Broadcast]:
    query = Broadcast.listed(person, Broadcast.roster, Broadcast.interruptions)
    query = query.where(Broadcast.state.in_(COMING), Broadcast.planned_start < clock.now() + AHEAD)
    return list(
        db.session.scalars(query.order_by(None).order_by(Broadcast.planned_start).limit(SHOWN))
    )


def is_for_today(duty: Duty) -> bool:
    """Late, due by tomorrow afternoon, or due whenever there is time."""
    until = clock.shanghai(clock.today() + timedelta(days=1), TOMORROW_HOUR)
    return duty.due_at is None or duty.due_at <= until


def _is_new_shop() -> bool:
    """Whether there is no room yet, so that the guide is the first thing to see."""
    return db.session.scalar(select(Room.id).limit(1)) is None


@dataclass(frozen=True)
class Live:
    """A broadcast that is on, and where this person may go in it.

    ``notes`` counts what was noted so far, for those who may note; ``per_minute`` the comments of the
    last minute, where the room has a feed; for others None.
    """

    broadcast: Broadcast
    notes: int | None
    per_minute: int | None
    shows_overlay: bool

    @classmethod
    def each(cls, broadcasts: list[Broadcast], person: Any) -> list[Live]:
        """Of all of them by two statements."""
        watched = [one for one in broadcasts if may.notes(person, one) is None]
        notes, minutes = noted([one.id for one in watched]), last_minutes(broadcasts)
        return [
            cls(
                one,
                notes.get(one.id, 0) if one in watched else None,
                minutes.get(one.id),
                may.sees_overlay(person, one) is None,
            )
            for one in broadcasts
        ]

    @property
    def people(self) -> str:
        """Hosts and assistants by name."""
        crew = self.broadcast.people("host") + self.broadcast.people("assistant")
        return _("、").join(person.name for person in crew)


@bp.get("/works")
@signed_in
def works() -> Response:
    """Long work of whoever is asking: how far it is, what became of it."""
    rows = [(one, link_to(one)) for one in db.session.scalars(Work.visible_to(actor()).limit(20))]
    return render("dashboards/works.html", rows=rows)


@bp.get("/")
@signed_in
def home() -> Response:
    """The page everybody begins with."""
    person: Person = actor()
    duties = Duty.open_of(person)
    live, on = _live(person)
    return render(
        "dashboards/home.html",
        person=person,
        today=[(duty, link_to(duty)) for duty in duties if is_for_today(duty)],
        later=[(duty, link_to(duty)) for duty in duties if not is_for_today(duty)],
        sorts=chips(duties),
        starts=starts(person, clock.today()),
        missing=year_to_import() if keeps_calendar(person) is None else None,
        live=Live.each(live, person),
        more_live=on - len(live),
        works_under_way=[(one, link_to(one)) for one in Work.under_way(person)],
        coming=_coming(person),
        guide=not live and sets_up(person) is None and _is_new_shop(),
        plans=plans_broadcasts(person) is None,
        works=sees_broadcasts(person) is None,
        now=clock.now(),
        soon=clock.now() + REMIND_BEFORE,
    )
