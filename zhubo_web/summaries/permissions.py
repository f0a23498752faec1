"""Who writes, reads and accepts a summary: (person, summary) → None or why not. Pure."""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

REVIEWS = (roles.OPERATIONS, roles.SENIOR_HOST)
READS = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)


def is_person(actor: Any) -> bool:
    """Neither the timer nor a screen."""
    return actor is not SYSTEM and not getattr(actor, "is_screen", False)


def owns(person: Any, summary: Any) -> Reason | None:
    """The assistant whose broadcast it was."""
    if is_person(person) and person.id == summary.assistant_id:
        return None
    return Reason(N_("小结由当班的助播自己写"))


def _in_room(person: Any, summary: Any, *wanted: str) -> bool:
    return is_person(person) and person.holds(*wanted, room=summary.broadcast.room)


def reviews(person: Any, summary: Any) -> Reason | None:
    """The room's operations lead or senior host; by person, never one's own."""
    if not _in_room(person, summary, *REVIEWS):
        return Reason(N_("小结由本直播间的运营主管或资深主播来看"))
    if person.id == summary.assistant_id:
        return Reason(N_("自己的小结要别人来看，没有别人时请负责人再任命一位"))
    return None


def waives(person: Any, summary: Any) -> Reason | None:
    """The room's operations lead; never one's own."""
    if not _in_room(person, summary, roles.OPERATIONS):
        return Reason(N_("免交由本直播间的运营主管决定"))
    if person.id == summary.assistant_id:
        return Reason(N_("不能给自己免交，没有别人时请负责人再任命一位运营主管"))
    return None
