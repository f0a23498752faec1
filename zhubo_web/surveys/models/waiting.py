"""What feedback asks of people: one inbox entry a room for who decides, one a broadcast for its host.

Both follow from what is there, counted anew after each change. The leads decide; where a lead stands
beside the matter the other members of the group are asked, and where nobody is left the page says
whom to appoint. A host is asked for a rating in 严谨 only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import STRICT, Due
from zhubo_web.duties.models import Duty, close, open_duty
from zhubo_web.extensions import db
from zhubo_web.surveys import permissions
from zhubo_web.surveys.models.feedback import Feedback
from zhubo_web.surveys.models.rating import KIND, RATE_WITHIN, Rating


@dataclass(frozen=True)
class Queue:
    """What waits in one room for one member of the group: the subject of their inbox entry."""

    room: Room
    person_id: int
    due_at: datetime | None = None
    __tablename__: ClassVar[str] = "feedback_queue"

    @property
    def id(self) -> int:
        return self.room.id

    @property
    def room_id(self) -> int:
        return self.room.id

    def told(self) -> dict[str, Any]:
        """The values that the entry shows, and where it leads."""
        return {"room": self.room.name, "args": {"room": self.room.id}}

    def settle(self, by: Any) -> None:
        """One entry with the moment of what is due first; none where nothing waits. Where another
        piece becomes the first, the entry moves, and is reminded of anew."""
        there = db.session.scalars(_open_entries(self)).first()
        if self.due_at is None:
            if there is not None:
                close(self, person_id=self.person_id)
        elif there is None:
            open_duty(self, TO_DECIDE, self.due_at, by)
        elif there.due_at != self.due_at:
            there.due_at, there.reminded_at, there.escalated_at = self.due_at, None, None


def _open_entries(asked: Any) -> Select[tuple[Duty]]:
    return select(Duty).where(
        Duty.subject_type == asked.__tablename__,
        Duty.subject_id == asked.id,
        Duty.person_id == asked.person_id,
        Duty.closed_at.is_(None),
    )


def _whom(asked: Any) -> Sequence[int]:
    return [asked.person_id]


def _above(queue: Queue) -> Sequence[int]:
    """HR; the owner where there is none, or where it is HR who is late."""
    for role in (roles.HR, roles.OWNER):
        held = [one.id for one in queue.room.people_holding(role) if one.id != queue.person_id]
        if held:
            return held
    return []


TO_DECIDE = Due(
    title=N_("把反馈归到人"),
    whom=_whom,
    endpoint="surveys.index",
    until=lambda queue: queue.due_at,
    escalate_to=_above,
)


def deciders(feedback: Feedback, members: Iterable[Person]) -> list[Person]:
    """Who of the room's group is asked: the leads who may, else whoever else may; perhaps nobody."""
    may = [one for one in members if permissions.decides(one, feedback) is None]
    leads = [one for one in may if one.holds(roles.OPERATIONS, room=feedback.room)]
    return leads or may


def settle(room: Room, by: Any) -> None:
    """Open, move and close the entries of everybody in the room's group."""
    query = select(Feedback).where(
        Feedback.room_id == room.id, Feedback.state == "pending", Feedback.withdrawn_at.is_(None)
    )
    waiting = db.session.scalars(query.options(joinedload(Feedback.broadcast))).all()
    members = room.people_holding(*roles.GROUP)
    first: dict[int, datetime] = {}
    for one in waiting:
        for person in deciders(one, members):
            if one.due_at is not None:
                first[person.id] = min(one.due_at, first.get(person.id, one.due_at))
    asked = {person.id for person in members} | set(_asked(room))
    for person_id in sorted(asked):
        Queue(room, person_id, first.get(person_id)).settle(by)


def _asked(room: Room) -> Iterable[int]:
    return db.session.scalars(
        select(Duty.person_id).where(
            Duty.subject_type == Queue.__tablename__,
            Duty.subject_id == room.id,
            Duty.closed_at.is_(None),
        )
    )


@dataclass(frozen=True)
class Rated:
    """One broadcast that its host is to rate: the subject of the host's inbox entry."""

    broadcast: Broadcast
    person_id: int
    __tablename__: ClassVar[str] = "host_rating"

    @property
    def id(self) -> int:
        return self.broadcast.id

    @property
    def room_id(self) -> int:
        return self.broadcast.room_id

    def told(self) -> dict[str, Any]:
        """The values that the entry shows, and where it leads."""
        number = self.broadcast.id
        return {**self.broadcast.told(), "broadcast": number, "args": {"broadcast_id": number}}

    def settle(self) -> None:
        """One entry in 严谨 as long as an assistant is left and it may still be rated."""
        closes_at = (self.broadcast.ended_at or clock.now()) + RATE_WITHIN
        rating = Rating(self.broadcast, db.session.get_one(Person, self.person_id))
        wanted = rating.setting == STRICT and bool(rating.open) and clock.now() <= closes_at
        there = db.session.scalars(_open_entries(self)).first()
        if wanted and there is None:
            open_duty(self, TO_RATE, closes_at)
        elif there is not None and not wanted:
            close(self, person_id=self.person_id)


TO_RATE = Due(title=N_("评一评助播：%(title)s"), whom=_whom, endpoint="surveys.thanks")


def _on_recorded(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.subject_type == "feedback":
        if subject.source == KIND and subject.broadcast and subject.author_id:
            Rated(subject.broadcast, subject.author_id).settle()
        if "pending" in (event.from_state, event.to_state):
            settle(subject.room, by)


def _on_ended(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name == "broadcast.ended":
        for host in subject.people("host"):
            Rated(subject, host.id).settle()


def _on_ending(event: AuditEvent, by: Any, **_given: Any) -> None:
    """Somebody goes or comes back: who of each group is asked now."""
    if event.name in ("person.suspended", "person.left", "person.restored"):
        waiting = select(Feedback.room_id).where(Feedback.state == "pending")
        for room in db.session.scalars(select(Room).where(Room.id.in_(waiting))):
            settle(room, by)


recorded.connect(_on_recorded, weak=False)
recorded.connect(_on_ended, weak=False)
recorded.connect(_on_ending, weak=False)
