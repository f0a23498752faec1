"""Who may do what with people and accounts: functions of (person, thing) that answer None or why not.

Pure: the person is anything with ``holds(*roles, room=None)`` and ``id``.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

KEEPERS = (roles.OWNER, roles.ADMINISTRATION, roles.SYSADMIN, roles.OPERATIONS)
LETS_GO = (roles.OWNER, roles.HR)
KEEPS_PROBATION = (roles.HR, roles.ADMINISTRATION, roles.OWNER)
BINDS_SCREENS = (roles.OPERATIONS, roles.OWNER)


def keeps_accounts(person: Any, _thing: Any = None) -> Reason | None:
    """Owner, administration, operations lead or the system administrator."""
    if person.holds(*KEEPERS):
        return None
    return Reason(N_("人员由商户负责人、行政、运营主管或系统管理员维护，请找他们处理"))


def reads_people(person: Any, _thing: Any = None) -> Reason | None:
    """Those who keep accounts, and the supervision group's three classes."""
    if person.holds(*KEEPERS, *roles.GROUP):
        return None
    return Reason(N_("人员名单给管理人员和监督小组看，你自己的资料在“我的”里"))


def owns_shop(person: Any, _thing: Any = None) -> Reason | None:
    """The owner alone."""
    return None if person.holds(roles.OWNER) else Reason(N_("只有商户负责人能做这件事"))


def sets_up(person: Any, _thing: Any = None) -> Reason | None:
    """Walks a new shop through its first hour."""
    if person.holds(roles.OWNER, roles.OPERATIONS):
        return None
    return Reason(N_("开店设置由商户负责人或运营主管来做"))


def appoints_group(person: Any, _thing: Any = None) -> Reason | None:
    """The supervision group is appointed by administration; in a small shop by the owner."""
    if person.holds(roles.ADMINISTRATION, roles.OWNER):
        return None
    return Reason(N_("监督管理小组由行政主管部门或商户负责人任命"))


