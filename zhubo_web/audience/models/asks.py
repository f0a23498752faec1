"""Questions of one broadcast as a page lists them, each with who asked when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.question import Question, QuestionAsk
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db

#: So many asks of each question a page opens to.
OPENED = 20
_ORDERS = {
    "open": (Question.askers.desc(), Question.first_ms, Question.id),
    "answered": (Question.answered_ms.desc(), Question.id.desc()),
    "dismissed": (Question.last_ms.desc(), Question.id.desc()),
}


@dataclass(frozen=True)
class Ask:
    """One ask: a viewer's comment, or (no text) how many a supervisor relayed."""

    at_ms: int
    count: int
    viewer: str | None
    text: str | None


@dataclass(frozen=True)
class Asked:
    """A question, its first asks, and the comment that answered it."""

    question: Question
    asks: list[Ask]
    answer_text: str | None


def in_state(broadcast: Broadcast, state: str, most: int, skip: int = 0) -> list[Asked]:
    """The questions of a state: most asked first while they wait, then the last settled."""
    query = select(Question).where(Question.broadcast_id == broadcast.id, Question.state == state)
    rows = query.order_by(*_ORDERS[state]).offset(skip).limit(most)
    return opened(list(db.session.scalars(rows)))


def opened(questions: Sequence[Question]) -> list[Asked]:
    """These questions with who asked, in two statements."""
    if not questions:
        return []
    asks = _asks([one.id for one in questions])
    answers = [one.answer_comment_id for one in questions if one.answer_comment_id]
    texts = _texts(answers) if answers else {}
    return [Asked(one, asks[one.id], texts.get(one.answer_comment_id)) for one in questions]


def _texts(comment_ids: list[int]) -> dict[int | None, str]:
    query = select(Comment.id, Comment.text).where(Comment.id.in_(comment_ids))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _asks(question_ids: list[int]) -> dict[int, list[Ask]]:
    order = (QuestionAsk.at_ms, QuestionAsk.id)
    place = func.row_number().over(partition_by=QuestionAsk.question_id, order_by=order)
    numbered = (
        select(QuestionAsk.id, place.label("place"))
        .where(QuestionAsk.question_id.in_(question_ids))
        .subquery()
    )
    query = (
        select(QuestionAsk, Comment.viewer, Comment.text)
        .join(numbered, numbered.c.id == QuestionAsk.id)
        .outerjoin(Comment, Comment.id == QuestionAsk.comment_id)
        .where(numbered.c.place <= OPENED)
        .order_by(*order)
    )
    found: dict[int, list[Ask]] = defaultdict(list)
    for ask, viewer, text in db.session.execute(query):
        found[ask.question_id].append(Ask(ask.at_ms, ask.count, viewer, text))
    return found
