"""The life of one broadcast (直播场次). Durations are clock hours; the table documents it."""

from __future__ import annotations

from datetime import timedelta

from zhubo_web.broadcasts import permissions as may
from zhubo_web.broadcasts.workflow.guards import (
    CHECK_ITEMS,
    all_checked,
    confirmed_same,
    every,
    gone_quiet,
    has_reason,
    in_time,
    no_summary_waits,
    nobody_watched,
    not_over,
    room_is_free,
    two_names,
)
from zhubo_web.broadcasts.workflow.waiting import (
    CALLED_OFF,
    CHECK_DUE,
    END_DUE,
    RESUME_DUE,
    START_DUE,
    UNCHECKED,
    administration,
    on_roster,
)
from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import Timer, Transition, Workflow, by_system

CLOSED_UNWATCHED = timedelta(hours=48)
LONGEST = timedelta(hours=12)
OVERTIME = timedelta(hours=1)
#: Why a stream breaks off.
CAUSES = {
    "platform": N_("平台处置"),
    "device": N_("设备"),
    "network": N_("网络"),
    "safety": N_("安全"),
}

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
            guard=every(all_checked, two_names, in_time),
            due=START_DUE,
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
            due=END_DUE,
            tells=administration,
            notice=UNCHECKED,
            label=N_("直接开播"),
        ),
        Transition(
            "checked",
            "live",
            "start",
            "broadcast.started",
            may.leads_or_assists,
            guard=room_is_free,
            due=END_DUE,
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
            setting="standard",
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
            tells=on_roster,
            notice=CALLED_OFF,
            label=N_("取消这一场"),
        ),
        Transition(
            "checked",
            "cancelled",
            "cancel",
            "broadcast.cancelled",
            may.leads,
            tells=on_roster,
            notice=CALLED_OFF,
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
            "interrupted",
            "live",
            "resume",
            "broadcast.resumed",
            may.leads,
            due=END_DUE,
            label=N_("恢复"),
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

__all__ = ["CAUSES", "CHECK_DUE", "CHECK_ITEMS", "WORKFLOW", "in_time", "room_is_free"]
