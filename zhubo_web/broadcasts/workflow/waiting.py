"""What waits for whom at a step of a broadcast, and who hears of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import STRICT, Due


def leads_of(broadcast: Any) -> Sequence[int]:
    """The people who lead operations in the room."""
    ids: Sequence[int] = broadcast.lead_ids()
    return ids


def owners_of(broadcast: Any) -> Sequence[int]:
    """The owners, who are told once where a lead has not come to it."""
    ids: Sequence[int] = broadcast.owner_ids()
    return ids


def leads_by_hand(broadcast: Any) -> Sequence[int]:
    """The same people where nothing begins or ends by the clock."""
    return leads_of(broadcast) if broadcast.setting == STRICT else ()


def administration(broadcast: Any) -> Sequence[int]:
    """Those who hear of an exception: administration, else the owner."""
    ids: Sequence[int] = broadcast.administration_ids()
    return ids


def on_roster(broadcast: Any) -> Sequence[int]:
    """Hosts and assistants of the broadcast."""
    return [one.id for one in broadcast.on_air()]


CHECK_DUE = Due(
    title=N_("开播前确认：%(title)s"),
    whom=leads_of,
    endpoint="broadcasts.show",
    until=lambda broadcast: broadcast.check_by,
    escalate_to=owners_of,
    announced=False,
)
#: Settled by the tap with which one comes in, so nobody is reminded: the lead's own entry stays until
#: both names are there, and is.
SECOND_DUE = Due(
    title=N_("到了用手机核对一下：%(title)s"),
    whom=on_roster,
    endpoint="broadcasts.show",
    announced=False,
)
START_DUE = Due(
    title=N_("到点了请手动开播：%(title)s"),
    whom=leads_by_hand,
    endpoint="broadcasts.show",
    until=lambda broadcast: broadcast.planned_start,
    escalate_to=owners_of,
    announced=False,
)
END_DUE = Due(
    title=N_("播完了请手动下播：%(title)s"),
    whom=leads_by_hand,
    endpoint="broadcasts.show",
    until=lambda broadcast: broadcast.planned_end,
    escalate_to=owners_of,
    announced=False,
)
CALLED_OFF = N_("取消了：%(title)s")
UNCHECKED = N_("没做播前检查就开播：%(title)s")
BROKE_OFF = N_("直播中断了：%(title)s")
#: A stream that broke off is a matter of minutes, so it never waits for a digest.
RESUMED_WITHIN = timedelta(minutes=10)
RESUME_DUE = Due(
    title=N_("直播中断，恢复或结束：%(title)s"),
    whom=leads_of,
    endpoint="broadcasts.show",
    after=RESUMED_WITHIN,
    escalate_to=owners_of,
)


def by_platform(broadcast: Any) -> bool:
    """Whether the platform itself broke the stream off: what nothing may hold back."""
    return bool(broadcast.broken_by == "platform")
