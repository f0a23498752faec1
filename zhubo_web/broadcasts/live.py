"""Names of the Socket.IO rooms of a broadcast, and hints that something of it changed.

A room is computed on the server from the thing; joining asks the permission. A hint carries
nothing: pages fetch what is new through their own authorised address.
"""

from __future__ import annotations

from sqlalchemy import select

from zhubo_web.audit.live import on_batch, on_event
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.duties.live import person
from zhubo_web.extensions import db, socketio

__all__ = ["consoles", "everyone", "overlays", "person", "sign_in", "tablets"]

STATE_EVENTS = (
    "broadcast.",
    "segment.",
    "run_sheet.",
    "roster.",
    "watch.",
    "help.",
    "question.answered",
    "question.dismissed",
    "question.reopened",
)


def everyone(broadcast_id: int) -> str:
    """All screens of a broadcast."""
    return f"broadcast-{broadcast_id}"


def consoles(broadcast_id: int) -> str:
    """Observers' consoles."""
    return f"broadcast-{broadcast_id}-console"


def overlays(broadcast_id: int) -> str:
    """Screens beside the camera."""
    return f"broadcast-{broadcast_id}-overlay"


def tablets(room_id: int) -> str:
    """Tablets bound to a room, which wait for its next broadcast."""
    return f"room-{room_id}-tablets"


def sign_in(sign_in_id: int) -> str:
    """All sockets of one sign-in."""
    return f"sign-in-{sign_in_id}"


@on_batch
def hint(events: list[AuditEvent]) -> None:
    """Tell the screens of each broadcast once that its state changed."""
    changed = {
        event.broadcast_id
        for event in events
        if event.broadcast_id and event.name.startswith(STATE_EVENTS)
    }
    if any(event.name == "product.revised" for event in events):
        changed |= set(db.session.scalars(select(Broadcast.id).where(Broadcast.state == "live")))
    for broadcast_id in changed:
        socketio.emit("state", {}, to=everyone(broadcast_id))


@on_event("broadcast.started", "broadcast.ended", "broadcast.cancelled")
def follow_roster(event: AuditEvent) -> None:
    """Tablets of the room go to the broadcast that is on now."""
    broadcast = db.session.get(Broadcast, event.broadcast_id)
    if broadcast is not None:
        message = {"broadcast": broadcast.id if broadcast.is_on else None}
        socketio.emit("roster", message, to=tablets(broadcast.room_id))
