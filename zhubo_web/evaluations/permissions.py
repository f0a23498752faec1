"""Who rates, checks, disputes and decides: (person, evaluation) → None or why not. Pure.

Separation is checked by natural person: whoever was on air, rated, published or is declared to be
close to the assistant takes no further part, whatever roles they hold.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.broadcasts import permissions as broadcasts
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

RATES = (roles.OPERATIONS, roles.SENIOR_HOST)
READS = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)
DECLARES_FOR_OTHERS = (roles.HR, roles.ADMINISTRATION)
#: Who may bring a decision about objections: the people of whom a panel is made.
DECIDES = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER, roles.REPRESENTATIVE)


def is_person(actor: Any) -> bool:
    """Neither the timer nor a screen."""
    return actor is not SYSTEM and not getattr(actor, "is_screen", False)


def reads_evaluations(person: Any, _thing: Any = None) -> Reason | None:
    """Assistants their own; the group, administration and the owner those of their rooms."""
    if person.holds(roles.ASSISTANT, *READS):
        return None
    return Reason(N_("单场评分给助播本人和监督小组看"))


def oversees(person: Any, evaluation: Any) -> Reason | None:
    """Reads somebody else's: the room's group, administration, owner."""
    if is_person(person) and person.id != evaluation.assistant_id:
        return broadcasts.oversees(person, evaluation.broadcast)
    return Reason(N_("单场评分给助播本人和监督小组看"))


def apart(person: Any, evaluation: Any) -> Reason | None:
    """Is neither the person rated, nor on air in that broadcast, nor close to them."""
    if person.id == evaluation.assistant_id:
        return Reason(N_("不能评自己"))
    if evaluation.broadcast.has_on_roster(person):
        return Reason(N_("你是这一场的主播或助播，主播的看法用“谢谢TA”或“有问题”，不参加评分"))
    if person.id in evaluation.close_ids:
        return Reason(N_("你和这位助播申报过利害关系，请别人来"))
    return None


def rates(person: Any, evaluation: Any) -> Reason | None:
    """An operations lead or senior host of the room who stands apart."""
    if not is_person(person) or not person.holds(*RATES, room=evaluation.broadcast.room):
        return Reason(N_("单场评分由本直播间的运营主管或资深主播来打"))
    return apart(person, evaluation)


def submits(person: Any, evaluation: Any) -> Reason | None:
    """The rater; where nobody took it yet, whoever may rate."""
    if reason := rates(person, evaluation):
        return reason
    if evaluation.rater_id not in (None, person.id):
        return Reason(N_("这一场已经有人在评，你可以另打一份盲评"))
    return None if person.id != evaluation.second_id else Reason(N_("你打的是盲评，另一份由别人打"))


def rates_blind(person: Any, evaluation: Any) -> Reason | None:
    """A second rater, who is not the first."""
    if reason := rates(person, evaluation):
        return reason
    if person.id == evaluation.rater_id:
        return Reason(N_("盲评由第二个人来打"))
    if evaluation.second_id not in (None, person.id):
        return Reason(N_("已经有人在盲评了"))
    return None


def checks(person: Any, evaluation: Any) -> Reason | None:
    """The second person: an operations lead; HR where an operations lead rated."""
    if not is_person(person) or not person.holds(*roles.GROUP, room=evaluation.broadcast.room):
        return Reason(N_("公布前由运营主管或人力资源再看一遍"))
    if person.id in evaluation.rater_ids:
        return Reason(N_("自己打的分要由另一个人看过；没有别人时，请负责人再任命一位"))
    by_operations = evaluation.rater_role == roles.OPERATIONS
    wanted = (roles.OPERATIONS, roles.HR) if by_operations else (roles.OPERATIONS,)
    if not person.holds(*wanted, room=evaluation.broadcast.room):
        return Reason(N_("资深主播打的分由运营主管看，运营主管打的也可以由人力资源看"))
    return apart(person, evaluation)


def is_subject(person: Any, evaluation: Any) -> Reason | None:
    """The assistant whom it is about."""
    if is_person(person) and person.id == evaluation.assistant_id:
        return None
    return Reason(N_("这是别人的评分，异议由本人提"))


def _decides(person: Any, evaluation: Any, *wanted: str) -> Reason | None:
    if not is_person(person) or not person.holds(*wanted, room=evaluation.broadcast.room):
        return Reason(N_("异议由没有参加评分的人力资源或小组成员答复"))
    if person.id in evaluation.involved_ids:
        return Reason(N_("参加过这次评分的人不能答复异议；没有别人时，请负责人再任命一位"))
    return apart(person, evaluation)


def revises(person: Any, evaluation: Any) -> Reason | None:
    """A member of the group who had no part in it, or HR."""
    return _decides(person, evaluation, *roles.GROUP)


def upholds(person: Any, evaluation: Any) -> Reason | None:
    """HR, who had no part in it."""
    return _decides(person, evaluation, roles.HR)


def amends(person: Any, evaluation: Any) -> Reason | None:
    """The system, executing a decision; else who decided it, and had no part in the evaluation.

    Who decides which objection is for the feature that the decision is made in.
    """
    if person is SYSTEM:
        return None
    if not is_person(person) or not person.holds(*DECIDES):
        return Reason(N_("公布以后只按异议的决定改分，请先提异议"))
    if person.id in evaluation.involved_ids:
        return Reason(N_("参加过这次评分的人不能决定改分；没有别人时，请负责人再任命一位"))
    return apart(person, evaluation)


def confirms_red_line(person: Any, evaluation: Any) -> Reason | None:
    """A member of the group other than who says so, who stands apart."""
    if not is_person(person) or not person.holds(*roles.GROUP, room=evaluation.broadcast.room):
        return Reason(N_("红线由监督小组的第二个人确认"))
    if person.id == evaluation.red_line_by_id:
        return Reason(N_("红线要两个不同的人确认，请另一位来看"))
    return apart(person, evaluation)


def declares(person: Any, about: Any) -> Reason | None:
    """One's own ties; HR and administration anybody's."""
    if person.id == about.id or person.holds(*DECLARES_FOR_OTHERS):
        return None
    return Reason(N_("利害关系由本人申报，或由人力资源、行政登记"))


def counts_at_once(person: Any, tie: Any) -> bool:
    """Whether a tie that this person declares needs nobody's confirmation: one who rates says it of
    themselves, or HR or administration register it of others. Who is rated could keep others from
    rating them, so that theirs waits, whatever else they are."""
    if person.id not in tie.party_ids:
        return bool(person.holds(*DECLARES_FOR_OTHERS))
    return bool(person.holds(*roles.GROUP)) and not person.holds(roles.ASSISTANT)


def settles_tie(person: Any, tie: Any) -> Reason | None:
    """HR and administration confirm and end ties, but not their own."""
    if not is_person(person) or not person.holds(*DECLARES_FOR_OTHERS):
        return Reason(N_("利害关系由人力资源或行政确认和取消，请告诉他们原因"))
    if person.id in tie.party_ids:
        return Reason(N_("自己的利害关系由另一位人力资源或行政来确认和取消"))
    return None
