"""Notes as live screens get them, read as plain rows: replay, frames and the fallback are one query.

Neutral to who looks, no names. Nothing newer than the head that was read first is told, so that a
frame never holds a state whose number lies beyond it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.observations.models.delivery import NoteDelivery
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.tag import Tag

_NOTE = (
    Observation.id,
    Observation.key,
    Observation.seq,
    Observation.changed_seq.label("v"),
    Observation.at_ms.label("at"),
    Observation.kind,
    Observation.dimension,
    Observation.object,
    Observation.assistant_id.label("assistant"),
    Tag.code.label("tag"),
    Observation.text,
    Observation.priority,
    Observation.state,
    Observation.observer_id.label("by"),
    Observation.observer_role.label("by_role"),
)
_NAMES = tuple(getattr(column, "key", "") for column in _NOTE)
_DELIVERY = (
    NoteDelivery.state.label("delivery_state"),
    NoteDelivery.visible_from,
    NoteDelivery.expires_at,
    NoteDelivery.answer_given,
    NoteDelivery.answered_ms,
)


_HEAD = select(Broadcast.last_seq).where(Broadcast.id == bindparam("broadcast"))
_CHANGED = (
    select(*_NOTE, *_DELIVERY)
    .outerjoin(NoteDelivery, NoteDelivery.observation_id == Observation.id)
    .outerjoin(Tag, Tag.id == Observation.tag_id)
    .where(
        Observation.broadcast_id == bindparam("broadcast"),
        Observation.changed_seq > bindparam("after"),
        Observation.changed_seq <= bindparam("head"),
    )
    .order_by(Observation.changed_seq)
    .limit(bindparam("most"))
)


def head_of(broadcast_id: int) -> int:
    """The newest number of a broadcast."""
    return db.session.scalar(_HEAD, {"broadcast": broadcast_id}) or 0


def changed_after(broadcast_id: int, number: int, head: int, most: int) -> list[dict[str, Any]]:
    """The latest state of each note that changed after a number, in the order of the changes."""
    wanted = {"broadcast": broadcast_id, "after": number, "head": head, "most": most}
    return [_told(row) for row in db.session.execute(_CHANGED, wanted)]


def _told(row: Row[Any]) -> dict[str, Any]:
    note = dict(zip(_NAMES, row, strict=False))
    note["delivery"] = _delivery(*row[len(_NAMES) :])
    return note


def _delivery(
    state: str | None,
    visible: datetime | None,
    expires: datetime | None,
    answer: str | None,
    answered: int | None,
) -> dict[str, Any] | None:
    """The delivery; moments in milliseconds since 1970, the answer's in stream time."""
    if state is None or visible is None:
        return None
    return {
        "state": state,
        "visible_from": clock.to_epoch_ms(visible),
        "expires_at": clock.to_epoch_ms(expires) if expires else None,
        "answer": answer,
        "answered_at": answered,
    }
