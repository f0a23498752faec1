"""What must hold before a step of the weekly plan, and the words that a step must carry."""

from __future__ import annotations

from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

#: Why a plan is sent back.
RETURN_CODES = {
    "missing": N_("没写全"),
    "product": N_("产品重点不对"),
    "segment": N_("环节冲突"),
    "wording": N_("话术有风险"),
    "offer": N_("价格优惠不对"),
    "other": N_("别的"),
}
#: Why an approved plan changes.
AMEND_CODES = {
    "products": N_("选品变了"),
    "schedule": N_("排期变了"),
    "offer": N_("价格优惠变了"),
    "other": N_("别的"),
}
#: Why a review came late: the reviewer's to answer for, never the assistant's.
LATE_CODES = {
    "busy": N_("忙不过来"),
    "away": N_("不在岗"),
    "unseen": N_("没看到"),
    "other": N_("别的"),
}


def written(plan: Any) -> Reason | None:
    """Every broadcast of the week has its parts, as the setting asks."""
    reason: Reason | None = plan.lacks()
    return reason


def answered(plan: Any) -> Reason | None:
    """Written, and every request was marked 改好了."""
    if plan.open_requests:
        return Reason(N_("还有 %(n)s 条意见没点“改好了”"), {"n": plan.open_requests})
    return written(plan)


def asked(plan: Any) -> Reason | None:
    """There is a request at a line, so that the assistant knows what to change."""
    if plan.open_requests:
        return None
    return Reason(N_("退回前请在要改的那一行写一条意见"))


def without_red(plan: Any) -> Reason | None:
    """No red warning stands."""
    return Reason(N_("有红色提醒，要人来看")) if plan.has_red else None


def undoable(plan: Any) -> Reason | None:
    """The seconds for undoing are not over."""
    return None if plan.undo_open else Reason(N_("撤销的时间过了，要改请用“提出改动”"))


def explained(plan: Any) -> Reason | None:
    """A late approval says why."""
    return None if plan.late_reason in LATE_CODES else Reason(N_("审晚了，请选一个原因"))


def reasoned(plan: Any) -> Reason | None:
    """An amendment says why, and what it changes has not begun."""
    if plan.amend_code not in AMEND_CODES:
        return Reason(N_("请选改动的原因"))
    return Reason(N_("改到的场次已经开播，来不及改了")) if plan.amends_the_past else None


def refusal_said(plan: Any) -> Reason | None:
    """A refused amendment says why."""
    return None if plan.amend_answer else Reason(N_("请写一句为什么不同意"))


def gaps_filled(plan: Any) -> Reason | None:
    """Only what was 待补 has changed, and without a red warning."""
    reason: Reason | None = plan.why_not_filled()
    return reason


def none_on(plan: Any) -> Reason | None:
    """None of the week's broadcasts is on."""
    return Reason(N_("还有场次没下播")) if plan.still_on() else None
