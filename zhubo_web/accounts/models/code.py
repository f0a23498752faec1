"""Codes that are used once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import codes
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.extensions import db

if TYPE_CHECKING:
    from zhubo_web.accounts.models.person import Person
    from zhubo_web.accounts.models.screen import Screen

CODE_LIFETIME = timedelta(hours=24)


class OneTimeCode(Identified, Base):
    """An invitation, a password reset, or the binding of a tablet; used once, within 24 hours."""

    __tablename__ = "one_time_code"

    purpose: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    screen_id: Mapped[int | None] = mapped_column(ForeignKey("screen.id"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    person: Mapped[Person | None] = relationship("Person")
    screen: Mapped[Screen | None] = relationship("Screen")

    @classmethod
    def open_for(cls, person: Person) -> ColumnElement[bool]:
        """The condition: a code of this person that nobody used."""
        return (cls.person_id == person.id) & cls.used_at.is_(None)

    @classmethod
    def issue(
        cls, purpose: str, *, person: Person | None = None, screen: Screen | None = None
    ) -> str:
        """A fresh code for a person or a screen; earlier ones stop working. Shown once."""
        db.session.flush()
        person_id, screen_id = getattr(person, "id", None), getattr(screen, "id", None)
        mine = cls.person_id == person_id if person else cls.screen_id == screen_id
        for old in db.session.scalars(select(cls).where(mine, cls.used_at.is_(None))):
            old.use()
        code = codes.new_code()
        issued = cls(purpose=purpose, person_id=person_id, screen_id=screen_id)
        issued.digest = codes.digest(codes.plain(code))
        issued.expires_at = clock.now() + CODE_LIFETIME
        db.session.add(issued)
        return code

    @classmethod
    def find(cls, code: str, purposes: Iterable[str]) -> OneTimeCode:
        """The open code that was typed or scanned. Raises Invalid with what to do."""
        wanted = codes.digest(codes.plain(code))
        found = db.session.scalar(select(cls).where(cls.digest == wanted))
        if found is None or found.purpose not in set(purposes):
            raise Invalid(_BAD_CODE, "code")
        if not found.open or not found.bearer_may_use:
            raise Invalid(_OLD_CODE, "code")
        return found

    @property
    def open(self) -> bool:
        """Whether it was neither used nor has run out."""
        return self.used_at is None and clock.now() < self.expires_at

    @property
    def bearer_may_use(self) -> bool:
        """Not for a person who was suspended meanwhile, nor for a screen taken out of use."""
        if self.person is not None:
            return self.person.status in ("invited", "active")
        return self.screen is not None and self.screen.is_active

    def use(self) -> None:
        """Spend it. Raises Invalid for the slower of two who use it at the same moment."""
        kind = type(self)
        spend = update(kind).where(kind.id == self.id, kind.used_at.is_(None))
        spent = db.session.execute(spend.values(used_at=clock.now()).returning(kind.id))
        if spent.scalar() is None:
            raise Invalid(_OLD_CODE, "code")


_BAD_CODE = Reason(N_("代码不对，请核对后再输，或让发代码的人重新生成"))
_OLD_CODE = Reason(N_("代码已用过或过了 24 小时，请让发代码的人重新生成一个"))
