"""Who may do what with shifts: (person, thing) → None or why not. Pure.

A thing has ``room`` and ``person_id`` (whose shift it is about); a swap also ``other_id``, and
``rooms``: its own and that of the shift taken in exchange. Nobody decides about their own shift,
whatever roles they hold.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.broadcasts.permissions import leads_room
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

#: Who reads leave, swaps and check-ins of everybody in the rooms their role covers.
READS = (roles.OPERATIONS, roles.OWNER, roles.HR, roles.ADMINISTRATION)
#: Who may answer that a shift is unreasonable.
ANSWERS = (roles.OPERATIONS, roles.OWNER, roles.ADMINISTRATION)


def works_shifts(person: Any, _thing: Any = None) -> Reason | None:
    """Hosts and assistants."""
    if person.holds(roles.ASSISTANT, roles.HOST, roles.SENIOR_HOST):
        return None
    return Reason(N_("班次给主播和助播看，你没有排班的角色"))


def reads_shifts(person: Any, _thing: Any = None) -> Reason | None:
    """Those who plan, and HR and administration."""
    if person.holds(*READS):
        return None
    return Reason(N_("大家的班次给运营主管、人力和行政看，你自己的在“班次”里"))


def has_shift(person: Any, thing: Any) -> Reason | None:
    """Whose shift it is."""
    if person is not SYSTEM and person.id == thing.person_id:
        return None
    return Reason(N_("这一步由这一班的本人来做"))


def is_asked(person: Any, leave: Any) -> Reason | None:
    """The other person of a swap."""
    if person is not SYSTEM and leave.other_id is not None and person.id == leave.other_id:
        return None
    return Reason(N_("换班要被请的那一位自己来答复"))


def leads_each_room(person: Any, leave: Any) -> Reason | None:
    """Leads operations in every room whose roster it changes."""
    return next((reason for one in leave.rooms if (reason := leads_room(person, one))), None)


def decides_leave(person: Any, leave: Any) -> Reason | None:
    """Leads operations in the room (in both, where shifts are exchanged), and has no part in it."""
    if reason := leads_each_room(person, leave):
        return reason
    if person.id in (leave.person_id, leave.other_id):
        return Reason(N_("自己的请假和调班不能自己批，请另一位运营主管或商户负责人来批"))
    return None


def calls_off(person: Any, leave: Any) -> Reason | None:
    """The person themself, or who leads operations in the room (in both)."""
    if has_shift(person, leave) is None or leads_each_room(person, leave) is None:
        return None
    return Reason(N_("撤回由本人或运营主管来做"))


def shows_code(person: Any, broadcast: Any) -> Reason | None:
    """The room's tablet, and a lead's laptop; nobody who would scan it themselves."""
    if getattr(person, "is_screen", False):
        return None if person.room_id == broadcast.room_id else Reason(N_("这块屏不在这个直播间"))
    if broadcast.has_on_roster(person):
        return Reason(N_("签到码在直播间的屏上，到了现场用手机扫"))
    return leads_room(person, broadcast.room)


def vouches(person: Any, broadcast: Any, other: Any) -> Reason | None:
    """The lead says that somebody else is there."""
    if reason := leads_room(person, broadcast.room):
        return reason
    if person.id == other.id:
        return Reason(N_("不能给自己代签，请扫码，或请另一位运营主管或商户负责人来签"))
    return None


def answers_complaint(person: Any, complaint: Any) -> Reason | None:
    """A lead, the owner or administration; never who made the shift, nor who complains."""
    if person is SYSTEM or not person.holds(*ANSWERS, room=complaint.room):
        return Reason(N_("由运营主管、商户负责人或行政主管部门来答复"))
    if person.id == complaint.person_id:
        return Reason(N_("自己提的要由别人来答复"))
    if person.id == complaint.about_id:
        return Reason(N_("这一班是你排的，由另一位主管、商户负责人或行政来答复"))
    return None
