"""初步评价 `prelim_eval`: one assistant's broadcast from its end to the month's close.

In 省事 and 标准 the clock publishes what is neither high nor low; whatever is 1, 2, 5, a red line or in
dispute has risen to 严谨, for which that row does not stand. The month's close locks; what a decision
amends after that stays locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import STANDARD, Due, Timer, Transition, Workflow, by_system
from zhubo_web.evaluations import permissions as may


def seen_enough(evaluation: Any) -> Reason | None:
    """The rater watched long enough, or says that they watched the recording."""
    if evaluation.replayed or evaluation.coverage >= evaluation.needed:
        return None
    values = {"seen": evaluation.coverage, "needed": evaluation.needed}
    return Reason(
        N_("你跟播了 %(seen)s 分钟，要看满 %(needed)s 分钟才能评；看过回放请勾选“我看过回放”"),
        values,
    )


def was_watched(evaluation: Any) -> Reason | None:
    """Somebody watched, so that there is something to suggest from."""
    return None if evaluation.watched else Reason(N_("这一场没有人跟播"))


def nobody_watched(evaluation: Any) -> Reason | None:
    """未跟播: figures only, never negative."""
    return Reason(N_("这一场有人跟播")) if evaluation.watched else None


def red_line_settled(evaluation: Any) -> Reason | None:
    """A red line that somebody named is confirmed or dropped by another before anything is shown."""
    if not evaluation.red_line_open:
        return None
    return Reason(N_("有一条红线还等第二个人确认，确认或撤下以后才能公布"))


def _assistant(evaluation: Any) -> Sequence[int]:
    return [evaluation.assistant_id]


def _raters(evaluation: Any) -> Sequence[int]:
    ids: Sequence[int] = evaluation.asked_raters()
    return ids


def _checkers(evaluation: Any) -> Sequence[int]:
    """Nobody in 标准: the clock publishes."""
    ids: Sequence[int] = evaluation.asked_checkers()
    return ids


def _deciders(evaluation: Any) -> Sequence[int]:
    ids: Sequence[int] = evaluation.asked_deciders()
    return ids


def _administration(evaluation: Any) -> Sequence[int]:
    ids: Sequence[int] = evaluation.administration_ids()
    return ids


def _owners(evaluation: Any) -> Sequence[int]:
    ids: Sequence[int] = evaluation.owner_ids()
    return ids


def _rated(evaluation: Any) -> Sequence[int]:
    ids: Sequence[int] = sorted(evaluation.rater_ids)
    return ids


PAGE = "evaluations.after"
RATE = Due(
    N_("单场评分：%(assistant)s，%(title)s"),
    _raters,
    PAGE,
    until=lambda one: one.rate_by,
    escalate_to=_administration,
)
CHECK = Due(
    N_("看一遍再公布：%(assistant)s，%(title)s"),
    _checkers,
    PAGE,
    until=lambda one: one.check_by,
    escalate_to=_administration,
)
DECIDE = Due(
    N_("答复评分异议：%(assistant)s，%(title)s"),
    _deciders,
    PAGE,
    until=lambda one: one.decide_by,
    escalate_to=_owners,
    discreet=True,
)
PUBLISHED = N_("单场评分公布了：%(title)s")
AMENDED = N_("评分改了，原来的留着：%(title)s")
#: Where the score is out, so that a change of it is an amendment.
OUT = ("published", "acknowledged", "no_response", "disputed", "revised", "upheld", "final")
T = Transition
_BEFORE = (
    T("", "pending", "open", "evaluation.opened", by_system, due=RATE),
    T("pending", "draft", "claim", "evaluation.claimed", may.rates, seen_enough, due=RATE,
      label=N_("我来评")),
    # A broadcast that must be rated strictly waits for its recording to be watched.
    T("pending", "unwatched", "go_unwatched", "evaluation.unwatched", by_system, nobody_watched,
      timer=Timer("unwatched_at"), setting=STANDARD, tells=_assistant,
      notice=N_("没有人跟播，这一场只看数据：%(title)s")),
    T("pending", "draft", "suggest", "evaluation.suggested", by_system, was_watched, due=RATE,
      timer=Timer("created_at"), setting=STANDARD),
    T("draft", "submitted", "submit", "evaluation.submitted", may.submits, seen_enough,
      due=CHECK, label=N_("提交")),
    T("submitted", "published", "publish", "evaluation.published", may.checks, red_line_settled,
      tells=_assistant, notice=PUBLISHED, label=N_("公布")),
    T("submitted", "published", "auto_publish", "evaluation.published", by_system,
      red_line_settled, timer=Timer("publish_at"), setting=STANDARD, tells=_assistant,
      notice=PUBLISHED),
    T("submitted", "draft", "send_back", "evaluation.returned", may.checks, due=RATE,
      tells=_rated, notice=N_("评分退回，请再看一下：%(title)s"), label=N_("退回")),
)  # fmt: skip
_AFTER = (
    T("published", "acknowledged", "acknowledge", "evaluation.acknowledged", may.is_subject,
      label=N_("看过了")),
    T("published", "no_response", "pass_over", "evaluation.passed_over", by_system,
      timer=Timer("answer_until")),
    T("published", "disputed", "dispute", "evaluation.disputed", may.is_subject, due=DECIDE,
      label=N_("有异议")),
    T("disputed", "revised", "revise", "evaluation.revised", may.revises, tells=_assistant,
      notice=AMENDED, label=N_("改分")),
    T("disputed", "upheld", "uphold", "evaluation.upheld", may.upholds, tells=_assistant,
      notice=N_("评分异议有答复了：%(title)s"), label=N_("维持")),
    T("acknowledged", "final", "lock", "evaluation.locked", by_system),
    T("no_response", "final", "lock", "evaluation.locked", by_system),
    T("published", "final", "lock_seen", "evaluation.locked", by_system, setting=STANDARD),
    T("revised", "final", "lock", "evaluation.locked", by_system),
    T("upheld", "final", "lock", "evaluation.locked", by_system),
    # A decision from above, or what a note's review took away: it stays where it is.
    *(T(state, state, "amend", "evaluation.amended", may.amends, tells=_assistant, notice=AMENDED)
      for state in OUT),
)  # fmt: skip

WORKFLOW = Workflow(
    name="prelim_eval",
    title=N_("单场评分"),
    initial="pending",
    terminal=frozenset({"final", "unwatched"}),
    states={
        "pending": N_("待评"),
        "draft": N_("在评"),
        "unwatched": N_("未跟播"),
        "submitted": N_("已评，待公布"),
        "published": N_("已公布"),
        "acknowledged": N_("已看过"),
        "no_response": N_("未回应"),
        "disputed": N_("有异议"),
        "revised": N_("已改分"),
        "upheld": N_("维持"),
        "final": N_("已锁定"),
    },
    rows=(*_BEFORE, *_AFTER),
)
