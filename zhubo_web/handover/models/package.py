"""One package: the month's lines, or the lines that a correction changes. Rows are only added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.appeals.models.touching import contested_in
from zhubo_web.broadcasts.models.room import for_whole_shop
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import follow, step
from zhubo_web.extensions import db
from zhubo_web.handover import packaging, permissions
from zhubo_web.handover.packaging import Change, Line
from zhubo_web.handover.workflow import PAGE, WORKFLOW
from zhubo_web.months import scoring
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.months.models.answered import TOLD

OF_THE_SHOP = N_("月度包里有全店的月评，由全店的人力资源、行政或负责人来看和交")


def reads_all(person: Any) -> bool:
    """Whether somebody may read the months of the whole shop; a role in some rooms is not enough."""
    may = permissions.reads_packages(person) is None
    return may and for_whole_shop(person, permissions.READS)


class Package(Versioned, Identified, Base):
    """``number`` 0 is the month's package, 1 and more its corrections.

    ``lines``: what is handed over; ``before``: of a correction, assistant → the line it replaces, or
    None. ``digest``: the SHA-256 of the lines.
    """

    __tablename__ = "hr_package"
    __table_args__ = (UniqueConstraint("month_id", "number"),)

    month_id: Mapped[int] = mapped_column(ForeignKey("month.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="")
    lines: Mapped[list[Any]]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    month: Mapped[Month] = relationship(Month)
    received_by: Mapped[Person | None] = relationship(Person)

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Package]]:
        """All, the newest first, for who may read them: they hold everybody's months."""
        query = select(cls).order_by(cls.month_id.desc(), cls.number.desc())
        query = query.options(joinedload(cls.month), joinedload(cls.received_by))
        return query if reads_all(person) else query.where(cls.id < 0)

    @classmethod
    def of(cls, month: Month) -> Sequence[Package]:
        """A month's package and its corrections, in their order."""
        query = select(cls).where(cls.month_id == month.id).order_by(cls.number)
        return db.session.scalars(query).all()

    @property
    def is_correction(self) -> bool:
        return self.number > 0

    @property
    def read(self) -> list[Line]:
        """Its lines."""
        return [Line.read(one) for one in self.lines]

    @property
    def changes(self) -> list[Change]:
        """Its lines beside what they replace."""
        kept = {who: Line.read(line) if line else None for who, line in self.before.items()}
        return [Change(kept.get(str(one.assistant_id)), one) for one in self.read]

    @property
    def name(self) -> str:
        """2026-11, or 2026-11 #1 for its first correction."""
        return f"{self.month.name} #{self.number}" if self.is_correction else self.month.name

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their page."""
        number = f" #{self.number}" if self.is_correction else ""
        return {"month": self.month.name, "number": number, "args": {"package_id": self.id}}

    def receiver_ids(self) -> list[int]:
        """HR; the owner where there is none."""
        return self._holding(roles.HR) or self.owner_ids()

    def owner_ids(self) -> list[int]:
        """The owners of the shop, who hear that nobody took it over."""
        return self._holding(roles.OWNER)

    @staticmethod
    def _holding(role: str) -> list[int]:
        query = (
            select(Grant.person_id)
            .join(Person, Person.id == Grant.person_id)
            .where(Grant.role == role, Grant.ended_at.is_(None), Person.status == "active")
            .where(Grant.room_id.is_(None), Grant.group_id.is_(None))
        )
        return sorted(set(db.session.scalars(query)))

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return WORKFLOW.why_not(self, verb, by)

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    @classmethod
    def send(cls, month: Month, by: Any) -> Package:
        """Hand a month over, once; what is not final in it says so. Raises Denied or WrongState."""
        if reason := permissions.sends(by):
            raise Denied(reason)
        if by is not SYSTEM and not reads_all(by):
            raise Denied(OF_THE_SHOP)
        if cls.of(month):
            raise WrongState(N_("这个月已经交过了，之后的变化会出编号的更正"))
        if month.frozen_at is None:
            raise WrongState(N_("还没有锁数，锁数以后才能交"))
        return cls._make(month, 0, lines_of(month), {}, by)

    @classmethod
    def correct(cls, month: Month, by: Any) -> Package | None:
        """The next correction of a month that was handed over, where anything differs from it."""
        sent = cls.of(month)
        if not sent:
            return None
        handed = packaging.standing(one.read for one in sent)
        found = packaging.changes(handed, lines_of(month))
        if not found:
            return None
        before = {
            str(one.after.assistant_id): one.before.stored() if one.before else None
            for one in found
        }
        return cls._make(month, len(sent), [one.after for one in found], before, by)

    @classmethod
    def _make(
        cls, month: Month, number: int, lines: Sequence[Line], before: dict[str, Any], by: Any
    ) -> Package:
        kept = [one.stored() for one in lines]
        made = cls(month=month, month_id=month.id, number=number, state="")
        made.lines, made.before, made.digest = kept, before, scoring.digest(kept)
        db.session.add(made)
        db.session.flush()
        step(made, WORKFLOW, "send", by, month=month.name, number=number, digest=made.digest)
        return made

    def receive(self, by: Any) -> None:
        """HR says that it arrived."""
        step(self, WORKFLOW, "receive", by, month=self.month.name, number=self.number)
        self.received_at, self.received_by_id = clock.now(), by.id


def lines_of(month: Month) -> list[Line]:
    """Every assistant's line as it is now, by name."""
    query = (
        select(MonthlyEvaluation)
        .where(MonthlyEvaluation.month_id == month.id)
        .options(
            joinedload(MonthlyEvaluation.assistant).lazyload(Person.grants),
            joinedload(MonthlyEvaluation.policy),
            selectinload(MonthlyEvaluation.results),
        )
    )
    contested = contested_in(month)
    found = [_line(one, contested) for one in db.session.scalars(query)]
    return sorted(found, key=lambda one: (one.name, one.assistant_id))


def _line(one: MonthlyEvaluation, contested: Collection[int]) -> Line:
    result, told = one.result(), one.state in TOLD
    grade = result.grade if result else ""
    open_still = one.state == "disputed" or one.id in contested
    status = packaging.status_of(told=told, contested=open_still, grade=grade)
    shown = result if result is not None and told else None
    parts = {part.name: part.shown for part in one.composed(shown).parts} if shown else {}
    usual = next((g.coefficient for g in one.composite.grades if g.name == grade), None)
    return Line(
        assistant_id=one.assistant_id,
        name=one.assistant.name,
        evaluation_id=one.id,
        status=status,
        score=shown.score if shown else None,
        grade=grade if shown else "",
        coefficient=packaging.coefficient_of(status, usual),
        results=parts.get("results"),
        attitude=parts.get("attitude"),
        ability=parts.get("ability"),
        broadcasts=len(one.facts.get("broadcasts", ())),
        watched=int(one.facts.get("watched", 0)),
        version=shown.number if shown else 0,
        digest=shown.digest if shown else "",
        employee_number=one.assistant.employee_number or "",
    )


follow(Package, WORKFLOW, page=PAGE)
