"""Who may do what with viewers' comments, feed and questions: None or why not. Pure."""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.broadcasts import permissions as broadcasts
from zhubo_web.broadcasts.permissions import KEEPS_ROOMS, WHOLE_SHOP
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

READS = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)


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


def answers(person: Any, question: Any) -> Reason | None:
    """Says that a question was answered: who watches, who is on air, and the room's screen."""
    if person is SYSTEM:
        return Reason(N_("回答由在场的人来点"))
    return broadcasts.advances(person, question.broadcast)


def _watches(person: Any, broadcast: Any) -> bool:
    """Belongs to the room's supervision group and is not on air in this very broadcast."""
    is_person = person is not SYSTEM and not getattr(person, "is_screen", False)
    watches = is_person and person.holds(*roles.GROUP, room=broadcast.room)
    return bool(watches) and not broadcast.has_on_roster(person)


def dismisses(person: Any, question: Any) -> Reason | None:
    """Strikes what is no question: who watches. Whose answers are counted does not strike any."""
    if _watches(person, question.broadcast):
        return None
    return Reason(N_("“不是问题”由跟播的人来定，本场的主播和助播不能划掉"))


def passes_on(person: Any, broadcast: Any) -> Reason | None:
    """Passes on what viewers of a broadcast say: whoever may note there."""
    return None if _watches(person, broadcast) else Reason(N_("观众的话由跟播的人转达"))


def relays(person: Any, question: Any) -> Reason | None:
    """Passes on what viewers ask: who watches."""
    return passes_on(person, question.broadcast)


def relayed(person: Any, feedback: Any) -> Reason | None:
    """Is the one who relayed it."""
    if getattr(person, "id", None) == feedback.by_id and not getattr(person, "is_screen", False):
        return None
    return Reason(N_("只有转述的人能撤回它"))


def names_relayers(person: Any, broadcast: Any) -> Reason | None:
    """Reads who relayed: the room's group, administration, owner; no assistant of the broadcast."""
    assists = broadcast.has_on_roster(person, "assistant")
    if person.holds(*READS, room=broadcast.room) and not assists:
        return None
    return Reason(N_("助播看到的是转述人的角色，不是名字"))
