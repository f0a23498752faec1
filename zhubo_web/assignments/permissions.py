"""Who may give, do, verify and call off an action item: (person, item) → None or why not. Pure.

An item works in both directions: its owner may be an assistant, or a supervisor whose support the
group owes. Nobody verifies their own, whatever roles they hold.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

GIVES = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)
#: Read every item of the rooms their grants cover.
READS = (roles.OPERATIONS, roles.HR, roles.ADMINISTRATION, roles.OWNER)
WORKS = tuple(role for role in roles.ALL if role != roles.SYSADMIN)
#: What only a grant without a scope covers: an item of no room.
WHOLE_SHOP = SimpleNamespace(id=0, group_id=0)


def _is_person(somebody: Any) -> bool:
    return somebody is not SYSTEM and not getattr(somebody, "is_screen", False)


def works_here(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody but the technical role alone: anybody may own an item."""
    return None if person.holds(*WORKS) else Reason(N_("跟进事项给参与直播和监督的人用"))


def gives_somewhere(person: Any, _thing: Any = None) -> Reason | None:
    """Gives items in at least one room."""
    if person.holds(*GIVES):
        return None
    return Reason(N_("跟进事项由监督小组、行政或商户负责人布置"))


def gives(person: Any, item: Any) -> Reason | None:
    """The group, administration and the owner, in the item's room."""
    if _is_person(person) and person.holds(*GIVES, room=item.room or WHOLE_SHOP):
        return None
    return Reason(N_("这个直播间的跟进事项由它的监督小组、行政或商户负责人布置"))


def owns(person: Any, item: Any) -> Reason | None:
    """Is whose item it is."""
    if _is_person(person) and person.id == item.owner_id:
        return None
    return Reason(N_("由负责的人来做"))


def created(person: Any, item: Any) -> Reason | None:
    """Gave it."""
    if _is_person(person) and person.id == item.creator_id:
        return None
    return Reason(N_("由布置的人来做"))


def leads(person: Any, item: Any) -> Reason | None:
    """Leads operations in the item's room, and does not own the item."""
    if not _is_person(person) or not person.holds(roles.OPERATIONS, room=item.room or WHOLE_SHOP):
        return Reason(N_("由直播运营主管来做"))
    if person.id == item.owner_id:
        return Reason(N_("这是你负责的事，请另一位来做"))
    return None


def verifies(person: Any, item: Any) -> Reason | None:
    """Who gave it or a lead of the room; never its owner."""
    if _is_person(person) and person.id == item.owner_id:
        return Reason(N_("自己做的事由别人核对"))
    if created(person, item) is None or leads(person, item) is None:
        return None
    return Reason(N_("由布置的人或直播运营主管核对"))


def reopens(person: Any, item: Any) -> Reason | None:
    """Who gave it; where they gave it to themselves, a lead of the room."""
    if item.creator_id == item.owner_id:
        return leads(person, item)
    return created(person, item)


def asks_to_cancel(person: Any, item: Any) -> Reason | None:
    """Who gave it and is no lead of the room: a lead has to agree."""
    if reason := created(person, item):
        return reason
    if leads(person, item) is None:
        return Reason(N_("你就是直播运营主管，可以直接取消"))
    return None


def cancels_begun(person: Any, item: Any) -> Reason | None:
    """Both, who gave it and a lead of the room: one person where they are one."""
    if reason := leads(person, item):
        return reason
    if created(person, item) is None or item.cancel_asked_at is not None:
        return None
    return Reason(N_("已经开始做的事，先由布置的人提出取消"))
