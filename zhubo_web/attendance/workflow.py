"""Leave and swaps (请假与调班), and 这班排得不合理: each is about one shift. Deadlines run in clock hours.

A swap needs the other person's yes before the lead decides; ``decline`` is that person's no. What
somebody says of a shift never goes to who made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.attendance import permissions as may
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Due, Transition, Workflow

KINDS = {"leave": N_("请假"), "swap": N_("调班")}


def agreed(leave: Any) -> Reason | None:
    """A swap has the other person's yes."""
    if leave.kind != "swap" or leave.other_agreed_at is not None:
        return None
    return Reason(N_("调班要等对方先同意"))


def still_matters(leave: Any) -> Reason | None:
    """The shift is not over and still that person's."""
    if leave.shift_is_over():
        return Reason(N_("这一场已经下播或取消，不用再批"))
    return None if leave.has_it() else Reason(N_("本场人员已经变了，这条申请对不上，请让本人重提"))


def before_shift(leave: Any) -> Reason | None:
    """What was approved can be called off until the broadcast begins."""
    return None if leave.shift_is_ahead() else Reason(N_("已经到了开播时间，撤不回了"))


def has_reason(leave: Any) -> Reason | None:
    """No needs a sentence."""
    return None if leave.reason.strip() else Reason(N_("请写明为什么不批"))


def both(*guards: Any) -> Any:
    """All must hold; the first that does not says why."""
    return lambda leave: next((reason for one in guards if (reason := one(leave))), None)


def first_asked(leave: Any) -> Sequence[int]:
    """The other person of a swap that has no yes yet, else those who decide: also where that other
    person can no longer sign in, as then only a no is left to give."""
    if leave.kind == "swap" and leave.other_agreed_at is None and leave.other_can_answer():
        return [leave.other_id]
    return deciders(leave)


def deciders(leave: Any) -> Sequence[int]:
    """The leads who have no part in it; the owner where there is none."""
    ids: Sequence[int] = leave.decider_ids()
    return ids


def find_substitute(leave: Any) -> Sequence[int]:
    """Leave makes a gap that the lead fills; a swap makes none."""
    return deciders(leave) if leave.kind == "leave" else ()


def owners(leave: Any) -> Sequence[int]:
    """To whom it goes when nobody has answered."""
    ids: Sequence[int] = leave.owner_ids()
    return ids


def concerned(leave: Any) -> Sequence[int]:
    """Whose shifts change."""
    return [one for one in (leave.person_id, leave.other_id) if one is not None]


def concerned_and_leads(leave: Any) -> Sequence[int]:
    """Everybody who planned with it."""
    return [*concerned(leave), *deciders(leave)]


ANSWER_DUE = Due(
    title=N_("请假或调班等你答复：%(person)s，%(title)s"),
    whom=first_asked,
    endpoint="attendance.of_broadcast",
    until=lambda leave: leave.due_at,
    escalate_to=owners,
)
SUBSTITUTE_DUE = Due(
    title=N_("有人请假，找人顶班：%(person)s，%(title)s"),
    whom=find_substitute,
    endpoint="broadcasts.show",
    until=lambda leave: leave.starts_at,
    escalate_to=owners,
)

#: Somebody came in a little late: one tap, or a sentence. Nothing follows from not answering.
LATE_DUE = Due(
    title=N_("到岗晚了一会儿，点情况属实或说明一下：%(title)s"),
    whom=lambda check_in: [check_in.person_id],
    endpoint="attendance.arrive",
)

LEAVE = Workflow(
    name="leave",
    title=N_("请假与调班"),
    initial="requested",
    terminal=frozenset({"approved", "refused", "cancelled"}),
    states={
        "requested": N_("等答复"),
        "approved": N_("已批准"),
        "refused": N_("没批准"),
        "cancelled": N_("已撤回"),
    },
    rows=(
        Transition("", "requested", "request", "leave.requested", may.has_shift, due=ANSWER_DUE),
        Transition(
            "requested",
            "approved",
            "approve",
            "leave.approved",
            may.decides_leave,
            guard=both(agreed, still_matters),
            due=SUBSTITUTE_DUE,
            tells=concerned,
            notice=N_("请假或调班批准了：%(title)s"),
            label=N_("批准"),
        ),
        Transition(
            "requested",
            "refused",
            "refuse",
            "leave.refused",
            may.decides_leave,
            guard=has_reason,
            tells=concerned,
            notice=N_("请假或调班没有批准：%(title)s"),
            label=N_("不批"),
        ),
        Transition(
            "requested",
            "refused",
            "decline",
            "leave.declined",
            may.is_asked,
            tells=lambda leave: [leave.person_id],
            notice=N_("对方没有同意换班：%(title)s"),
            label=N_("不方便"),
        ),
        Transition(
            "requested",
            "cancelled",
            "cancel",
            "leave.cancelled",
            may.has_shift,
            label=N_("撤回"),
        ),
        Transition(
            "approved",
            "cancelled",
            "cancel",
            "leave.cancelled",
            may.calls_off,
            guard=before_shift,
            tells=concerned_and_leads,
            notice=N_("请假或调班撤回了：%(title)s"),
            label=N_("撤回"),
        ),
    ),
)


#: Why a shift is unreasonable, one tap each.
COMPLAINTS = {
    "rest": N_("休息太少"),
    "long": N_("时间太长"),
    "hour": N_("时段太早或太晚"),
    "uneven": N_("和别人比不均"),
    "notice": N_("通知得太晚"),
    "alone": N_("人手不够"),
}


def is_answered(complaint: Any) -> Reason | None:
    """An answer is in words."""
    return None if complaint.answer.strip() else Reason(N_("请写答复，本人会看到"))


def answerers(complaint: Any) -> Sequence[int]:
    """Who may answer, but for who made the shift."""
    ids: Sequence[int] = complaint.answerer_ids()
    return ids


COMPLAINT = Workflow(
    name="shift_complaint",
    title=N_("排班不合理"),
    initial="open",
    terminal=frozenset({"answered"}),
    states={"open": N_("等答复"), "answered": N_("已答复")},
    rows=(
        Transition(
            "",
            "open",
            "complain",
            "shift_complaint.made",
            may.has_shift,
            due=Due(
                title=N_("有人说这一班不合理，等你答复：%(title)s"),
                whom=answerers,
                endpoint="attendance.complaints",
                until=lambda complaint: complaint.due_at,
                escalate_to=owners,
                discreet=True,
            ),
        ),
        Transition(
            "open",
            "answered",
            "reply",
            "shift_complaint.answered",
            may.answers_complaint,
            guard=is_answered,
            tells=lambda complaint: [complaint.person_id],
            notice=N_("你说的排班有答复了：%(title)s"),
            label=N_("答复"),
        ),
    ),
)
