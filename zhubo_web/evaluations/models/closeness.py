"""Declared ties between two people: who has one takes no part in rating the other. By person.

One who rates says it of themselves and it counts at once, as what HR or administration register of
others, and what both sides declared. Everything else waits for their confirmation, so that nobody can
choose their raters by declaring ties.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Grant, Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, one_while
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import Due
from zhubo_web.duties.models import close, open_duty
from zhubo_web.evaluations import permissions
from zhubo_web.extensions import db

KINDS = {
    "family": N_("亲属"),
    "partner": N_("恋爱或同居"),
    "money": N_("有经济往来"),
    "quarrel": N_("有纠纷"),
    "reports": N_("直接上下级"),
}
#: Counts where somebody decides about what the other did, and keeps nobody from rating.
REPORTS = "reports"

LONGEST_END = 200


class Closeness(Identified, Base):
    """A tie until it is ended; it works both ways, from ``confirmed_at`` on (None: it waits)."""

    __tablename__ = "closeness"
    __table_args__ = (
        CheckConstraint("person_id <> other_id", name="two_people"),
        one_while("uq_closeness_in_force", "ended_at IS NULL", "person_id", "other_id", "kind"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(LONGEST_END), default="")
    person: Mapped[Person] = relationship(Person, foreign_keys="Closeness.person_id")
    other: Mapped[Person] = relationship(Person, foreign_keys="Closeness.other_id")

    @property
    def party_ids(self) -> set[int]:
        """The two."""
        return {self.person_id, self.other_id}

    @property
    def declarer(self) -> Person | None:
        """Which of the two declared it; None where HR or administration registered it."""
        return next((p for p in (self.person, self.other) if p.id == self.declared_by_id), None)

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Closeness]]:
        """Those that are not ended: HR and administration all, others their own."""
        query = select(cls).where(cls.ended_at.is_(None)).order_by(cls.id.desc())
        if person.holds(*permissions.DECLARES_FOR_OTHERS):
            return query
        return query.where(or_(cls.person_id == person.id, cls.other_id == person.id))

    @classmethod
    def ids_of(cls, person_id: int) -> set[int]:
        """The people whose tie with somebody counts now; of direct superiors see ``REPORTS``."""
        query = select(cls.person_id, cls.other_id).where(
            cls.ended_at.is_(None),
            cls.confirmed_at.is_not(None),
            cls.kind != REPORTS,
            or_(cls.person_id == person_id, cls.other_id == person_id),
        )
        return {one for pair in db.session.execute(query) for one in pair if one != person_id}

    @classmethod
    def _between(cls, one: int, other: int) -> list[Closeness]:
        """Those of these two that are not ended."""
        pair = or_(
            and_(cls.person_id == one, cls.other_id == other),
            and_(cls.person_id == other, cls.other_id == one),
        )
        return list(db.session.scalars(select(cls).where(cls.ended_at.is_(None), pair)))

    @classmethod
    def declare(cls, person: Person, other: Person, kind: str, by: Any) -> Closeness:
        """Say that two people are close: oneself, or HR and administration for others."""
        if reason := permissions.declares(by, person):
            raise Denied(reason)
        if kind not in KINDS:
            raise Invalid(N_("请选是什么关系"), "kind")
        if person.id == other.id:
            raise Invalid(N_("请选另一个人"), "other")
        alike = kind == REPORTS
        there = [o for o in cls._between(person.id, other.id) if (o.kind == REPORTS) == alike]
        if any(one.confirmed_at or one.declared_by_id == by.id for one in there):
            raise Invalid(N_("已经申报过了"), "other")
        made = cls(person_id=person.id, other_id=other.id, kind=kind, declared_by_id=by.id)
        db.session.add(made)
        record("closeness.declared", made, by, person=person.id, other=other.id, kind=kind)
        if there or permissions.counts_at_once(by, made):
            for one in (*there, made):
                one._count(by)
        else:
            open_duty(made, CONFIRM, by=by)
        return made

    def _count(self, by: Any) -> None:
        self.confirmed_at = clock.now()
        close(self, by)
        record("closeness.confirmed", self, by)

    def confirm(self, by: Any) -> None:
        """HR or administration: it counts from now on."""
        self._check_settles(by)
        if self.confirmed_at is None:
            self._count(by)

    def end(self, by: Any, reason: str) -> None:
        """HR or administration: it holds no longer, or never did; what was decided meanwhile stands."""
        self._check_settles(by)
        if not 0 < len(reason.strip()) <= LONGEST_END:
            raise Invalid(N_("请写明为什么取消，最多 200 个字"), "reason")
        self.ended_at, self.end_reason = clock.now(), reason.strip()
        close(self, by)
        record("closeness.ended", self, by)

    def _check_settles(self, by: Any) -> None:
        if refused := permissions.settles_tie(by, self):
            raise Denied(refused)
        if self.ended_at is not None:
            raise WrongState(N_("这条申报已经取消了"))

    def asked_ids(self) -> list[int]:
        """Who may confirm it."""
        query = (
            select(Person)
            .join(Grant, Grant.person_id == Person.id)
            .where(Grant.role.in_(permissions.DECLARES_FOR_OTHERS), Grant.ended_at.is_(None))
            .where(Person.status.in_(("active", "invited")))
            .order_by(Person.id)
        )
        people = dict.fromkeys(db.session.scalars(query))
        return [one.id for one in people if permissions.settles_tie(one, self) is None]


CONFIRM = Due(N_("有利害关系申报等确认"), Closeness.asked_ids, "evaluations.ties", discreet=True)
