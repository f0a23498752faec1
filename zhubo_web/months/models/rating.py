"""What a class gave, what a result came to, who signed it: rows that are only ever added."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Reason, Reasons

LONGEST = 500
#: How a mark is stored that does not apply.
NOT_MET = "na"


class ClassRating(Identified, Base):
    """The five marks of one class. ``submitted_at`` None: begun, kept, not handed in.

    ``before``: the marks that were filled in beforehand. A class that is not counted (nobody can
    rate for it) has ``dropped_for``, the reason, and no marks.
    """

    __tablename__ = "month_rating"
    __table_args__ = (UniqueConstraint("evaluation_id", "member_class"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("monthly_evaluation.id"))
    member_class: Mapped[str] = mapped_column(String(12))
    rater_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    strengths: Mapped[str] = mapped_column(String(LONGEST), default="")
    gaps: Mapped[str] = mapped_column(String(LONGEST), default="")
    dropped_for: Mapped[str] = mapped_column(String(LONGEST), default="")
    submitted_at: Mapped[datetime | None]
    rater: Mapped[Person | None] = relationship(Person)

    @property
    def is_in(self) -> bool:
        """Handed in, or not counted."""
        return self.submitted_at is not None or bool(self.dropped_for)

    @property
    def read(self) -> dict[str, int | None]:
        """Its marks as numbers, None where it did not apply."""
        return {code: None if m == NOT_MET else int(m) for code, m in self.marks.items()}


class MonthResult(Identified, Base):
    """One version of a month's result: the facts it was reckoned from, what it came to.

    ``raw`` is the composite, ``score`` what calibration left of it; ``source`` names what a later
    version follows from (an objection's decision). ``digest`` is the SHA-256 over facts, composite and
    score: see ``scoring.digest``. ``report``: what its report said when it was given to the person
    (``snapshot``), with ``report_digest`` over both; '' while it is not out.
    """

    __tablename__ = "month_result"
    __table_args__ = (UniqueConstraint("evaluation_id", "number"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("monthly_evaluation.id"))
    number: Mapped[int]
    facts: Mapped[dict[str, Any]]
    raw: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    score: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    grade: Mapped[str] = mapped_column(String(4), default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    source_type: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    report_digest: Mapped[str] = mapped_column(String(64), default="")


class MonthWaiver(Identified, Base):
    """Administration's word that one version of a result, of the lowest grade, stands although it lacks
    something. ``missing``: what it lacked then, each as message and values."""

    __tablename__ = "month_waiver"
    __table_args__ = (UniqueConstraint("evaluation_id", "result_number"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("monthly_evaluation.id"))
    result_number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(1000))
    missing: Mapped[list[Any]] = mapped_column(default=list)
    waived_at: Mapped[datetime] = mapped_column(default=clock.now)
    person: Mapped[Person] = relationship(Person)

    @property
    def lacked(self) -> Reasons:
        """What it lacked."""
        return Reasons(Reason(msgid, values) for msgid, values in self.missing)


class MonthSignature(Identified, Base):
    """Somebody's signature under one version of a result, for one class; in 严谨 for a side of
    ``months.finalising``."""

    __tablename__ = "month_signature"
    __table_args__ = (UniqueConstraint("evaluation_id", "result_number", "person_id"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("monthly_evaluation.id"))
    result_number: Mapped[int]
    member_class: Mapped[str] = mapped_column(String(12), default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)
    person: Mapped[Person] = relationship(Person)
