"""The one counter per broadcast that everything a screen must know draws its number from.

The row lock is held to the commit, so the order of commits is the order of numbers, and a rollback
gives the number back: no gaps, no races.
"""

from __future__ import annotations

from sqlalchemy import update

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db


def next_numbers(broadcast_id: int, count: int = 1) -> int:
    """Draw ``count`` numbers and return the last of them."""
    statement = (
        update(Broadcast)
        .where(Broadcast.id == broadcast_id)
        .values(last_seq=Broadcast.last_seq + count, last_activity_at=clock.now())
        .returning(Broadcast.last_seq)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).scalar_one()
