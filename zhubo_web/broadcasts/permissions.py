"""Who may do what with rooms and broadcasts: (person, broadcast) → None or why not. Pure."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

SEES_ALL = (roles.OPERATIONS, roles.SENIOR_HOST, roles.HR, roles.ADMINISTRATION, roles.OWNER)
WORKS = (roles.ASSISTANT, roles.HOST)
LEADS = (roles.OPERATIONS, roles.OWNER)
KEEPS_ROOMS = (roles.OWNER, roles.ADMINISTRATION, roles.OPERATIONS)
KEEPS_IDENTITY = (roles.HR, roles.ADMINISTRATION, roles.OWNER, roles.OPERATIONS)
#: What only a grant without a scope covers.
WHOLE_SHOP = SimpleNamespace(id=0, group_id=0)


def sees_broadcasts(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody who works on broadcasts or oversees them."""
    if person.holds(*SEES_ALL, *WORKS):
        return None
    return Reason(N_("直播资料只给参与直播和监督的人看"))


def keeps_rooms(person: Any, room: Any = None) -> Reason | None:
    """The owner, administration or an operations lead, of the whole shop or of that very room."""
    if person.holds(*KEEPS_ROOMS, room=room or WHOLE_SHOP):
        return None
    return Reason(N_("直播间由商户负责人、行政或运营主管设置，请找他们"))


def plans_broadcasts(person: Any, _thing: Any = None) -> Reason | None:
    """Somebody who leads operations in at least one room."""
    if person.holds(*LEADS):
        return None
    return Reason(N_("场次由运营主管安排"))


def leads_room(person: Any, room: Any) -> Reason | None:
    """Leads operations in the room."""
    if person is not SYSTEM and person.holds(*LEADS, room=room):
        return None
    return Reason(N_("这一步由本直播间的运营主管来做"))


def leads(person: Any, broadcast: Any) -> Reason | None:
    """Leads operations in the broadcast's room."""
    return leads_room(person, broadcast.room)


def leads_or_clock(person: Any, broadcast: Any) -> Reason | None:
    """The lead; or set-up and the repeating timer, which act as the system."""
    return None if person is SYSTEM else leads(person, broadcast)


def leads_or_assists(person: Any, broadcast: Any) -> Reason | None:
    """The room's operations lead, or somebody on the roster."""
    if person is not SYSTEM and broadcast.has_on_roster(person):
        return None
    if leads(person, broadcast) is None:
        return None
    return Reason(N_("这一步由本直播间的运营主管或本场人员来做"))


def anybody_there_or_clock(person: Any, broadcast: Any) -> Reason | None:
    """The lead, somebody on the roster, or the timer."""
    return None if person is SYSTEM else leads_or_assists(person, broadcast)


def checks(person: Any, broadcast: Any) -> Reason | None:
    """Does the pre-live check: the lead, or a senior host of the room it is delegated to."""
    if leads(person, broadcast) is None:
        return None
    if person is not SYSTEM and person.holds(roles.SENIOR_HOST, room=broadcast.room):
        return None
    return Reason(N_("播前检查由运营主管或受托的资深主播来做"))


def seconds(person: Any, broadcast: Any) -> Reason | None:
    """Gives the second name to 同上场: who is on air and stands before the goods, or could check."""
    if person is SYSTEM or getattr(person, "is_screen", False):
        return Reason(N_("第二个名字要由人用自己的手机来点"))
    if broadcast.has_on_roster(person) or checks(person, broadcast) is None:
        return None
    return Reason(N_("第二个名字由本场人员、运营主管或资深主播来点"))


def oversees(person: Any, broadcast: Any) -> Reason | None:
    """Belongs to those who may watch this room's broadcasts."""
    if person.holds(*SEES_ALL, room=broadcast.room):
        return None
    return Reason(N_("你不在这个直播间的跟播人员里"))


def advances(person: Any, broadcast: Any) -> Reason | None:
    """Lead, observers, host and assistants of that broadcast, and its room's screen."""
    if getattr(person, "is_screen", False):
        return None if person.room_id == broadcast.room_id else Reason(N_("这块屏不在这个直播间"))
    if oversees(person, broadcast) is None or broadcast.has_on_roster(person):
        return None
    return Reason(N_("流程由本场的运营、跟播人、主播和助播推进"))


def keeps_identity(person: Any, _thing: Any = None) -> Reason | None:
    """HR, administration, the owner, or an operations lead."""
    if person.holds(*KEEPS_IDENTITY):
        return None
    return Reason(N_("身份核对由人力、行政、负责人或运营主管来记，你自己的可以看"))


def checks_identity(person: Any, other: Any) -> Reason | None:
    """Somebody else looks at the document."""
    if reason := keeps_identity(person):
        return reason
    return Reason(N_("自己的证件要由别人来核对")) if person.id == other.id else None
