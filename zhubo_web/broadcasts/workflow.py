"""The life of one broadcast (直播场次). Durations are clock hours; the table documents it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from zhubo_web.broadcasts import permissions as may
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Due, Guard, Timer, Transition, Workflow, by_system

CLOSED_UNWATCHED = timedelta(hours=48)
LONGEST = timedelta(hours=12)
OVERTIME = timedelta(hours=1)
QUIET = timedelta(minutes=30)
CHECK_BEFORE = timedelta(minutes=30)
#: What the full check asks, with the articles of 《直播电商监督管理办法》.
CHECK_ITEMS = {
    "goods": N_("选品和资质看过，价格和链接对得上（办法第二十七条）"),
    "identity": N_("主播和助播的身份核对过（办法第二十八条）"),
    "display": N_("展示、讲解、服装、布景、道具没有问题（办法第三十条）"),
    "wording": N_("违禁词和“不能说”看过一遍"),
}
#: Why a stream breaks off.
CAUSES = {
    "platform": N_("平台处置"),
    "device": N_("设备"),
    "network": N_("网络"),
    "safety": N_("安全"),
}


def every(*guards: Guard) -> Guard:
    """All must hold; the first that does not says why."""

    def guard(thing: Any) -> Reason | None:
        return next((reason for one in guards if (reason := one(thing))), None)

    return guard


def confirmed_same(broadcast: Any) -> Reason | None:
    """同上场 was tapped: the same products, people and setting as the last broadcast."""
    if broadcast.same_confirmed_at is not None:
        return None
    return Reason(N_("开播前请先点“同上场”，或做一遍播前检查"))


def has_reason(broadcast: Any) -> Reason | None:
    """Starting without a check needs a written reason."""
    return None if broadcast.unchecked_reason else Reason(N_("没做播前检查就开播，要写明原因"))


def all_checked(broadcast: Any) -> Reason | None:
    """Every item of the full check is ticked."""
    done = set((broadcast.checklist or {}).get("items", []))
    return None if done >= set(CHECK_ITEMS) else Reason(N_("播前检查还有没勾的项目，请逐项核对"))


def two_names(broadcast: Any) -> Reason | None:
    """The full check carries the names of two people."""
    names = set((broadcast.checklist or {}).get("names", []))
    return None if len(names) >= 2 else Reason(N_("播前检查要两个人确认，请另一位也点一下"))


def room_is_free(broadcast: Any) -> Reason | None:
    """One room carries one broadcast at a time."""
    if not broadcast.room_is_busy():
        return None
    return Reason(N_("这个直播间还有一场没下播，请先让那一场下播"))


def not_over(broadcast: Any) -> Reason | None:
    """The clock does not invent a broadcast whose time went by unseen (the server was off)."""
    return Reason(N_("计划的时间已经过了，请手动开播")) if broadcast.missed else None


def nobody_watched(broadcast: Any) -> Reason | None:
    """No observation was made."""
    return Reason(N_("这一场有人跟播")) if broadcast.last_seq else None


def no_summary_waits(broadcast: Any) -> Reason | None:
    """There is no assistant whose summary is to be accepted or waived first."""
    if not broadcast.people("assistant"):
        return None
    return Reason(N_("助播的下播小结收下或免交以后再归档"))


def gone_quiet(broadcast: Any) -> Reason | None:
    """Nothing happened for half an hour, so the broadcast that ran over has surely ended."""
    return None if broadcast.quiet_for(QUIET) else Reason(N_("这一场还有动静"))


def leads_of(broadcast: Any) -> Sequence[int]:
    """The people who lead operations in the room."""
    ids: Sequence[int] = broadcast.lead_ids()
    return ids


def owners_of(broadcast: Any) -> Sequence[int]:
    """The owners, who are told once where a lead has not come to it."""
    ids: Sequence[int] = broadcast.owner_ids()
    return ids


CHECK_DUE = Due(
    title=N_("开播前确认：%(title)s"),
    whom=leads_of,
    endpoint="broadcasts.show",
    until=lambda broadcast: broadcast.planned_start - CHECK_BEFORE,
    escalate_to=owners_of,
    announced=False,
)
RESUME_DUE = Due(
    title=N_("直播中断，恢复或结束：%(title)s"), whom=leads_of, endpoint="broadcasts.show"
)

WORKFLOW = Workflow(
    name="broadcast",
    title=N_("直播场次"),
    initial="scheduled",
    terminal=frozenset({"closed", "cancelled"}),
    states={
        "scheduled": N_("未开播"),
        "checked": N_("已检查"),
        "live": N_("直播中"),
        "interrupted": N_("中断"),
        "ended": N_("已下播"),
        "summarised": N_("已小结"),
        "closed": N_("已归档"),
        "cancelled": N_("已取消"),
    },
    rows=(
        Transition(
            "", "scheduled", "schedule", "broadcast.scheduled", may.leads_or_clock, due=CHECK_DUE
        ),
        Transition(
            "scheduled",
            "checked",
            "pass_prelive",
            "broadcast.checked",
            may.checks,
            guard=every(all_checked, two_names),
            label=N_("检查通过"),
        ),
        # What was checked has changed: new products or people stand on the broadcast.
        Transition(
            "checked",
            "scheduled",
            "recheck",
            "broadcast.recheck_asked",
            may.anybody_there_or_clock,
            due=CHECK_DUE,
        ),
        Transition(
            "scheduled",
            "live",
            "start_unchecked",
            "broadcast.started",
            may.leads,
            guard=every(room_is_free, has_reason),
            label=N_("直接开播"),
        ),
        Transition(
            "checked",
            "live",
            "start",
            "broadcast.started",
            may.leads_or_assists,
            guard=room_is_free,
            label=N_("开播"),
        ),
        Transition(
            "checked",
            "live",
            "start_auto",
            "broadcast.started",
            by_system,
            guard=every(not_over, room_is_free),
            timer=Timer("planned_start"),
        ),
        Transition(
            "scheduled",
            "live",
            "start_auto",
            "broadcast.started",
            by_system,
            guard=every(confirmed_same, not_over, room_is_free),
            timer=Timer("planned_start"),
            setting="standard",
        ),
        Transition(
            "scheduled",
            "live",
            "start_confirmed",
            "broadcast.started",
            may.leads_or_assists,
            guard=every(confirmed_same, room_is_free),
            setting="standard",
            label=N_("开播"),
        ),
        Transition(
            "scheduled",
            "cancelled",
            "cancel",
            "broadcast.cancelled",
            may.leads,
            label=N_("取消这一场"),
        ),
        Transition(
            "checked",
            "cancelled",
            "cancel",
            "broadcast.cancelled",
            may.leads,
            label=N_("取消这一场"),
        ),
        Transition(
            "live",
            "interrupted",
            "interrupt",
            "broadcast.interrupted",
            may.leads_or_assists,
            due=RESUME_DUE,
            label=N_("中断"),
        ),
        Transition(
            "interrupted", "live", "resume", "broadcast.resumed", may.leads, label=N_("恢复")
        ),
        Transition("interrupted", "ended", "end", "broadcast.ended", may.leads, label=N_("下播")),
        Transition(
            "interrupted",
            "ended",
            "end_auto",
            "broadcast.ended",
            by_system,
            guard=gone_quiet,
            timer=Timer("planned_end", OVERTIME),
            setting="standard",
        ),
        Transition(
            "live",
            "ended",
            "end",
            "broadcast.ended",
            may.anybody_there_or_clock,
            timer=Timer("started_at", LONGEST),
            label=N_("下播"),
        ),
        Transition(
            "live",
            "ended",
            "end_auto",
            "broadcast.ended",
            by_system,
            guard=gone_quiet,
            timer=Timer("planned_end", OVERTIME),
            setting="standard",
        ),
        Transition("ended", "summarised", "accept_summary", "broadcast.summarised", by_system),
        Transition("summarised", "closed", "close", "broadcast.closed", by_system),
        Transition(
            "ended",
            "closed",
            "close_unwatched",
            "broadcast.closed",
            by_system,
            guard=every(nobody_watched, no_summary_waits),
            timer=Timer("ended_at", CLOSED_UNWATCHED),
        ),
    ),
)
