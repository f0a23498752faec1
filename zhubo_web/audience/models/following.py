"""What happens to questions when something happens to their broadcast, in the same transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select, update

from zhubo_web.audience.models.question import Question, QuestionAsk
from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.extensions import db


def forget_words(broadcast_id: int) -> None:
    """The comments are gone, and with them the asks; what viewers wrote goes too. Counts stay.

    What a supervisor relayed is theirs, and stays with their notes.
    """
    heard = Question.broadcast_id == broadcast_id, Question.source == "comments"
    db.session.execute(update(Question).where(*heard).values(text=""))


def move(broadcast_id: int, shift_ms: int) -> None:
    """The start was corrected: every moment of stream time moves with it."""
    table = Question.__table__.c
    names = ("first_ms", "last_ms", "answered_ms")
    moved = {name: _moved(table[name], shift_ms) for name in names}
    db.session.execute(update(Question).where(Question.broadcast_id == broadcast_id).values(moved))
    asked = select(Question.id).where(Question.broadcast_id == broadcast_id)
    at_ms = QuestionAsk.__table__.c.at_ms
    asks = update(QuestionAsk).where(QuestionAsk.question_id.in_(asked))
    db.session.execute(asks.values(at_ms=_moved(at_ms, shift_ms)))


def _moved(column: Any, shift_ms: int) -> Any:
    later = column + shift_ms
    return case((later < 0, 0), else_=later)


def _follow(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name == "comments.forgotten":
        forget_words(subject.id)
    elif event.name == "broadcast.corrected":
        move(subject.id, event.data["shift_ms"])


recorded.connect(_follow, weak=False)
