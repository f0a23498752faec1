"""试用期: what was watched of somebody on probation is rated strictly, by twelve items and two people.

An unwatched broadcast has nothing to rate and closes as everybody else's. A probation that is written
down later raises what is not published yet; what is published stays as it is.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.core.workflow import STRICT
from zhubo_web.duties.models import open_duty
from zhubo_web.evaluations.workflow import CHECK

OPEN = ("draft", "submitted")


def applies(evaluation: Any) -> bool:
    """Whether the broadcast falls into the assistant's probation."""
    return bool(evaluation.assistant.on_probation(evaluation.broadcast.planned_start))


def mind(evaluation: Any, by: Any) -> None:
    """Raise it where it must be; what was handed in already waits for the second person."""
    if evaluation.state not in OPEN or evaluation.setting == STRICT or not applies(evaluation):
        return
    evaluation.rise("probation", by)
    if evaluation.state == "submitted":
        open_duty(evaluation, CHECK, by=by)
