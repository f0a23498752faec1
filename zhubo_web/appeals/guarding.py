"""What must hold of an appeal before a step: None or why not. Pure; the rows of ``workflow`` name them."""

from __future__ import annotations

from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

TOO_FEW = N_(
    "没有参与的人不够，这一步停用。请先任命，或指定外部复核人（商户负责人、职工代表、外聘法务）"
)


def is_complete(appeal: Any) -> Reason | None:
    """Grounds and words are there; what is late says why."""
    if not appeal.grounds or not appeal.words.strip():
        return Reason(N_("请选理由，并写明哪里不对"))
    if appeal.is_late and not appeal.late_cause.strip():
        return Reason(N_("已过申请的时间，请写明为什么晚了"))
    return None


def not_asked_yet(appeal: Any) -> Reason | None:
    """More is asked for once only."""
    return Reason(N_("补充材料只能要求一次")) if appeal.missing else None


def is_proposed(appeal: Any) -> Reason | None:
    """Somebody has proposed with reasons not to accept it."""
    if appeal.rejection_by_id is not None:
        return None
    return Reason(N_("先由行政写明不受理的理由，再由另一个人确认"))


def reopening_asked(appeal: Any) -> Reason | None:
    """The assistant asked the owner to look at it."""
    return None if appeal.reopen_asked_at else Reason(N_("助播还没有要求重新受理"))


def enough_to_sit(appeal: Any) -> Reason | None:
    """Two who are apart, else the step is disabled and says whom to appoint (D-11)."""
    return None if appeal.panel_possible else Reason(TOO_FEW)


def one_to_sit(appeal: Any) -> Reason | None:
    """Somebody was named."""
    return None if appeal.named else Reason(TOO_FEW)


def all_declared(appeal: Any) -> Reason | None:
    """Everybody who sits has declared to be apart, enough of them sit, no challenge is open."""
    if appeal.seats_missing:
        return Reason(N_("复核人还不够，请行政先补上"))
    if appeal.tied_ids:
        return Reason(N_("有复核人后来和这件事有了关系，换了人再继续"))
    if appeal.challenge_open:
        return Reason(N_("助播要求某位复核人回避，等行政答复以后再继续"))
    if appeal.undeclared_ids:
        return Reason(N_("还有复核人没有声明与双方没有利害关系"))
    return None


def may_hear(appeal: Any) -> Reason | None:
    """The assistant has had the whole file long enough."""
    if reason := all_declared(appeal):
        return reason
    if appeal.time_to_read:
        return Reason(N_("给出全部材料满几个工作日以后才能听取意见，让助播有时间看"))
    return None


def last_signature(appeal: Any) -> Reason | None:
    """The decision is written, and whoever signs now is the last."""
    if reason := all_declared(appeal):
        return reason
    if not appeal.written:
        return Reason(N_("先写决定和理由"))
    return Reason(N_("还有复核人没有签")) if appeal.unsigned > 1 else None


def sent_back(appeal: Any) -> Reason | None:
    """What was decided is that who made it does it again."""
    return None if appeal.sends_back else Reason(N_("这份决定不是发回重做，请直接送达"))


def not_sent_back(appeal: Any) -> Reason | None:
    """Something was decided."""
    return Reason(N_("这份决定是发回重做，请送达并发回")) if appeal.sends_back else None


def enough_hands(appeal: Any) -> Reason | None:
    """What came of doing it again is written and signed by as many of who made it as it takes."""
    return Reason(N_("还要另一位原来做的人同意")) if appeal.hands_missing else None


def had_panel(appeal: Any) -> Reason | None:
    """A panel has decided."""
    return None if appeal.stage == "panel" else Reason(N_("先由复核小组来看"))


def had_quick(appeal: Any) -> Reason | None:
    """Only the quick review has decided."""
    return None if appeal.stage == "quick" else Reason(N_("复核小组已经看过，可以要求第二次复核"))


def within_window(appeal: Any) -> Reason | None:
    """The days to ask again are not over."""
    return Reason(N_("再要求复核的时间已经过了")) if appeal.again_over else None


def again_after_panel(appeal: Any) -> Reason | None:
    """A second review, after a panel and in time."""
    return had_panel(appeal) or within_window(appeal)


def panel_after_quick(appeal: Any) -> Reason | None:
    """A panel, after a quick review and in time."""
    return had_quick(appeal) or within_window(appeal)


def gave_before(appeal: Any) -> Reason | None:
    """An earlier stage gave something, which stands whatever becomes of the later one."""
    return None if appeal.gave_before else Reason(N_("前面没有决定给了改动，可以直接撤回"))


def gave_nothing(appeal: Any) -> Reason | None:
    """Nothing would be lost by a withdrawal."""
    if not appeal.gave_before:
        return None
    return Reason(N_("前一次已经决定要改的不会收回，请用“不再要求”，按前一次的决定执行"))
