"""The figures that are filled in before a summary is written. What was not heard is None, never 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from zhubo_web.audience.models import Answering, MinuteCount, tallied
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation


@dataclass(frozen=True)
class Figures:
    """Comments and likes in all, the most viewers at once, how questions were answered."""

    comments: int | None
    peak: int | None
    likes: int | None
    answering: Answering


def figures_of(broadcast: Broadcast) -> Figures:
    """Of one broadcast, from the counts by the minute and the radar."""
    query = select(
        func.count(),
        func.sum(MinuteCount.comments),
        func.max(MinuteCount.viewers),
        func.sum(MinuteCount.likes),
    ).where(MinuteCount.broadcast_id == broadcast.id)
    heard, comments, peak, likes = db.session.execute(query).one()
    known = bool(heard)
    return Figures(
        int(comments) if known else None,
        None if peak is None else int(peak),
        int(likes) if known and likes else None,
        tallied(broadcast)[0],
    )


def noted_about(notes: Iterable[Observation], person: Any) -> Counter[str]:
    """How many notes of each kind are about this assistant."""
    own = (one for one in notes if one.state != "withdrawn" and one.is_about(person))
    return Counter(one.kind for one in own)
