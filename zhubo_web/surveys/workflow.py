"""Whose feedback it is (观众反馈归因). The table documents it; deadlines are the policy's numbers.

What the group has to decide waits in one inbox entry a room and member (``models.waiting``), not one
a piece, so that ten complaints are one thing to do. What counts can be contested until the month
closes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Transition, Workflow, by_system
from zhubo_web.surveys import permissions as may

#: Until months are closed by their own table: so long after it was decided it can be reopened.
OPEN_FOR = timedelta(days=31)
UNDO_WITHIN, GRACE = timedelta(seconds=10), timedelta(seconds=3)
COUNTS = N_("有一条反馈算到你名下，看看是什么、为什么")
AGAIN = N_("一条反馈要重新核对")
OVERRULED = N_("有一条反馈按复核决定不再算到你名下")


def still_open(feedback: Any) -> Reason | None:
    """The month it counts in is not closed."""
    if feedback.decided_at is not None and clock.now() - feedback.decided_at > OPEN_FOR:
        return Reason(N_("定下已经超过 31 天，不能再改"))
    return None


def not_overruled(feedback: Any) -> Reason | None:
    """No decision about an objection took it from its assistant; and still open."""
    if feedback.is_overruled:
        return Reason(N_("这是复核的决定，不能再改"))
    return still_open(feedback)


def just_decided(feedback: Any) -> Reason | None:
    """It was decided within ten seconds, and a little for the request to arrive."""
    if feedback.decided_at is None or clock.now() - feedback.decided_at > UNDO_WITHIN + GRACE:
        return Reason(N_("已经过了 10 秒，要重新核对请写明为什么"))
    return None


def has_somebody(feedback: Any) -> Reason | None:
    """Who it is put on has been said."""
    return None if feedback.assistant_id is not None else Reason(N_("请选归到哪位助播"))


def _subject(feedback: Any) -> Sequence[int]:
    return [feedback.assistant_id] if feedback.assistant_id is not None else []


def _both(feedback: Any) -> Sequence[int]:
    return [*_subject(feedback), *([feedback.decided_by_id] if feedback.decided_by_id else [])]


FEEDBACK = Workflow(
    name="feedback",
    title=N_("观众反馈归因"),
    initial="pending",
    terminal=frozenset({"attributed", "not_this_person", "duplicate"}),
    states={
        "pending": N_("等归人"),
        "attributed": N_("已归人"),
        "not_this_person": N_("不是TA"),
        "duplicate": N_("重复"),
    },
    rows=(
        Transition("", "attributed", "rate", "feedback.rated", may.rates,
                   tells=_subject, notice=COUNTS),
        Transition("", "pending", "enter", "feedback.entered", may.enters),
        Transition("", "pending", "join", "feedback.joined", by_system),
        Transition("pending", "attributed", "attribute", "feedback.attributed", may.decides,
                   guard=has_somebody, tells=_subject, notice=COUNTS, label=N_("归到TA")),
        Transition("pending", "not_this_person", "clear", "feedback.cleared", may.decides,
                   label=N_("不是TA")),
        Transition("pending", "not_this_person", "retract", "feedback.retracted", by_system),
        Transition("pending", "duplicate", "merge", "feedback.merged", may.decides,
                   label=N_("重复")),
        Transition("attributed", "pending", "reopen", "feedback.reopened", may.reopens,
                   guard=still_open, tells=_both, notice=AGAIN, label=N_("重新核对")),
        Transition("not_this_person", "pending", "reopen", "feedback.reopened", may.reopens,
                   guard=not_overruled, label=N_("重新核对")),
        Transition("duplicate", "pending", "reopen", "feedback.reopened", may.reopens,
                   guard=still_open, label=N_("重新核对")),
        # A decision about an objection: whoever put it there does not open it again.
        *(Transition(state, "not_this_person", "overrule", "feedback.overruled", by_system,
                     tells=_subject, notice=OVERRULED) for state in ("attributed", "pending")),
        # A slip of the finger: nobody is told.
        Transition("attributed", "pending", "undo", "feedback.undone", may.decided,
                   guard=just_decided, label=N_("撤销")),
        Transition("not_this_person", "pending", "undo", "feedback.undone", may.decided,
                   guard=just_decided, label=N_("撤销")),
        Transition("duplicate", "pending", "undo", "feedback.undone", may.decided,
                   guard=just_decided, label=N_("撤销")),
    ),
)  # fmt: skip
