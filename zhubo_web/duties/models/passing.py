"""What becomes of somebody's inbox when they are stopped, leave, or come back.

Nobody who cannot sign in keeps an open entry. What others have as well goes on with them; what nobody
else has goes to whoever its declaration names now, else to those who would be told that it is late;
what only its person can do is closed. Whoever comes back has again what their things still ask of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import take_consequences_from
from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Due, due_titled
from zhubo_web.duties.models.duty import Duty, addressees, open_duty
from zhubo_web.duties.models.following import followed
from zhubo_web.duties.models.notice import Notice
from zhubo_web.extensions import db


def pass_on(person: Any, by: Any) -> None:
    """Settle every open entry of a person who can no longer answer, and ask others instead."""
    left = Duty.open_of(person)
    for duty in left:
        duty.closed_at = clock.now()
    if left:
        Notice.settle(duty.id for duty in left)
    for duty in left:
        if (known := _declaration(duty)) and not _open_beside(duty):
            subject, due = known
            heirs = [one for one in addressees(subject, due) if one != person.id]
            open_duty(subject, due, duty.due_at, by, to=heirs)


def give_back(person: Any, by: Any) -> None:
    """Open again what was closed by the stop and is still asked of the person."""
    for duty in _closed_by_stop(person):
        known = _declaration(duty)
        if known and _still_asks(*known) and person.id in known[1].whom(known[0]):
            open_duty(*known, duty.due_at, by, to=[person.id])


def _declaration(duty: Duty) -> tuple[Any, Due] | None:
    """The thing and what it asks; None for what is asked of one person's own and is no row."""
    due = due_titled(duty.title)
    kinds = (one.class_ for one in Base.registry.mappers)
    kind = next((one for one in kinds if one.__tablename__ == duty.subject_type), None)
    subject = db.session.get(kind, duty.subject_id) if kind else None
    return (subject, due) if subject is not None and due is not None else None


def _open_beside(duty: Duty) -> bool:
    """Whether somebody else has the same entry."""
    same = (Duty.subject_type == duty.subject_type) & (Duty.subject_id == duty.subject_id)
    query = select(Duty.id).where(same, Duty.title == duty.title, Duty.closed_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def _closed_by_stop(person: Any) -> list[Duty]:
    """The stop comes first in its transaction, and nothing is opened for who is stopped."""
    stops = select(AuditEvent.at).where(
        AuditEvent.name == "person.suspended",
        AuditEvent.subject_type == person.__tablename__,
        AuditEvent.subject_id == person.id,
    )
    at = db.session.scalar(stops.order_by(AuditEvent.id.desc()).limit(1))
    if at is None:
        return []
    query = select(Duty).where(Duty.person_id == person.id, Duty.closed_at >= at)
    return list(db.session.scalars(query.order_by(Duty.id)))


def _still_asks(subject: Any, due: Due) -> bool:
    """Whether the state that the thing is in is one whose entry this is."""
    rows = (
        row for one in followed() if isinstance(subject, one.model) for row in one.workflow.rows
    )
    return any(row.due is due and row.target == subject.state for row in rows)


def _on_recorded(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name in ("person.suspended", "person.left"):
        pass_on(subject, by)
    elif event.name == "person.restored" and event.data["before"] == "suspended":
        give_back(subject, by)


def _waiting(person: Any) -> Iterable[Reason]:
    """What stands in the inbox."""
    count = len(Duty.open_of(person))
    if count:
        said = N_("收件箱里等 TA 办的事 %(count)s 件：别人能办的转过去，只有本人能办的关掉")
        yield Reason(said, {"count": count})


recorded.connect(_on_recorded, weak=False)
take_consequences_from(_waiting)
