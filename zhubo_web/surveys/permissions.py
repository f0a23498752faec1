"""Who may say, decide, contest and read feedback: (person, feedback) → None or why not. Pure.

The group decides whose it is (S08); never who stands beside it: whom it is about, who was on air in
that broadcast, who wrote it as the host, and who attributed what its assistant then contested.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

READS = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)
ENTERS = (*roles.GROUP, roles.OWNER)
HOSTS = (roles.HOST, roles.SENIOR_HOST)


def _is_person(somebody: Any) -> bool:
    return somebody is not SYSTEM and not getattr(somebody, "is_screen", False)


def reads_feedback(person: Any, _thing: Any = None) -> Reason | None:
    """The supervision group, administration and the owner, somewhere."""
    if person.holds(*READS):
        return None
    return Reason(N_("反馈由监督小组来归，算到你名下的在“我的反馈”里"))


def writes_feedback(person: Any, _thing: Any = None) -> Reason | None:
    """May enter feedback in at least one room."""
    return None if person.holds(*ENTERS) else Reason(N_("反馈由监督小组或商户负责人录入"))


def enters(person: Any, feedback: Any) -> Reason | None:
    """Writes down what came in: the room's group or the owner, who was not on air there.

    A senior host who hosted that broadcast speaks once, as its host.
    """
    if not _is_person(person) or not person.holds(*ENTERS, room=feedback.room):
        return Reason(N_("反馈由这个直播间的监督小组或商户负责人录入"))
    if feedback.broadcast is not None and feedback.broadcast.has_on_roster(person):
        return Reason(N_("你在这一场上播，不能录入它的反馈；主播请用“谢谢TA”或“有问题”"))
    if feedback.assistant_id == person.id:
        return Reason(N_("不能录入关于自己的反馈，请另一位同事来录"))
    return None


def hosted(person: Any, broadcast: Any) -> Reason | None:
    """Was the host of that broadcast."""
    if _is_person(person) and broadcast is not None and broadcast.has_on_roster(person, "host"):
        return None
    return Reason(N_("“谢谢TA”和“有问题”由本场主播来点"))


def rates(person: Any, feedback: Any) -> Reason | None:
    """Hosted the broadcast, and says it of an assistant of the same."""
    if reason := hosted(person, feedback.broadcast):
        return reason
    if feedback.assistant_id == person.id:
        return Reason(N_("不能评自己"))
    return None


def wrote(person: Any, feedback: Any) -> Reason | None:
    """Is the host who said it."""
    if _is_person(person) and person.id == feedback.author_id:
        return None
    return Reason(N_("只有点的人能撤销"))


def in_group(person: Any, feedback: Any) -> Reason | None:
    """A member of the room's group with no part in it."""
    if not _is_person(person) or not person.holds(*roles.GROUP, room=feedback.room):
        return Reason(N_("反馈归到谁，由这个直播间的监督小组来定"))
    if person.id == feedback.assistant_id:
        return Reason(N_("说的是你自己，请另一位小组成员来定"))
    if feedback.source == "host_rating" and person.id == feedback.author_id:
        return Reason(N_("是你点的，请另一位小组成员来定"))
    return _perhaps_meant(person, feedback)


def _perhaps_meant(person: Any, feedback: Any) -> Reason | None:
    """Was on air there; or, where neither broadcast nor assistant is known, assists in that room."""
    if feedback.broadcast is not None and feedback.broadcast.has_on_roster(person):
        return Reason(N_("你在这一场上播，请另一位小组成员来定"))
    unknown = feedback.broadcast is None and feedback.assistant_id is None
    if unknown and person.holds(roles.ASSISTANT, room=feedback.room):
        return Reason(N_("你也是这个直播间的助播，说的可能是你，请另一位小组成员来定"))
    return None


def decides(person: Any, feedback: Any) -> Reason | None:
    """The same; and not who attributed it before its assistant said 不是我."""
    if reason := in_group(person, feedback):
        return reason
    if person.id == feedback.overruled_id:
        return Reason(N_("本人说不是自己，请另一位小组成员来定"))
    return None


def decided(person: Any, feedback: Any) -> Reason | None:
    """Is who decided last; they may take a slip back."""
    if _is_person(person) and person.id == feedback.decided_by_id:
        return in_group(person, feedback)
    return Reason(N_("只有点的人能撤销"))


def is_subject(person: Any, feedback: Any) -> Reason | None:
    """Is the assistant it is put on."""
    if _is_person(person) and person.id == feedback.assistant_id:
        return None
    return Reason(N_("这一条不是算在你名下的"))


def reopens(person: Any, feedback: Any) -> Reason | None:
    """Opens it again: the group; and what was attributed, its assistant."""
    if feedback.state == "attributed" and is_subject(person, feedback) is None:
        return None
    return in_group(person, feedback)


def hosts_somewhere(person: Any, _thing: Any = None) -> Reason | None:
    """Goes on air as a host."""
    return None if person.holds(*HOSTS) else Reason(N_("这一页给主播看"))
