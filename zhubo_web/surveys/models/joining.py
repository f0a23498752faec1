"""What observers relayed of viewers joins when the broadcast is over: complaints and praise.

The same words of one sort become one piece of feedback with the number of viewers behind it. The
joining can be repeated at any time: what is there is counted anew, what came late is added, and what
was taken back leaves, as long as nobody has decided. Questions go to the radar instead.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from zhubo_web.audience.models import AudienceFeedback
from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.broadcasts import timing
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.surveys.models.feedback import LONGEST, MOST, Feedback
from zhubo_web.surveys.wording import SORTS

LATE = ("feedback.relayed", "feedback.withdrawn")
Said = tuple[str, str]


def _key(broadcast: Broadcast, said: Said) -> str:
    words = "\x1f".join((str(broadcast.id), *said))
    return hashlib.sha256(words.encode()).hexdigest()[:40]


def _relayed(broadcast: Broadcast) -> dict[Said, list[AudienceFeedback]]:
    """What was said in a broadcast, by sort and words, without what was taken back."""
    query = select(AudienceFeedback).where(
        AudienceFeedback.broadcast_id == broadcast.id,
        AudienceFeedback.sort.in_(SORTS),
        AudienceFeedback.withdrawn_at.is_(None),
    )
    said: dict[Said, list[AudienceFeedback]] = defaultdict(list)
    for one in db.session.scalars(query.order_by(AudienceFeedback.at_ms)):
        said[one.sort, one.text].append(one)
    return said


def join_relays(broadcast: Broadcast) -> None:
    """Make the broadcast's feedback match what was relayed in it."""
    db.session.execute(select(Broadcast.id).where(Broadcast.id == broadcast.id).with_for_update())
    query = select(Feedback).where(
        Feedback.broadcast_id == broadcast.id, Feedback.source == "relayed"
    )
    there = {one.key: one for one in db.session.scalars(query)}
    wanted = {_key(broadcast, said): rows for said, rows in _relayed(broadcast).items()}
    for key, rows in wanted.items():
        if key not in there:
            _add(broadcast, key, rows)
        elif there[key].state == "pending":
            there[key].recount(_people(rows))
    for one in there.values():
        if one.key not in wanted and one.state == "pending":
            one.retract()


def _people(rows: list[AudienceFeedback]) -> int:
    return min(MOST, sum(row.count for row in rows))


def _add(broadcast: Broadcast, key: str, rows: list[AudienceFeedback]) -> None:
    assert broadcast.started_at is not None
    first = rows[0]
    made = Feedback(state="", source="relayed", key=key, room=broadcast.room)
    made.room_id, made.broadcast, made.broadcast_id = broadcast.room_id, broadcast, broadcast.id
    moment = timing.moment_of(broadcast.started_at, broadcast.pauses, first.at_ms)
    text = first.text[:LONGEST]
    made.say(sort=first.sort, text=text, count=_people(rows), happened_at=moment)
    made.begin("join", SYSTEM)


def _on_recorded(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name == "broadcast.ended":
        join_relays(subject)
    elif event.name in LATE and event.subject_type == "audience_feedback":
        if subject.broadcast.ended_at is not None:
            join_relays(subject.broadcast)


recorded.connect(_on_recorded, weak=False)
