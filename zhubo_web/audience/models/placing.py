"""Which broadcast of a room an event of its feed belongs to, and at what stream time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.mark import SourceMark
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.planned import ON
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db

#: How long after its end a broadcast still takes what happened before.
GRACE = timedelta(minutes=10)
#: As much of a broadcast as its clock needs, in one statement: not its people.
CLOCKED = (
    lazyload(Broadcast.roster),
    lazyload(Broadcast.room),
    joinedload(Broadcast.interruptions),
)

_AFTER_END = N_("这一场已经下播，这个事件不是下播前的（at 不写就按收到的时间），没有留下")
_OUTSIDE = N_("按 sent 和 at 算，它不在直播期间，没有留下")


@dataclass(frozen=True)
class Placing:
    """The broadcast that is on in a room, and the one that ended just before."""

    received: datetime
    on: Broadcast | None
    over: Broadcast | None

    @classmethod
    def of(cls, room_id: int, received: datetime) -> Placing:
        """As it stands in a room."""
        query = select(Broadcast).where(
            Broadcast.room_id == room_id,
            Broadcast.started_at.is_not(None),
            or_(Broadcast.state.in_(ON), Broadcast.ended_at.between(received - GRACE, received)),
        )
        query = query.options(*CLOCKED)
        known = db.session.scalars(query.order_by(Broadcast.started_at.desc())).unique().all()
        over = [one for one in known if one.ended_at is not None]
        return cls(
            received,
            next((one for one in known if one.state in ON), None),
            max(over, key=lambda one: one.ended_at or received, default=None),
        )

    @property
    def broadcast(self) -> Broadcast | None:
        """Where events go at all; None: nowhere."""
        return self.on or self.over

    def place(self, moment: datetime | None, *, sure: bool) -> tuple[Broadcast, int] | Reason:
        """The broadcast and stream time.

        What fits neither is the moment of arrival, as the tool's clock is then wrong; unless the
        moment is `sure`, an age by the tool's own clock.
        """
        for one in (self.on, self.over):
            if moment is not None and one is not None and self._holds(one, moment):
                return one, one.stream_ms(moment)
        if self.on is None:
            return Reason(_AFTER_END)
        if sure:
            return Reason(_OUTSIDE)
        return self.on, self.on.stream_ms(self.received)

    def known_before(self, keys: list[str]) -> set[str]:
        """Of these keys those that the broadcast before took: sent again, they are not the next's."""
        if self.over is None or not keys:
            return set()
        return {
            key
            for table in (Comment, SourceMark)
            for key in db.session.scalars(
                select(table.source_key).where(
                    table.broadcast_id == self.over.id, table.source_key.in_(keys)
                )
            )
        }

    def _holds(self, one: Broadcast, moment: datetime) -> bool:
        assert one.started_at is not None
        return one.started_at <= moment <= (one.ended_at or self.received)
