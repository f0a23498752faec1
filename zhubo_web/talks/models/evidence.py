"""The notes that stand beside a talk, each with the second it is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.evaluations.models.seen import STANDING
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.talks.models.talk import Talk

MOST = 8
_FIRST = {"issue": 0, "praise": 1, "remind": 2}


def notes_of(talk: Talk, reader: Any) -> list[Observation]:
    """The month's notes about the assistant that this reader may see and that stand: what was a
    problem first, then praise, the newest first. A note that names nobody is theirs where they were
    alone. One statement."""
    on = talk.evaluation.month.broadcasts().with_only_columns(Broadcast.id)
    alone = (
        select(RosterEntry.broadcast_id)
        .where(RosterEntry.part == "assistant")
        .group_by(RosterEntry.broadcast_id)
        .having(func.count() == 1, func.min(RosterEntry.person_id) == talk.assistant_id)
    )
    theirs = or_(
        Observation.assistant_id == talk.assistant_id,
        Observation.assistant_id.is_(None) & Observation.broadcast_id.in_(alone),
    )
    query = (
        Observation.visible_to(reader)
        .where(Observation.broadcast_id.in_(on), Observation.object == "assistant", theirs)
        .where(Observation.state.in_(STANDING), Observation.kind.in_(_FIRST))
        .options(joinedload(Observation.tag), lazyload(Observation.delivery))
        .order_by(None)
        .order_by(case(_FIRST, value=Observation.kind), Observation.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))
