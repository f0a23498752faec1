"""What follows a workflow: its steps open and settle duties, tell people, and have timers.

A feature says ``follow(Model, workflow)`` once. From then on a recorded transition closes the
entries of the state it leaves and opens what its row declares as due, in the same transaction; and
``timers`` makes the transitions that belong to the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.core.workflow import Transition, Workflow
from zhubo_web.duties.models.duty import close, open_duty
from zhubo_web.duties.models.notice import Notice, Told, knows


@dataclass(frozen=True)
class Followed:
    """A model and the workflow that moves it; ``waiting`` finds what a timer row may be due for.

    ``page`` is the endpoint that shows a thing, for notices of steps that leave nothing to do. Of what
    is ``idle`` nothing is ever due, so that its steps, which come by the hundred, ask no inbox.
    """

    model: Any
    workflow: Workflow
    waiting: Callable[[Transition, datetime], Select[Any]]
    page: str = ""
    idle: bool = False


_followed: dict[str, Followed] = {}


def follow(
    model: Any,
    workflow: Workflow,
    waiting: Callable[[Transition, datetime], Select[Any]] | None = None,
    page: str = "",
    *,
    idle: bool = False,
) -> None:
    """Keep inboxes and timers by this workflow's rows."""
    assert not (idle and any(row.due for row in workflow.rows)), f"{workflow.name} has dues"

    def by_column(row: Transition, now: datetime) -> Select[Any]:
        assert row.timer is not None
        since = getattr(model, row.timer.since)
        return select(model).where(model.state == row.source, since <= now - row.timer.after)

    _followed[model.__tablename__] = Followed(model, workflow, waiting or by_column, page, idle)


def followed() -> list[Followed]:
    """Everything whose timers run."""
    return list(_followed.values())


def discreet() -> list[str]:
    """The titles of what groups do not hear of."""
    dues = (row.due for one in followed() for row in one.workflow.rows)
    return [due.title for due in dues if due is not None and due.discreet]


def _row_of(event: AuditEvent, one: Followed) -> Transition | None:
    """The row whose step the event records."""
    made = (event.name, event.from_state, event.to_state)
    rows = (row for row in one.workflow.rows if (row.event, row.source, row.target) == made)
    return next(rows, None)


def _on_recorded(event: AuditEvent, subject: Any, by: Any) -> None:
    one = _followed.get(event.subject_type)
    if one is None or event.to_state is None:
        return
    if event.from_state != event.to_state and not one.idle:
        close(subject, by)
    row = _row_of(event, one)
    if row is not None and row.due is not None:
        open_duty(subject, row.due, by=by, at_once=row.hurries(subject))
    if row is not None and row.notice and row.tells is not None:
        _tell(subject, row, one, by)


def _tell(subject: Any, row: Transition, one: Followed, by: Any) -> None:
    """One notice for each person the row names, but for whoever made the step."""
    assert row.tells is not None
    page = one.page or (row.due.endpoint if row.due else "")
    told = Told.of(subject, row.notice, page)
    urgency = "now" if row.hurries(subject) else "digest"
    for person_id in dict.fromkeys(row.tells(subject)):
        if not knows(person_id, by):
            Notice.write(person_id, subject, told, by, kind="step", urgency=urgency)


recorded.connect(_on_recorded, weak=False)


def step(thing: Any, workflow: Workflow, verb: str, by: Any, **data: Any) -> Transition:
    """Make a workflow's step and record it in one go: what nearly every verb begins with."""
    before = thing.state
    row = workflow.step(thing, verb, by)
    record(row.event, thing, by, states=(before, row.target), **data)
    return row
