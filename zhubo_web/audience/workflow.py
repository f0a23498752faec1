"""The life of one question (观众在问): asked, then answered, or struck as no question.

A question that is asked again some minutes after its answer is a new one, so that each has its own
time to the answer. Late answers do not count: what was said after the broadcast, nobody heard.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.audience import permissions as may
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Transition, Workflow, by_system


def broadcast_on(question: Any) -> Reason | None:
    """Answers are given while the room is on."""
    if question.broadcast.is_on:
        return None
    return Reason(N_("这一场已经下播，回答只在直播中算；不是问题的仍可划掉"))


QUESTION = Workflow(
    name="question",
    title=N_("观众在问"),
    initial="open",
    terminal=frozenset(),
    states={
        "open": N_("没人答"),
        "answered": N_("已回答"),
        "dismissed": N_("不是问题"),
    },
    rows=(
        Transition("", "open", "hear", "question.asked", by_system),
        Transition("", "open", "relay", "question.asked", may.relays),
        Transition(
            "open",
            "answered",
            "answer",
            "question.answered",
            may.answers,
            guard=broadcast_on,
            label=N_("已回答"),
        ),
        # A comment of the room's own account, also one of a log that was read in afterwards.
        Transition("open", "answered", "hear_answer", "question.answered", by_system),
        Transition(
            "open",
            "dismissed",
            "dismiss",
            "question.dismissed",
            may.dismisses,
            label=N_("不是问题"),
        ),
        Transition("answered", "dismissed", "dismiss", "question.dismissed", may.dismisses),
        Transition(
            "answered",
            "open",
            "reopen",
            "question.reopened",
            may.answers,
            guard=broadcast_on,
            label=N_("还没答"),
        ),
        Transition(
            "dismissed",
            "open",
            "reopen",
            "question.reopened",
            may.dismisses,
            label=N_("是问题"),
        ),
    ),
)
