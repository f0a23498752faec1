"""Who sits on an appeal, guests by a one-time link, respondents' answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import codes
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned, one_while
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.extensions import db

LONGEST = 500
OLD_LINK = Reason(N_("链接不对、已用过或过了期，请让给你链接的人重新发一个"))
#: Why somebody sits no longer.
LEFT = {
    "recused": N_("自己退出"),
    "challenged": N_("按助播的要求回避"),
    "replaced": N_("换人"),
    "tied": N_("后来和这件事有了关系"),
    "over": N_("这一级结束"),
}


class AppealGuest(Identified, Base):
    """An outside reviewer without an account: one file, one decision, until a moment. Of the link only
    the digest is kept."""

    __tablename__ = "appeal_guest"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def open(self) -> bool:
        """Whether the link still works."""
        return self.used_at is None and self.ended_at is None and clock.now() < self.expires_at

    @classmethod
    def find(cls, code: str) -> AppealGuest:
        """Whose link it is. Raises Invalid alike for what is wrong, used, ended or too old."""
        wanted = codes.digest(codes.plain(code))
        found = db.session.scalar(select(cls).where(cls.digest == wanted))
        if found is None or not found.open:
            raise Invalid(OLD_LINK, "code")
        return found

    def use(self) -> None:
        """Spend it. Raises Invalid for the slower of two who decide at the same moment."""
        kind = type(self)
        spend = update(kind).where(kind.id == self.id, kind.used_at.is_(None))
        spent = db.session.execute(spend.values(used_at=clock.now()).returning(kind.id))
        if spent.scalar() is None:
            raise Invalid(OLD_LINK, "code")


@dataclass(frozen=True)
class Guest:
    """A guest as somebody who acts: no account, no role, no number among people."""

    guest_id: int
    name: str
    id: ClassVar[int | None] = None
    is_guest: ClassVar[bool] = True
    is_screen: ClassVar[bool] = False

    def holds(self, *_wanted: str, room: Any = None) -> bool:
        """Nothing."""
        return False


class AppealMember(Versioned, Identified, Base):
    """Somebody who sits at a stage, person or guest, with their declaration and the challenge of it."""

    __tablename__ = "appeal_member"
    __table_args__ = (
        one_while("uq_appeal_member_sits", "left_at IS NULL", "appeal_id", "person_id"),
        one_while("uq_appeal_member_guest", "left_at IS NULL", "appeal_id", "guest_id"),
    )

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("appeal_guest.id"))
    stage: Mapped[str] = mapped_column(String(8))
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    declared_at: Mapped[datetime | None]
    conflict: Mapped[str] = mapped_column(String(LONGEST), default="")
    challenge: Mapped[str] = mapped_column(String(LONGEST), default="")
    challenged_at: Mapped[datetime | None]
    challenge_answer: Mapped[str] = mapped_column(String(LONGEST), default="")
    challenge_answered_at: Mapped[datetime | None]
    challenge_answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    left_for: Mapped[str] = mapped_column(String(12), default="")

    person: Mapped[Person | None] = relationship(
        Person, foreign_keys="AppealMember.person_id", lazy="joined"
    )
    guest: Mapped[AppealGuest | None] = relationship(AppealGuest, lazy="joined")

    @property
    def name(self) -> str:
        """Who it is; a guest with the organisation."""
        if self.guest is not None:
            return f"{self.guest.name} · {self.guest.organisation}"
        return self.person.name if self.person else ""

    @property
    def sits(self) -> bool:
        return self.left_at is None

    @property
    def challenge_open(self) -> bool:
        """Whether the assistant's challenge waits for an answer."""
        return self.challenged_at is not None and self.challenge_answered_at is None

    def is_of(self, by: Any) -> bool:
        """Whether it is this person's, or this guest's, seat."""
        if getattr(by, "is_guest", False):
            return bool(self.guest_id == by.guest_id)
        return self.person_id is not None and self.person_id == getattr(by, "id", None)

    def leave(self, reason: str) -> None:
        """Sits no longer; what they signed counts no more. A guest's link ends."""
        assert reason in LEFT
        self.left_at, self.left_for = clock.now(), reason
        if self.guest is not None:
            self.guest.ended_at = self.guest.ended_at or clock.now()


class AppealAnswer(Identified, Base):
    """What a respondent says to it, once."""

    __tablename__ = "appeal_answer"
    __table_args__ = (UniqueConstraint("appeal_id", "person_id"),)

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(2000))
    person: Mapped[Person] = relationship(Person, lazy="joined")
