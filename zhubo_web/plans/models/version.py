"""What was filed: every version of a plan, for ever as it was. And drafts, which are nobody else's."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import WrongState
from zhubo_web.extensions import db
from zhubo_web.plans import contents
from zhubo_web.plans.contents import Content

#: Why a version was made → its word.
KINDS = {
    "submit": N_("提交"),
    "resubmit": N_("改好再交"),
    "fill": N_("补上待补"),
    "amend": N_("改动"),
}


class PlanVersion(Identified, Base):
    """One filed content with its SHA-256. ``late_minutes`` by the server's clock; never changed."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("weekly_plan.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    content_kept: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    late_minutes: Mapped[int] = mapped_column(default=0)

    made_by: Mapped[Person] = relationship(Person, lazy="joined", innerjoin=True)

    @cached_property
    def content(self) -> Content:
        """What it says."""
        return contents.read(self.content_kept)

    @property
    def whole(self) -> bool:
        """Whether the content is still what was filed."""
        return contents.digest(self.content_kept) == self.digest

    @classmethod
    def of(cls, plan: Any) -> list[PlanVersion]:
        """All versions of a plan, the newest first."""
        shown = joinedload(cls.made_by).lazyload(Person.grants)
        query = select(cls).where(cls.plan_id == plan.id).options(shown)
        query = query.order_by(cls.number.desc())
        return list(db.session.scalars(query))

    @classmethod
    def numbered(cls, plan: Any, number: int | None) -> PlanVersion | None:
        """One version by its number."""
        shown = joinedload(cls.made_by).lazyload(Person.grants)
        query = select(cls).where(cls.plan_id == plan.id, cls.number == number)
        return db.session.scalar(query.options(shown))


class PlanDraft(Identified, Base):
    """What somebody is writing: the plan, or a change to it. ``revision`` counts the savings, so that
    two devices notice each other; ``replaced`` is what the other device had written before."""

    __tablename__ = "plan_draft"
    __table_args__ = (UniqueConstraint("plan_id", "person_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("weekly_plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content_kept: Mapped[dict[str, Any]]
    replaced: Mapped[dict[str, Any] | None]
    revision: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def of(cls, plan: Any, person: Any) -> PlanDraft | None:
        """The person's draft of this plan."""
        query = select(cls).where(cls.plan_id == plan.id, cls.person_id == person.id)
        return db.session.scalar(query)

    @property
    def content(self) -> Content:
        """What was typed so far."""
        return contents.read(self.content_kept)

    @classmethod
    def save(cls, plan: Any, by: Any, content: Content, revision: int) -> PlanDraft:
        """Keep what is in the form. ``revision`` is what the form began with; raises DraftMoved where
        another device has saved meanwhile: sending its revision says that this one shall hold, and
        what it replaces is kept beside."""
        draft, kept = cls.of(plan, by), contents.stored(content)
        if draft is None:
            draft = cls(plan_id=plan.id, person_id=by.id, content_kept=kept, revision=0)
            db.session.add(draft)
        elif draft.content_kept == kept:
            return draft
        elif draft.revision != revision:
            raise DraftMoved(draft)
        draft.content_kept, draft.saved_at = kept, clock.now()
        draft.revision += 1
        db.session.flush()
        return draft

    @classmethod
    def overwrite(cls, plan: Any, by: Any, content: Content, revision: int) -> PlanDraft:
        """Save knowingly over what another device wrote, which is kept in ``replaced``."""
        draft = cls.of(plan, by)
        if draft is not None and draft.revision == revision:
            draft.replaced = draft.content_kept
        return cls.save(plan, by, content, revision)

    def bring_back(self) -> None:
        """Change places with what was replaced."""
        if self.replaced is not None:
            self.content_kept, self.replaced = self.replaced, self.content_kept
            self.revision += 1
            self.saved_at = clock.now()

    @classmethod
    def forget(cls, plan: Any, by: Any) -> None:
        """What was filed needs no draft."""
        if (draft := cls.of(plan, by)) is not None:
            db.session.delete(draft)


class DraftMoved(WrongState):
    """Another device saved meanwhile; ``draft`` is what stands there now."""

    def __init__(self, draft: PlanDraft) -> None:
        self.draft = draft
        super().__init__(N_("另一台设备也在写这份计划，两边的内容都留着，请选一份"))
