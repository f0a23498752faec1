"""The blueprint that this feature's views register on, and how they look things up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core.access import actor, found
from zhubo_web.extensions import db

bp = Blueprint("broadcasts", __name__)


def broadcast_or_404(broadcast_id: int) -> Broadcast:
    """The broadcast if the asking person or screen may see it."""
    broadcast: Broadcast = found(Broadcast.seen_by(actor(), broadcast_id))
    return broadcast


def led_room_or_404(room_id: int) -> Room:
    """The room if the asking person plans its broadcasts."""
    rooms = {room.id: room for room in Room.led_by(actor())}
    room: Room = found(rooms.get(room_id))
    return room


def back_to(broadcast: Broadcast, anchor: str | None = None) -> ResponseReturnValue:
    """To the broadcast's page, after something was done."""
    target = url_for("broadcasts.show", broadcast_id=broadcast.id, _anchor=anchor)
    return redirect(target, 303)


def rooms_named() -> list[Any]:
    """Id, name and group of the rooms the asking person may see, by name; no more of them is read."""
    query = Room.visible_to(actor()).with_only_columns(Room.id, Room.name, Room.group_id)
    return list(db.session.execute(query))
