"""呼叫运营: a call for help from beside the camera, and how long it took to be answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned, one_while
from zhubo_web.core.reasons import WrongState
from zhubo_web.core.workflow import Transition
from zhubo_web.duties.models import follow, step
from zhubo_web.extensions import db
from zhubo_web.observations.workflow import HELP


class HelpCall(Versioned, Identified, Base):
    """One call. ``at_ms`` is stream time; a missed call counts against the group."""

    __tablename__ = "help_call"
    __table_args__ = (
        one_while("uq_help_call_open", "state IN ('asked', 'taken')", "broadcast_id"),
    )

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="")
    at_ms: Mapped[int]
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    done: Mapped[str] = mapped_column(String(200), default="")

    broadcast: Mapped[Broadcast] = relationship(Broadcast)
    taken_by: Mapped[Person | None] = relationship(Person)

    def told(self) -> dict[str, Any]:
        """The values that inbox entries show."""
        return {**self.broadcast.told(), "broadcast": self.broadcast_id}

    @classmethod
    def open_in(cls, broadcast: Broadcast) -> HelpCall | None:
        """The call that is not settled, if there is one."""
        query = select(cls).where(
            cls.broadcast_id == broadcast.id, cls.state.in_(("asked", "taken"))
        )
        return db.session.scalar(query.order_by(cls.id.desc()).limit(1))

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """Those of broadcasts the person may see."""
        seen = Broadcast.visible_to(person).with_only_columns(Broadcast.id).order_by(None)
        return select(cls).where(cls.broadcast_id.in_(seen))

    @classmethod
    def ask(cls, broadcast: Broadcast, by: Any) -> HelpCall:
        """Call; while one is open, the same call is answered."""
        if not broadcast.is_on:
            raise WrongState(N_("直播中才能呼叫运营"))
        if call := cls.open_in(broadcast):
            return call
        at = broadcast.stream_ms()
        call = cls(broadcast_id=broadcast.id, broadcast=broadcast, at_ms=at, state="")
        db.session.add(call)
        db.session.flush()
        call._step("ask", by)
        return call

    def _step(self, verb: str, by: Any) -> None:
        where = {"broadcast_id": self.broadcast_id, "room": self.broadcast.room_id}
        step(self, HELP, verb, by, **where)

    def take(self, by: Any) -> None:
        """我来."""
        self._step("take", by)
        self.taken_by_id, self.taken_at = by.id, clock.now()

    def answer(self, by: Any, done: str = "") -> None:
        """It is done; what was done may be said."""
        self._step("answer", by)
        self.done, self.answered_at = done.strip()[:200], clock.now()

    def cancel(self, by: Any) -> None:
        """No longer needed."""
        self._step("cancel", by)

    def miss(self, by: Any) -> None:
        """The broadcast ended and nobody came."""
        self._step("miss", by)


def _waiting(row: Transition, _now: datetime) -> Select[Any]:
    """A call is missed once its broadcast has ended."""
    ended = select(Broadcast.id).where(Broadcast.ended_at.is_not(None))
    return select(HelpCall).where(HelpCall.state == row.source, HelpCall.broadcast_id.in_(ended))


follow(HelpCall, HELP, _waiting)
