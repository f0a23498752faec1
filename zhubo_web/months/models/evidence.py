"""What stands around a month's result: its broadcasts, notes, voices, and the support that was given.

Read as it stands now, and only what the reader may see of it. What a report says of it when its result is
given is kept (``snapshot``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.models import CheckIn
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.rating import BLIND
from zhubo_web.extensions import db
from zhubo_web.months import patching
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.observations.models import HelpCall, Observation, Tag
from zhubo_web.observations.models.settled import READABLE
from zhubo_web.surveys.models import Feedback

#: So many notes of a kind, voices and matters are shown.
NOTES, VOICES, MATTERS = 3, 4, 6


@dataclass(frozen=True)
class Held:
    """A broadcast of the month, the assistant's check-in to it, calls for help: (asked, taken or None)."""

    id: int
    title: str
    began: datetime
    check_in: int | None = None
    calls: tuple[tuple[datetime, datetime | None], ...] = ()


class Evidence:
    """What one reader sees around one assistant's month."""

    def __init__(
        self, evaluation: MonthlyEvaluation, facts: Mapping[str, Any], person: Any
    ) -> None:
        self.evaluation, self.facts, self.person = evaluation, facts, person

    @property
    def broadcast_ids(self) -> list[int]:
        """The broadcasts that were taken down."""
        return list(self.facts.get("broadcasts", ()))

    @cached_property
    def broadcasts(self) -> dict[int, Held]:
        """The month's broadcasts by id, with the calls for help in them."""
        columns = (Broadcast.id, Broadcast.title, Broadcast.started_at, HelpCall.created_at)
        called = and_(HelpCall.broadcast_id == Broadcast.id, HelpCall.state != "cancelled")
        who = self.evaluation.assistant_id
        came = and_(CheckIn.broadcast_id == Broadcast.id, CheckIn.person_id == who)
        query = select(*columns, HelpCall.taken_at, CheckIn.id)
        query = query.outerjoin(HelpCall, called).outerjoin(CheckIn, came)
        query = query.where(Broadcast.id.in_(self.broadcast_ids)).order_by(
            Broadcast.started_at, HelpCall.id
        )
        found: dict[int, Held] = {}
        for number, title, began, asked, taken, came_in in db.session.execute(query):
            calls = found[number].calls if number in found else ()
            more = ((asked, taken),) if asked else ()
            found[number] = Held(number, title, began, came_in, calls + more)
        return found

    def _about(self) -> Select[tuple[Observation]]:
        """The notes about the assistant in this month that this reader sees and that may count."""
        lone = (
            select(RosterEntry.broadcast_id)
            .where(RosterEntry.part == "assistant")
            .group_by(RosterEntry.broadcast_id)
            .having(func.count() == 1)
        )
        unnamed = and_(Observation.assistant_id.is_(None), Observation.broadcast_id.in_(lone))
        mine = or_(Observation.assistant_id == self.evaluation.assistant_id, unnamed)
        return (
            Observation.visible_to(self.person)
            .order_by(None)
            .where(
                Observation.broadcast_id.in_(self.broadcast_ids),
                Observation.object == "assistant",
                Observation.state.in_(READABLE),
                or_(Observation.disposition.is_(None), Observation.disposition != "dismissed"),
                mine,
            )
        )

    def _strongest(self, kind: str) -> Any:
        tag = aliased(Tag)
        ids = (
            self._about()
            .where(Observation.kind == kind)
            .outerjoin(tag, Observation.tag_id == tag.id)
        )
        ordered = ids.order_by(func.coalesce(tag.severity, 0).desc(), Observation.moment.desc())
        few = ordered.with_only_columns(Observation.id).limit(NOTES).subquery()
        return Observation.id.in_(select(few.c.id))

    @cached_property
    def notes(self) -> list[Observation]:
        """The strongest praise and problems, and the one that oneself named as the best."""
        best = Observation.id == (self.evaluation.self_best_note_id or 0)
        wanted = or_(self._strongest("praise"), self._strongest("issue"), best)
        query = self._about().where(wanted).options(joinedload(Observation.tag))
        return list(db.session.scalars(query.order_by(Observation.moment)))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many notes praise or name a problem, how many led to coaching, how many broadcasts two
        people rated."""
        notes = self._about().with_only_columns(func.count(Observation.id))
        twice = (
            select(func.count(func.distinct(Rating.evaluation_id)))
            .join(Evaluation, Evaluation.id == Rating.evaluation_id)
            .where(
                Rating.part == BLIND,
                Rating.submitted_at.is_not(None),
                Evaluation.assistant_id == self.evaluation.assistant_id,
                Evaluation.broadcast_id.in_(self.broadcast_ids),
            )
        )
        asked = {
            "praise": notes.where(Observation.kind == "praise"),
            "issue": notes.where(Observation.kind == "issue"),
            "coached": notes.where(Observation.disposition == "coached"),
            "twice": twice,
        }
        row = db.session.execute(
            select(*(one.scalar_subquery().label(name) for name, one in asked.items()))
        ).one()
        return dict(row._mapping)

    @cached_property
    def voices(self) -> list[Feedback]:
        """What hosts and viewers said of the assistant in words and counts in this month, what most said
        first."""
        since, until = self.evaluation.month.bounds
        in_time = and_(Feedback.happened_at >= since, Feedback.happened_at < until)
        if (frozen := self.evaluation.frozen_at) is not None:
            in_time = and_(in_time, func.coalesce(Feedback.decided_at, since) <= frozen)
        counted = Feedback.id.in_(patching.named(self.facts, "feedback"))
        query = Feedback.visible_to(self.person).where(
            Feedback.assistant_id == self.evaluation.assistant_id,
            Feedback.state == "attributed",
            or_(in_time, counted),
            Feedback.text != "",
        )
        ordered = query.order_by(None).order_by(Feedback.count.desc(), Feedback.id.desc())
        return list(db.session.scalars(ordered.limit(VOICES)))

    @cached_property
    def matters(self) -> list[ActionItem]:
        """What was agreed to be done in this month, by the assistant or, asked by them, by the group."""
        since, until = self.evaluation.month.bounds
        who = self.evaluation.assistant_id
        query = ActionItem.visible_to(self.person).where(
            or_(ActionItem.owner_id == who, ActionItem.creator_id == who),
            ActionItem.created_at >= since,
            ActionItem.created_at < until,
            ActionItem.state != "cancelled",
        )
        people = (joinedload(one).lazyload(Person.grants) for one in
                  (ActionItem.owner, ActionItem.creator, ActionItem.settled_by))  # fmt: skip
        return list(db.session.scalars(query.options(*people).limit(MATTERS)))
