"""Each number of 四项原则 that has a target, as it stood when its month was over. What was below is a duty
of the operations leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.dashboards import permissions
from zhubo_web.dashboards.principles import TARGETED, Figure
from zhubo_web.dashboards.workflow import CHECK
from zhubo_web.duties.models import follow, step
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.policies.models import PolicyVersion

LONGEST_ANSWER = 300


class PrincipleCheck(Versioned, Identified, Base):
    """One number of one month. ``value`` and ``target`` are in per cent, ``value`` as it was looked at
    last; ``answer`` is what an operations lead says is done about it."""

    __tablename__ = "principle_check"
    __table_args__ = (UniqueConstraint("first_day", "name"),)

    state: Mapped[str] = mapped_column(String(8), default="", index=True)
    first_day: Mapped[date]
    name: Mapped[str] = mapped_column(String(12))
    value: Mapped[int]
    target: Mapped[int]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(LONGEST_ANSWER), default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_by: Mapped[Person | None] = relationship(Person)

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[PrincipleCheck]]:
        """All of them for the group, administration and the owner: answers may name people."""
        query = select(cls).order_by(cls.first_day.desc(), cls.id)
        return query if permissions.reads_checks(person) is None else query.where(cls.id < 0)

    @classmethod
    def of(cls, person: Any, first: date) -> dict[str, PrincipleCheck]:
        """Name → what this person may read of a month, but what met its target."""
        query = cls.visible_to(person).where(cls.first_day == first, cls.state != "met")
        return {one.name: one for one in db.session.scalars(query)}

    @classmethod
    def below(cls) -> set[date]:
        """The first days of the months with a number that still waits and is not overdue."""
        waits = (cls.state == "below") & (cls.due_at > clock.now())
        return set(db.session.scalars(select(cls.first_day).where(waits).distinct()))

    @classmethod
    def why_not_judge(cls, first: date) -> Reason | None:
        """None when a month's numbers are to be looked at: it is over, its figures freeze (锁数), and
        nobody has looked yet."""
        days = PolicyVersion.in_force(clock.shanghai(first)).numbers.whole("month_freeze_days")
        if clock.now() < clock.shanghai(calendars.following(first)) + days * calendars.DAY:
            return Reason(N_("这个月还没锁数"))
        if db.session.scalar(select(cls.id).where(cls.first_day == first).limit(1)):
            return Reason(N_("这个月看过了"))
        return None

    @property
    def title(self) -> str:
        """Which number it is, as a message id."""
        return TARGETED[self.name]

    @property
    def is_below(self) -> bool:
        """Whether it still waits."""
        return self.state == "below"

    @staticmethod
    def lead_ids() -> Sequence[int]:
        """The operations leads; without one the owner."""
        return _holding(roles.OPERATIONS) or _holding(roles.OWNER)

    @staticmethod
    def owner_ids() -> Sequence[int]:
        return _holding(roles.OWNER)

    def why_not_answer(self, by: Any) -> Reason | None:
        """None when this person may say what is done about it, else the reason."""
        return permissions.answers(by, self)

    def told(self) -> dict[str, Any]:
        """The values that inbox entries show, and the arguments of their page."""
        return {"figure": self.title, "args": {"check_id": self.id}}

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    @classmethod
    def judge(cls, first: date, figures: Sequence[Figure]) -> list[PrincipleCheck]:
        """Write down how a month that is over came out; what is below becomes a duty, for as long as
        the month takes to HR."""
        days = PolicyVersion.in_force(clock.shanghai(first)).numbers.whole("month_package_days")
        due_at = calendars.counted_from(first, clock.today()) + days * calendars.DAY
        return [cls._write(first, one, due_at) for one in figures]

    @classmethod
    def _write(cls, first: date, figure: Figure, due_at: datetime) -> PrincipleCheck:
        made = cls(state="", first_day=first, name=figure.name, due_at=due_at)
        made.value, made.target = figure.value, figure.target
        db.session.add(made)
        db.session.flush()
        made._step("miss" if figure.is_below else "pass_by", SYSTEM)
        return made

    @classmethod
    def look_again(cls, first: date, figures: Sequence[Figure]) -> int:
        """Settle what waits and has risen to its target since; return how many."""
        now = {one.name: one.value for one in figures}
        query = select(cls).where(cls.first_day == first, cls.state == "below")
        risen = [one for one in db.session.scalars(query) if now.get(one.name, 0) >= one.target]
        for one in risen:
            one.value, one.settled_at = now[one.name], clock.now()
            one._step("rise", SYSTEM)
        return len(risen)

    def settle(self, by: Any, answer: str) -> None:
        """Say what is done about it, in a sentence. Raises Denied, Invalid or WrongState."""
        if reason := permissions.answers(by, self):
            raise Denied(reason)
        words = answer.strip()
        if not 0 < len(words) <= LONGEST_ANSWER:
            raise Invalid(N_("请写一句做了什么，最多 300 个字"), "answer")
        self.answer = words
        self._step("settle", by)
        self.settled_at, self.settled_by_id = clock.now(), by.id

    def _step(self, verb: str, by: Any) -> None:
        month = calendars.written(self.first_day)
        told = {"month": month, "figure": self.name, "value": self.value, "target": self.target}
        step(self, CHECK, verb, by, **told)


def _holding(role: str) -> list[int]:
    """The active people who hold a role anywhere."""
    query = (
        select(Grant.person_id)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.role == role, Grant.ended_at.is_(None), Person.status == "active")
    )
    return sorted(set(db.session.scalars(query)))


follow(PrincipleCheck, CHECK, page="dashboards.principle_check")
