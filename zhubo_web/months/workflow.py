"""月度评估 `monthly_eval`: one assistant's month from its opening to the end of the objection window.

In 省事 and 标准 the three classes' signatures are final, and the clock gives the result to the person.
What is at stake more (grade D, an objection) has risen to 严谨: calibrated by two, signed by two who did
not rate, served by HR. The lowest grade is signed only if it has what it rests on (``backing``); else it
is talked over again, or administration lets it stand, in writing. A timer only moves work on, or protects
the assistant: who says nothing of themselves loses no point, who misses a rating goes to administration.
Where an objection is withdrawn before anybody decided, the month goes on from where it was: it closes when
the time to object is over, and until then may be objected to again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import STANDARD, STRICT, Due, Timer, Transition, Workflow, by_system
from zhubo_web.months import permissions as may
from zhubo_web.months.backing import UNBACKED


def all_in(month: Any) -> Reason | None:
    """Every class that rates has, and the figures are frozen."""
    if month.frozen_at is None:
        return Reason(N_("还没有锁数"))
    return Reason(N_("还有人没打分")) if month.waiting_classes else None


def somebody_missing(month: Any) -> Reason | None:
    """A class has not rated."""
    return None if month.waiting_classes else Reason(N_("三类成员都打完了"))


def last_signature(month: Any) -> Reason | None:
    """Whoever signs now is the last, and nothing is missing that it rests on."""
    if month.missing_signatures > 1:
        return Reason(N_("还有人没签"))
    return backed(month)


def backed(month: Any) -> Reason | None:
    """The lowest grade has what it rests on, or administration let it stand."""
    reasons = month.unbacked()
    if not reasons:
        return None
    return Reason(UNBACKED, {"grade": month.composite.lowest, "reasons": reasons})


def unbacked(month: Any) -> Reason | None:
    """It is the lowest grade, and lacks something."""
    return None if month.unbacked() else Reason(N_("不缺依据，直接签就行"))


def is_over(month: Any) -> Reason | None:
    """The last day of the month has begun."""
    return None if month.may_begin else Reason(N_("月底最后一天才开始自评"))


def _assistant(month: Any) -> Sequence[int]:
    return [month.assistant_id]


def _raters(month: Any) -> Sequence[int]:
    ids: Sequence[int] = month.asked_raters()
    return ids


def _signers(month: Any) -> Sequence[int]:
    ids: Sequence[int] = month.asked_signers()
    return ids


def _servers(month: Any) -> Sequence[int]:
    """Nobody in 标准: the clock gives it to the person."""
    ids: Sequence[int] = month.asked_servers()
    return ids


def _administration(month: Any) -> Sequence[int]:
    ids: Sequence[int] = month.asked_administration()
    return ids


def _owners(month: Any) -> Sequence[int]:
    ids: Sequence[int] = month.owner_ids()
    return ids


PAGE = "months.show"
SELF = Due(N_("月评自评：%(month)s"), _assistant, PAGE, until=lambda one: one.self_by)
RATE = Due(N_("月评打分：%(assistant)s，%(month)s"), _raters, PAGE, until=lambda one: one.rate_by,
           escalate_to=_administration)  # fmt: skip
REPLACE = Due(N_("月评缺打分人：%(assistant)s"), _administration, PAGE,
              until=lambda one: one.replace_by, escalate_to=_owners)  # fmt: skip
SIGN = Due(N_("月评会签：%(assistant)s，%(month)s"), _signers, PAGE, until=lambda one: one.sign_by,
           escalate_to=_administration)  # fmt: skip
SERVE = Due(N_("月评送达本人：%(assistant)s，%(month)s"), _servers, PAGE,
            until=lambda one: one.publish_by, escalate_to=_owners)  # fmt: skip
SEEN = Due(
    N_("看过月评：%(month)s"), _assistant, PAGE, until=lambda one: one.answer_by, discreet=True
)
PUBLISHED = N_("%(month)s月评出来了，只有你和监督小组看得到")
T = Transition
_BEFORE = (
    T("", "opened", "open", "month.opened", may.opens_months),
    T("opened", "self_open", "ask_self", "month.self_asked", by_system, is_over, due=SELF,
      timer=Timer("self_from")),
    T("self_open", "rating", "self_submit", "month.self_assessed", may.is_subject, due=RATE,
      label=N_("交自评")),
    T("self_open", "rating", "self_timeout", "month.self_missed", by_system, due=RATE,
      timer=Timer("self_by"), tells=_assistant,
      notice=N_("%(month)s自评没有交，它的比重分给其他来源，不影响得分")),
    T("rating", "computed", "all_rated", "month.computed", by_system, all_in, due=SIGN),
    T("rating", "escalated", "rater_timeout", "month.escalated", by_system, somebody_missing,
      due=REPLACE, timer=Timer("rate_by")),
    T("escalated", "computed", "all_rated", "month.computed", by_system, all_in, due=SIGN),
    T("escalated", "rating", "replace", "month.rater_replaced", may.replaces, due=RATE,
      label=N_("换人或不计这一类")),
    T("computed", "moderated", "calibrate", "month.calibrated", may.calibrates, due=SIGN,
      label=N_("同意调分")),
    T("computed", "finalised", "sign_group", "month.finalised", may.signs, last_signature, due=SERVE,
      setting=STANDARD, label=N_("会签")),
    T("moderated", "finalised", "sign_group", "month.finalised", may.signs, last_signature, due=SERVE,
      setting=STANDARD, label=N_("会签")),
    T("moderated", "finalised", "sign", "month.finalised", may.signs_strictly, last_signature,
      due=SERVE, setting=STRICT, label=N_("定稿")),
    T("moderated", "computed", "reconsider", "month.reconsidered", may.reconsiders, unbacked, due=SIGN,
      setting=STRICT, label=N_("退回会商")),
    T("moderated", "moderated", "waive", "month.waived", may.waives, unbacked, due=SIGN,
      setting=STRICT, label=N_("放行")),
    T("finalised", "published", "publish", "month.published", may.publishes, tells=_assistant,
      notice=PUBLISHED, label=N_("送达本人")),
    T("finalised", "published", "auto_publish", "month.published", by_system,
      timer=Timer("publish_at"), setting=STANDARD, tells=_assistant, notice=PUBLISHED),
)  # fmt: skip
_OPEN = ("published", "interviewed", "acknowledged", "unacknowledged", "reissued")
_AFTER = (
    T("published", "interviewed", "interview_held", "month.interviewed", by_system, due=SEEN),
    T("interviewed", "acknowledged", "acknowledge", "month.acknowledged", may.is_subject,
      label=N_("已知悉")),
    T("interviewed", "unacknowledged", "pass_over", "month.passed_over", by_system,
      timer=Timer("answer_by")),
    *(T(state, "disputed", "appeal", "month.disputed", by_system) for state in _OPEN),
    T("disputed", "reissued", "reissue", "month.reissued", by_system, tells=_assistant,
      notice=N_("%(month)s月评改了，原来的留着")),
    T("disputed", "closed", "uphold", "month.upheld", by_system),
    *(T("disputed", state, f"resume_{state}", "month.resumed", by_system,
        due=SEEN if state == "interviewed" else None) for state in _OPEN),
    T("reissued", "closed", "close_window", "month.closed", by_system, timer=Timer("closes_at")),
    T("acknowledged", "closed", "close_window", "month.closed", by_system,
      timer=Timer("closes_at")),
    T("unacknowledged", "closed", "close_window", "month.closed", by_system,
      timer=Timer("closes_at")),
)  # fmt: skip

WORKFLOW = Workflow(
    name="monthly_eval",
    title=N_("月评"),
    initial="opened",
    terminal=frozenset({"closed"}),
    states={
        "opened": N_("已开"),
        "self_open": N_("自评"),
        "rating": N_("打分"),
        "computed": N_("待会签"),
        "escalated": N_("缺打分人"),
        "moderated": N_("已调分，待会签"),
        "finalised": N_("已定稿"),
        "published": N_("已给本人"),
        "interviewed": N_("已面谈"),
        "acknowledged": N_("已知悉"),
        "unacknowledged": N_("未回应"),
        "disputed": N_("复核中"),
        "reissued": N_("已重出"),
        "closed": N_("已归档"),
    },
    rows=(*_BEFORE, *_AFTER),
)
