"""What the clock does about feedback: hosts' entries go when a broadcast may no longer be rated."""

from __future__ import annotations

from sqlalchemy import select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.duties.models import Duty, close
from zhubo_web.extensions import db, writing
from zhubo_web.surveys.models.waiting import Rated

BATCH = 40


def close_late_ratings() -> int:
    """A broadcast that may no longer be rated waits for nobody; return how many entries went."""
    with writing():
        query = select(Duty).where(
            Duty.subject_type == Rated.__tablename__,
            Duty.closed_at.is_(None),
            Duty.due_at < clock.now(),
        )
        late = list(db.session.scalars(query.limit(BATCH)))
        for duty in late:
            broadcast = db.session.get_one(Broadcast, duty.subject_id)
            close(Rated(broadcast, duty.person_id), person_id=duty.person_id)
    return len(late)
