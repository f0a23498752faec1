"""这班排得不合理: said from the shift, answered in words by somebody who did not make it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, joinedload, lazyload, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.attendance import permissions, workflow
from zhubo_web.attendance.models.leave import Leave, part_of
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned, one_while
from zhubo_web.core.reasons import Invalid, Reason, WrongState
from zhubo_web.duties.models import follow, step
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion

LONGEST = 200


class ShiftComplaint(Versioned, Identified, Base):
    """What somebody says of their shift. ``about_id`` made it (put them on it, or planned it)."""

    __tablename__ = "shift_complaint"
    __table_args__ = (
        one_while("uq_shift_complaint_open", "state = 'open'", "broadcast_id", "person_id"),
    )

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(10), default="")
    reasons: Mapped[list[Any]]
    words: Mapped[str] = mapped_column(String(LONGEST), default="")
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(LONGEST), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    broadcast: Mapped[Broadcast] = relationship(Broadcast)
    person: Mapped[Person] = relationship(Person, foreign_keys=person_id)
    answered_by: Mapped[Person | None] = relationship(Person, foreign_keys=answered_by_id)

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """One's own; those of one's rooms for who may answer and HR, but never who made the shift."""
        rooms = select(Broadcast.id).where(
            Broadcast.room_id.in_(covered_by(person, permissions.READS))
        )
        others = cls.broadcast_id.in_(rooms) & cls.about_id.is_distinct_from(person.id)
        names = [joinedload(one).lazyload(Person.grants) for one in (cls.person, cls.answered_by)]
        shift = joinedload(cls.broadcast, innerjoin=True).options(
            lazyload(Broadcast.roster), lazyload(Broadcast.interruptions)
        )
        query = select(cls).where(or_(cls.person_id == person.id, others)).options(*names, shift)
        return query.order_by(cls.state.desc(), cls.id.desc())

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def room(self) -> Room:
        return self.broadcast.room

    def answerer_ids(self) -> list[int]:
        """The room's leads; where one of them made it, or none is left, the owner and administration."""
        parties = (self.person_id, self.about_id)
        leads = [one.id for one in self.room.people_holding(roles.OPERATIONS)]
        found = [one for one in leads if one not in parties]
        if not found or self.about_id in leads:
            above = self.room.people_holding(roles.OWNER, roles.ADMINISTRATION)
            found += [one.id for one in above if one.id not in parties]
        return found

    def owner_ids(self) -> list[int]:
        """To whom it goes when nobody has answered."""
        owners = self.broadcast.owner_ids()
        return [one for one in owners if one not in (self.person_id, self.about_id)]

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their address."""
        return {**self.broadcast.told(), "broadcast": self.broadcast_id}

    def why_not(self, by: Any) -> Reason | None:
        """None when this person may answer it now, else the reason."""
        if self.state != "open":
            return Reason(N_("已经答复过了"))
        return permissions.answers_complaint(by, self)

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    @classmethod
    def complain(
        cls, broadcast: Broadcast, reasons: Collection[str], words: str, by: Person
    ) -> ShiftComplaint:
        """Say it of one's own shift. Raises Denied, Invalid or WrongState."""
        part = part_of(broadcast, by)
        if not reasons and not words.strip():
            raise Invalid(N_("点一个原因，或写一句话"), "reasons")
        if not set(reasons) <= set(workflow.COMPLAINTS):
            raise Invalid(N_("请在列出的原因里选"), "reasons")
        query = select(cls.id).filter_by(broadcast_id=broadcast.id, person_id=by.id, state="open")
        if db.session.scalar(query.limit(1)) is not None:
            raise WrongState(N_("这一班你已经说过了，正在等答复"))
        made = cls(broadcast=broadcast, person=by, reasons=sorted(reasons), words=words.strip())
        made.broadcast_id, made.person_id, made.state, made.answer = broadcast.id, by.id, "", ""
        made.about_id = _maker(broadcast, part, by)
        days = PolicyVersion.in_force().numbers.span("schedule_complaint_days")
        made.due_at = clock.now() + days
        db.session.add(made)
        db.session.flush()
        step(made, workflow.COMPLAINT, "complain", by, **broadcast.where())
        return made

    def reply(self, by: Any, answer: str) -> None:
        """Answer it in words."""
        self.answer = answer.strip()
        if not self.answer:
            raise Invalid(N_("请写答复，本人会看到"), "answer")
        step(self, workflow.COMPLAINT, "reply", by, **self.broadcast.where())
        self.answered_at, self.answered_by_id = clock.now(), by.id


def _maker(broadcast: Broadcast, part: str, person: Person) -> int | None:
    """Who put the person on the shift (with a swap, who approved it), else who planned it; nobody where
    the clock did."""
    query = select(AuditEvent).where(
        AuditEvent.broadcast_id == broadcast.id,
        AuditEvent.name.in_(("roster.changed", "broadcast.scheduled")),
    )
    planned = put_on = None
    for event in db.session.scalars(query.order_by(AuditEvent.id)):
        if event.name == "broadcast.scheduled":
            planned = event.actor_id
        elif event.data.get("person") == person.id and event.data["part"] == part:
            put_on = event.actor_id if event.data["on"] else put_on
    return put_on or _approver(broadcast, person) or planned


def _approver(broadcast: Broadcast, person: Person) -> int | None:
    """Who approved the swap by which the person has the shift: the roster's change is the system's."""
    took = (Leave.broadcast_id == broadcast.id) & (Leave.other_id == person.id)
    given = (Leave.given_id == broadcast.id) & (Leave.person_id == person.id)
    query = select(Leave.decided_by_id).where(Leave.state == "approved", or_(took, given))
    return db.session.scalar(query.order_by(Leave.decided_at.desc()).limit(1))


follow(ShiftComplaint, workflow.COMPLAINT)
