"""Who arranges, holds, writes down and answers a talk: (person, talk) → None or why not. Pure.

Separation is checked by natural person: neither the assistant nor whoever is declared close to them
holds it, whatever roles they have. ``talk.holder_ids`` and ``talk.hr_ids`` are the leads and HR who
may; only where there is nobody the owner stands in.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

HOLDS = (roles.OPERATIONS, roles.HR)
READS = (*HOLDS, roles.ADMINISTRATION, roles.OWNER)


def is_person(actor: Any) -> bool:
    """Neither the timer nor a screen."""
    return actor is not SYSTEM and not getattr(actor, "is_screen", False)


def reads_talks(person: Any, _thing: Any = None) -> Reason | None:
    """Assistants their own; leads, HR, administration and the owner; whom an assistant brings."""
    if is_person(person) and person.holds(roles.ASSISTANT, roles.REPRESENTATIVE, *READS):
        return None
    return Reason(N_("面谈给助播本人、运营主管和人力资源看"))


def reads_words(person: Any, talk: Any) -> Reason | None:
    """What it is about and what was said: not for whoever only comes along."""
    if is_person(person):
        if person.id == talk.assistant_id or person.holds(*READS, room=talk.room):
            return None
    return Reason(N_("内容给助播本人、运营主管和人力资源看；陪同的人看时间和地点"))


def is_subject(person: Any, talk: Any) -> Reason | None:
    """The assistant whom it is with."""
    if is_person(person) and person.id == talk.assistant_id:
        return None
    return Reason(N_("由助播本人来做"))


def apart(person: Any, talk: Any) -> Reason | None:
    """Neither the assistant nor close to them."""
    if person.id == talk.assistant_id:
        return Reason(N_("不能和自己面谈，请别人来"))
    if person.id in talk.close_ids:
        return Reason(N_("你和这位助播申报过利害关系，请别人来"))
    return None


def _is_owner(person: Any, talk: Any) -> bool:
    return is_person(person) and bool(person.holds(roles.OWNER, room=talk.room))


def holds(person: Any, talk: Any) -> Reason | None:
    """The room's operations lead or HR; the owner where both are missing or close."""
    if is_person(person) and person.holds(*HOLDS, room=talk.room):
        return apart(person, talk)
    if not _is_owner(person, talk) or talk.holder_ids:
        return Reason(N_("面谈由本直播间的运营主管或人力资源来，没有合适的人时由商户负责人来"))
    return apart(person, talk)


def is_hr(person: Any, talk: Any) -> Reason | None:
    """HR, apart from the assistant; the owner where there is no such HR."""
    if is_person(person) and person.holds(roles.HR, room=talk.room):
        return apart(person, talk)
    if not _is_owner(person, talk) or talk.hr_ids:
        return Reason(N_("由人力资源来做，没有合适的人时由商户负责人来"))
    return apart(person, talk)


def moves(person: Any, talk: Any) -> Reason | None:
    """Asks for another time: the assistant or whoever may hold it."""
    if is_subject(person, talk) is None:
        return None
    return holds(person, talk)
