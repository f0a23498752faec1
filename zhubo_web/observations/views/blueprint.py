"""The blueprint that this feature's views register on."""

from __future__ import annotations

from flask import Blueprint

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found

bp = Blueprint("observations", __name__)


def broadcast_or_404(broadcast_id: int) -> Broadcast:
    """The broadcast if the asking person or screen may see it."""
    broadcast: Broadcast = found(Broadcast.seen_by(actor(), broadcast_id))
    return broadcast
