"""播后总结 `summary`: from the end of a broadcast until somebody has read it, or 48 hours later.

No timer judges: lateness is a number beside the text, and nothing follows from it by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import STRICT, Due, Timer, Transition, Workflow, by_system
from zhubo_web.summaries import permissions as may


def still_taken(summary: Any) -> Reason | None:
    """What is late is taken for some days."""
    if not summary.too_late:
        return None
    return Reason(N_("补交的时间也过了，请运营主管免交，或当面说明"))


def has_reason(summary: Any) -> Reason | None:
    """Why it need not be written is written down."""
    return None if summary.waiver_reason else Reason(N_("免交要写明原因，助播会看到"))


def says_what(summary: Any) -> Reason | None:
    """What is returned names what is missing."""
    return None if summary.missing else Reason(N_("退回要写明具体缺什么"))


def _assistant(summary: Any) -> Sequence[int]:
    return [summary.assistant_id]


def _leads(summary: Any) -> Sequence[int]:
    ids: Sequence[int] = summary.lead_ids()
    return ids


def _above(summary: Any) -> Sequence[int]:
    """Administration, else the owner, where a summary must be read; elsewhere the clock takes in what
    nobody read and tells the leads."""
    ids: Sequence[int] = summary.administration_ids() if summary.setting == STRICT else ()
    return ids


def _both(summary: Any) -> Sequence[int]:
    return [summary.assistant_id, *_leads(summary)]


PAGE = "evaluations.after"
#: At its time the clock makes the next step, which tells the leads.
WRITE = Due(N_("写下播小结：%(title)s"), _assistant, PAGE, until=lambda one: one.due_at)
MAKE_UP = Due(
    N_("小结过时了，补一下：%(title)s"),
    _assistant,
    PAGE,
    until=lambda one: one.late_until,
    escalate_to=_leads,
    personal=True,
)
COMPLETE = Due(
    N_("小结要补一项：%(title)s"),
    _assistant,
    PAGE,
    until=lambda one: one.return_by,
    escalate_to=_leads,
    personal=True,
)
REVIEW = Due(
    N_("看小结：%(assistant)s，%(title)s"),
    _leads,
    PAGE,
    until=lambda one: one.review_by,
    escalate_to=_above,
)

T = Transition
WORKFLOW = Workflow(
    name="summary",
    title=N_("下播小结"),
    initial="due",
    terminal=frozenset({"accepted", "waived"}),
    states={
        "due": N_("待写"),
        "draft": N_("在写"),
        "submitted": N_("已交"),
        "overdue": N_("过时未交"),
        "returned": N_("退回补"),
        "accepted": N_("已收下"),
        "waived": N_("免交"),
    },
    rows=(
        T("", "due", "open", "summary.opened", by_system, due=WRITE),
        T("due", "draft", "start", "summary.started", may.owns, due=WRITE),
        T(
            "draft",
            "submitted",
            "submit",
            "summary.submitted",
            may.owns,
            due=REVIEW,
            label=N_("提交"),
        ),
        T(
            "due",
            "overdue",
            "fall_due",
            "summary.fallen_due",
            by_system,
            due=MAKE_UP,
            timer=Timer("due_at"),
            tells=_both,
            notice=N_("下播小结过时没交：%(title)s"),
        ),
        # A draft that nobody hands in would otherwise wait for ever.
        T(
            "draft",
            "overdue",
            "fall_due",
            "summary.fallen_due",
            by_system,
            due=MAKE_UP,
            timer=Timer("due_at"),
            tells=_both,
            notice=N_("下播小结过时没交：%(title)s"),
        ),
        T(
            "overdue",
            "submitted",
            "submit_late",
            "summary.submitted",
            may.owns,
            still_taken,
            due=REVIEW,
            label=N_("补交"),
        ),
        T(
            "submitted",
            "returned",
            "send_back",
            "summary.returned",
            may.reviews,
            says_what,
            due=COMPLETE,
            tells=_assistant,
            notice=N_("下播小结退回，要补一项：%(title)s"),
            label=N_("退回"),
        ),
        T(
            "returned",
            "submitted",
            "resubmit",
            "summary.submitted",
            may.owns,
            due=REVIEW,
            label=N_("补好，再交"),
        ),
        T(
            "submitted",
            "accepted",
            "accept",
            "summary.accepted",
            may.reviews,
            label=N_("收下"),
        ),
        T(
            "submitted",
            "accepted",
            "auto_accept",
            "summary.accepted",
            by_system,
            timer=Timer("accept_at"),
            tells=_leads,
            notice=N_("小结没人看，已自动收下：%(title)s"),
        ),
        T(
            "overdue",
            "waived",
            "waive",
            "summary.waived",
            may.waives,
            has_reason,
            tells=_assistant,
            notice=N_("这一场不用写小结了：%(title)s"),
            label=N_("免交"),
        ),
        T(
            "due",
            "waived",
            "waive",
            "summary.waived",
            may.waives,
            has_reason,
            tells=_assistant,
            notice=N_("这一场不用写小结了：%(title)s"),
            label=N_("免交"),
        ),
    ),
)
