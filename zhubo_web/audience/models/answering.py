"""How a broadcast answered its viewers: figures that stay when the words are gone."""

from __future__ import annotations

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


def answering(broadcast: Broadcast) -> Answering:
    """The figures of one broadcast."""
    query = select(Question.first_ms, Question.answered_ms).where(
        Question.broadcast_id == broadcast.id, Question.state != "dismissed"
    )
    rows = db.session.execute(query).all()
    times = [answered - first for first, answered in rows if answered is not None]
    return figures_of(len(rows), times)


def answered_lately(broadcast: Broadcast, most: int) -> list[dict[str, Any]]:
    """What was answered last, the newest first, and how long it had waited."""
    query = select(Question).where(
        Question.broadcast_id == broadcast.id, Question.answered_ms.is_not(None)
    )
    query = query.order_by(Question.answered_ms.desc(), Question.id.desc()).limit(most)
    return [
        {
            "id": one.id,
            "text": one.text,
            "how": one.answered_how,
            "took_ms": (one.answered_ms or 0) - one.first_ms,
        }
        for one in db.session.scalars(query)
    ]


def figures_of(asked: int, times: list[int]) -> Answering:
    """The figures of so many questions and the times to the answers that were given."""
    enough = asked >= FEWEST
    rate = (Decimal(len(times)) / asked).quantize(Decimal("0.001")) if enough else None
    usual = median_low(times) if enough and times else None
    return Answering(asked, len(times), rate, usual)
