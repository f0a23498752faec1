"""Seats in the supervision group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import permissions, roles
from zhubo_web.accounts.models.person import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, one_while
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db


class GroupSeat(Identified, Base):
    """A seat in the supervision group, of one of its three classes; substitutes marked."""

    __tablename__ = "group_seat"
    __table_args__ = (
        one_while("uq_group_seat_held", "ended_at IS NULL", "person_id", "member_class"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    member_class: Mapped[str] = mapped_column(String(12))
    substitute: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(Person, back_populates="seats")

    @classmethod
    def current(cls) -> list[GroupSeat]:
        """The seats held now, by class, members before substitutes."""
        query = select(cls).where(cls.ended_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.member_class, cls.substitute, cls.id)))

    @classmethod
    def appoint(cls, person: Person, member_class: str, by: Any, *, substitute: bool) -> GroupSeat:
        """Give somebody a seat; they must hold the role whose work the class does."""
        if by is not None and (reason := permissions.appoints_group(by)):
            raise Denied(reason)
        if not person.holds(roles.CLASSES[member_class]):
            raise Invalid(
                N_("%(name)s 还没有这一类成员对应的角色，请先在人员页授予角色"),
                "person",
                name=person.name,
            )
        if any(s.person_id == person.id and s.member_class == member_class for s in cls.current()):
            raise Invalid(N_("%(name)s 已经是这一类的成员"), "person", name=person.name)
        seat = cls(person=person, member_class=member_class, substitute=substitute)
        db.session.add(seat)
        record("seat.given", person, by, member_class=member_class, substitute=substitute)
        return seat

    def end(self, by: Any) -> None:
        """Take the seat back."""
        if reason := permissions.appoints_group(by):
            raise Denied(reason)
        if self.ended_at is None:
            self.ended_at = clock.now()
            record("seat.ended", self.person, by, member_class=self.member_class)
