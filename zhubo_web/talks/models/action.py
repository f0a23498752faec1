"""One thing that both sides agreed on: what the assistant does, what the group provides."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import LONGEST_TITLE, LONGEST_WHY, ActionItem
from zhubo_web.core.models import Base, Identified

LONGEST_CHECK = LONGEST_WHY - 60


class TalkAction(Identified, Base):
    """``does`` is the assistant's part, ``provides`` the group's, whose owner is ``provider``; ``due``
    is a day in Shanghai, ``check`` how both see that it was done. Closing the talk gives each part to
    its owner as an action item."""

    __tablename__ = "talk_action"
    __table_args__ = (UniqueConstraint("talk_id", "number"),)

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"))
    number: Mapped[int]
    does: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    provides: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    provider_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date]
    how: Mapped[str] = mapped_column(String(LONGEST_CHECK))
    own_item_id: Mapped[int | None] = mapped_column(ForeignKey("action_item.id"))
    group_item_id: Mapped[int | None] = mapped_column(ForeignKey("action_item.id"))

    provider: Mapped[Person] = relationship(Person)
    own_item: Mapped[ActionItem | None] = relationship(
        ActionItem, foreign_keys="TalkAction.own_item_id"
    )
    group_item: Mapped[ActionItem | None] = relationship(
        ActionItem, foreign_keys="TalkAction.group_item_id"
    )
