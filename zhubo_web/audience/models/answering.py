"""How a broadcast answered its viewers: figures that stay when the words are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from statistics import median_low
from typing import Any

from sqlalchemy import select

from zhubo_web.audience.models.question import Question
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db

#: Rubric B1: with fewer questions a rate is chance, and the item is not applicable.
FEWEST = 10


@dataclass(frozen=True)
class Answering:
    """``rate`` (0 to 1) and ``usual_ms`` (the median) are None where there is too little to say.

    Near-duplicates count once; an answer of the host counts as one of the assistant's does.
    """

    asked: int
    answered: int
    rate: Decimal | None
    usual_ms: int | None

    @property
    def open(self) -> int:
        return self.asked - self.answered

    def told(self) -> dict[str, Any]:
        """The four figures."""
        return asdict(self)


def tallied(broadcast: Broadcast) -> tuple[Answering, Counter[str]]:
    """The figures of one broadcast, and how many questions of each state there are."""
    query = select(Question.state, Question.first_ms, Question.answered_ms)
    rows = db.session.execute(query.where(Question.broadcast_id == broadcast.id)).all()
    counting = [one for one in rows if one.state != "dismissed"]
    return _figures(counting), Counter(one.state for one in rows)


def answered_so_far(broadcast: Broadcast, most: int) -> tuple[Answering, list[dict[str, Any]]]:
    """The figures, and what was answered last, the newest first: how, and how long it had waited."""
    times, told = (Question.first_ms, Question.answered_ms), (Question.text, Question.answered_how)
    query = select(Question.id, *times, *told).where(Question.broadcast_id == broadcast.id)
    rows = db.session.execute(query.where(Question.state != "dismissed")).all()
    answered = [one for one in rows if one.answered_ms is not None]
    answered.sort(key=lambda one: (one.answered_ms, one.id), reverse=True)
    last = [
        {
            "id": one.id,
            "text": one.text,
            "how": one.answered_how,
            "took_ms": one.answered_ms - one.first_ms,
        }
        for one in answered[:most]
    ]
    return _figures(rows), last


def _figures(rows: Sequence[Any]) -> Answering:
    times = [one.answered_ms - one.first_ms for one in rows if one.answered_ms is not None]
    return figures_of(len(rows), times)


def figures_of(asked: int, times: list[int]) -> Answering:
    """The figures of so many questions and the times to the answers that were given."""
    enough = asked >= FEWEST
    rate = (Decimal(len(times)) / asked).quantize(Decimal("0.001")) if enough else None
    usual = median_low(times) if enough and times else None
    return Answering(asked, len(times), rate, usual)
