"""What pages say of an appeal: plain words in the reader's language. Templates get it as ``say``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhubo_web.appeals.forms.noting import SEVERITIES
from zhubo_web.appeals.grounds import DECISIONS, GROUNDS, HEARINGS, KINDS, PARTS, STAGES
from zhubo_web.appeals.models import Appeal, AppealMember
from zhubo_web.appeals.models.seat import LEFT
from zhubo_web.appeals.workflow import WORKFLOW
from zhubo_web.core.i18n import _, in_words, speaks_english, worded
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db
from zhubo_web.observations.models import Tag
from zhubo_web.policies.rising import REASONS, SETTING_NAMES

#: How each state is drawn.
TONES = {"overdue": "issue", "returned": "remind", "inadmissible": "remind", "served": "praise",
         "executed": "praise"}  # fmt: skip
#: Several numbers with one title → what each of them is.
OF_ONE = {"kind": N_("记成"), "tag": N_("标签"), "weight": N_("分量"),
          "red_line": N_("红线"), "score": N_("总分"), "composite": N_("算出来的总分"),
          "month": N_("总分"), "grade": N_("等级"), "coefficient": N_("系数")}  # fmt: skip
#: Event → what it says in the time line; steps that have a row say where they led.
BESIDE = {
    "appeal.rejection_proposed": N_("提出不受理，等第二个人确认"),
    "appeal.reopening_asked": N_("助播请负责人重新受理"),
    "appeal.members_named": N_("补上复核人"),
    "appeal.guest_invited": N_("发出外部复核链接"),
    "appeal.declared": N_("复核人声明没有利害关系"),
    "appeal.recused": N_("复核人退出"),
    "appeal.challenged": N_("助播要求回避"),
    "appeal.challenge_answered": N_("答复了回避的要求"),
    "appeal.member_replaced": N_("换下复核人"),
    "appeal.member_tied": N_("复核人后来和这件事有了关系，不再复核"),
    "appeal.seat_emptied": N_("等行政补上复核人"),
    "appeal.redo_written": N_("写好重做的结果"),
    "appeal.answered": N_("参与过的人说明了情况"),
    "appeal.extended": N_("延长一次期限"),
    "appeal.decision_written": N_("写好决定"),
    "appeal.signed": N_("签了决定"),
    "appeal.file_opened": N_("打开全部材料"),
    "appeal.raised": N_("转为按严谨办"),
}


def state(appeal: Appeal) -> str:
    """Where it stands."""
    return _(WORKFLOW.states[appeal.state])


def tone(appeal: Appeal) -> str:
    """The look of its state."""
    return TONES.get(appeal.state, "plain" if appeal.state in WORKFLOW.terminal else "info")


def kind(appeal: Appeal) -> str:
    """What is contested."""
    return _(KINDS[appeal.kind])


def grounds(appeal: Appeal) -> str:
    """For which reason."""
    return _(GROUNDS[appeal.grounds]) if appeal.grounds else "—"


def hearing(appeal: Appeal) -> str:
    """In writing or oral."""
    return _(HEARINGS[appeal.hearing])


def setting(appeal: Appeal) -> str:
    """省事, 标准, 严谨, and why it rose."""
    named = _(SETTING_NAMES[appeal.setting])
    return f"{named} · {_(REASONS[appeal.raised_for])}" if appeal.raised_for else named


def stage(name: str) -> str:
    """快速复核, 复核小组, 第二次复核."""
    return _(STAGES.get(name, N_("复核")))


def left(member: AppealMember) -> str:
    """Why somebody sits no longer."""
    return _(LEFT[member.left_for]) if member.left_for else ""


def outcome(name: str) -> str:
    """维持, 改一部分, 按申请改, 发回重做."""
    return _(DECISIONS[name])


def decided(decision: Mapping[str, Any]) -> str:
    """Who decided, and how; what came of doing it again says so."""
    by = _("重做的结果") if decision.get("by") else stage(decision["stage"])
    return f"{by} · {outcome(decision['decision'])}"


def becomes(decision: Mapping[str, Any]) -> str:
    """What a decision makes of a note, where it says more than that it counts no more."""
    what = decision["what"]
    if what.get("not_theirs"):
        return _("说的不是这位助播，不算")
    tag = db.session.get(Tag, what["tag"]) if what.get("tag") else None
    told = []
    if tag is not None:
        told.append(_("算作“%(tag)s”", tag=tag.name_en if speaks_english() else tag.name_zh))
    if what.get("severity"):
        told.append(_("轻重算“%(severity)s”", severity=_(SEVERITIES[str(what["severity"])])))
    return _("，").join(told)


def part(name: str) -> str:
    """A part of the decision."""
    return _(PARTS[name][0])


def event(one: Any) -> str:
    """An event of the time line."""
    if one.name == "appeal.opened":
        return _("开始写")
    if one.to_state and one.to_state != one.from_state:
        return _(WORKFLOW.states.get(one.to_state, one.to_state))
    return _(BESIDE.get(one.name, one.name))


def told(title: Any) -> str:
    """A message with its values, as it was kept."""
    if isinstance(title, Reason):
        return in_words(title.msgid, title.values)
    return in_words(title["msgid"], title["values"])


def lines(piece: Mapping[str, Any]) -> list[str]:
    """The rows of a piece of the file. A file that was given before there were any has none."""
    return [" ".join(filter(None, map(worded, line))) for line in piece.get("lines", ())]


def row(one: Mapping[str, Any]) -> str:
    """Which number changes, as it was kept. Those of one thing share its title and say what each of
    them is; a source names its item."""
    named, what = told(one["title"]), one["what"]
    if what == "source":
        return f"{worded(one['title']['values'].get('figure', ''))} · {named}".removeprefix(" · ")
    return f"{named} · {_(OF_ONE[what])}" if what in OF_ONE else named


def value(number: Any) -> str:
    """What stands before or after; what is worded is a message."""
    return "—" if number in (None, "") else _(str(number))
