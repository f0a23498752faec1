"""What somebody wrote at a line of a plan. A request is answered by 改好了; advice needs no answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db
from zhubo_web.plans import contents, permissions
from zhubo_web.plans.workflow import RETURN_CODES

LONGEST = 500
#: States in which a reviewer's comment asks for a change.
REVIEWED = ("submitted", "provisional")
OPEN = (*REVIEWED, "changes_requested", "approved", "amending")


class PlanComment(Identified, Base):
    """``line`` is a key of ``contents.lines``, or empty for the whole plan; ``request`` asks for 改好了;
    ``codes`` are the reasons of the return it came with."""

    __tablename__ = "plan_comment"

    plan_id: Mapped[int] = mapped_column(ForeignKey("weekly_plan.id"), index=True)
    number: Mapped[int]
    line: Mapped[str] = mapped_column(String(40), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(LONGEST))
    codes: Mapped[list[Any]] = mapped_column(default=list)
    request: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship(Person, lazy="joined", innerjoin=True)

    @classmethod
    def of(cls, plan: Any) -> list[PlanComment]:
        """All comments of a plan, in order."""
        shown = joinedload(cls.author).lazyload(Person.grants)
        query = select(cls).where(cls.plan_id == plan.id).options(shown).order_by(cls.id)
        return list(db.session.scalars(query))

    @classmethod
    def write(
        cls, plan: Any, line: str, text: str, by: Any, codes: tuple[str, ...] = ()
    ) -> PlanComment:
        """Write at a line of the newest version. A reviewer's is a request, others' advice."""
        if reason := permissions.comments(by, plan):
            raise Denied(reason)
        _check(plan, line, text, codes)
        request = plan.state in REVIEWED and permissions.reviews(by, plan) is None
        made = cls(plan_id=plan.id, number=plan.latest, line=line, author_id=by.id, author=by)
        made.text, made.codes, made.request = text.strip(), list(codes), request
        db.session.add(made)
        record("plan.commented", plan, by, line=line, request=request, codes=list(codes))
        plan.look_again()
        return made

    def settle(self, plan: Any, by: Any, *, done: bool) -> None:
        """改好了, or after all not yet."""
        if reason := permissions.owns(by, plan):
            raise Denied(reason)
        if (self.done_at is not None) is done:
            return
        self.done_at = clock.now() if done else None
        name = "plan.request_answered" if done else "plan.request_reopened"
        record(name, plan, by, comment=self.id)


def _check(plan: Any, line: str, text: str, codes: tuple[str, ...]) -> None:
    if plan.state not in OPEN:
        raise WrongState(N_("交上来以后、归档以前才能写意见"))
    if not text.strip():
        raise Invalid(N_("请写一句要改什么"), "text")
    if len(text.strip()) > LONGEST:
        raise Invalid(N_("最多 %(max)d 个字"), "text", max=LONGEST)
    if line and line not in contents.lines(plan.filed()):
        raise Invalid(N_("这一行已经不在计划里了，请重新选一行"), "line")
    if not set(codes) <= set(RETURN_CODES):
        raise Invalid(N_("请选退回的原因"), "codes")
