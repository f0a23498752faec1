"""What screens and pages show of a broadcast's comments: figures, the newest, samples.

Cheap however many there are: totals come from the minutes' counts, texts by the index of their
stream time, never by reading the whole table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, union_all

from zhubo_web.audience.models.bulk import ForEach
from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.minutes import LEVELS, MINUTE_MS, sums
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db

SAMPLES = 5
#: What is counted beside comments.
ALSO = ("likes", "gifts", "follows", "clubs", "shares", "entries")


def figures(broadcast: Broadcast) -> dict[str, Any] | None:
    """What a screen that opens shows; None: nothing was heard, there is no feed."""
    counted = sums([broadcast.id]).get(broadcast.id)
    if not counted:
        return None
    lately = _lately(broadcast).scalar_subquery().label("lately")
    texts = _rows(_newest(broadcast, SAMPLES).add_columns(lately))[::-1]
    minute = broadcast.stream_ms() // MINUTE_MS
    return told_figures(minute, texts[0]["lately"] if texts else 0, texts, counted)


def told_figures(
    minute: int, per_minute: int, texts: list[dict[str, Any]], counted: dict[str, int | None]
) -> dict[str, Any]:
    """What screens draw: the last minute's comments, the total, the newest texts, what else was
    heard. What was never heard is left out, not 0."""
    heard = {name: counted[name] for name in ALSO if counted[name]}
    levels = {name: counted[name] for name in LEVELS if counted[name] is not None}
    return {
        "minute": minute,
        "per_minute": per_minute,
        "total": counted["comments"],
        "samples": [{"viewer": one["viewer"], "text": one["text"]} for one in texts[-SAMPLES:]],
        "counts": heard | levels,
    }


def newest(broadcast: Broadcast, most: int = SAMPLES) -> list[dict[str, Any]]:
    """The newest texts, the oldest of them first."""
    return _rows(_newest(broadcast, most))[::-1]


def _newest(broadcast: Broadcast, most: int) -> Any:
    query = _TOLD.where(Comment.broadcast_id == broadcast.id)
    return query.order_by(Comment.at_ms.desc(), Comment.id.desc()).limit(most)


#: What was stored after a number, the newest first.
_SINCE = ForEach(
    "SELECT comment.broadcast_id, comment.id, at_ms, viewer, text, own"
    " FROM given CROSS JOIN comment"
    " WHERE comment.broadcast_id = given.broadcast_id AND comment.id > given.number"
    " ORDER BY comment.id DESC LIMIT :most"
)


def since(last: Mapping[int, int], most: int) -> dict[int, tuple[list[dict[str, Any]], int]]:
    """Of each broadcast what was stored after one (broadcast → its number): the newest, the oldest of
    them first, and how many were left out. One statement, unless there is very much."""
    if not last:
        return {}
    limit = most * (len(last) + 1)
    rows = _SINCE.rows(db.session.connection(), last, most=limit)
    if len(rows) == limit:
        return {one: _since(one, number, most) for one, number in last.items()}
    found: dict[int, list[dict[str, Any]]] = {one: [] for one in last}
    for broadcast_id, number, at_ms, viewer, text, own in reversed(rows):
        told = {"id": number, "at": at_ms, "viewer": viewer, "text": text, "own": bool(own)}
        found[broadcast_id].append(told)
    return {one: (rows[-most:], max(0, len(rows) - most)) for one, rows in found.items()}


def _since(broadcast_id: int, last_id: int, most: int) -> tuple[list[dict[str, Any]], int]:
    """The same of one broadcast, however much there is."""
    later = _after(broadcast_id, last_id)
    rows = _rows(_TOLD.where(*later).order_by(Comment.id.desc()).limit(most))[::-1]
    return rows, (db.session.scalar(select(func.count()).where(*later)) or 0) - len(rows)


def newest_id() -> int:
    """The comment stored last, of whichever broadcast."""
    return db.session.scalar(select(func.max(Comment.id))) or 0


def _after(broadcast_id: int, last_id: int) -> tuple[Any, Any]:
    return Comment.broadcast_id == broadcast_id, Comment.id > last_id


#: A comment as screens get it.
_TOLD: Any = select(
    Comment.id, Comment.at_ms.label("at"), Comment.viewer, Comment.text, Comment.own
)


def _rows(query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in db.session.execute(query).mappings()]


def samples_of(broadcast: Broadcast, minutes: list[int], most: int) -> list[Comment]:
    """Some comments spread over these minutes that had any, in order: the first of each picked."""
    picked = minutes[:: max(1, -(-len(minutes) // most))]
    if not picked:
        return []
    wanted = len(picked)
    share = max(1, most // wanted)
    parts = [_first_ids(broadcast.id, minute, share) for minute in picked]
    rows = select(Comment).where(Comment.id.in_(union_all(*parts)))
    return list(db.session.scalars(rows.order_by(Comment.at_ms, Comment.id)))


def _first_ids(broadcast_id: int, minute: int, most: int) -> Any:
    query = select(Comment.id).where(
        Comment.broadcast_id == broadcast_id,
        Comment.at_ms >= minute * MINUTE_MS,
        Comment.at_ms < (minute + 1) * MINUTE_MS,
    )
    first = query.order_by(Comment.at_ms, Comment.id).limit(most).subquery()
    return select(first.c.id)


def _lately(broadcast: Broadcast) -> Any:
    since = broadcast.stream_ms() - MINUTE_MS
    return select(func.count(Comment.id)).where(
        Comment.broadcast_id == broadcast.id, Comment.at_ms > since
    )


#: How much was written after a moment of stream time, where anything was ever heard.
_WRITTEN = ForEach(
    "SELECT given.broadcast_id, (SELECT count(*) FROM comment"
    " WHERE comment.broadcast_id = given.broadcast_id AND comment.at_ms > given.number)"
    " FROM given WHERE EXISTS"
    " (SELECT 1 FROM minute_count WHERE minute_count.broadcast_id = given.broadcast_id)"
)


def last_minutes(broadcasts: list[Broadcast]) -> dict[int, int]:
    """The same for each of these in one statement; those where nothing was ever heard are left out."""
    if not broadcasts:
        return {}
    began = {one.id: one.stream_ms() - MINUTE_MS for one in broadcasts}
    return {row[0]: row[1] for row in _WRITTEN.rows(db.session.connection(), began)}
