"""Devices that are signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, bindparam, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, undefer

from zhubo_web.accounts import codes, permissions
from zhubo_web.accounts.models.person import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied
from zhubo_web.extensions import db

if TYPE_CHECKING:
    from zhubo_web.accounts.models.screen import Screen

#: How long a sign-in lasts, by the kind of device (practice of shops: own phone, studio computer).
LIFETIMES = {
    "own": timedelta(days=30),
    "studio": timedelta(hours=14),
    "screen": timedelta(days=365),
}


class SignIn(Identified, Base):
    """One device that is signed in; the cookie's token is stored only as a digest."""

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (screen_id IS NULL)", name="one_bearer"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    screen_id: Mapped[int | None] = mapped_column(ForeignKey("screen.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    device: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship("Person", back_populates="sign_ins")
    screen: Mapped[Screen | None] = relationship("Screen", back_populates="sign_ins")

    @classmethod
    def open(cls, bearer: Any, kind: str, *, device: str, address: str) -> tuple[SignIn, str]:
        """Sign a person or a screen in; return the row and the token for the cookie."""
        token = codes.new_token()
        sign_in = cls(kind=kind, device=device[:120], address=address[:60])
        sign_in.token_digest = codes.digest(token)
        sign_in.expires_at = clock.now() + LIFETIMES[kind]
        sign_in.screen = bearer if bearer.is_screen else None
        sign_in.person = None if bearer.is_screen else bearer
        db.session.add(sign_in)
        record("sign_in.opened", sign_in, bearer, kind=kind)
        return sign_in, token

    @classmethod
    def bearer_of(cls, token: str | None) -> Any:
        """The person or screen whose living sign-in this token is, or None."""
        if not token:
            return None
        rows = db.session.scalars(_with_bearer(), {"digest": codes.digest(token)})
        sign_in = rows.unique().one_or_none()
        if sign_in is None or not sign_in.alive:
            return None
        bearer: Any = sign_in.person or sign_in.screen
        if not bearer.is_active:
            return None
        bearer.sign_in = sign_in
        return bearer

    @classmethod
    def living_of(cls, person: Any) -> list[SignIn]:
        """The devices on which this person is signed in, the newest first."""
        query = select(cls).where(cls.person_id == person.id, cls.revoked_at.is_(None))
        query = query.where(cls.expires_at > clock.now()).order_by(cls.created_at.desc())
        return list(db.session.scalars(query))

    @classmethod
    def known_from(cls, person: Any, address: str) -> bool:
        """Whether the person has signed in from this address before."""
        query = select(cls.id).where(cls.person_id == person.id, cls.address == address)
        return db.session.scalar(query.limit(1)) is not None

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """One's own; those of all people for those who keep accounts; never those of screens."""
        query = select(cls).where(cls.person_id.is_not(None), cls.revoked_at.is_(None))
        if permissions.keeps_accounts(person) is None:
            return query
        return query.where(cls.person_id == person.id)

    @property
    def alive(self) -> bool:
        return self.revoked_at is None and clock.now() < self.expires_at

    def revoke(self, by: Any, *, checked: bool = False) -> None:
        """End it; its sockets die within seconds, as every web process follows the event."""
        if not checked and (reason := permissions.ends_sign_ins(by, self.person or self.screen)):
            raise Denied(reason)
        if self.revoked_at is None:
            self.revoked_at = clock.now()
            record("sign_in.revoked", self, by)


@cache
def _with_bearer() -> Select[tuple[SignIn]]:
    """A sign-in by ``digest`` with whose it is. Every request asks it, so it is put together once."""
    person = joinedload(SignIn.person).options(
        joinedload(Person.grants), undefer(Person.unread_notices)
    )
    query = select(SignIn).where(SignIn.token_digest == bindparam("digest"))
    return query.options(person, joinedload(SignIn.screen))
