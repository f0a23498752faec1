"""One reminder before a duty is due, and one word to those who are told when it is late.

Neither judges: nothing is counted against anybody here, and the duty stays whose it was. Run by the
worker each minute.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, select

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.jobs.timing import BATCH
from zhubo_web.duties.models import REMIND_BEFORE, Duty
from zhubo_web.extensions import db, writing


def remind() -> int:
    """Remind of what is due within two hours, once; return how many reminders were written."""
    soon = Duty.reminded_at.is_(None) & (Duty.due_at <= clock.now() + REMIND_BEFORE)
    return _each(soon, _remind)


def escalate() -> int:
    """Tell whoever was declared of what is late, once; return how many duties that were."""
    late = Duty.escalated_at.is_(None) & (Duty.due_at < clock.now())
    return _each(late, _escalate)


def _each(wanted: ColumnElement[bool], act: Callable[[Duty, datetime], None]) -> int:
    now = clock.now()
    with writing():
        query = select(Duty).where(Duty.closed_at.is_(None), Duty.due_at.is_not(None), wanted)
        found = list(db.session.scalars(query.order_by(Duty.due_at).limit(BATCH)))
        for duty in found:
            act(duty, now)
    return len(found)


def _remind(duty: Duty, now: datetime) -> None:
    duty.reminded_at = now
    record("duty.reminded", duty, SYSTEM, person=duty.person_id)
    duty.tell("soon", duty.person_id, SYSTEM)


def _escalate(duty: Duty, now: datetime) -> None:
    """To those who were declared when it was opened; not to the person whose duty it is."""
    duty.escalated_at = now
    whose = db.session.get_one(Person, duty.person_id)
    told = [one for one in dict.fromkeys(duty.escalate_to) if one != whose.id]
    for person_id in told:
        duty.tell("late", person_id, SYSTEM, whose=whose.name)
    if told:
        record("duty.escalated", duty, SYSTEM, person=whose.id, to=told)
