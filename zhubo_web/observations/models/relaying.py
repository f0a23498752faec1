"""What is done about viewers, as batches of consoles and overlays bring it: in order, each once.

A console relays what viewers say and settles their questions in the same batches as its taps; an
overlay says which question was answered. A question that is settled already stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zhubo_web.audience.models import AudienceFeedback, Question
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db
from zhubo_web.observations.importing import Operation
from zhubo_web.observations.models.watch import role_of

Act = Callable[[Broadcast, Operation, datetime, Any], None]


def _product_at(broadcast: Broadcast, moment: datetime) -> int | None:
    """What was being sold at a moment, by when the segments truly began."""
    query = (
        select(Segment.product_id)
        .where(
            Segment.broadcast_id == broadcast.id, Segment.started_ms <= broadcast.stream_ms(moment)
        )
        .order_by(Segment.started_ms.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def _relay(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    values = operation.values
    has_product = "product" in values
    AudienceFeedback.relay(
        broadcast,
        by,
        key=operation.key,
        moment=moment,
        role=role_of(by, broadcast),
        sort=values["sort"],
        text=values["text"],
        count=values.get("count", 1),
        product_id=values["product"] if has_product else _product_at(broadcast, moment),
    )


def _unrelay(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    relayed = AudienceFeedback.by_key(broadcast, operation.key)
    if relayed is None:
        raise Invalid(N_("没找到要撤回的转述，它可能没有保存成功"))
    relayed.withdraw(by, moment)


def _question(broadcast: Broadcast, operation: Operation) -> Question:
    question = db.session.get(Question, operation.values["question"])
    if question is None or question.broadcast_id != broadcast.id:
        raise Invalid(N_("没有这个问题"))
    return question


def _settling(how: str) -> dict[str, Act]:
    """The acts on a question from a place: console or overlay."""

    def answer(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
        _question(broadcast, operation).answer(by, how, moment)

    def dismiss(broadcast: Broadcast, operation: Operation, _moment: datetime, by: Any) -> None:
        _question(broadcast, operation).dismiss(by)

    def reopen(broadcast: Broadcast, operation: Operation, _moment: datetime, by: Any) -> None:
        _question(broadcast, operation).reopen(by)

    return {"answer": answer, "dismiss": dismiss, "reopen": reopen}


#: What intake does with an operation of these names from a console.
ACTS: dict[str, Act] = {"relay": _relay, "unrelay": _unrelay, **_settling("console")}
_BESIDE_THE_CAMERA = _settling("overlay")


def answer(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    """Take one act of an overlay on a question."""
    _BESIDE_THE_CAMERA[operation.do](broadcast, operation, moment, by)
