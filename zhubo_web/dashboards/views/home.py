"""今天: what is on now, what waits for this person, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, url_for
from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.accounts.permissions import sets_up
from zhubo_web.audience.models import figures
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.broadcasts.permissions import plans_broadcasts, sees_broadcasts
from zhubo_web.core import clock
from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.duties.models import REMIND_BEFORE, Duty
from zhubo_web.extensions import db
from zhubo_web.observations import permissions as may
from zhubo_web.observations.models.observation import noted

AHEAD = timedelta(days=7)
TOMORROW_HOUR = 15
SHOWN = 8


def _broadcasts(person: Any, *states: str) -> list[Broadcast]:
    query = Broadcast.visible_to(person).where(Broadcast.state.in_(states))
    return list(db.session.scalars(query.order_by(None).order_by(Broadcast.planned_start)))


def _coming(person: Any) -> list[Broadcast]:
    until = clock.now() + AHEAD
    planned = _broadcasts(person, "scheduled", "checked")
    return [one for one in planned if one.planned_start < until][:SHOWN]


def duty_link(duty: Duty) -> str:
    """Where a duty is done: its endpoint takes the subject's id, or the broadcast's."""
    broadcast = duty.values.get("broadcast", duty.subject_id)
    return url_for(duty.endpoint, broadcast_id=broadcast)


def is_for_today(duty: Duty) -> bool:
    """Late, due by tomorrow afternoon, or due whenever there is time."""
    until = clock.shanghai(clock.today() + timedelta(days=1), TOMORROW_HOUR)
    return duty.due_at is None or duty.due_at <= until


def _is_new_shop() -> bool:
    """Whether there is no room yet, so that the guide is the first thing to see."""
    return db.session.scalar(select(Room.id).limit(1)) is None


@dataclass(frozen=True)
class Live:
    """A broadcast that is on, and where this person may go in it."""

    broadcast: Broadcast
    notes: int | None
    comments: dict[str, Any] | None
    shows_overlay: bool

    @classmethod
    def of(cls, broadcast: Broadcast, person: Any) -> Live:
        """``notes`` counts what was noted so far, for those who may note; for others None."""
        watched = may.notes(person, broadcast) is None
        return cls(
            broadcast,
            noted(broadcast) if watched else None,
            figures(broadcast),
            may.sees_overlay(person, broadcast) is None,
        )

    @property
    def people(self) -> str:
        """Hosts and assistants by name."""
        crew = self.broadcast.people("host") + self.broadcast.people("assistant")
        return _("、").join(person.name for person in crew)


@bp.get("/")
@signed_in
def home() -> Response:
    """The page everybody begins with."""
    person: Person = actor()
    duties = Duty.open_of(person)
    return render(
        "dashboards/home.html",
        person=person,
        today=[(duty, duty_link(duty)) for duty in duties if is_for_today(duty)],
        later=[(duty, duty_link(duty)) for duty in duties if not is_for_today(duty)],
        live=[Live.of(one, person) for one in _broadcasts(person, "live", "interrupted")],
        coming=_coming(person),
        guide=_is_new_shop() and sets_up(person) is None,
        plans=plans_broadcasts(person) is None,
        works=sees_broadcasts(person) is None,
        now=clock.now(),
        soon=clock.now() + REMIND_BEFORE,
    )