def reads_group(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody who works here may know who supervises; a system administrator need not."""
    everybody = tuple(role for role in roles.ALL if role != roles.SYSADMIN)
    return None if person.holds(*everybody) else Reason(N_("这一页给参与直播和监督的人看"))


def gives_role(person: Any, role: str, to: int | None, scope: Any = None) -> Reason | None:
    """Nobody gives themselves a role, nor further than their own reaches; the owner gives some."""
    if reason := keeps_accounts(person):
        return reason
    if to is not None and person.id == to:
        return Reason(N_("不能给自己加减角色，请另一位管理人员来做"))
    if role in roles.GIVEN_BY_OWNER and not person.holds(roles.OWNER):
        return Reason(N_("这个角色只能由商户负责人授予"))
    if role == roles.SYSADMIN and not person.holds(roles.OWNER, roles.ADMINISTRATION):
        return Reason(N_("系统管理员由商户负责人或行政主管部门授予"))
    if scope is not None and not person.holds(*KEEPERS, room=scope):
        return Reason(N_("你只管部分直播间，不能在这个范围加减角色，请选你管的直播间"))
    return None


def decided_by_owner(person: Any, other: Any) -> Reason | None:
    """What touches the account of those who decide about people is done by the owner.

    So is what touches somebody whose roles reach further than those of the one who asks.
    """
    beyond = any(not person.holds(*KEEPERS, room=one.scope) for one in other.grants_in_force)
    if (beyond or other.holds(*roles.GIVEN_BY_OWNER)) and not person.holds(roles.OWNER):
        return Reason(N_("这个人的账号只能由商户负责人处理"))
    return None


def invites(person: Any, other: Any) -> Reason | None:
    """A fresh invitation code, as long as the person has no password yet."""
    if reason := keeps_accounts(person) or decided_by_owner(person, other):
        return reason
    if other.password_hash:
        return Reason(N_("这个人已经有密码，忘记密码请由商户负责人发重置代码"))
    return None


def renames(person: Any, other: Any) -> Reason | None:
    """Names are corrected by those who keep accounts."""
    return keeps_accounts(person) or decided_by_owner(person, other)


def resets_password(person: Any, other: Any) -> Reason | None:
    """A one-time code for a forgotten password comes from the owner; an owner's, on the machine."""
    if not person.holds(roles.OWNER):
        return Reason(N_("忘记密码时，一次性代码由商户负责人发放，或在服务器上重置"))
    if other.holds(roles.OWNER):
        return Reason(N_("商户负责人的密码只能在服务器上用 zhubo reset-password 重置"))
    return None


def suspends(person: Any, other: Any) -> Reason | None:
    """Accounts are stopped by those who keep them, never one's own."""
    if reason := keeps_accounts(person):
        return reason
    if person.id == other.id:
        return Reason(N_("不能停用自己的账号"))
    return decided_by_owner(person, other)


def lets_go(person: Any, _thing: Any = None) -> Reason | None:
    """Whoever leaves the shop is seen off by the owner or HR."""
    if person.holds(*LETS_GO):
        return None
    return Reason(N_("离职由商户负责人或人力资源办理，请找他们处理"))


def sees_off(person: Any, other: Any) -> Reason | None:
    """The owner or HR, never oneself; HR nobody who decides about people, nor beyond their reach."""
    if reason := lets_go(person):
        return reason
    if person.id == other.id:
        return Reason(N_("不能给自己办离职，请另一位来办"))
    beyond = any(not person.holds(*LETS_GO, room=one.scope) for one in other.grants_in_force)
    if (beyond or other.holds(*roles.GIVEN_BY_OWNER)) and not person.holds(roles.OWNER):
        return Reason(N_("这个人的账号只能由商户负责人处理"))
    return None


def restores(person: Any, _thing: Any = None) -> Reason | None:
    """Whoever keeps accounts or sees people off; the verb asks which of them this person needs."""
    return None if lets_go(person) is None else keeps_accounts(person)


def numbers(person: Any, _thing: Any = None) -> Reason | None:
    """Employee numbers are those of the shop's HR system."""
    if person.holds(roles.OWNER, roles.HR):
        return None
    return Reason(N_("工号由人力资源或商户负责人填写"))


def reads_probation(person: Any, other: Any = None) -> Reason | None:
    """A matter of employment: for HR, administration, owner, who rates, and whose it is."""
    own = other is not None and person.id == other.id
    if own or person.holds(*KEEPS_PROBATION, *roles.GROUP):
        return None
    return Reason(N_("试用期给本人、监督小组、行政和商户负责人看"))


def keeps_probation(person: Any, other: Any = None) -> Reason | None:
    """HR or administration, in a small shop the owner; nobody their own."""
    if not person.holds(*KEEPS_PROBATION):
        return Reason(N_("试用期由人力资源或行政填写"))
    if other is not None and person.id == other.id:
        return Reason(N_("自己的试用期要由别人来填"))
    return None


def exchanges_people(person: Any, _thing: Any = None) -> Reason | None:
    """Takes the list of people away and brings one in; what a line changes is asked line by line."""
    return restores(person)


def ends_sign_ins(person: Any, other: Any) -> Reason | None:
    """Devices are signed out by oneself, or by those who keep accounts."""
    if not getattr(other, "is_screen", False) and person.id == other.id:
        return None
    return keeps_accounts(person) or decided_by_owner(person, other)


def binds_screens(person: Any, room: Any) -> Reason | None:
    """Tablets are bound by the room's operations lead or the owner."""
    if person.holds(*BINDS_SCREENS, room=room):
        return None
    return Reason(N_("这个直播间的提示屏由它的运营主管绑定"))


def keeps_screens(person: Any, _thing: Any = None) -> Reason | None:
    """Leads operations in at least one room."""
    if person.holds(*BINDS_SCREENS):
        return None
    return Reason(N_("提示屏由运营主管绑定，请找他们处理"))
