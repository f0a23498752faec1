"""The blueprint that this feature's views register on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found
from zhubo_web.extensions import db

bp = Blueprint("observations", __name__)


def broadcast_or_404(broadcast_id: int) -> Broadcast:
    """The broadcast if the asking person or screen may see it."""
    query: Any = Broadcast.visible_to(actor()).where(Broadcast.id == broadcast_id)
    broadcast: Broadcast = found(db.session.scalar(query))
    return broadcast
