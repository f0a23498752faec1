"""Which broadcast of a room an event of its feed belongs to, and at what stream time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, or_, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.mark import SourceMark
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.planned import ON
from zhubo_web.broadcasts.timing import Pause, stream_ms
from zhubo_web.core.keeping import KEPT
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
_BROADCASTS = cast(Table, Broadcast.__table__)
_VERSIONS = select(_BROADCASTS.c.id, _BROADCASTS.c.version).where(
    _BROADCASTS.c.id.in_(bindparam("these", expanding=True))
)


class Clocked(NamedTuple):
    """A broadcast's clock as it was read: plain values, as it is asked for every event."""

    id: int
    version: int
    is_on: bool
    started_at: datetime
    ended_at: datetime | None
    pauses: list[Pause]

    def holds(self, moment: datetime, received: datetime) -> bool:
        """Whether it was on at a moment."""
        return self.started_at <= moment <= (self.ended_at or received)

    def stream_ms(self, moment: datetime) -> int:
        """Stream time at a moment before its end."""
        return stream_ms(self.started_at, self.pauses, moment)


def _known(room_id: int, received: datetime) -> list[Clocked]:
    """What is on in a room and what ended a short while ago, the latest first."""
    query = select(Broadcast).where(
        Broadcast.room_id == room_id,
        Broadcast.started_at.is_not(None),
        or_(Broadcast.state.in_(ON), Broadcast.ended_at.between(received - GRACE, received)),
    )
    query = query.options(*CLOCKED).order_by(Broadcast.started_at.desc())
    return [
        Clocked(one.id, one.version, one.state in ON, one.started_at, one.ended_at, one.pauses)
        for one in db.session.scalars(query).unique()
        if one.started_at is not None
    ]


@dataclass(frozen=True)
class Placing:
    """The broadcast that is on in a room, and the one that ended just before."""

    received: datetime
    on: Clocked | None
    over: Clocked | None

    @classmethod
    def of(cls, room_id: int, received: datetime) -> Placing:
        """As it stands in a room. While something is on, what was read is kept; whoever writes by it
        asks first whether it ``stands``."""
        known = KEPT.get(("placing", room_id), lambda: _known(room_id, received))
        if not any(one.is_on for one in known):
            known = _known(room_id, received)  # the next may begin at any moment
        over = [one for one in known if one.ended_at and received - GRACE <= one.ended_at]
        return cls(
            received,
            next((one for one in known if one.is_on), None),
            max(over, key=lambda one: one.ended_at or received, default=None),
        )

    @property
    def stands(self) -> bool:
        """Whether its broadcasts are still as they were read, asked in the writer's transaction."""
        versions = {one.id: one.version for one in (self.on, self.over) if one is not None}
        if not versions:
            return True
        found = db.session.connection().execute(_VERSIONS, {"these": list(versions)})
        return {row[0]: row[1] for row in found} == versions

    @property
    def broadcast(self) -> Clocked | None:
        """Where events go at all; None: nowhere."""
        return self.on or self.over

    def place(self, moment: datetime | None, *, sure: bool) -> tuple[int, int] | Reason:
        """The broadcast's number and the stream time.

        What fits neither is the moment of arrival, as the tool's clock is then wrong; unless the
        moment is `sure`, an age by the tool's own clock.
        """
        if moment is not None:
            for one in (self.on, self.over):
                if one is not None and one.holds(moment, self.received):
                    return one.id, one.stream_ms(moment)
        if self.on is None:
            return Reason(_AFTER_END)
        if sure:
            return Reason(_OUTSIDE)
        return self.on.id, self.on.stream_ms(self.received)

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
