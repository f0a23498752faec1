"""Who keeps the calendar, the robots and the times of notices; and whose notice is whose. Pure."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

KEEPS = (roles.OWNER, roles.ADMINISTRATION, roles.OPERATIONS)
#: What only a grant without a scope covers.
WHOLE_SHOP = SimpleNamespace(id=0, group_id=0)


def keeps_calendar(person: Any, _thing: Any = None) -> Reason | None:
    """Administration or the owner puts in the days off of a year."""
    if person.holds(roles.ADMINISTRATION, roles.OWNER):
        return None
    return Reason(N_("节假日由行政主管部门或商户负责人维护"))


def keeps_channels(person: Any, _thing: Any = None) -> Reason | None:
    """Keeps at least some robots: owner, administration, or an operations lead."""
    if person.holds(*KEEPS):
        return None
    return Reason(N_("群机器人由商户负责人、行政或运营主管设置"))


def keeps_channel(person: Any, room: Any) -> Reason | None:
    """Those of the whole shop (``room`` None) or of the very room that the robot speaks of."""
    if person.holds(*KEEPS, room=WHOLE_SHOP if room is None else room):
        return None
    if room is None:
        return Reason(N_("你只管部分直播间，机器人请选你管的直播间"))
    return Reason(N_("这个直播间的机器人由商户负责人、行政或它的运营主管设置"))


def keeps_apps(person: Any, _thing: Any = None) -> Reason | None:
    """The credentials of an app that writes to people: the owner or administration."""
    if person.holds(roles.OWNER, roles.ADMINISTRATION):
        return None
    return Reason(N_("发私信用的应用由商户负责人或行政设置"))
