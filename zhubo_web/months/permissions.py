"""Who assesses, rates, calibrates, signs, publishes a month: (person, thing) → None or why not. Pure.

Separation is checked by natural person: whoever it is about, or is declared close to them, takes no
part, whatever roles they hold; nobody rates for two classes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import LIGHT, SYSTEM
from zhubo_web.months import finalising

May = Callable[[Any, Any], Reason | None]
READS = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)
OPENS = (roles.OPERATIONS, roles.HR, roles.ADMINISTRATION, roles.OWNER)
FINALISES = (roles.HR, roles.ADMINISTRATION, roles.OWNER)
CLASSES = roles.CLASSES
ON_AIR = N_("你和这位助播同场上播，你的看法按主播计一次，不再打分")
#: 省事 is the lead and HR.
LIGHT_CLASSES = ("operations", "hr")


def counted(setting: str) -> tuple[str, ...]:
    """The classes that rate and sign in this setting."""
    return LIGHT_CLASSES if setting == LIGHT else tuple(CLASSES)


def is_person(actor: Any) -> bool:
    """Neither the timer nor a screen."""
    return actor is not SYSTEM and not getattr(actor, "is_screen", False)


def reads_months(person: Any, _thing: Any = None) -> Reason | None:
    """Assistants their own; the group, administration and the owner those of their rooms."""
    if is_person(person) and person.holds(roles.ASSISTANT, *READS):
        return None
    return Reason(N_("月评给助播本人和监督小组看"))


def oversees(person: Any, month: Any) -> Reason | None:
    """Reads somebody else's month: the room's group, administration, the owner."""
    if is_person(person) and person.id != month.assistant_id:
        if person.holds(*READS, room=month.room):
            return None
    return Reason(N_("月评给助播本人和监督小组看"))


def opens_months(person: Any, _thing: Any = None) -> Reason | None:
    """The clock, or whoever runs the supervision."""
    if person is SYSTEM or (is_person(person) and person.holds(*OPENS)):
        return None
    return Reason(N_("月评由运营主管、人力资源、行政或负责人来开"))


def is_subject(person: Any, month: Any) -> Reason | None:
    """The assistant whom it is about."""
    if is_person(person) and person.id == month.assistant_id:
        return None
    return Reason(N_("这是别人的月评，由本人来做"))


def apart(person: Any, month: Any) -> Reason | None:
    """Neither the person it is about nor close to them."""
    if person.id == month.assistant_id:
        return Reason(N_("不能评自己"))
    if person.id in month.close_ids:
        return Reason(N_("你和这位助播申报过利害关系，请别人来"))
    return None


def chooses_post(person: Any, month: Any) -> Reason | None:
    """The room's lead says what somebody mostly does."""
    if not is_person(person) or not person.holds(roles.OPERATIONS, room=month.room):
        return Reason(N_("岗位由本直播间的运营主管来定"))
    return apart(person, month)


def in_class(person: Any, month: Any, member_class: str) -> Reason | None:
    """A member of this class in the room, apart from the assistant."""
    if not is_person(person) or not person.holds(CLASSES[member_class], room=month.room):
        return Reason(N_("这一份由本直播间监督小组里这一类的成员来"))
    return apart(person, month)


def rates(person: Any, month: Any, member_class: str) -> Reason | None:
    """Rates for a class: a member who does not rate for another class, nor counts already as host;
    whoever began goes on."""
    if reason := in_class(person, month, member_class):
        return reason
    if month.rater_ids.get(member_class, person.id) != person.id:
        return Reason(N_("你这一类已经有人在打分，一类只打一份"))
    if any(who == person.id and of != member_class for of, who in month.rater_ids.items()):
        return Reason(N_("一个人只能代表一类打分"))
    if member_class == "host" and person.id in month.on_air_ids:
        return Reason(ON_AIR)
    return None


def rates_some(person: Any, month: Any) -> Reason | None:
    """Rates for one of the classes that still wait."""
    reasons = [rates(person, month, one) for one in month.waiting_classes]
    if None in reasons:
        return None
    if not reasons:
        return Reason(N_("三类成员都打完了"))
    if not is_person(person) or not (own := month.classes_of(person)):
        return reasons[0]
    if reason := apart(person, month):
        return reason
    if own == {"host"} and person.id in month.on_air_ids:
        return Reason(ON_AIR)
    if not own & set(month.waiting_classes):
        return Reason(N_("你这一类已经打过分，或者不计"))
    told = zip(month.waiting_classes, reasons, strict=True)
    return next((reason for one, reason in told if one in own), reasons[0])


