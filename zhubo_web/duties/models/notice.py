"""What people are told, and the pushes by which it reaches them.

A notice stands in its person's inbox at once, silently. Whether and when it also makes a sound is
for the digest (``digesting``): ``urgency`` is digest, soon (due within two hours) or now (what a
workflow row marks ``at_once``, and what a listener writes so: changed prices, warnings on screens).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db


def knows(person_id: int, by: Any) -> bool:
    """Whether this person made the step themselves: a screen's number is nobody's."""
    return not getattr(by, "is_screen", False) and getattr(by, "id", None) == person_id


@dataclass(frozen=True)
class Told:
    """A sentence (message id with its values) and the page it is about."""

    title: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, subject: Any, title: str, endpoint: str) -> Told:
        """In the subject's own values: its ``told()`` may name a page and that page's URL values."""
        values = dict(subject.told()) if hasattr(subject, "told") else {}
        own = values.pop("endpoint", None)
        if "url" in values:
            values["args"] = values.pop("url")
        return cls(title, own or endpoint, values)


class Digest(Identified, Base):
    """One push to one person. ``kind``: daily, shift, or at_once; ``duties``: what waited then.

    ``day`` is Shanghai's and ``number`` counts the person's pushes of that day: of two workers who
    would make the same one, the second is refused.
    """

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person_id", "day", "number"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    notices: Mapped[int] = mapped_column(default=0)
    duties: Mapped[int] = mapped_column(default=0)

    @classmethod
    def make(cls, person_id: int, kind: str, notices: Sequence[Notice], duties: int) -> Digest:
        """Write the push down, with what it carries."""
        today = clock.today()
        mine = (cls.person_id == person_id) & (cls.day == today)
        number = db.session.scalar(select(func.count()).select_from(cls).where(mine)) or 0
        made = cls(person_id=person_id, day=today, number=number + 1, kind=kind, duties=duties)
        made.notices = len(notices)
        db.session.add(made)
        db.session.flush()
        for one in notices:
            one.digest_id = made.id
        record("digest.made", made, SYSTEM, person=person_id, kind=kind, notices=len(notices))
        return made


class Notice(Identified, Base):
    """One thing one person is told. ``kind``: step, duty, soon (a reminder) or late."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_unread", "person_id", "read_at"),
        Index("ix_notice_waiting", "digest_id", "read_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(6))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    endpoint: Mapped[str] = mapped_column(String(60), default="")
    urgency: Mapped[str] = mapped_column(String(6), default="digest")
    read_at: Mapped[datetime | None]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))

    @property
    def at_once(self) -> bool:
        """Whether it may come at any hour."""
        return self.urgency != "digest"

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """One's own, the newest first."""
        return select(cls).where(cls.person_id == person.id).order_by(cls.id.desc())

    @classmethod
    def unread_of(cls, person_id: int) -> int:
        """How many the person has not read: for the bell of every page."""
        query = select(func.count()).select_from(cls)
        query = query.where(cls.person_id == person_id, cls.read_at.is_(None))
        return db.session.scalar(query) or 0

    @classmethod
    def write(
        cls, person_id: int, subject: Any, told: Told, by: Any, *, kind: str, urgency: str
    ) -> Notice:
        """Put it into the person's inbox, in the transaction of what it tells."""
        if subject.id is None:
            db.session.flush()
        is_duty = subject.__tablename__ == "duty"
        notice = cls(
            person_id=person_id,
            kind=kind,
            subject_type=subject.subject_type if is_duty else subject.__tablename__,
            subject_id=subject.subject_id if is_duty else subject.id,
            duty_id=subject.id if is_duty else None,
            title=told.title,
            values=told.values,
            endpoint=told.endpoint,
            urgency=urgency,
        )
        db.session.add(notice)
        record("notice.written", notice, by, person=person_id, kind=kind, urgency=urgency)
        return notice

    @classmethod
    def to_push(cls, person_id: int, *, everything: bool) -> list[Notice]:
        """What has not reached the person yet, the oldest first; or only what may come at once."""
        query = select(cls).where(cls.person_id == person_id, cls.digest_id.is_(None))
        query = query.where(cls.read_at.is_(None))
        if not everything:
            query = query.where(cls.urgency != "digest")
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def settle(cls, duty_ids: Iterable[int]) -> None:
        """What told of these duties needs no reading any more."""
        told = cls.duty_id.in_(list(duty_ids)) & cls.read_at.is_(None)
        db.session.execute(update(cls).where(told).values(read_at=clock.now()))

    @classmethod
    def read_all(cls, person: Any) -> None:
        """The person has seen the whole inbox."""
        unread = (cls.person_id == person.id) & cls.read_at.is_(None)
        db.session.execute(update(cls).where(unread).values(read_at=clock.now()))

    def read(self) -> None:
        """Its person has seen it."""
        self.read_at = self.read_at or clock.now()
