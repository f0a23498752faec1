"""One reading of a recorded log into a broadcast."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.audience.models.keeping import why_closed
from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.duties.models import Work
from zhubo_web.extensions import db


class CommentImport(Identified, Base):
    """One reading of a recorded log: how far it is and what was wrong, for the page to show."""

    __tablename__ = "comment_import"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    log: Mapped[str] = mapped_column(String(10), default="chat")
    recorded_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    lines: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    fresh: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    refused: Mapped[dict[str, Any] | None]
    finished_at: Mapped[datetime | None]
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"))
    broadcast: Mapped[Broadcast] = relationship(Broadcast)
    work: Mapped[Work | None] = relationship(Work)

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @property
    def known(self) -> int:
        """Lines that were there already: read from this or another file before."""
        return self.lines - self.fresh

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """The readings of broadcasts whose room the person leads, the newest first."""
        rooms = covered_by(person, permissions.LEADS)
        led = select(Broadcast.id).where(Broadcast.room_id.in_(rooms))
        return select(cls).where(cls.broadcast_id.in_(led)).order_by(cls.id.desc())

    @classmethod
    def begin(
        cls,
        broadcast: Broadcast,
        by: Any,
        *,
        file_name: str,
        log: str = "chat",
        recorded_at: datetime | None,
    ) -> CommentImport:
        """Somebody uploaded a log of this broadcast; a worker reads it next."""
        if reason := permissions.leads(by, broadcast):
            raise Denied(reason)
        if reason := why_closed(broadcast):
            raise WrongState(reason)
        begun = cls(broadcast=broadcast, broadcast_id=broadcast.id, by_id=by.id)
        begun.file_name, begun.log, begun.recorded_at = file_name[-120:], log, recorded_at
        db.session.add(begun)
        db.session.flush()
        where = {"import_id": begun.id}
        title, page = N_("导入评论：%(what)s"), "audience.import_progress"
        begun.work = Work.begin(by, title, begun.file_name, page, where)
        record("comments.import_begun", begun, by, broadcast_id=broadcast.id, log=log)
        return begun

    def tell(self, **values: Any) -> None:
        """How far it is; with ``finished_at``, that it is over."""
        for name, value in values.items():
            setattr(self, name, value)
        if self.work is None or self.work.is_over:
            return
        if self.is_over:
            self.work.finish(self.state)
        else:
            self.work.tell(self.lines, self.total)
