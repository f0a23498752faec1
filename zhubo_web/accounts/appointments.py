"""Which later steps the present appointments would block, and whom to appoint. Pure.

From the separation of duties: nobody judges their own matter, the group has three classes, two
persons sign what is serious. A senior host who is also an assistant or host counts as on air.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_


@dataclass(frozen=True)
class Appointed:
    """One natural person with the roles held anywhere and the classes of the group."""

    id: int
    roles: frozenset[str]
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gap:
    """A step that cannot be done (message id), whom to appoint (message id), and how urgent.

    ``now`` gaps stop the first broadcast; the others can wait until their step comes.
    """

    step: str
    whom: str
    now: bool = False


#: What a class of the group without a member blocks.
EMPTY_CLASS = {
    "operations": Gap(N_("月评打分和会签缺运营类"), N_("任命一位直播运营主管")),
    "host": Gap(N_("月评打分和会签缺业务类"), N_("任命一位资深主播")),
    "hr": Gap(N_("月评会签、申请复核和违规核实缺人力类"), N_("任命一位人力资源")),
}
#: A role that somebody must hold, and what waits without it.
WITHOUT = {
    roles.OPERATIONS: Gap(
        N_("排场次、播前检查和接求助没有人做"), N_("给一个人“直播运营主管”"), now=True
    ),
    roles.ASSISTANT: Gap(N_("提示和跟播记录没有对象"), N_("给一个人“助播”"), now=True),
    roles.HOST: Gap(N_("场次没有主播可选"), N_("给一个人“主播”"), now=True),
    roles.SENIOR_HOST: Gap(N_("业务类的跟播和打分没有人做"), N_("给一个人“资深主播”")),
    roles.HR: Gap(N_("月评会签、申请复核和违规核实没有人做"), N_("给一个人“人力资源”")),
    roles.ADMINISTRATION: Gap(
        N_("正式复核没有人受理，奖惩缺一个签名"), N_("给一个人“行政主管部门”")
    ),
    roles.REPRESENTATIVE: Gap(
        N_("制度征求意见和涉及解除的审查没有职工一方"), N_("给一个人“职工代表”")
    ),
    roles.SYSADMIN: Gap(N_("备份和校验由商户负责人自己做"), N_("可以给一个人“系统管理员”")),
}
OPTIONAL = (roles.SYSADMIN,)
SIGNERS = (roles.OWNER, roles.ADMINISTRATION)
ON_AIR = (roles.ASSISTANT, roles.HOST)


def _watchers(people: Iterable[Appointed]) -> list[Appointed]:
    return [one for one in people if one.roles & set(roles.GROUP)]


def _uninvolved(people: Collection[Appointed]) -> int:
    """How many could review what one watcher wrote: off the air, and not that watcher."""
    off_air = [one for one in _watchers(people) if not one.roles & set(ON_AIR)]
    owners = [one for one in people if roles.OWNER in one.roles and one not in off_air]
    return max(0, len(off_air) + len(owners) - 1)


def _roles_missing(people: Collection[Appointed]) -> list[Gap]:
    held = {role for one in people for role in one.roles}
    return [gap for role, gap in WITHOUT.items() if role not in held and role not in OPTIONAL]


def _classes_missing(people: Collection[Appointed]) -> list[Gap]:
    """Classes that somebody could sit in and nobody does."""
    held = {role for one in people for role in one.roles}
    seated = {name for one in people for name in one.classes}
    empty = [name for name, role in roles.CLASSES.items() if name not in seated and role in held]
    return [Gap(EMPTY_CLASS[name].step, N_("在监督小组页任命这一类的成员")) for name in empty]


def _too_few(people: Collection[Appointed]) -> list[Gap]:
    """Steps that need people who had no part in the matter."""
    gaps = []
    if len([one for one in people if one.roles & set(SIGNERS)]) < 2:
        gaps.append(
            Gap(
                N_("奖惩和定稿要两个人签名，现在只有一个人能签"),
                N_("行政主管部门由另一个人担任，或指定外部复核人"),
            )
        )
    if _uninvolved(people) < 1:
        gaps.append(
            Gap(
                N_("申请复核找不到没参与的人"),
                N_("再任命一位不上播的小组成员，或到时用一次性链接请外部复核人"),
            )
        )
    elif _uninvolved(people) == 1:
        gaps.append(
            Gap(
                N_("快速复核只剩一位没参与的人，对方回避时就停住"),
                N_("在监督小组里任命一位替补，或请外部复核人"),
            )
        )
    return gaps


def blocked(people: Collection[Appointed]) -> list[Gap]:
    """Every step that would stop, what stops the first broadcast before the rest."""
    gaps = [*_roles_missing(people), *_classes_missing(people), *_too_few(people)]
    return sorted(gaps, key=lambda gap: not gap.now)
