"""Notes as live screens get them, read as plain rows: replay, frames and the fallback are one query.

Neutral to who looks, no names. Nothing newer than the head that was read first is told, so that a
frame never holds a state whose number lies beyond it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.observations.models.delivery import NoteDelivery
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.tag import Tag

_NOTES, _SENT, _TAGS, _BROADCASTS = (
    cast(Table, model.__table__) for model in (Observation, NoteDelivery, Tag, Broadcast)
)
_TOLD = {
    "id": _NOTES.c.id,
    "key": _NOTES.c.key,
    "seq": _NOTES.c.seq,
    "v": _NOTES.c.changed_seq,
    "at": _NOTES.c.at_ms,
    "kind": _NOTES.c.kind,
    "dimension": _NOTES.c.dimension,
    "object": _NOTES.c.object,
    "assistant": _NOTES.c.assistant_id,
    "tag": _TAGS.c.code,
    "text": _NOTES.c.text,
    "priority": _NOTES.c.priority,
    "state": _NOTES.c.state,
    "by": _NOTES.c.observer_id,
    "by_role": _NOTES.c.observer_role,
}
_DELIVERY = [
    _SENT.c[name] for name in ("state", "visible_from", "expires_at", "answer_given", "answered_ms")
]


_HEAD = select(_BROADCASTS.c.last_seq).where(_BROADCASTS.c.id == bindparam("broadcast"))
_CHANGED = (
    select(*_TOLD.values(), *_DELIVERY)
    .select_from(_NOTES)
    .outerjoin(_SENT, _SENT.c.observation_id == _NOTES.c.id)
    .outerjoin(_TAGS, _TAGS.c.id == _NOTES.c.tag_id)
    .where(
        _NOTES.c.broadcast_id == bindparam("broadcast"),
        _NOTES.c.changed_seq > bindparam("after"),
        _NOTES.c.changed_seq <= bindparam("head"),
    )
    .order_by(_NOTES.c.changed_seq)
    .limit(bindparam("most"))
)


def head_of(broadcast_id: int) -> int:
    """The newest number of a broadcast."""
    return db.session.connection().execute(_HEAD, {"broadcast": broadcast_id}).scalar() or 0


def changed_after(broadcast_id: int, number: int, head: int, most: int) -> list[dict[str, Any]]:
    """The latest state of each note that changed after a number, in the order of the changes."""
    wanted = {"broadcast": broadcast_id, "after": number, "head": head, "most": most}
    return [_told(row) for row in db.session.connection().execute(_CHANGED, wanted)]


def _told(row: Row[Any]) -> dict[str, Any]:
    note = dict(zip(_TOLD, row, strict=False))
    note["delivery"] = told_delivery(*row[len(_TOLD) :])
    return note


def told_delivery(
    state: str | None,
    visible: datetime | None,
    expires: datetime | None,
    answer: str | None = None,
    answered: int | None = None,
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
