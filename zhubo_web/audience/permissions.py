"""Who may do what with a room's feed of viewers' comments: (person, thing) → None or why not. Pure."""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.broadcasts.permissions import KEEPS_ROOMS, WHOLE_SHOP
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason


def switches_feed(person: Any, room: Any) -> Reason | None:
    """The owner alone: it is the merchant who answers for where comments come from."""
    if person.holds(roles.OWNER, room=room):
        return None
    return Reason(N_("实时评论只能由商户负责人开启、换令牌和关闭，需要时请找商户负责人"))


def sees_feed(person: Any, room: Any = None) -> Reason | None:
    """Those who keep the room see whether it is on and what comes."""
    if person.holds(*KEEPS_ROOMS) and (room is None or person.holds(*KEEPS_ROOMS, room=room)):
        return None
    return Reason(N_("实时评论的情况给商户负责人、行政和运营主管看"))


def sets_keeping(person: Any, _thing: Any = None) -> Reason | None:
    """How long texts are kept is set for the whole shop, by its owner."""
    if person.holds(roles.OWNER, room=WHOLE_SHOP):
        return None
    return Reason(N_("评论原文保留多久由商户负责人设置，需要改请找商户负责人"))
