"""反馈面谈 `interview`: from the month's publication to what both sides agreed.

Deadlines are working days of the policy; ``due_by`` is the present state's. A timer never judges: who
does not confirm minutes has not agreed to them. A refusal is kept with its words and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Due, Timer, Transition, Workflow, by_system
from zhubo_web.talks import permissions as may

#: A time is moved so often; somebody is waited for in vain so often, then it goes by writing.
MOST_MOVES, MOST_NO_SHOWS = 2, 2


def is_arranged(talk: Any) -> Reason | None:
    """There is a time and a place, or video with its reason; HR comes where HR is wanted."""
    if talk.starts_at is None or not talk.place:
        return Reason(N_("请写时间和地点"))
    if talk.by_video and not talk.video_reason:
        return Reason(N_("请写为什么用视频，能见面的尽量见面谈"))
    if talk.hr_wanted and talk.hr_id is None:
        return Reason(N_("这次面谈要有人力资源到场，请选是谁"))
    return None


def may_move(talk: Any) -> Reason | None:
    """Twice at most."""
    if talk.moves < MOST_MOVES:
        return None
    return Reason(N_("已经改过 2 次时间，请按现在的时间谈；没来的记没来"))


def has_begun(talk: Any) -> Reason | None:
    """The day has come, and HR is there where HR is wanted."""
    if not talk.is_day:
        return Reason(N_("还没到约好的那天，提前谈请先改时间"))
    if talk.hr_wanted and not talk.hr_came:
        return Reason(N_("这次面谈要有人力资源到场，没到场请改时间"))
    return None


def time_is_past(talk: Any) -> Reason | None:
    """The appointment has begun."""
    return None if talk.is_time else Reason(N_("还没到约好的时间"))


def once_more(talk: Any) -> Reason | None:
    """There is one more attempt after the first."""
    if talk.no_shows < MOST_NO_SHOWS:
        return is_arranged(talk)
    return Reason(N_("约了两次都没谈成，请把结果书面送达"))


def is_served(talk: Any) -> Reason | None:
    """Two attempts were made, and there is proof that it was served."""
    if talk.no_shows < MOST_NO_SHOWS:
        return Reason(N_("先再约一次，还是没来才书面送达"))
    return None if talk.proof else Reason(N_("请写怎么送达的、凭据在哪里"))


def is_written(talk: Any) -> Reason | None:
    """The assistant's view and one to three actions stand in the minutes."""
    if talk.minutes.get("view") and 0 < len(talk.actions) <= 3:
        return None
    return Reason(N_("记录里要有助播意见（可以写“无意见”）和 1 到 3 件约定的事"))


def _assistant(talk: Any) -> Sequence[int]:
    return [talk.assistant_id]


def _holders(talk: Any) -> Sequence[int]:
    ids: Sequence[int] = talk.asked_holders()
    return ids


def _hr(talk: Any) -> Sequence[int]:
    ids: Sequence[int] = talk.asked_hr()
    return ids


def _coming(talk: Any) -> Sequence[int]:
    ids: Sequence[int] = talk.coming_ids()
    return ids


def _again(talk: Any) -> Sequence[int]:
    """Another attempt is the holder's, serving in writing HR's."""
    return _holders(talk) if talk.no_shows < MOST_NO_SHOWS else _hr(talk)


def _missed(talk: Any) -> Sequence[int]:
    return [*_assistant(talk), *_hr(talk)]


def _owners(talk: Any) -> Sequence[int]:
    ids: Sequence[int] = talk.owner_ids()
    return ids


def _due(title: str, whom: Any, escalate: Any = None) -> Due:
    return Due(title, whom, PAGE, until=lambda one: one.due_by, escalate_to=escalate, discreet=True)


PAGE = "talks.show"
ARRANGE = _due(N_("约一对一面谈：%(assistant)s，%(month)s"), _holders, _owners)
MEET = _due(N_("一对一面谈：%(assistant)s，%(when)s，%(place)s"), _coming)
ANSWER = _due(N_("定面谈的新时间：%(assistant)s"), _holders, _owners)
AGAIN = _due(N_("面谈没来，再约一次或书面送达：%(assistant)s"), _again, _owners)
WRITE = _due(N_("写面谈记录：%(assistant)s，%(month)s"), _holders, _owners)
CONFIRM = _due(N_("看面谈记录，确认或写明不同意：%(month)s"), _assistant)
CLOSE = _due(N_("收尾面谈、布置约定的事：%(assistant)s"), _hr, _owners)
T = Transition

WORKFLOW = Workflow(
    name="interview",
    title=N_("一对一面谈"),
    initial="to_schedule",
    terminal=frozenset({"closed", "closed_written"}),
    states={
        "to_schedule": N_("待约"),
        "scheduled": N_("约好了"),
        "rescheduled": N_("要改时间"),
        "held": N_("谈过了，待写记录"),
        "no_show": N_("没来"),
        "closed_written": N_("已书面送达"),
        "minutes": N_("待本人确认"),
        "confirmed": N_("本人已确认"),
        "unconfirmed": N_("本人未确认"),
        "closed": N_("已收尾"),
    },
    rows=(
        T("", "to_schedule", "open", "talk.opened", by_system, due=ARRANGE),
        T("to_schedule", "scheduled", "schedule", "talk.scheduled", may.holds, is_arranged, due=MEET,
          label=N_("约好")),
        T("scheduled", "rescheduled", "reschedule", "talk.moved", may.moves, may_move, due=ANSWER,
          tells=_coming, notice=N_("面谈要改时间：%(assistant)s，原来是 %(when)s"),
          label=N_("要改时间")),
        T("rescheduled", "scheduled", "confirm_time", "talk.rescheduled", may.holds, is_arranged,
          due=MEET, label=N_("定新时间")),
        T("scheduled", "held", "hold", "talk.held", may.holds, has_begun, due=WRITE,
          label=N_("谈过了")),
        T("scheduled", "no_show", "miss", "talk.missed", may.holds, time_is_past, due=AGAIN,
          tells=_missed, notice=N_("面谈记了没来：%(assistant)s，%(month)s"), label=N_("没来")),
        T("no_show", "scheduled", "try_again", "talk.rescheduled", may.holds, once_more, due=MEET,
          label=N_("再约一次")),
        T("no_show", "closed_written", "serve_written", "talk.served", may.is_hr, is_served,
          tells=_assistant, notice=N_("%(month)s月评的结果已书面送达，仍可以申请复核"),
          label=N_("书面送达")),
        T("held", "minutes", "write", "talk.written", may.holds, is_written, due=CONFIRM,
          label=N_("交记录")),
        T("minutes", "confirmed", "confirm", "talk.confirmed", may.is_subject, due=CLOSE,
          label=N_("确认")),
        T("minutes", "unconfirmed", "refuse", "talk.refused", may.is_subject, due=CLOSE,
          tells=_holders, notice=N_("面谈记录没有确认，本人写了原因：%(assistant)s"),
          label=N_("不确认")),
        T("minutes", "unconfirmed", "pass_over", "talk.passed_over", by_system, due=CLOSE,
          timer=Timer("due_by")),
        T("confirmed", "closed", "close", "talk.closed", may.is_hr, tells=_assistant,
          notice=N_("面谈约定的事已布置：%(month)s"), label=N_("收尾")),
        T("unconfirmed", "closed", "close", "talk.closed", may.is_hr, tells=_assistant,
          notice=N_("面谈约定的事已布置：%(month)s"), label=N_("收尾")),
    ),
)  # fmt: skip
