"""Where messages go outside the product: robots of groups, and people by the shop's own apps.

Addresses and secrets are stored as they are, so that they can be used; they are shown to nobody
again, and stand in no event, log or answer.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts.models import scope
from zhubo_web.audit.models import record
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.duties import channels, permissions
from zhubo_web.duties.envelopes import App
from zhubo_web.extensions import db

LONGEST_URL = 300
LONGEST_SECRET = 120


class Channel(Versioned, Identified, Base):
    """A robot in a group of Feishu, DingTalk or WeCom. ``room_id`` None: it speaks of the shop.

    ``told_on`` is the day of its last count, Shanghai's.
    """

    __tablename__ = "channel"

    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    url: Mapped[str] = mapped_column(String(LONGEST_URL))
    secret: Mapped[str] = mapped_column(String(LONGEST_SECRET), default="")
    active: Mapped[bool] = mapped_column(default=True)
    told_on: Mapped[date | None]

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """The robots in use of the shop or of rooms that this person keeps."""
        query = select(cls).where(cls.active).order_by(cls.name, cls.id)
        if permissions.keeps_channel(person, None) is None:
            return query
        rooms = [room.id for room in scope.covered(person, permissions.KEEPS)]
        return query.where(cls.room_id.in_(rooms))

    @property
    def scope(self) -> scope.Scope:
        """The shop, or the room it speaks of."""
        return scope.of_columns(self.room_id, None)

    @property
    def masked(self) -> str:
        """Its address as it may be shown."""
        return channels.masked(self.url)

    @classmethod
    def add(cls, by: Any, *, kind: str, room: Any, **values: str) -> Channel:
        """Put a robot in."""
        channel = cls(kind=kind, room_id=getattr(room, "id", None))
        channel._kept(by)
        channel._set(**values)
        db.session.add(channel)
        record("channel.added", channel, by, kind=kind, room=channel.room_id)
        return channel

    def change(self, by: Any, **values: str) -> None:
        """Rename it, or give it another address or secret; what is left empty stays."""
        self._kept(by)
        given = {name: value for name, value in values.items() if value}
        self._set(**given)
        record("channel.changed", self, by, fields=sorted(given))

    def remove(self, by: Any) -> None:
        """Take it out of use; its address and secret are forgotten."""
        self._kept(by)
        self.active, self.url, self.secret = False, "", ""
        record("channel.removed", self, by)

    def _kept(self, by: Any) -> None:
        room = self.scope if self.room_id is not None else None
        if reason := permissions.keeps_channel(by, room):
            raise Denied(reason)

    def _set(self, **values: str) -> None:
        if "url" in values and (reason := channels.fault(self.kind, values["url"])):
            raise Invalid(reason, "url")
        if values.get("secret") and not channels.PLATFORMS[self.kind].signed:
            raise Invalid(N_("企业微信的机器人没有加签，请把这一栏空着"), "secret")
        for name in ("name", "url", "secret"):
            if name in values:
                setattr(self, name, values[name])


class MessagingApp(Versioned, Identified, Base):
    """The shop's own app on a platform, by which it writes to people. One a platform."""

    __tablename__ = "messaging_app"

    kind: Mapped[str] = mapped_column(String(10), unique=True)
    key: Mapped[str] = mapped_column(String(80))
    secret: Mapped[str] = mapped_column(String(LONGEST_SECRET))
    agent: Mapped[str] = mapped_column(String(20), default="")

    @classmethod
    def by_kind(cls) -> dict[str, MessagingApp]:
        """Those that are set up."""
        return {one.kind: one for one in db.session.scalars(select(cls))}

    @property
    def credentials(self) -> App:
        """What requests are made with."""
        return App(self.kind, self.key, self.secret, self.agent)

    @classmethod
    def keep(cls, kind: str, by: Any, *, key: str, secret: str, agent: str) -> MessagingApp:
        """Set it up or change it; an empty secret stays what it was."""
        if reason := permissions.keeps_apps(by):
            raise Denied(reason)
        app = cls.by_kind().get(kind) or cls(kind=kind, secret="")
        if not (secret or app.secret):
            raise Invalid(N_("请填写密钥"), "secret")
        if kind != "feishu" and not agent.isdecimal():
            raise Invalid(N_("AgentId 是一串数字，在平台后台的应用页里"), "agent")
        app.key, app.agent = key, agent if kind != "feishu" else ""
        app.secret = secret or app.secret
        db.session.add(app)
        record("messaging_app.kept", app, by, kind=kind)
        return app

    def remove(self, by: Any) -> None:
        """Forget it and its secret; messages to people stop."""
        if reason := permissions.keeps_apps(by):
            raise Denied(reason)
        record("messaging_app.removed", self, by, kind=self.kind)
        db.session.delete(self)


class PersonalAddress(Identified, Base):
    """Where a person wants pushes: their own account on one platform. Theirs to set and to clear."""

    __tablename__ = "personal_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(80))

    @classmethod
    def of(cls, person: Any) -> PersonalAddress | None:
        """This person's, if they gave one."""
        return db.session.scalar(select(cls).where(cls.person_id == person.id))

    @classmethod
    def choose(cls, person: Any, kind: str, address: str) -> None:
        """The person says where; an empty kind clears it. The address is in no event, and is never one
        of those (@all) by which a platform writes to everybody."""
        there = cls.of(person)
        if not kind:
            if there is not None:
                db.session.delete(there)
                record("personal_address.cleared", person, person)
            return
        if not re.fullmatch(r"[A-Za-z0-9][\w.@+-]{1,79}", address, re.ASCII):
            raise Invalid(N_("账号只有字母、数字和 . _ - @，请照平台上显示的填"), "address")
        there = there or cls(person_id=person.id)
        there.kind, there.address = kind, address
        db.session.add(there)
        record("personal_address.chosen", person, person, kind=kind)
