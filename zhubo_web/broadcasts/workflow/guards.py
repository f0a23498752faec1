"""What must hold for a step of a broadcast: each guard answers None or why not. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import LIGHT, STRICT, Guard

QUIET = timedelta(minutes=30)
#: What the full check asks, with the articles of 《直播电商监督管理办法》.
CHECK_ITEMS = {
    "goods": N_("选品和资质看过，价格和链接对得上（办法第二十七条）"),
    "identity": N_("主播和助播的身份核对过（办法第二十八条）"),
    "display": N_("展示、讲解、服装、布景、道具没有问题（办法第三十条）"),
    "wording": N_("违禁词和“不能说”看过一遍"),
}


def every(*guards: Guard) -> Guard:
    """All must hold; the first that does not says why."""

    def guard(thing: Any) -> Reason | None:
        return next((reason for one in guards if (reason := one(thing))), None)

    return guard


def confirmed_same(broadcast: Any) -> Reason | None:
    """同上场 was tapped: the same products, people and setting as the last broadcast. In 标准 a second
    person has looked too; in 省事 one name does."""
    if broadcast.same_confirmed_at is None:
        return Reason(N_("开播前请先点“同上场”，或做一遍播前检查"))
    if broadcast.setting != LIGHT and broadcast.same_second_at is None:
        return Reason(N_("还差第二个人用手机确认，签到时点“核对过了”就行"))
    return None


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


def in_time(broadcast: Any) -> Reason | None:
    """In 严谨 the full check ends some while before the start; later only the lead may answer."""
    if broadcast.setting != STRICT or not broadcast.check_is_late():
        return None
    return Reason(N_("严谨要求开播前就检查完，现在来不及了，只能由运营主管写明原因直接开播"))


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
