"""申诉 `appeal`: from the assistant's draft to what was carried out.

In 省事 and 标准 one uninvolved person decides quickly, and the panel follows if the assistant is not
content; 严谨 begins with the panel. A timer only moves a matter on, or tells the owner: it never decides.
Two rows more than the table of the policy keep a matter from standing still: what is not added to in
time goes on as it is, and what was returned may be withdrawn. What an earlier stage gave is carried
out though the later one is given up. A seat that becomes empty asks administration for somebody else by
a row of its own. A decision that sends the matter back (发回重做) is served to who made it; what they make
of it is served as a decision, and where they miss their time the panel decides itself.
"""

from __future__ import annotations

from zhubo_web.appeals import awaiting as they
from zhubo_web.appeals import guarding as when
from zhubo_web.appeals import permissions as may
from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import ALL, STANDARD, Timer, Transition, Workflow, by_system

PAGE = they.PAGE
T = Transition
_BEGUN = (
    T("", "draft", "open", "appeal.opened", may.is_subject),
    T("draft", "filed", "file", "appeal.filed", may.is_subject, when.is_complete, due=they.ACCEPT,
      label=N_("提交申请")),
    T("filed", "returned", "ask_more", "appeal.returned", may.administers, when.not_asked_yet,
      due=they.MORE, label=N_("请补充一次")),
    T("returned", "filed", "resubmit", "appeal.resubmitted", may.is_subject, when.is_complete,
      due=they.ACCEPT, label=N_("补好了，提交")),
    T("returned", "filed", "go_on", "appeal.gone_on", by_system, due=they.ACCEPT, timer=Timer("more_by"),
      tells=they.assistant, notice=N_("没有补充材料，按现有的继续：%(title)s")),
    T("filed", "inadmissible", "reject", "appeal.rejected", may.confirms_rejection, when.is_proposed,
      tells=they.assistant_and_owners, notice=N_("申请复核没有受理，里面写了理由：%(title)s"),
      label=N_("确认不受理")),
    T("inadmissible", "filed", "reopen", "appeal.reopened", may.reopens, when.reopening_asked,
      due=they.ACCEPT, tells=they.assistant, notice=N_("申请复核重新受理了：%(title)s"),
      label=N_("重新受理")),
    T("filed", "accepted", "accept", "appeal.accepted", may.administers, due=they.ASSIGN,
      tells=they.those_told, notice=N_("申请复核受理了：%(title)s"), label=N_("受理")),
)  # fmt: skip
_REVIEWED = (
    T("accepted", "panel", "assign", "appeal.assigned", may.administers, when.enough_to_sit,
      due=they.DISCLOSE, tells=they.parties, notice=N_("复核小组定了，不合适可以要求回避：%(title)s"),
      label=N_("定复核小组")),
    T("accepted", "quick_review", "assign_quick", "appeal.assigned_quick", may.assigns_quick,
      when.one_to_sit, due=they.QUICK, setting=STANDARD, tells=they.assistant,
      notice=N_("复核人定了，不合适可以要求回避：%(title)s"), label=N_("定快速复核人")),
    T("quick_review", "decided", "decide", "appeal.decided", may.decides, when.last_signature,
      due=they.SERVE, setting=STANDARD, label=N_("作出决定")),
    T("panel", "disclosed", "disclose", "appeal.disclosed", may.administers, when.all_declared,
      due=they.HEAR, tells=they.assistant, notice=N_("全部材料给出来了，听取意见以前请看：%(title)s"),
      label=N_("给出全部材料")),
    T("disclosed", "heard", "hear", "appeal.heard", may.hears, when.may_hear, due=they.DECIDE,
      tells=they.assistant, notice=N_("听取意见的记录在这里：%(title)s"), label=N_("记下听取的意见")),
    T("heard", "decided", "decide", "appeal.decided", may.decides, when.last_signature,
      due=they.SERVE, label=N_("作出决定")),
    T("heard", "overdue", "timeout", "appeal.overdue", by_system, due=they.DECIDE,
      timer=Timer("decide_by"), tells=they.assistant_and_owners,
      notice=N_("复核过了期限还没有决定，在此以前不按原来的执行：%(title)s")),
    T("overdue", "decided", "decide", "appeal.decided", may.decides, when.last_signature,
      due=they.SERVE, label=N_("作出决定")),
)  # fmt: skip
#: Where somebody sits, or should → what waits there.
SITTING = {
    "quick_review": they.QUICK, "panel": they.DISCLOSE, "disclosed": they.HEAR, "heard": they.DECIDE,
    "overdue": they.DECIDE, "second_review": they.SECOND_DECIDE,
}  # fmt: skip
_SEATS = tuple(
    row
    for state, waits in SITTING.items()
    for setting in (STANDARD if state == "quick_review" else ALL,)
    for row in (
        T(state, state, "vacate", "appeal.seat_emptied", by_system, due=they.NAME, setting=setting),
        T(state, state, "fill", "appeal.members_named", may.fills, due=waits, setting=setting,
          label=N_("补上复核人")),
    )
)  # fmt: skip
_SENT_BACK = (
    T("decided", "remitted", "remit", "appeal.remitted", may.serves, when.sent_back, due=they.REDO,
      tells=they.assistant, notice=N_("复核决定是发回重做，里面写了要重新看什么：%(title)s"),
      label=N_("送达并发回")),
    T("remitted", "decided", "redo", "appeal.redone", may.redoes, when.enough_hands, due=they.SERVE,
      label=N_("交重做的结果")),
    T("remitted", "overdue", "timeout", "appeal.overdue", by_system, due=they.DECIDE,
      timer=Timer("redo_by"), tells=they.assistant_and_owners,
      notice=N_("发回以后没有按时重做，由复核小组自己决定：%(title)s")),
)  # fmt: skip
_AFTER = (
    T("decided", "served", "serve", "appeal.served", may.serves, when.not_sent_back, due=they.AGAIN,
      tells=they.assistant,
      notice=N_("复核决定出来了：%(title)s"), label=N_("送达本人")),
    T("served", "second_review", "request_review", "appeal.asked_again", may.is_subject,
      when.again_after_panel, due=they.SECOND, label=N_("要求第二次复核")),
    T("served", "panel", "ask_panel", "appeal.panel_asked", may.is_subject, when.panel_after_quick,
      due=they.ASSIGN, setting=STANDARD, label=N_("请复核小组来看")),
    T("second_review", "final", "decide", "appeal.settled", may.decides, when.last_signature,
      due=they.EXECUTE, tells=they.assistant_and_servers, notice=N_("第二次复核有决定了：%(title)s"),
      label=N_("作出决定")),
    T("served", "final", "window_end", "appeal.settled", by_system, due=they.EXECUTE,
      timer=Timer("again_until")),
    T("final", "executed", "execute", "appeal.executed", may.serves, tells=they.assistant,
      notice=N_("复核决定执行了，里面列出改了的数：%(title)s"), label=N_("执行")),
    *(T(state, "final", "fall_back", "appeal.fallen_back", may.is_subject, when.gave_before, due=they.EXECUTE,
        tells=they.administration, notice=N_("助播不再要求复核，按前一次的决定执行：%(title)s"),
        label=N_("不再要求，按前一次的决定"))
      for state in ("panel", "disclosed", "heard", "overdue", "remitted", "second_review")),
    *(T(state, "withdrawn", "withdraw", "appeal.withdrawn", may.is_subject, when.gave_nothing,
        tells=they.administration, notice=N_("申请复核撤回了：%(title)s"), label=N_("撤回申请"))
      for state in ("filed", "returned", "accepted", "panel", "disclosed")),
    T("quick_review", "withdrawn", "withdraw", "appeal.withdrawn", may.is_subject,
      setting=STANDARD, tells=they.administration, notice=N_("申请复核撤回了：%(title)s"),
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
        "remitted": N_("发回重做中"),
        "served": N_("已送达"),
        "second_review": N_("第二次复核中"),
        "final": N_("已定，待执行"),
        "executed": N_("已执行"),
        "withdrawn": N_("已撤回"),
    },
    rows=(*_BEGUN, *_REVIEWED, *_SEATS, *_SENT_BACK, *_AFTER),
)
