"""Entries of people's inboxes: one thing that waits for one person until a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.workflow import SYSTEM, Due
from zhubo_web.duties.models.notice import Notice, Told, knows
from zhubo_web.extensions import db

REMIND_BEFORE = timedelta(hours=2)


class Duty(Identified, Base):
    """One thing that waits for one person. ``title`` is a message id; ``values`` fill it.

    ``values["args"]`` are the URL values of ``endpoint``, where the thing's ``told()`` names them
    under ``url``. ``escalate_to``: the ids of those who are told once if it is late, as they were
    when it was opened. ``room_id`` is the room it is about, for counts of one room.
    """

    __tablename__ = "duty"
    __table_args__ = (
        Index("ix_duty_subject_open", "subject_type", "subject_id", "closed_at"),
        Index("ix_duty_due_open", "closed_at", "due_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    endpoint: Mapped[str] = mapped_column(String(60))
    room_id: Mapped[int | None]
    escalate_to: Mapped[list[Any]] = mapped_column(default=list)
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]

    @classmethod
    def open_of(cls, person: Any) -> list[Duty]:
        """What waits for this person, the most urgent first."""
        query = (
            select(cls)
            .where(cls.person_id == person.id, cls.closed_at.is_(None))
            .order_by(cls.due_at.is_(None), cls.due_at, cls.id)
        )
        return list(db.session.scalars(query))

    @property
    def late(self) -> bool:
        return self.due_at is not None and self.due_at < clock.now()

    @property
    def soon(self) -> bool:
        """Whether it is due within two hours, or was due already."""
        return self.due_at is not None and self.due_at <= clock.now() + REMIND_BEFORE

    def tell(self, kind: str, person_id: int, by: Any, *, urgency: str = "", **more: Any) -> Notice:
        """Tell somebody of it: opened, reminded, or late."""
        told = Told(self.title, self.endpoint, {**self.values, **more})
        usual = "soon" if self.soon and kind != "late" else "digest"
        return Notice.write(person_id, self, told, by, kind=kind, urgency=urgency or usual)


def close(subject: Any, by: Any = SYSTEM, *, person_id: int | None = None) -> None:
    """Settle every open entry of a thing, or those of one person, and what told of them."""
    query = select(Duty).where(
        Duty.subject_type == subject.__tablename__,
        Duty.subject_id == subject.id,
        Duty.closed_at.is_(None),
    )
    if person_id is not None:
        query = query.where(Duty.person_id == person_id)
    closed = list(db.session.scalars(query))
    for duty in closed:
        duty.closed_at = clock.now()
    if closed:
        Notice.settle(duty.id for duty in closed)


def _moment(subject: Any, due: Due) -> datetime | None:
    if due.until is not None:
        until: datetime | None = due.until(subject)
        if until is not None:
            return until
    return clock.now() + due.after if due.after is not None else None


def standing(ids: Iterable[int]) -> list[int]:
    """Of these people those who can still be asked: neither stopped nor gone."""
    asked = list(dict.fromkeys(ids))
    if not asked:
        return []
    stopped = Person.id.in_(asked) & Person.status.in_(("suspended", "left"))
    out = set(db.session.scalars(select(Person.id).where(stopped)))
    return [one for one in asked if one not in out]


def addressees(subject: Any, due: Due) -> list[int]:
    """Whom a declaration asks; where none of them can be asked any more, who would be told. What only
    its person can do goes to nobody else."""
    named = list(due.whom(subject))
    found = standing(named)
    if found or not named or due.escalate_to is None or due.personal:
        return found
    return standing(due.escalate_to(subject))


def open_duty(
    subject: Any,
    due: Due,
    due_at: datetime | None = None,
    by: Any = SYSTEM,
    *,
    at_once: bool = False,
    to: Sequence[int] | None = None,
) -> None:
    """Put an entry into the inbox of everybody the declaration names, and tell all but who did it.
    ``to`` are some of them, where the others have it already.

    What is due within two hours was reminded of by that; ``at_once`` is for what no cap holds back.
    """
    urgency = "now" if at_once else ""
    opened = {**_entry(subject, due), "due_at": due_at or _moment(subject, due)}
    for person_id in addressees(subject, due) if to is None else to:
        duty = Duty(person_id=person_id, **opened)
        duty.reminded_at = clock.now() if duty.soon else None
        db.session.add(duty)
        if (due.announced or duty.soon) and not knows(person_id, by):
            duty.tell("duty", person_id, by, urgency=urgency)


def _entry(subject: Any, due: Due) -> dict[str, Any]:
    """What an entry keeps of its thing and its declaration."""
    told = Told.of(subject, due.title, due.endpoint)
    return {
        "subject_type": subject.__tablename__,
        "subject_id": subject.id,
        "title": told.title,
        "values": told.values,
        "endpoint": told.endpoint,
        "room_id": _room_of(subject),
        "escalate_to": list(due.escalate_to(subject)) if due.escalate_to else [],
    }


def _room_of(subject: Any) -> int | None:
    """The room a thing is about: its own, or its broadcast's."""
    own: int | None = getattr(subject, "room_id", None)
    return own if own is not None else getattr(getattr(subject, "broadcast", None), "room_id", None)


def release(subject: Any, asked: Iterable[int], by: Any = SYSTEM) -> None:
    """Settle the open entries of a thing for everybody who is asked no longer."""
    query = select(Duty.person_id).where(
        Duty.subject_type == subject.__tablename__,
        Duty.subject_id == subject.id,
        Duty.closed_at.is_(None),
    )
    for person_id in set(db.session.scalars(query)) - set(asked):
        close(subject, by, person_id=person_id)
