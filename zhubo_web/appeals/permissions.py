"""Who files, accepts, sits, decides, serves and carries out an appeal: None or why not. Pure.

Nobody judges their own cause (D-01). It is checked by natural person: a role, a deputy's or a
substitute's seat and a double role are the same person, and so are those declared close to the
assistant or to a respondent, and the direct superiors and subordinates of a respondent. A guest is
somebody without an account who sits by a one-time link.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.appeals.grounds import PANEL, QUICK, SECOND
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

READS = (roles.ADMINISTRATION, roles.OWNER)
#: Stage → the roles from which its members come; of the second review the first seat's.
SITS = {
    QUICK: (*roles.GROUP, roles.OWNER),
    PANEL: (*roles.GROUP, roles.ADMINISTRATION),
    SECOND: (roles.OWNER, roles.ADMINISTRATION, roles.REPRESENTATIVE, *roles.GROUP),
}
#: One of the two of a second review is of these.
BESIDE = (roles.REPRESENTATIVE, roles.ADMINISTRATION)


def is_person(actor: Any) -> bool:
    """Somebody with an account: neither the timer nor a screen nor a guest."""
    return (
        actor is not SYSTEM
        and not getattr(actor, "is_screen", False)
        and not getattr(actor, "is_guest", False)
    )


def reads_appeals(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody who may be a party, sit or answer; what one sees is one's own part."""
    everybody = tuple(one for one in roles.ALL if one != roles.SYSADMIN)
    if is_person(person) and person.holds(*everybody):
        return None
    return Reason(N_("申请复核给当事人和处理的人看"))


def watches(person: Any, _thing: Any = None) -> Reason | None:
    """HR looks at what follows a decision; where it had a part, administration or the owner."""
    if is_person(person) and person.holds(roles.HR, *READS):
        return None
    return Reason(N_("复核以后的情况由人力资源来看，人力资源参与过的由行政或负责人看"))


def is_subject(person: Any, appeal: Any) -> Reason | None:
    """The assistant whose matter it is."""
    if is_person(person) and person.id == appeal.assistant_id:
        return None
    return Reason(N_("这是别人的申请，由本人来做"))


def apart(person: Any, appeal: Any) -> Reason | None:
    """Has no part in the matter: not the assistant, no respondent, no witness, close to neither."""
    if person.id == appeal.assistant_id:
        return Reason(N_("不能处理自己的申请"))
    if person.id in appeal.respondent_ids:
        return Reason(N_("你参与过被申请复核的这件事（记录、评分、提出或批准），由没有参与的人来"))
    if person.id in appeal.witness_ids:
        return Reason(N_("你在这一场上播，是知情的人，由没有参与的人来复核"))
    if person.id in appeal.close_ids:
        return Reason(N_("你和当事人申报过利害关系，或是参与的人的直接上下级，请别人来"))
    return None


def administers(person: Any, appeal: Any) -> Reason | None:
    """Administration that stands apart; the owner where there is nobody such."""
    if not is_person(person) or not person.holds(*READS, room=appeal.room):
        return Reason(N_("申请由行政主管部门受理；行政没有人或者参与过，由负责人来"))
    if reason := apart(person, appeal):
        return reason
    if person.holds(roles.ADMINISTRATION, room=appeal.room) or not appeal.has_administration:
        return None
    return Reason(N_("有没参与过的行政，由行政来受理"))


def assigns_quick(person: Any, appeal: Any) -> Reason | None:
    """Administration or the owner, who stand apart."""
    if is_person(person) and person.holds(*READS, room=appeal.room):
        return apart(person, appeal)
    return Reason(N_("快速复核由行政或负责人来定人"))


def confirms_rejection(person: Any, appeal: Any) -> Reason | None:
    """A second person beside who proposed not to accept it."""
    wanted = (roles.ADMINISTRATION, roles.OWNER, roles.HR, roles.REPRESENTATIVE)
    if not is_person(person) or not person.holds(*wanted, room=appeal.room):
        return Reason(N_("不受理要两个人定：行政提出，另一位行政、负责人、人力资源或职工代表确认"))
    if person.id == appeal.rejection_by_id:
        return Reason(N_("不受理要另一个人确认，提出的人不能自己确认"))
    return apart(person, appeal)


def reopens(person: Any, appeal: Any) -> Reason | None:
    """The owner, who stands apart."""
    if is_person(person) and person.holds(roles.OWNER, room=appeal.room):
        return apart(person, appeal)
    return Reason(N_("不受理以后，由负责人决定要不要重新受理"))


def may_sit(person: Any, appeal: Any, stage: str) -> Reason | None:
    """Could sit at a stage: holds a role of it, stands apart, and did not sit before."""
    if not is_person(person) or not person.holds(*SITS[stage], room=appeal.room):
        return Reason(N_("这一步由监督小组、行政、负责人或职工代表里没有参与的人来"))
    if person.id in appeal.past_ids:
        return Reason(N_("你在这份申请里复核过或者退出过，由别人来"))
    return apart(person, appeal)


def decides(person: Any, appeal: Any) -> Reason | None:
    """Sits now. It is asked again at the decision: a tie may have been declared meanwhile."""
    if getattr(person, "is_guest", False):
        return None if person.guest_id in appeal.guest_ids else Reason(N_("链接不是这份申请的"))
    if not is_person(person) or person.id not in appeal.sitting_ids:
        return Reason(N_("由这份申请定下的复核人来做"))
    return apart(person, appeal)


def hears(person: Any, appeal: Any) -> Reason | None:
    """Sits on the panel; a guest never does."""
    if not is_person(person):
        return Reason(N_("由复核小组的人来听取"))
    return decides(person, appeal)


def serves(person: Any, appeal: Any) -> Reason | None:
    """HR; the owner where there is no HR. It is no judging, so a respondent may; the assistant not."""
    held = (roles.HR,) if appeal.has_hr else (roles.OWNER,)
    if not is_person(person) or not person.holds(*held, room=appeal.room):
        return Reason(N_("送达和执行由人力资源来做；没有人力资源时由负责人来"))
    if person.id == appeal.assistant_id:
        return Reason(N_("不能处理自己的申请"))
    return None


def answers(person: Any, appeal: Any) -> Reason | None:
    """A respondent, who has not answered yet."""
    if not is_person(person) or person.id not in appeal.respondent_ids:
        return Reason(N_("由参与过这件事的人来说明"))
    if person.id in appeal.answered_ids:
        return Reason(N_("你已经说明过一次"))
    return None


def redoes(person: Any, appeal: Any) -> Reason | None:
    """Made what was sent back, and is still there."""
    if is_person(person) and person.id in appeal.maker_ids:
        return None
    return Reason(N_("由原来做这件事的人重做"))


def fills(person: Any, appeal: Any) -> Reason | None:
    """Names somebody for an empty seat: of a panel administration, else the owner too."""
    may = administers if appeal.stage == PANEL else assigns_quick
    return may(person, appeal)


def oversees(person: Any, appeal: Any) -> Reason | None:
    """Handles it without being a party: administration, owner, HR, who stand apart."""
    if is_person(person) and person.holds(*READS, roles.HR, room=appeal.room):
        return apart(person, appeal)
    return Reason(N_("申请复核给当事人和处理的人看"))
