"""Where each assistant's month stands, and who is waited for until when; the latest first.

So many rows cost as few statements as one: who is waited for is what stands in people's inboxes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.months import permissions
from zhubo_web.months.models import MonthlyEvaluation, MonthResult
from zhubo_web.months.models.rated import RATED_IN, TOGETHER

#: States in which somebody has to do something.
WORKED = ("self_open", *RATED_IN, "computed", "moderated", "finalised", "interviewed")
#: States in which the clock, or another part of the product, goes on by itself.
BY_ITSELF = ("finalised", "interviewed")
DONE, NOW, OUT, NOT_YET = "done", "now", "out", "todo"


@dataclass
class Row:
    """One assistant's month. ``names``: who is waited for; ``due``: until when."""

    evaluation: MonthlyEvaluation
    number: int
    names: list[str] = field(default_factory=list)
    due: datetime | None = None

    @property
    def state(self) -> str:
        return self.evaluation.state

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.now()

    @property
    def is_stuck(self) -> bool:
        """Whether somebody has to do something, and nobody can."""
        return self.state in WORKED and self.state not in BY_ITSELF and not self.names

    @property
    def own(self) -> str:
        """The self-assessment: done, now, out (not handed in), todo."""
        if self.evaluation.self_at is not None:
            return DONE
        waits = {"opened": NOT_YET, "self_open": NOW}
        return waits.get(self.state, OUT)

    @property
    def classes(self) -> list[tuple[str, str]]:
        """(class, done, now, out or todo), in order."""
        there = {one.member_class: one for one in self.evaluation.ratings}
        waits = NOW if self.state in RATED_IN else NOT_YET
        found = []
        for name in permissions.CLASSES:
            one = there.get(name)
            if one is not None and one.dropped_for:
                found.append((name, OUT))
            else:
                found.append((name, DONE if one is not None and one.is_in else waits))
        return found

    @property
    def calibration(self) -> str:
        """Whether another score is proposed (now) or agreed on (done); out where there was none."""
        one = self.evaluation
        if one.agreed_by_id is not None:
            return DONE
        if self.state not in TOGETHER or (self.state == "computed" and one.is_strict):
            return NOT_YET if self.state not in TOGETHER else NOW
        if self.state == "computed":
            return NOW if one.proposed_by_id is not None else NOT_YET
        return OUT

    @property
    def signed(self) -> int:
        """How many signed the newest result; of one that was given to its person, the one given: what
        a decision changes after that is signed by nobody anew."""
        numbers = [one.result_number for one in self.evaluation.signatures]
        given = self.evaluation.published_at is not None and numbers
        return numbers.count(max(numbers) if given else self.number)

    @property
    def signers(self) -> int:
        """How many are wanted; in 严谨 a third, the owner's, where two did not do."""
        one = self.evaluation
        if one.is_strict:
            return max(2, self.signed + (self.state == "moderated"))
        return len(permissions.counted(one.setting))


def track(wanted: Any, *, limit: int, offset: int) -> list[Row]:
    """The rows of this selection of evaluations: whoever is latest first, then by name."""
    one = MonthlyEvaluation
    open_duties = (
        select(Duty.subject_id, func.min(Duty.due_at).label("due"))
        .where(Duty.subject_type == one.__tablename__, Duty.closed_at.is_(None))
        .group_by(Duty.subject_id)
        .subquery()
    )
    newest = select(func.max(MonthResult.number)).where(MonthResult.evaluation_id == one.id)
    query = (
        wanted.outerjoin(open_duties, open_duties.c.subject_id == one.id)
        .join(Person, Person.id == one.assistant_id)
        .add_columns(newest.correlate(one).scalar_subquery())
        .order_by(None)
        .order_by(open_duties.c.due.is_(None), open_duties.c.due, Person.name, one.id)
        .options(
            joinedload(one.assistant).lazyload(Person.grants),
            joinedload(one.room),
            joinedload(one.month),
            selectinload(one.ratings),
            selectinload(one.signatures),
            lazyload(one.results),
        )
    )
    found = db.session.execute(query.limit(limit).offset(offset)).all()
    rows = {evaluation.id: Row(evaluation, number or 0) for evaluation, number in found}
    _wait(rows)
    return list(rows.values())


def _wait(rows: dict[int, Row]) -> None:
    """Put down who is waited for, and until when."""
    query = (
        select(Duty.subject_id, Duty.due_at, Person.name)
        .join(Person, Person.id == Duty.person_id)
        .where(
            Duty.subject_type == MonthlyEvaluation.__tablename__,
            Duty.subject_id.in_(rows),
            Duty.closed_at.is_(None),
        )
        .order_by(Duty.due_at, Duty.id)
    )
    for subject_id, due, name in db.session.execute(query):
        row = rows[subject_id]
        row.due = row.due or due
        if name not in row.names:
            row.names.append(name)
