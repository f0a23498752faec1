"""The questions a pass of the radar compares with, and what it found written by the row.

Whoever taps waits on SQLite for the end of this transaction, so nothing is made an object here that
need not be one, and all of a kind is written at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import joinedload

from zhubo_web.audience.grouping import RECENT, Asked, Grouping, Seen, Stood
from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.question import Question, QuestionAsk
from zhubo_web.audience.workflow import QUESTION
from zhubo_web.audit.models import RECORDED, record_rows
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.planned import ON
from zhubo_web.core import clock
from zhubo_web.core.inserting import draw_keys, insert_rows
from zhubo_web.extensions import db

QUESTIONS = cast(Table, Question.__table__)
ASKS = cast(Table, QuestionAsk.__table__)
COMMENTS = cast(Table, Comment.__table__)
BROADCASTS = cast(Table, Broadcast.__table__)

_OF_BROADCAST = QUESTIONS.c.broadcast_id == bindparam("broadcast")
_LATEST = (QUESTIONS.c.last_ms.desc(), QUESTIONS.c.id.desc())
_STOOD = select(*(QUESTIONS.c[name] for name in Stood._fields))
_READ = _STOOD.where(_OF_BROADCAST).order_by(*_LATEST).limit(RECENT)
_THESE = select(QUESTIONS.c.id).where(_OF_BROADCAST).order_by(*_LATEST).limit(RECENT)
_HELD = _STOOD.where(QUESTIONS.c.id.in_(_THESE)).order_by(QUESTIONS.c.id).with_for_update()
_PLACE = (
    select(BROADCASTS.c.id, BROADCASTS.c.room_id, BROADCASTS.c.state)
    .where(BROADCASTS.c.id == bindparam("broadcast"))
    .with_for_update(key_share=True)
)
_ASKERS = (
    select(ASKS.c.question_id, COMMENTS.c.viewer)
    .join(COMMENTS, COMMENTS.c.id == ASKS.c.comment_id)
    .where(ASKS.c.question_id.in_(bindparam("questions", expanding=True)))
    .where(COMMENTS.c.viewer.in_(bindparam("viewers", expanding=True)))
    .distinct()
)
_GROWN = ("asks", "askers", "first_ms", "last_ms")
_GROWING = (
    update(QUESTIONS)
    .where(QUESTIONS.c.id == bindparam("question"))
    .values({name: bindparam(f"new_{name}") for name in _GROWN})
)


_BARE = tuple(
    joinedload(Question.broadcast).lazyload(one)
    for one in (Broadcast.roster, Broadcast.room, Broadcast.interruptions)
)


class Place(NamedTuple):
    """The broadcast that is written to."""

    id: int
    room_id: int
    state: str

    @classmethod
    def held(cls, broadcast_id: int) -> Place:
        """Its row, held until the commit before those of its questions (``Question.recent_in``)."""
        return cls(*db.session.connection().execute(_PLACE, {"broadcast": broadcast_id}).one())


def stood(broadcast_id: int, *, held: bool = False) -> list[Stood]:
    """The questions that comments are compared with, the last asked first; ``held`` until the commit."""
    statement = _HELD if held else _READ
    rows = db.session.connection().execute(statement, {"broadcast": broadcast_id})
    return sorted((Stood(*row) for row in rows), key=lambda one: (-one.last_ms, -one.id))


def askers(recent: Iterable[Stood], seen: Iterable[Seen]) -> dict[int, set[str]]:
    """Which of these comments' viewers asked which of the questions before."""
    wanted = {
        "questions": [one.id for one in recent],
        "viewers": list({one.viewer for one in seen}),
    }
    known: defaultdict[int, set[str]] = defaultdict(set)
    for question_id, viewer in db.session.connection().execute(_ASKERS, wanted):
        known[question_id].add(viewer)
    return known


def write(place: Place, found: Grouping) -> None:
    """Write what a pass found, in the caller's transaction."""
    if not (found.asks or found.answered):
        return
    connection, now = db.session.connection(), clock.now()
    began = QUESTION.row("", "hear")
    assert began is not None
    drawn = draw_keys(connection, QUESTIONS, len(found.fresh)) if found.fresh else []
    for asked, key in zip(found.fresh, drawn, strict=True):
        asked.id = key
    fresh = [_question(place, asked, began.target, now) for asked in found.fresh]
    insert_rows(connection, QUESTIONS, fresh)
    changed = [_growth(asked) for asked in found.grown if asked.first is None]
    if changed:
        connection.execute(_GROWING, changed)
    insert_rows(connection, ASKS, [_ask(asked, one, now) for asked, one in found.asks])
    told = {"name": began.event, "from_state": began.source, "to_state": began.target}
    record_rows(connection, list(_events(place, found, told, now)))
    db.session.info[RECORDED] = True
    _answer(found.answered)


def _answer(answered: list[Asked]) -> None:
    """The verbs of those that the account answered, read together and held: with their broadcast,
    but without its people, of whom none is asked."""
    query = select(Question).where(Question.id.in_([one.id for one in answered]))
    rows = {one.id: one for one in db.session.scalars(query.options(*_BARE))} if answered else {}
    for asked in answered:
        comment, rule = cast(tuple[Seen, str], asked.answer)
        rows[cast(int, asked.id)].hear_answer(comment.id, comment.at_ms, rule)


def _question(place: Place, asked: Asked, state: str, now: datetime) -> dict[str, Any]:
    """A question that begins here, as it stands after the pass but for its answer."""
    assert asked.first is not None
    return {
        "id": asked.id,
        "created_at": now,
        "broadcast_id": place.id,
        "product_id": asked.product_id,
        "text": asked.text,
        "rule": asked.first.reading.rule,
        "source": "comments",
        "state": state,
        "card_answer": asked.card_answer,
        "card_id": asked.card_id,
        **{name: getattr(asked, name) for name in _GROWN},
    }


def _growth(asked: Asked) -> dict[str, Any]:
    return {"question": asked.id, **{f"new_{name}": getattr(asked, name) for name in _GROWN}}


def _ask(asked: Asked, one: Seen, now: datetime) -> dict[str, Any]:
    return {
        "created_at": now,
        "question_id": asked.id,
        "comment_id": one.id,
        "at_ms": one.at_ms,
        "count": 1,
    }


def _events(
    place: Place, found: Grouping, began: dict[str, Any], now: datetime
) -> Iterator[dict[str, Any]]:
    """That questions began; and of those that grew one each, while somebody watches."""
    shared: dict[str, Any] = {
        "at": now,
        "actor_kind": "system",
        "actor_id": None,
        "actor_role": None,
        "subject_type": QUESTIONS.name,
        "subject_version": None,
        "broadcast_id": place.id,
        "request_id": None,
    }
    for asked in found.fresh:
        yield {**shared, **began, "subject_id": asked.id, "data": {"room": place.room_id}}
    grew = {"name": "question.grown", "from_state": None, "to_state": None}
    for asked in found.grown if place.state in ON else ():
        data = {"asks": asked.more, "room": place.room_id}
        yield {**shared, **grew, "subject_id": asked.id, "data": data}
