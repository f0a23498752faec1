"""申诉 `appeal`: from the assistant's draft to what was carried out.

In 省事 and 标准 one uninvolved person decides quickly, and the panel follows if the assistant is not
content; 严谨 begins with the panel. A timer only moves a matter on, or tells the owner: it never decides.
Two rows more than the table of the policy keep a matter from standing still: what is not added to in
time goes on as it is, and what was sent back may be withdrawn. What an earlier stage gave is carried
out though the later one is given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.appeals import permissions as may
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import STANDARD, Due, Timer, Transition, Workflow, by_system

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


def _assistant(appeal: Any) -> Sequence[int]:
    return [appeal.assistant_id]


def _administration(appeal: Any) -> Sequence[int]:
    ids: Sequence[int] = appeal.asked_administration()
    return ids


def _owners(appeal: Any) -> Sequence[int]:
    ids: Sequence[int] = appeal.asked_owners()
    return ids


def _members(appeal: Any) -> Sequence[int]:
    ids: Sequence[int] = sorted(appeal.sitting_ids)
    return ids


def _servers(appeal: Any) -> Sequence[int]:
    ids: Sequence[int] = appeal.asked_servers()
    return ids


def _parties(appeal: Any) -> Sequence[int]:
    return [appeal.assistant_id, *sorted(appeal.respondent_ids)]


def _those_told(appeal: Any) -> Sequence[int]:
    return [*_parties(appeal), *_servers(appeal)]


def _assistant_and_owners(appeal: Any) -> Sequence[int]:
    return [appeal.assistant_id, *_owners(appeal)]


def _assistant_and_servers(appeal: Any) -> Sequence[int]:
    return [appeal.assistant_id, *_servers(appeal)]


PAGE = "appeals.show"


def _due(title: str, whom: Any, until: str) -> Due:
    """To be done by a moment; when it is late the owner is told (D-07). Groups never hear of it."""
    return Due(title, whom, PAGE, until=lambda one: getattr(one, until), escalate_to=_owners,
               discreet=True)  # fmt: skip


ACCEPT = _due(N_("受理申请复核：%(title)s"), _administration, "accept_by")
MORE = Due(N_("补充申请复核的材料：%(title)s"), _assistant, PAGE, until=lambda one: one.more_by,
           discreet=True)  # fmt: skip
ASSIGN = _due(N_("定复核人：%(title)s"), _administration, "assign_by")
QUICK = _due(N_("快速复核：%(title)s"), _members, "decide_by")
DISCLOSE = _due(N_("给出全部材料：%(title)s"), _administration, "assign_by")
HEAR = _due(N_("听取意见：%(title)s"), _members, "decide_by")
DECIDE = _due(N_("写复核决定：%(title)s"), _members, "decide_by")
SERVE = _due(N_("送达复核决定：%(title)s"), _servers, "serve_by")
AGAIN = Due(N_("看复核决定，不服可以再要求：%(title)s"), _assistant, PAGE,
            until=lambda one: one.again_until, announced=False, discreet=True)  # fmt: skip
SECOND = _due(N_("第二次复核：%(title)s"), _owners, "second_by")
EXECUTE = _due(N_("执行复核决定：%(title)s"), _servers, "execute_by")
T = Transition
_BEGUN = (
    T("", "draft", "open", "appeal.opened", may.is_subject),
    T("draft", "filed", "file", "appeal.filed", may.is_subject, is_complete, due=ACCEPT,
      label=N_("提交申请")),
    T("filed", "returned", "ask_more", "appeal.returned", may.administers, not_asked_yet, due=MORE,
      label=N_("请补充一次")),
    T("returned", "filed", "resubmit", "appeal.resubmitted", may.is_subject, is_complete, due=ACCEPT,
      label=N_("补好了，提交")),
    T("returned", "filed", "go_on", "appeal.gone_on", by_system, due=ACCEPT, timer=Timer("more_by"),
      tells=_assistant, notice=N_("没有补充材料，按现有的继续：%(title)s")),
    T("filed", "inadmissible", "reject", "appeal.rejected", may.confirms_rejection, is_proposed,
      tells=_assistant_and_owners, notice=N_("申请复核没有受理，里面写了理由：%(title)s"),
      label=N_("确认不受理")),
    T("inadmissible", "filed", "reopen", "appeal.reopened", may.reopens, reopening_asked, due=ACCEPT,
      tells=_assistant, notice=N_("申请复核重新受理了：%(title)s"), label=N_("重新受理")),
    T("filed", "accepted", "accept", "appeal.accepted", may.administers, due=ASSIGN,
      tells=_those_told, notice=N_("申请复核受理了：%(title)s"), label=N_("受理")),
)  # fmt: skip
_REVIEWED = (
    T("accepted", "panel", "assign", "appeal.assigned", may.administers, enough_to_sit,
      due=DISCLOSE, tells=_parties, notice=N_("复核小组定了，不合适可以要求回避：%(title)s"),
      label=N_("定复核小组")),
    T("accepted", "quick_review", "assign_quick", "appeal.assigned_quick", may.assigns_quick,
      one_to_sit, due=QUICK, setting=STANDARD, tells=_assistant,
      notice=N_("复核人定了，不合适可以要求回避：%(title)s"), label=N_("定快速复核人")),
    T("quick_review", "decided", "decide", "appeal.decided", may.decides, last_signature, due=SERVE,
      setting=STANDARD, label=N_("作出决定")),
    T("panel", "disclosed", "disclose", "appeal.disclosed", may.administers, all_declared, due=HEAR,
      tells=_assistant, notice=N_("全部材料给出来了，听取意见以前请看：%(title)s"),
      label=N_("给出全部材料")),
    T("disclosed", "heard", "hear", "appeal.heard", may.hears, may_hear, due=DECIDE,
      tells=_assistant, notice=N_("听取意见的记录在这里：%(title)s"), label=N_("记下听取的意见")),
    T("heard", "decided", "decide", "appeal.decided", may.decides, last_signature, due=SERVE,
      label=N_("作出决定")),
    T("heard", "overdue", "timeout", "appeal.overdue", by_system, due=DECIDE,
      timer=Timer("decide_by"), tells=_assistant_and_owners,
      notice=N_("复核过了期限还没有决定，在此以前不按原来的执行：%(title)s")),
    T("overdue", "decided", "decide", "appeal.decided", may.decides, last_signature, due=SERVE,
      label=N_("作出决定")),
)  # fmt: skip
_AFTER = (
    T("decided", "served", "serve", "appeal.served", may.serves, due=AGAIN, tells=_assistant,
      notice=N_("复核决定出来了：%(title)s"), label=N_("送达本人")),
    T("served", "second_review", "request_review", "appeal.asked_again", may.is_subject,
      again_after_panel, due=SECOND, label=N_("要求第二次复核")),
    T("served", "panel", "ask_panel", "appeal.panel_asked", may.is_subject, panel_after_quick,
      due=ASSIGN, setting=STANDARD, label=N_("请复核小组来看")),
    T("second_review", "final", "decide", "appeal.settled", may.decides, last_signature, due=EXECUTE,
      tells=_assistant_and_servers, notice=N_("第二次复核有决定了：%(title)s"),
      label=N_("作出决定")),
    T("served", "final", "window_end", "appeal.settled", by_system, due=EXECUTE,
      timer=Timer("again_until")),
    T("final", "executed", "execute", "appeal.executed", may.serves, tells=_assistant,
      notice=N_("复核决定执行了，里面列出改了的数：%(title)s"), label=N_("执行")),
    *(T(state, "final", "fall_back", "appeal.fallen_back", may.is_subject, gave_before, due=EXECUTE,
        tells=_administration, notice=N_("助播不再要求复核，按前一次的决定执行：%(title)s"),
        label=N_("不再要求，按前一次的决定"))
      for state in ("panel", "disclosed", "heard", "overdue", "second_review")),
    *(T(state, "withdrawn", "withdraw", "appeal.withdrawn", may.is_subject, gave_nothing,
        tells=_administration, notice=N_("申请复核撤回了：%(title)s"), label=N_("撤回申请"))
      for state in ("filed", "returned", "accepted", "panel", "disclosed")),
    T("quick_review", "withdrawn", "withdraw", "appeal.withdrawn", may.is_subject,
      setting=STANDARD, tells=_administration, notice=N_("申请复核撤回了：%(title)s"),
      label=N_("撤回申请")),
)  # fmt: skip

WORKFLOW = Workflow(
    name="appeal",
    title=N_("申请复核"),
    initial="draft",
    terminal=frozenset({"executed", "withdrawn"}),
    states={
        "draft": N_("草稿"),
        "filed": N_("已提交，待受理"),
        "returned": N_("待补充"),
        "inadmissible": N_("不受理"),
        "accepted": N_("已受理，待定复核人"),
        "panel": N_("复核小组已定"),
        "quick_review": N_("快速复核中"),
        "disclosed": N_("材料已给出"),
        "heard": N_("已听取意见"),
        "overdue": N_("过期未决定"),
        "decided": N_("已决定，待送达"),
        "served": N_("已送达"),
        "second_review": N_("第二次复核中"),
        "final": N_("已定，待执行"),
        "executed": N_("已执行"),
        "withdrawn": N_("已撤回"),
    },
    rows=(*_BEGUN, *_REVIEWED, *_AFTER),
)
