"""Who may do what with weekly plans: (person, plan) → None or why not. Pure.

A plan has ``person_id``, ``rooms`` (of its week's broadcasts), ``approver_id``, ``amended_by_id`` and
``deputies`` (ids of the group's substitutes, when they may stand in).
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

READS = (roles.OPERATIONS, roles.SENIOR_HOST, roles.HR, roles.ADMINISTRATION, roles.OWNER)
KEEPS = (roles.OPERATIONS, roles.ADMINISTRATION, roles.OWNER)


def is_person(person: Any) -> bool:
    """Neither the timer nor a tablet."""
    return person is not SYSTEM and not getattr(person, "is_screen", False)


def writes_plans(person: Any, _thing: Any = None) -> Reason | None:
    """An assistant."""
    return None if person.holds(roles.ASSISTANT) else Reason(N_("周计划由助播自己写"))


def reads_plans(person: Any, _thing: Any = None) -> Reason | None:
    """Assistants their own; those who oversee them theirs."""
    if person.holds(roles.ASSISTANT, *READS):
        return None
    return Reason(N_("周计划给助播和监督的人看"))


def oversees_plans(person: Any, _thing: Any = None) -> Reason | None:
    """Reads other people's plans."""
    return None if person.holds(*READS) else Reason(N_("周计划给助播和监督的人看"))


def owns(person: Any, plan: Any) -> Reason | None:
    """Whose week it is."""
    if is_person(person) and person.id == plan.person_id:
        return None
    return Reason(N_("这一步由写计划的助播自己来做"))


def opens(person: Any, plan: Any) -> Reason | None:
    """The clock, or the assistant by hand."""
    return None if person is SYSTEM else owns(person, plan)


def reviews(person: Any, plan: Any) -> Reason | None:
    """Leads operations in a room of the week, or stands in; never for one's own plan."""
    if not is_person(person):
        return Reason(N_("计划由直播间的运营主管来审"))
    if person.id == plan.person_id:
        return Reason(
            N_("自己的计划不能自己审，请另一位运营主管或替补来审；没有的话请商户负责人任命一位")
        )
    if any(person.holds(roles.OPERATIONS, room=room) for room in plan.rooms):
        return None
    if person.holds(roles.OPERATIONS) and person.id in plan.deputies:
        return None
    return Reason(N_("计划由直播间的运营主管来审，运营不在时由监督小组的替补来审"))


def undoes(person: Any, plan: Any) -> Reason | None:
    """Who approved it."""
    if is_person(person) and person.id == plan.approver_id:
        return None
    return Reason(N_("只有点了通过的人能撤销"))


def comments(person: Any, plan: Any) -> Reason | None:
    """Who reviews, a senior host of the room, and the assistant in answer."""
    if owns(person, plan) is None or reviews(person, plan) is None:
        return None
    senior = roles.SENIOR_HOST
    if is_person(person) and any(person.holds(senior, room=room) for room in plan.rooms):
        return None
    return Reason(N_("意见由运营主管和资深主播来写"))


def amends(person: Any, plan: Any) -> Reason | None:
    """Either side: the assistant, or who reviews."""
    if owns(person, plan) is None or reviews(person, plan) is None:
        return None
    return Reason(N_("改动由助播本人或运营主管提出"))


def answers_amendment(person: Any, plan: Any) -> Reason | None:
    """The side that did not ask for it."""
    if plan.amended_by_id == plan.person_id:
        return reviews(person, plan)
    return owns(person, plan)


def keeps_templates(person: Any, _thing: Any = None) -> Reason | None:
    """Operations, administration and the owner."""
    if person.holds(*KEEPS):
        return None
    return Reason(N_("模板由运营主管、行政或负责人维护，想加一个请告诉他们"))
