"""Long work that the worker does for somebody: how far it is, and what came of it.

Whoever began it may leave the page: it stands on 今天 while it goes on, and its end is a notice. What
was under way when the worker stopped is broken, and says so when the worker comes back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models.notice import Notice, Told
from zhubo_web.extensions import db

#: How it ended → what its notice says; ``what`` is what it was about: a file, a broadcast.
ENDS = {
    "done": N_("做完了：%(what)s"),
    "refused": N_("没有做：%(what)s，点开看原因"),
    "broken": N_("中途停了：%(what)s，做好的都在，可以再来一次"),
}
RECENT = timedelta(days=30)


class Work(Identified, Base):
    """One piece. ``state``: waiting, running, done, refused or broken; ``done`` of ``total`` units.

    ``title`` is a message id that ``values["what"]`` fills; ``values["args"]`` are the URL values of
    the page at ``endpoint``, which shows what came of it.
    """

    __tablename__ = "work"
    __table_args__ = (Index("ix_work_person", "person_id", "finished_at"),)

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(120))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    endpoint: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """One's own of the last month, what goes on first."""
        since = clock.now() - RECENT
        query = select(cls).where(cls.person_id == person.id, cls.created_at > since)
        return query.order_by(cls.finished_at.is_not(None), cls.id.desc())

    @classmethod
    def under_way(cls, person: Any) -> list[Work]:
        """What goes on for this person."""
        return list(db.session.scalars(cls.visible_to(person).where(cls.finished_at.is_(None))))

    @classmethod
    def begin(cls, by: Any, title: str, what: str, endpoint: str, args: dict[str, Any]) -> Work:
        """Somebody asked for it; the worker takes it up next."""
        values = {"what": what, "args": args}
        made = cls(person_id=by.id, title=title, endpoint=endpoint, values=values)
        db.session.add(made)
        record("work.begun", made, by)
        return made

    def tell(self, done: int, total: int | None = None) -> None:
        """How far it is."""
        self.state, self.done = "running", done
        self.total = self.total if total is None else total

    def finish(self, state: str) -> None:
        """It is over, in one of the ways of ``ENDS``; whoever began it is told."""
        assert state in ENDS and not self.is_over
        self.state, self.finished_at = state, clock.now()
        record("work.finished", self, SYSTEM, state=state)
        if self.person_id is not None:
            told = Told(ENDS[state], self.endpoint, dict(self.values))
            Notice.write(self.person_id, self, told, SYSTEM, kind="step", urgency="digest")

    @classmethod
    def abandon(cls) -> int:
        """The worker begins: what another one left half done is broken. How many."""
        left = db.session.scalars(
            select(cls).where(cls.finished_at.is_(None), cls.state == "running")
        ).all()
        for one in left:
            one.finish("broken")
        return len(left)
