"""Entries of people's inboxes, opened and closed by the workflow rows of whatever they stand for.

A feature says ``follow(Model, workflow)`` once. From then on a recorded transition closes the
entries of the state it leaves and opens what its row declares as due, in the same transaction; and
``timers`` makes the transitions that belong to the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.workflow import SYSTEM, Due, Transition, Workflow
from zhubo_web.extensions import db

REMIND_BEFORE = timedelta(hours=2)


@dataclass(frozen=True)
class Followed:
    """A model and the workflow that moves it; ``waiting`` finds what a timer row may be due for."""

    model: Any
    workflow: Workflow
    waiting: Callable[[Transition, datetime], Select[Any]]


_followed: dict[str, Followed] = {}


def follow(
    model: Any,
    workflow: Workflow,
    waiting: Callable[[Transition, datetime], Select[Any]] | None = None,
) -> None:
    """Keep inboxes and timers by this workflow's rows."""

    def by_column(row: Transition, now: datetime) -> Select[Any]:
        assert row.timer is not None
        since = getattr(model, row.timer.since)
        return select(model).where(model.state == row.source, since <= now - row.timer.after)

    _followed[model.__tablename__] = Followed(model, workflow, waiting or by_column)


class Duty(Identified, Base):
    """One thing that waits for one person. ``title`` is a message id; ``values`` fill it."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_subject_open", "subject_type", "subject_id", "closed_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    endpoint: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]

    @classmethod
    def open_of(cls, person: Any) -> list[Duty]:
        """What waits for this person, the most urgent first."""
        query = (
            select(cls)
            .where(cls.person_id == person.id, cls.closed_at.is_(None))
            .order_by(cls.due_at.is_(None), cls.due_at, cls.id)
        )
        return list(db.session.scalars(query))

    @property
    def late(self) -> bool:
        return self.due_at is not None and self.due_at < clock.now()


def close(subject: Any, by: Any = SYSTEM, *, person_id: int | None = None) -> None:
    """Settle every open entry of a thing, or those of one person."""
    query = select(Duty).where(
        Duty.subject_type == subject.__tablename__,
        Duty.subject_id == subject.id,
        Duty.closed_at.is_(None),
    )
    if person_id is not None:
        query = query.where(Duty.person_id == person_id)
    for duty in db.session.scalars(query):
        duty.closed_at = clock.now()


def open_duty(subject: Any, due: Due, due_at: datetime | None = None) -> None:
    """Put an entry into the inbox of everybody the declaration names."""
    moment = due_at or (due.until(subject) if due.until else None)
    if moment is None and due.after is not None:
        moment = clock.now() + due.after
    values = subject.told() if hasattr(subject, "told") else {}
    for person_id in dict.fromkeys(due.whom(subject)):
        db.session.add(
            Duty(
                person_id=person_id,
                subject_type=subject.__tablename__,
                subject_id=subject.id,
                title=due.title,
                values=values,
                endpoint=due.endpoint,
                due_at=moment,
            )
        )


def _on_recorded(event: AuditEvent, subject: Any, by: Any) -> None:
    followed = _followed.get(event.subject_type)
    if followed is None or event.to_state is None:
        return
    if event.from_state != event.to_state:
        close(subject, by)
    for row in followed.workflow.rows:
        if (row.event, row.source, row.target) == (event.name, event.from_state, event.to_state):
            if row.due is not None:
                open_duty(subject, row.due)
            return


recorded.connect(_on_recorded, weak=False)


def step(thing: Any, workflow: Workflow, verb: str, by: Any, **data: Any) -> Transition:
    """Make a workflow's step and record it in one go: what nearly every verb begins with."""
    before = thing.state
    row = workflow.step(thing, verb, by)
    record(row.event, thing, by, states=(before, row.target), **data)
    return row


def followed() -> list[Followed]:
    """Everything whose timers run."""
    return list(_followed.values())
