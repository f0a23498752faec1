"""What nobody can do in a month now, each with whom to appoint: nothing is ever approved by oneself
for want of people."""

from __future__ import annotations

from itertools import permutations

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.months import finalising, permissions
from zhubo_web.months.models.rated import RATED_IN
from zhubo_web.months.models.settled import SIGNED_IN, Settled

NO_RATER = N_(
    "“%(name)s”里没有能给这位助播打分的人：请在人员页再任命一位，或者逾期后由行政写明原因、不计这一类"
)
NO_JUDGE = N_("没有能定缺的打分人的行政：请任命一位和这位助播没有利害关系的行政")
NO_SECOND = N_("会商要不同类的两个人：请在人员页给另一类再任命一位监督小组成员")
NO_SIGNER = N_("“%(name)s”没有能签的人，负责人也签不了：请在人员页给这一类再任命一位")
NO_OWNER = N_("D 级还要商户负责人签字，现在没有能签的负责人：请再任命一位")
NO_SERVER = N_("没有能送达本人的人：请再任命一位人力资源")


def lacks(one: Settled) -> list[Reason]:
    """What stands still for want of people; empty where everything has somebody."""
    if one.state in RATED_IN:
        return _raters(one)
    if one.state in SIGNED_IN:
        return _strict_signers(one) if one.is_strict else _signers(one)
    if one.state == "finalised" and one.is_strict:
        served = _some(one, permissions.publishes, roles.HR, roles.OWNER)
        return [] if served else [Reason(NO_SERVER)]
    return []


def _some(one: Settled, may: permissions.May, *held: str) -> list[int]:
    return [person.id for person in one.holding(*held) if may(person, one) is None]


def _raters(one: Settled) -> list[Reason]:
    told = [
        Reason(NO_RATER, {"name": roles.CLASS_NAMES[name]})
        for name in one.waiting_classes
        if name not in one.rater_ids and not one.able_raters(name)
    ]
    deciders = _some(one, permissions.replaces, roles.ADMINISTRATION, roles.OWNER)
    if one.state == "escalated" and not deciders:
        told.append(Reason(NO_JUDGE))
    return told


def _signers(one: Settled) -> list[Reason]:
    """The owner stands in for one class each."""
    owners = [
        person
        for person in one.holding(roles.OWNER)
        if person.id not in one.signed_ids and permissions.apart(person, one) is None
    ]
    beyond = one.vacant_classes[len(owners) :]
    return [Reason(NO_SIGNER, {"name": roles.CLASS_NAMES[name]}) for name in beyond]


def _strict_signers(one: Settled) -> list[Reason]:
    told = []
    if one.state == "computed" and not _two_classes(one):
        told.append(Reason(NO_SECOND))
    if sides := one.sides_without_people():
        told.append(Reason(finalising.nobody(sides)))
    if one.owner_wanted and not one.has_owner():
        told.append(Reason(NO_OWNER))
    return told


def _two_classes(one: Settled) -> bool:
    """Whether somebody can propose and somebody of another class agree."""
    group = [p for p in one.holding(*roles.GROUP) if permissions.apart(p, one) is None]
    return any(
        not one.classes_of(second) <= one.classes_of(first)
        for first, second in permutations(group, 2)
    )
