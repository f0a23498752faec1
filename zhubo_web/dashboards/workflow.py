"""What becomes of a number of 四项原则 that was looked at when its month was over.

One that meets its target asks nothing of anybody. One that is below waits for an operations lead, until
one of them says what is done about it or the number rises by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Due, Transition, Workflow, by_system
from zhubo_web.dashboards import permissions as may


def _leads(check: Any) -> Sequence[int]:
    ids: Sequence[int] = check.lead_ids()
    return ids


def _above(check: Any) -> Sequence[int]:
    ids: Sequence[int] = check.owner_ids()
    return ids


def is_below(check: Any) -> Reason | None:
    """The number misses its target."""
    return None if check.value < check.target else Reason(N_("这个数达到目标了"))


def meets(check: Any) -> Reason | None:
    """The number meets its target."""
    return None if check.value >= check.target else Reason(N_("这个数还低于目标"))


def is_answered(check: Any) -> Reason | None:
    """Somebody wrote what is done about it."""
    return None if check.answer else Reason(N_("请写一句做了什么"))


TO_ANSWER = Due(
    title=N_("四项原则低于目标：%(figure)s"),
    whom=_leads,
    endpoint="dashboards.principle_check",
    until=lambda check: check.due_at,
    escalate_to=_above,
)

CHECK = Workflow(
    name="principle_check",
    title=N_("四项原则的一个数"),
    initial="below",
    terminal=frozenset({"met", "answered", "risen"}),
    states={
        "met": N_("达到目标"),
        "below": N_("等运营说明"),
        "answered": N_("说明了"),
        "risen": N_("后来达到了"),
    },
    rows=(
        Transition("", "met", "pass_by", "principle_check.met", by_system, guard=meets),
        Transition("", "below", "miss", "principle_check.missed", by_system, guard=is_below,
                   due=TO_ANSWER),
        Transition("below", "answered", "settle", "principle_check.answered", may.answers,
                   guard=is_answered, label=N_("说明做了什么")),
        Transition("below", "risen", "rise", "principle_check.risen", by_system, guard=meets),
    ),
)  # fmt: skip
