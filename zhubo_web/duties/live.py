"""What a person's open pages hear of their notices: how many are unread, and that a push came."""

from __future__ import annotations

from zhubo_web.audit.live import on_batch
from zhubo_web.audit.models import AuditEvent
from zhubo_web.duties.models import Notice
from zhubo_web.extensions import socketio

PUSHED = "digest.made"
WRITTEN = "notice.written"


def person(person_id: int) -> str:
    """The Socket.IO room of all sockets of a person, whatever their sign-ins."""
    return f"person-{person_id}"


@on_batch
def ring(events: list[AuditEvent]) -> None:
    """Tell each person's pages once. Silent, but for a push: only that may be shown and read out."""
    written = {one.data["person"] for one in events if one.name == WRITTEN}
    pushed = {one.data["person"] for one in events if one.name == PUSHED}
    for person_id in written | pushed:
        message = {"unread": Notice.unread_of(person_id), "push": person_id in pushed}
        socketio.emit("notices", message, to=person(person_id))
