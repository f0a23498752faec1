"""What a shop sets apart from what the product comes with: a number by name, within bounds.

A feature declares a ``Choice`` beside the code that obeys it. What counts for a person's evaluation
belongs to the policy's versions, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts import permissions
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db


class ShopSetting(Versioned, Identified, Base):
    """One thing the shop has set, who did it and when."""

    __tablename__ = "shop_setting"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    value: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


@dataclass(frozen=True)
class Choice:
    """A whole number that the owner may set, what it is without, and its bounds."""

    name: str
    usual: int
    least: int
    most: int

    def stored(self) -> ShopSetting | None:
        """The row, once somebody has set it."""
        return db.session.query(ShopSetting).filter_by(name=self.name).one_or_none()

    @property
    def value(self) -> int:
        """What is in force."""
        row = self.stored()
        return row.value if row else self.usual

    def change(self, value: int, by: Any) -> None:
        """The owner sets it for the whole shop."""
        if reason := permissions.owns_shop(by):
            raise Denied(reason)
        if not self.least <= value <= self.most:
            bounds = {"least": self.least, "most": self.most}
            raise Invalid(N_("请填 %(least)s 到 %(most)s 之间的整数"), "value", **bounds)
        before = self.value
        if value == before:
            return
        row = self.stored() or ShopSetting(name=self.name)
        row.value, row.changed_at, row.changed_by_id = value, clock.now(), by.id
        db.session.add(row)
        record("shop_setting.changed", row, by, setting=self.name, before=before, value=value)
