"""A broadcast as one person may see it: everything its time line is drawn from, each table read once.

Notes come through ``Observation.visible_to``: what is no business of the reader is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import MINUTE_MS, AudienceFeedback, MinuteCount, Question
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.models import Correction, HelpCall, Observation
from zhubo_web.observations.views import sources
from zhubo_web.observations.views.entries import Entry
from zhubo_web.products.models import Product


@dataclass
class Story:
    """Everything that one person sees of a broadcast, read once, each table with one statement.

    ``event`` is the number of its newest event, ``calls`` are its calls for help.
    """

    broadcast: Broadcast
    person: Any
    event: int
    calls: list[HelpCall]

    @cached_property
    def reads_all(self) -> bool:
        """Whether the reader belongs to those who read every note, with names."""
        return permissions.reads_all(self.person, self.broadcast) is None

    @cached_property
    def sheet(self) -> list[Segment]:
        """The run sheet in order."""
        return Segment.of(self.broadcast)

    @cached_property
    def minutes(self) -> list[MinuteCount]:
        """What was counted, minute by minute; minutes without anything are not there."""
        query = select(MinuteCount).where(MinuteCount.broadcast_id == self.broadcast.id)
        return list(db.session.scalars(query.order_by(MinuteCount.minute)))

    @cached_property
    def noted(self) -> list[tuple[Observation, Correction | None]]:
        """The notes this person sees by the second they are about, with the ledger's entries."""
        query = Observation.visible_to(self.person).add_columns(Correction)
        query = query.outerjoin(Correction, Correction.observation_id == Observation.id).options(
            joinedload(Observation.tag),
            joinedload(Observation.observer, innerjoin=True).options(lazyload(Person.grants)),
            joinedload(Observation.assistant).options(lazyload(Person.grants)),
        )
        query = query.where(Observation.broadcast_id == self.broadcast.id).order_by(None)
        rows = db.session.execute(query.order_by(Observation.at_ms, Observation.seq))
        return [(row[0], row[1]) for row in rows.unique()]

    @cached_property
    def questions(self) -> list[Question]:
        """What viewers asked, but for what turned out to be no question."""
        query = Question.visible_to(self.person).where(
            Question.broadcast_id == self.broadcast.id, Question.state != "dismissed"
        )
        shown = joinedload(Question.product).options(lazyload(Product.card))
        return list(db.session.scalars(query.options(shown)))

    @cached_property
    def relayed(self) -> list[AudienceFeedback]:
        """What observers passed on of viewers, but for questions: those stand among the questions."""
        query = AudienceFeedback.visible_to(self.person).where(
            AudienceFeedback.broadcast_id == self.broadcast.id,
            AudienceFeedback.question_id.is_(None),
        )
        shown = joinedload(AudienceFeedback.product).options(lazyload(Product.card))
        by = joinedload(AudienceFeedback.by).options(lazyload(Person.grants))
        return list(db.session.scalars(query.options(shown, by)))

    @cached_property
    def now_ms(self) -> int:
        """Stream time now, or at the end."""
        return self.broadcast.stream_ms()

    @cached_property
    def length_ms(self) -> int:
        """How long the line is: to the present, the end, or the last thing on it."""
        if self.broadcast.started_at is None:
            return int(self.broadcast.length.total_seconds() * 1000)
        ends = [entry.until_ms or entry.at_ms for entry in self.entries]
        heard = (self.minutes[-1].minute + 1) * MINUTE_MS if self.minutes else 0
        return max(self.now_ms, *ends, heard, 1)

    @cached_property
    def entries(self) -> list[Entry]:
        """All of it by time."""
        if self.broadcast.started_at is None:
            return []
        kinds = (
            sources.notes,
            sources.questions,
            sources.relays,
            sources.calls,
            sources.pauses,
            sources.segments,
        )
        every = [entry for kind in kinds for entry in kind(self)]
        return sorted(every, key=lambda entry: (entry.at_ms, entry.sort != "segment"))