def replaces(person: Any, month: Any) -> Reason | None:
    """Administration decides what becomes of a missing rater; the owner where there is none."""
    if is_person(person) and person.holds(roles.ADMINISTRATION):
        return apart(person, month)
    if is_person(person) and person.holds(roles.OWNER):
        if month.has_administration:
            return Reason(N_("缺打分人时由行政主管部门来定，没有行政时才由负责人来定"))
        return apart(person, month)
    return Reason(N_("缺打分人时由行政主管部门来定"))


def calibrates(person: Any, month: Any) -> Reason | None:
    """A second member of another class agrees with what the first proposed."""
    if not is_person(person) or not person.holds(*roles.GROUP, room=month.room):
        return Reason(N_("调分由监督小组里不同类的两个人一起定"))
    if person.id == month.proposed_by_id:
        return Reason(N_("提调分的人不能自己同意，请另一类的成员来"))
    if month.classes_of(person) <= month.proposed_classes:
        return Reason(N_("要由另一类的成员同意"))
    return apart(person, month)


def signs(person: Any, month: Any) -> Reason | None:
    """Signs for one of the classes that have not signed; the owner for a class with nobody."""
    if not is_person(person):
        return Reason(N_("会签由三类成员来做"))
    if reason := apart(person, month):
        return reason
    if person.id in month.signed_ids:
        return Reason(N_("你已经签过了，另一类由别人签"))
    if any(in_class(person, month, one) is None for one in month.unsigned_classes):
        return None
    if month.vacant_classes and person.holds(roles.OWNER):
        return None
    return Reason(N_("会签由三类成员各签一份；没有人的一类由负责人代签"))


def keeps_out(person: Any, month: Any) -> Reason | None:
    """Why somebody cannot finalise whatever is missing: they rated, or are not apart."""
    if person.id in month.rater_ids.values():
        return Reason(
            N_("打过分的人不能定稿；人不够时，请指定外部复核人（商户负责人、职工代表或外聘法务）")
        )
    return apart(person, month)


def own_sides(person: Any, month: Any) -> set[str]:
    """The sides that somebody holds in this room."""
    sides = finalising.SIDES.items()
    return {side for side, role in sides if person.holds(role, room=month.room)}


def sides_of(person: Any, month: Any) -> set[str]:
    """The sides that somebody can stand for: their own; the owner for those with nobody free."""
    own = own_sides(person, month)
    return own | month.vacant_sides if person.holds(roles.OWNER, room=month.room) else own


def signs_strictly(person: Any, month: Any) -> Reason | None:
    """严谨: one of HR and one of administration, neither of whom rated; the owner in place of a side
    with nobody, and under a D."""
    if not is_person(person) or not person.holds(*FINALISES, room=month.room):
        return Reason(N_("按严谨来办时由人力资源和行政各一人定稿，缺的一方由负责人代签"))
    if reason := keeps_out(person, month):
        return reason
    if person.id in month.signed_ids:
        return Reason(N_("你已经签过了，还要另一个人签"))
    if month.owner_wanted and person.holds(roles.OWNER, room=month.room):
        return None
    if sides_of(person, month) & month.open_sides:
        return None
    return Reason(finalising.missing(month.open_sides))


def reconsiders(person: Any, month: Any) -> Reason | None:
    """Sends a month that cannot be final back to be talked over: who would sign it."""
    return signs_strictly(person, month)


def waives(person: Any, month: Any) -> Reason | None:
    """Lets the lowest grade stand though it lacks something: administration; the owner where there is
    none. Whoever rated does not."""
    if not is_person(person) or not person.holds(roles.ADMINISTRATION, roles.OWNER):
        return Reason(N_("缺依据的由行政主管部门写明理由放行"))
    if person.id in month.rater_ids.values():
        return Reason(N_("打过分的人不能放行，请没有打过分的行政或负责人来"))
    return apart(person, month)


def publishes(person: Any, month: Any) -> Reason | None:
    """HR, who serves; the owner where there is no HR."""
    if is_person(person) and person.holds(roles.HR, roles.OWNER):
        return apart(person, month)
    return Reason(N_("月评由人力资源送达本人"))
