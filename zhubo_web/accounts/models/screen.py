"""Tablets bound to a room."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import permissions
from zhubo_web.accounts.models import scope
from zhubo_web.accounts.models.code import OneTimeCode
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied
from zhubo_web.extensions import db

if TYPE_CHECKING:
    from zhubo_web.accounts.models.sign_in import SignIn


class Screen(Identified, Base):
    """A tablet bound to a room: it follows the roster and answers for whoever assists there."""

    __tablename__ = "screen"

    name: Mapped[str] = mapped_column(String(40))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    revoked_at: Mapped[datetime | None]

    sign_ins: Mapped[list[SignIn]] = relationship("SignIn", back_populates="screen")

    is_screen: ClassVar[bool] = True
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    language: ClassVar[str | None] = None
    theme: ClassVar[str] = "dark"
    roles: ClassVar[list[str]] = []
    sign_in: ClassVar[SignIn | None] = None

    @property
    def is_active(self) -> bool:
        return self.revoked_at is None

    @property
    def room(self) -> scope.Scope:
        """The room it stands in."""
        return scope.of_columns(self.room_id, None)

    @property
    def bound(self) -> SignIn | None:
        """The tablet that shows it now, if one does."""
        return next((one for one in self.sign_ins if one.alive), None)

    def holds(self, *_wanted: str, room: Any = None) -> bool:
        """A screen has no role."""
        return False

    def get_id(self) -> str:
        return f"screen-{self.id}"

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """The screens in use in the rooms this person leads."""
        mine = [room.id for room in scope.covered(person, permissions.BINDS_SCREENS)]
        query = select(cls).where(cls.revoked_at.is_(None), cls.room_id.in_(mine))
        return query.order_by(cls.room_id, cls.name)

    @classmethod
    def add(cls, name: str, room: Any, by: Any) -> Screen:
        """Set up a screen for a room; a code binds the tablet next."""
        if by is not None and (reason := permissions.binds_screens(by, room)):
            raise Denied(reason)
        screen = cls(name=name.strip(), room_id=room.id)
        db.session.add(screen)
        record("screen.added", screen, by, room=room.id)
        return screen

    def issue_code(self, by: Any) -> str:
        """A one-time code that binds a tablet; it takes the place of the tablet before."""
        self._led(by)
        code = OneTimeCode.issue("screen", screen=self)
        record("code.issued", self, by, purpose="screen")
        return code

    def revoke(self, by: Any) -> None:
        """Take the screen out of use; its tablet is signed out."""
        self._led(by)
        self.revoked_at = self.revoked_at or clock.now()
        self.end_sign_ins(by)
        record("screen.revoked", self, by, room=self.room_id)

    def end_sign_ins(self, by: Any) -> None:
        """Sign its tablet out."""
        for sign_in in self.sign_ins:
            if sign_in.revoked_at is None:
                sign_in.revoke(by, checked=True)

    def _led(self, by: Any) -> None:
        if by is not None and (reason := permissions.binds_screens(by, self.room)):
            raise Denied(reason)
