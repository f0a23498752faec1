"""The one counter per broadcast that everything a screen must know draws its number from.

The row lock is held to the commit, so the order of commits is the order of numbers, and a rollback
gives the number back: no gaps, no races.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Connection, Table, bindparam, select, update

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db

_BROADCASTS = cast(Table, Broadcast.__table__)
_COUNT = (
    update(_BROADCASTS)
    .where(_BROADCASTS.c.id == bindparam("broadcast"))
    .values(last_seq=_BROADCASTS.c.last_seq + bindparam("count"), last_activity_at=bindparam("now"))
)
_DRAW = _COUNT.returning(_BROADCASTS.c.last_seq)
_DRAWN = select(_BROADCASTS.c.id, _BROADCASTS.c.last_seq).where(
    _BROADCASTS.c.id.in_(bindparam("broadcasts", expanding=True))
)


def next_numbers(broadcast_id: int, count: int = 1) -> int:
    """Draw ``count`` numbers and return the last of them."""
    return draw_numbers(db.session.connection(), broadcast_id, count)


def draw_numbers(connection: Connection, broadcast_id: int, count: int) -> int:
    """The same for who has the connection at hand."""
    wanted = {"broadcast": broadcast_id, "count": count, "now": clock.now()}
    last: int = connection.execute(_DRAW, wanted).scalar_one()
    return last


def draw_each(connection: Connection, counts: Mapping[int, int]) -> dict[int, int]:
    """Draw so many numbers of each broadcast, in the order of their ids: two statements for any many."""
    if len(counts) == 1:
        return {one: draw_numbers(connection, one, count) for one, count in counts.items()}
    now = clock.now()
    wanted = [{"broadcast": one, "count": counts[one], "now": now} for one in sorted(counts)]
    connection.execute(_COUNT, wanted)
    drawn = connection.execute(_DRAWN, {"broadcasts": list(counts)})
    return {row.id: row.last_seq for row in drawn}
