"""One assistant's evaluation of one broadcast: who sees which, how it is opened, its timers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Mapped, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.reach import overseen
from zhubo_web.core import clock
from zhubo_web.core.workflow import LIGHT, SYSTEM, Transition
from zhubo_web.duties.models import follow
from zhubo_web.evaluations import permissions
from zhubo_web.evaluations.models.amended import Amended
from zhubo_web.evaluations.models.closeness import Closeness
from zhubo_web.evaluations.workflow import OUT, PAGE, WORKFLOW
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation, Parts, Watch, take_parts_from

#: What the assistant it is about may read.
TOLD = ("unwatched", *OUT)
#: Notes of a console that was cut off arrive up to so long after the end.
LATE_NOTES = timedelta(hours=2)


class Evaluation(Amended):
    """From a broadcast's end to the month's close."""

    __tablename__ = "evaluation"

    rater: Mapped[Person | None] = relationship(Person, foreign_keys="Evaluation.rater_id")
    decided_by: Mapped[Person | None] = relationship(
        Person, foreign_keys="Evaluation.decided_by_id"
    )

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Evaluation]]:
        """One's own once it is published; the room's group, administration and owner all."""
        query = select(cls).order_by(cls.broadcast_id.desc(), cls.assistant_id)
        if getattr(person, "is_screen", False):
            return query.where(cls.id < 0)
        own = and_(cls.assistant_id == person.id, cls.state.in_(TOLD))
        return query.where(or_(own, overseen(cls.broadcast_id, person, permissions.READS)))

    @classmethod
    def of(cls, broadcast: Broadcast) -> dict[int, Evaluation]:
        """The evaluations of a broadcast by assistant."""
        query = select(cls).where(cls.broadcast_id == broadcast.id)
        return {one.assistant_id: one for one in db.session.scalars(query)}

    @classmethod
    def open(cls, broadcast: Broadcast, assistant: Person) -> Evaluation:
        """The broadcast has ended. The same again is the one that is there."""
        there = cls.of(broadcast).get(assistant.id)
        if there is not None:
            return there
        made = cls(broadcast=broadcast, assistant=assistant, state="").govern("evaluation")
        ended = broadcast.ended_at or clock.now()
        made.rate_by = ended + made.span("evaluation_rate_hours")
        waits = LATE_NOTES if made.setting == LIGHT else made.span("evaluation_unwatched_hours")
        made.unwatched_at = ended + waits
        db.session.add(made)
        db.session.flush()
        made._step("open", SYSTEM)
        if made.why_not("suggest", SYSTEM) is None:
            made.suggest(SYSTEM)
        return made


def _waiting(row: Transition, now: datetime) -> Select[tuple[Evaluation]]:
    """Whose time has come, without those that a guard will not let pass: they would pile up."""
    assert row.timer is not None
    since = getattr(Evaluation, row.timer.since)
    query = select(Evaluation).where(Evaluation.state == row.source, since <= now - row.timer.after)
    if row.setting != "all":
        query = query.where(Evaluation.setting != "strict")
    if row.verb == "suggest":
        watched = select(Watch.broadcast_id).union(select(Observation.broadcast_id))
        return query.where(Evaluation.unwatched_at > now, Evaluation.broadcast_id.in_(watched))
    return query


follow(Evaluation, WORKFLOW, _waiting, page=PAGE)


def _parts(broadcast_id: int, assistant_id: int | None) -> Parts:
    """Who rated the assistant (or anybody) in this broadcast, and who is close to them."""
    query = select(Evaluation.rater_id, Evaluation.second_id).where(
        Evaluation.broadcast_id == broadcast_id
    )
    if assistant_id is None:
        return Parts(_people(query))
    own = query.where(Evaluation.assistant_id == assistant_id)
    return Parts(_people(own), Closeness.ids_of(assistant_id))


def _people(query: Any) -> set[int]:
    return {who for pair in db.session.execute(query) for who in pair if who is not None}


take_parts_from(_parts)
