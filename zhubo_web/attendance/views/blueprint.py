"""The blueprint that this feature's views register on, and how they look things up."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.attendance.models import Leave
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found
from zhubo_web.extensions import db

bp = Blueprint("attendance", __name__)


def broadcast_or_404(broadcast_id: int) -> Broadcast:
    """The broadcast if the asking person may see it."""
    broadcast: Broadcast = found(Broadcast.seen_by(actor(), broadcast_id))
    return broadcast


def leave_or_404(leave_id: int) -> Leave:
    """The request if the asking person may see it."""
    leave: Leave = found(db.session.scalar(Leave.visible_to(actor()).where(Leave.id == leave_id)))
    return leave


def back_to_leaves(broadcast_id: int) -> ResponseReturnValue:
    """To the requests about a broadcast, after something was done."""
    return redirect(url_for("attendance.of_broadcast", broadcast_id=broadcast_id), 303)
