"""What waits for an answer in many rooms at once, as screens draw it: one statement, no objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhubo_web.audience.models.bulk import ForEach
from zhubo_web.audience.models.question import FADES_MS, SHOWN
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db

#: As ``Question.open_in`` chooses and orders them and ``Question.told`` tells them.
_WAITING = ForEach(
    "SELECT question.broadcast_id, question.id, text, asks, askers, first_ms, last_ms,"
    " card_answer, state, source, product_id FROM question JOIN ("
    " SELECT question.id, row_number() OVER (PARTITION BY question.broadcast_id"
    " ORDER BY askers DESC, first_ms, question.id) AS place FROM given CROSS JOIN question"
    " WHERE question.broadcast_id = given.broadcast_id AND state = 'open'"
    " AND last_ms > given.number) AS ranked ON ranked.id = question.id"
    " WHERE ranked.place <= :most ORDER BY question.broadcast_id, ranked.place"
)
_NAMES = (
    *("id", "text", "asks", "askers", "first_ms", "last_ms"),
    *("answer", "state", "source", "product"),
)


def waiting_in(broadcasts: Iterable[Broadcast]) -> dict[int, list[dict[str, Any]]]:
    """The questions that wait in each of these broadcasts; an empty list where none does."""
    faded = {one.id: one.stream_ms() - FADES_MS for one in broadcasts}
    if not faded:
        return {}
    found: dict[int, list[dict[str, Any]]] = {one: [] for one in faded}
    for row in _WAITING.rows(db.session.connection(), faded, most=SHOWN):
        found[row[0]].append(dict(zip(_NAMES, row[1:], strict=True)))
    return found
