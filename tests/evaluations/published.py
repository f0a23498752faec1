"""An evaluation that is out and rests on two issues and two praises, and ways to take notes away."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.held import Held
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.evaluations.models import Given

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Over 30 minutes watched the product's two issues suggest 1. The sides weigh 20 : 30 : 30, so that
#: the marks below are (20 × 88 + 30 × 75 + 30 × 75) / 80 = 78.3; with 88 for the product 83.1, with
#: 100 it is 87.6.
TAPS = (
    (5, {"kind": "issue", "tag": "P12"}),
    (10, {"kind": "issue", "tag": "P12"}),
    (15, {"kind": "praise", "tag": "L01"}),
    (20, {"kind": "praise", "tag": "L01"}),
)
MARKS: dict[str, int | None] = {"language": 4, "interaction": 3, "product": 3, "emergency": None}
DECIDED: Any = {"reasons": "回放里价格是对的", "source": ("appeal", 7)}


def publish(held: Held, marks: dict[str, int | None] = MARKS) -> Held:
    with held.at(HOUR):
        one = held.evaluation()
        assert one.submit(held.person("ma"), Given(marks, why="当场改了"))
        one.publish(held.person("hong"))
    return held


def lock(held: Held) -> None:
    """The month's close."""
    with held.at(10 * DAY):
        held.evaluation().lock(SYSTEM)


def take_away(held: Held, *numbers: int, after: timedelta = 11 * DAY) -> None:
    with held.at(after):
        for number in numbers:
            held.note(number).overrule(SYSTEM, "回放里价格是对的", ("appeal", 7))


def reviewed(held: Held, verb: str, *more: str) -> None:
    with held.at(2 * HOUR):
        held.note(0).dispute(held.person("chen"), "价格没报错")
        assert held.evaluation().score == Decimal("78.3")
    with held.at(DAY):
        getattr(held.note(0), verb)(held.person("lin"), "回放里是对的", *more)
