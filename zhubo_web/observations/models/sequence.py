"""The one counter per broadcast that everything a screen must know draws its number from.

The row lock is held to the commit, so the order of commits is the order of numbers, and a rollback
gives the number back: no gaps, no races.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, Table, bindparam, update

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db

_BROADCASTS = cast(Table, Broadcast.__table__)
_DRAW = (
    update(_BROADCASTS)
    .where(_BROADCASTS.c.id == bindparam("broadcast"))
    .values(last_seq=_BROADCASTS.c.last_seq + bindparam("count"), last_activity_at=bindparam("now"))
    .returning(_BROADCASTS.c.last_seq)
)


def next_numbers(broadcast_id: int, count: int = 1) -> int:
    """Draw ``count`` numbers and return the last of them."""
    return draw_numbers(db.session.connection(), broadcast_id, count)


def draw_numbers(connection: Connection, broadcast_id: int, count: int) -> int:
    """The same for who has the connection at hand."""
    wanted = {"broadcast": broadcast_id, "count": count, "now": clock.now()}
    last: int = connection.execute(_DRAW, wanted).scalar_one()
    return last
