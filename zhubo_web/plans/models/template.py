"""Templates by theme: the shop's list of 互动环节, and a sentence to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.plans import permissions
from zhubo_web.plans.contents import LONGEST_CHOICE, LONGEST_SENTENCE, MOST_CHOICES

#: Starting data: theme, what viewers are drawn into, and a sentence.
STARTING: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("日常专场", ("开场口令，评论满了抽小样", "福袋三分钟", "公屏问答"), "开场先把公屏带起来，每品演示一次"),
    ("返场专场", ("老客点名", "晒单抽奖，说清名额和开奖时间", "公屏问答"), "先接上一场没回完的问题，再过品"),
    ("新品首发", ("猜价格", "成分问答", "试用体验官报名"), "先讲适合谁，再讲怎么用，价格等主播报"),
    ("大促", ("倒计时提醒", "福袋三分钟", "组合价算给大家看"), "只说页面上写着的优惠，库存以后台为准"),
)  # fmt: skip


class PlanTemplate(Versioned, Identified, Base):
    """A theme with its interactions and a sentence."""

    __tablename__ = "plan_template"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    interactions: Mapped[list[Any]]
    sentence: Mapped[str] = mapped_column(String(LONGEST_SENTENCE), default="")
    active: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def every(cls, *, retired: bool = False) -> list[PlanTemplate]:
        """Those in use (or all), in the order they were made."""
        query = select(cls).order_by(cls.active.desc(), cls.id)
        return list(db.session.scalars(query if retired else query.where(cls.active)))

    @classmethod
    def plant(cls) -> None:
        """Write the starting data where there is none."""
        if db.session.scalar(select(cls.id).limit(1)) is None:
            for name, interactions, sentence in STARTING:
                db.session.add(cls(name=name, interactions=list(interactions), sentence=sentence))
            db.session.flush()

    @classmethod
    def add(cls, name: str, interactions: Sequence[str], sentence: str, by: Any) -> PlanTemplate:
        """A new theme."""
        _allow(by)
        made = cls()
        made._set(name, interactions, sentence)
        db.session.add(made)
        record("plan_template.added", made, by)
        return made

    def change(self, name: str, interactions: Sequence[str], sentence: str, by: Any) -> None:
        """Change it for plans that are written from now on."""
        _allow(by)
        self._set(name, interactions, sentence)
        record("plan_template.changed", self, by)

    def retire(self, by: Any, *, active: bool = False) -> None:
        """Take it out of use, or back in."""
        _allow(by)
        if self.active is not active:
            self.active = active
            record("plan_template.restored" if active else "plan_template.retired", self, by)

    def _set(self, name: str, interactions: Sequence[str], sentence: str) -> None:
        title = name.strip()
        kept = list(dict.fromkeys(one.strip() for one in interactions if one.strip()))
        with db.session.no_autoflush:
            taken = select(PlanTemplate.id).where(PlanTemplate.name == title)
            if db.session.scalar(taken.where(PlanTemplate.id != (self.id or 0))):
                raise Invalid(N_("已经有叫“%(name)s”的模板，换一个名字"), "name", name=title)
        if not kept:
            raise Invalid(N_("至少写一个互动环节"), "interactions")
        if len(kept) > MOST_CHOICES or any(len(one) > LONGEST_CHOICE for one in kept):
            values = {"count": MOST_CHOICES, "max": LONGEST_CHOICE}
            raise Invalid(
                N_("最多 %(count)s 个环节，每个最多 %(max)s 个字"), "interactions", **values
            )
        self.name, self.interactions, self.sentence = title, kept, sentence.strip()


def _allow(by: Any) -> None:
    if by is not None and (reason := permissions.keeps_templates(by)):
        raise Denied(reason)
