"""Declared ties between two people: who has one takes no part in rating the other. By person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, one_while
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.evaluations import permissions
from zhubo_web.extensions import db

KINDS = {
    "family": N_("亲属"),
    "partner": N_("恋爱或同居"),
    "money": N_("有经济往来"),
    "quarrel": N_("有纠纷"),
}


class Closeness(Identified, Base):
    """A tie, in force until it is ended; it works both ways."""

    __tablename__ = "closeness"
    __table_args__ = (
        CheckConstraint("person_id <> other_id", name="two_people"),
        one_while("uq_closeness_in_force", "ended_at IS NULL", "person_id", "other_id", "kind"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(Person, foreign_keys="Closeness.person_id")
    other: Mapped[Person] = relationship(Person, foreign_keys="Closeness.other_id")

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Closeness]]:
        """Those in force: HR and administration all, others their own."""
        query = select(cls).where(cls.ended_at.is_(None)).order_by(cls.id.desc())
        if person.holds(*permissions.DECLARES_FOR_OTHERS):
            return query
        return query.where(or_(cls.person_id == person.id, cls.other_id == person.id))

    @classmethod
    def ids_of(cls, person_id: int) -> set[int]:
        """The people close to somebody now."""
        query = select(cls.person_id, cls.other_id).where(
            cls.ended_at.is_(None), or_(cls.person_id == person_id, cls.other_id == person_id)
        )
        return {one for pair in db.session.execute(query) for one in pair if one != person_id}

    @classmethod
    def declare(cls, person: Person, other: Person, kind: str, by: Any) -> Closeness:
        """Say that two people are close: oneself, or HR and administration for others."""
        if reason := permissions.declares(by, person):
            raise Denied(reason)
        if kind not in KINDS:
            raise Invalid(N_("请选是什么关系"), "kind")
        if person.id == other.id:
            raise Invalid(N_("请选另一个人"), "other")
        if other.id in cls.ids_of(person.id):
            raise Invalid(N_("已经申报过了"), "other")
        made = cls(person_id=person.id, other_id=other.id, kind=kind, declared_by_id=by.id)
        db.session.add(made)
        record("closeness.declared", made, by, person=person.id, other=other.id, kind=kind)
        return made

    def end(self, by: Any) -> None:
        """It holds no longer; what was decided meanwhile stands."""
        if reason := permissions.declares(by, self.person):
            raise Denied(reason)
        if self.ended_at is None:
            self.ended_at = clock.now()
            record("closeness.ended", self, by)
