"""Measuring the four principles over a stretch of time: a handful of statements, no row of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import and_, select

from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.dashboards import principles
from zhubo_web.dashboards.leaning import Raters, leans, units_of
from zhubo_web.dashboards.models.given import Given
from zhubo_web.dashboards.models.leaning import classes_between
from zhubo_web.dashboards.models.objecting import Decisions
from zhubo_web.dashboards.principles import (
    HOURS,
    TARGETED,
    TIMELY,
    UPHELD,
    Figure,
    Indicator,
    Kept,
    Promise,
    Share,
)
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.suggesting import union_minutes
from zhubo_web.evaluations.workflow import OUT
from zhubo_web.extensions import db
from zhubo_web.months.agreement import Agreement
from zhubo_web.months.backing import HOURS_TARGET, SIDES_WANTED
from zhubo_web.observations.models import Observation, Watch
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.policies.rubrics import DIMENSIONS


def kept_between(since: datetime, until: datetime, *these: Any) -> list[Kept]:
    """What waited for somebody and was due between two moments, by kind; of ``these`` only."""
    columns = (Duty.id, Duty.title, Duty.person_id, Duty.created_at, Duty.due_at, Duty.closed_at)
    query = select(*columns).where(Duty.due_at >= since, Duty.due_at < until, *these)
    return principles.by_kind(Promise(*row) for row in db.session.execute(query))


@dataclass
class Span:
    """From one moment to another, and what happened in it."""

    since: datetime
    until: datetime

    @cached_property
    def _staffed(self) -> Sequence[Any]:
        """(broadcast, start, end, assistant or None) of what began in it and is over; one statement."""
        on = and_(RosterEntry.broadcast_id == Broadcast.id, RosterEntry.part == "assistant")
        columns = (Broadcast.id, Broadcast.started_at, Broadcast.ended_at, RosterEntry.person_id)
        query = select(*columns).outerjoin(RosterEntry, on).where(Broadcast.id.in_(self._ids))
        return db.session.execute(query.order_by(Broadcast.id, RosterEntry.id)).all()

    @cached_property
    def broadcasts(self) -> dict[int, Any]:
        """Id → (start, end) of the broadcasts that began in it and are over."""
        return {number: (start, end) for number, start, end, _who in self._staffed}

    @cached_property
    def assistants(self) -> dict[int, list[int]]:
        """Assistant → the broadcasts they assisted in."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, _start, _end, person in self._staffed:
            if person is not None:
                found[person].append(number)
        return dict(found)

    @property
    def _ids(self) -> Any:
        return select(Broadcast.id).where(
            Broadcast.started_at >= self.since,
            Broadcast.started_at < self.until,
            Broadcast.ended_at.is_not(None),
        )

    @cached_property
    def watched(self) -> dict[int, list[tuple[int, int, int]]]:
        """Broadcast → (observer, from, to in ms) within it."""
        query = select(Watch.broadcast_id, Watch.person_id, Watch.created_at, Watch.left_at)
        found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for number, who, came, left in db.session.execute(
            query.where(Watch.broadcast_id.in_(self._ids))
        ):
            start, end = self.broadcasts[number]
            first = clock.to_epoch_ms(max(came, start))
            last = clock.to_epoch_ms(min(left or end, end))
            if last > first:
                found[number].append((who, first, last))
        return dict(found)

    @cached_property
    def noted(self) -> Sequence[Any]:
        """(assistant, broadcast, observer, side) of what was noted, each once."""
        columns = (
            Observation.assistant_id,
            Observation.broadcast_id,
            Observation.observer_id,
            Observation.dimension,
        )
        query = select(*columns).where(
            Observation.broadcast_id.in_(self._ids),
            Observation.object == "assistant",
            Observation.state != "withdrawn",
        )
        return db.session.execute(query.distinct()).all()

    # ── the indicators ──────────────────────────────────────────────────────────────────────

    def indicators(self) -> list[Indicator]:
        """The indicators of 客观, 公正 and 全面; agreement, hours and times have their own tables."""
        return [
            Indicator("evidence", "objective", TARGETED["evidence"],
                      "evaluation", 100, self._evidence()),
            Indicator("observers", "fair", TARGETED["observers"], "person", 100,
                      principles.several_observers(self._seen(), self.assistants)),
            Indicator(UPHELD, "fair", N_("有异议以后维持原来的"), "event", None,
                      self._looked_again()),
            Indicator("enough", "comprehensive", TARGETED["enough"], "person", 100,
                      self._enough()),
            Indicator("sides", "comprehensive", TARGETED["sides"], "person", 80,
                      self._sides()),
        ]  # fmt: skip

    def _evidence(self) -> Share:
        """Of what is out alone: before, it would tell of marks that nobody is to know."""
        query = (
            select(Rating.evaluation_id, Rating)
            .join(Evaluation, Evaluation.id == Rating.evaluation_id)
            .where(Rating.submitted_at >= self.since, Rating.submitted_at < self.until)
            .where(Evaluation.state.in_(OUT))
        )
        rows = db.session.execute(query).all()
        return principles.extremes_with_evidence(
            (number, rating.read, rating.evidence) for number, rating in rows
        )

    def _seen(self) -> list[tuple[int, int]]:
        """(assistant, observer) by notes that name them and by stays at the console."""
        by_note = [(who, by) for who, _on, by, _side in self.noted if who is not None]
        by_stay = [
            (who, observer)
            for who, numbers in self.assistants.items()
            for number in numbers
            for observer, _from, _to in self.watched.get(number, ())
        ]
        return by_note + by_stay

    def _looked_again(self) -> Share:
        return self.decisions.all

    @cached_property
    def decisions(self) -> Decisions:
        """What became of what was contested."""
        return Decisions.between(self.since, self.until)

    @cached_property
    def given(self) -> Given:
        """What was given of its broadcasts."""
        return Given.of(self._ids)

    def raters(self) -> Raters:
        """How those who mark differ from the others who marked the same."""
        classes = classes_between(self.since, self.until)
        return Raters(leans(units_of([*self.given.marks(), *classes])))

    def _enough(self) -> Share:
        fewest = PolicyVersion.in_force(self.since).numbers.whole("month_watched_fewest")
        scored = self.given.scored
        return Share.count((who, len(scored.get(who, ())) >= fewest) for who in self.assistants)

    def _sides(self) -> Share:
        touched: dict[int, set[str]] = defaultdict(set)
        alone = {
            numbers: whole[0] for numbers, whole in self._people_of().items() if len(whole) == 1
        }
        for who, number, _observer, side in self.noted:
            person = who if who is not None else alone.get(number)
            if person is not None and side in DIMENSIONS:
                touched[person].add(side)
        return Share.count((who, len(touched[who]) >= SIDES_WANTED) for who in self.assistants)

    def _people_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for who, numbers in self.assistants.items():
            for number in numbers:
                found[number].append(who)
        return dict(found)

    # ── agreement, coverage, times ──────────────────────────────────────────────────────────

    def agreement(self) -> Agreement:
        """How far two who rated the same broadcast agree."""
        return self.given.agreement()

    def slots(self) -> dict[str, tuple[int, int]]:
        """Part of the day → (minutes watched, minutes on air)."""
        return principles.covered(
            (
                principles.slot_of(clock.local(start).hour),
                union_minutes((first, last) for _who, first, last in self.watched.get(number, ())),
                int((end - start).total_seconds()) // 60,
            )
            for number, (start, end) in self.broadcasts.items()
        )

    def kept(self) -> list[Kept]:
        """What waited for somebody and was due in it, by kind."""
        return kept_between(self.since, self.until)

    def figures(self, now: datetime) -> list[Figure]:
        """Every number that has a target and says something."""
        shown = {one.name: (one.shown, one.target) for one in self.indicators()}
        shown[HOURS] = principles.hours_watched(self.slots().values()), HOURS_TARGET
        shown[TIMELY] = principles.on_time(self.kept(), now), principles.TIMELY_TARGET
        return [
            Figure(name, TARGETED[name], value, target)
            for name, (value, target) in shown.items()
            if value is not None and target is not None
        ]
