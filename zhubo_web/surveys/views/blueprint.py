"""The blueprint that this feature's views register on, and how they look things up."""

from __future__ import annotations

from flask import Blueprint, request
from sqlalchemy.orm import joinedload, selectinload

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found
from zhubo_web.core.reading import LARGEST_NUMBER
from zhubo_web.extensions import db
from zhubo_web.surveys.models import Decision, Feedback

bp = Blueprint("surveys", __name__)
PAGE = 20


def feedback_or_404(feedback_id: int) -> Feedback:
    """The feedback if the asking person may see it."""
    query = Feedback.visible_to(actor()).where(Feedback.id == feedback_id)
    loaded = (
        joinedload(Feedback.broadcast),
        joinedload(Feedback.assistant),
        selectinload(Feedback.decisions).joinedload(Decision.by),
    )
    feedback: Feedback = found(db.session.scalar(query.options(*loaded)))
    return feedback


def broadcast_or_404(broadcast_id: int) -> Broadcast:
    """The broadcast if the asking person may see it."""
    query = Broadcast.visible_to(actor()).where(Broadcast.id == broadcast_id)
    broadcast: Broadcast = found(db.session.scalar(query))
    return broadcast


def whole(name: str, least: int = 0) -> int:
    """A number of the address; the least where there is none that fits."""
    text = request.args.get(name, "")
    fits = text.isascii() and text.isdecimal() and len(text) < 11
    return max(least, min(int(text), LARGEST_NUMBER)) if fits else least
