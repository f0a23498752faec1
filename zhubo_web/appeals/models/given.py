"""What raters gave people and noted of them over a stretch of time: for comparing before and after.

Six statements for however many people. A note that names nobody is about the one assistant there was.
Times are UTC; minutes watched are within the broadcast, moments at two consoles once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from zhubo_web.appeals.watching import Noted, Rated
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.rating import BLIND, DECISION, FIRST
from zhubo_web.evaluations.suggesting import union_minutes
from zhubo_web.extensions import db
from zhubo_web.months.models import ClassRating, MonthlyEvaluation
from zhubo_web.observations.models import Observation, Watch

#: What somebody gave; what followed from notes or from a decision is nobody's rating.
GIVEN = (FIRST, BLIND, DECISION)
NEGATIVE = ("remind", "issue")
NOT_KEPT = ("draft", "withdrawn")
Pair = tuple[int, int]  #: rater, person
Aired = tuple[datetime, set[int]]  #: when a broadcast began, its assistants


@dataclass
class Given:
    """By rater and person."""

    rated: dict[Pair, list[Rated]] = field(default_factory=lambda: defaultdict(list))
    noted: dict[Pair, list[Noted]] = field(default_factory=lambda: defaultdict(list))


def given(people: Collection[int], raters: Collection[int], since: datetime) -> Given:
    """What these raters gave and noted of these people since a moment."""
    found = Given()
    for rater, person, at, marks, about in _ratings(people, raters, since):
        values = tuple(mark for mark in marks.values() if mark is not None)
        found.rated[rater, person].append(Rated(about, at, values))
    _note(found, people, raters, since)
    return found


def _ratings(people: Collection[int], raters: Collection[int], since: datetime) -> list[Any]:
    single = (
        select(Rating, Evaluation.assistant_id)
        .join(Evaluation, Evaluation.id == Rating.evaluation_id)
        .where(Evaluation.assistant_id.in_(people), Rating.rater_id.in_(raters))
        .where(Rating.part.in_(GIVEN), Rating.submitted_at >= since)
    )
    monthly = (
        select(ClassRating, MonthlyEvaluation.assistant_id)
        .join(MonthlyEvaluation, MonthlyEvaluation.id == ClassRating.evaluation_id)
        .where(MonthlyEvaluation.assistant_id.in_(people), ClassRating.rater_id.in_(raters))
        .where(ClassRating.submitted_at >= since)
    )
    return [
        (one.rater_id, person, one.submitted_at, one.read, (table, one.evaluation_id))
        for table, query in (("evaluation", single), ("monthly_evaluation", monthly))
        for one, person in db.session.execute(query)
    ]


def _note(found: Given, people: Collection[int], raters: Collection[int], since: datetime) -> None:
    aired = _aired(people, since)
    watched = _watched(set(aired), raters)
    noted = _counted(aired, raters)
    for number, (began, assisting) in aired.items():
        for rater in raters:
            minutes = watched.get((number, rater), 0)
            for person in assisting & set(people) if minutes else ():
                count = noted[number, rater, person]
                found.noted[rater, person].append(Noted(number, began, count, minutes))


def _aired(people: Collection[int], since: datetime) -> dict[int, Aired]:
    """The broadcasts that are over in which one of these assisted."""
    own = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id.in_(people), RosterEntry.part == "assistant"
    )
    query = (
        select(Broadcast.id, Broadcast.started_at, RosterEntry.person_id)
        .join(RosterEntry, RosterEntry.broadcast_id == Broadcast.id)
        .where(Broadcast.id.in_(own), RosterEntry.part == "assistant")
        .where(Broadcast.started_at >= since, Broadcast.ended_at.is_not(None))
    )
    found: dict[int, Aired] = {}
    for number, began, person_id in db.session.execute(query):
        found.setdefault(number, (began, set()))[1].add(person_id)
    return found


def _watched(broadcast_ids: Collection[int], raters: Collection[int]) -> dict[Pair, int]:
    """(broadcast, rater) → minutes watched."""
    query = (
        select(
            Watch.broadcast_id, Watch.person_id, Watch.created_at, Watch.left_at,
            Broadcast.started_at, Broadcast.ended_at,
        )
        .join(Broadcast, Broadcast.id == Watch.broadcast_id)
        .where(Watch.broadcast_id.in_(broadcast_ids), Watch.person_id.in_(raters))
    )  # fmt: skip
    stays: dict[Pair, list[tuple[int, int]]] = defaultdict(list)
    for number, rater, came, left, began, ended in db.session.execute(query):
        begin = max(clock.to_epoch_ms(began), clock.to_epoch_ms(came))
        end = min(clock.to_epoch_ms(ended), clock.to_epoch_ms(left or ended))
        if end > begin:
            stays[number, rater].append((begin, end))
    return {key: union_minutes(own) for key, own in stays.items()}


def _counted(aired: dict[int, Aired], raters: Collection[int]) -> Counter[tuple[int, int, int]]:
    """(broadcast, rater, person) → 提醒 and 问题 about them that were kept."""
    query = (
        select(
            Observation.broadcast_id,
            Observation.observer_id,
            Observation.assistant_id,
            func.count(),
        )
        .where(Observation.broadcast_id.in_(aired), Observation.observer_id.in_(raters))
        .where(Observation.object == "assistant", Observation.kind.in_(NEGATIVE))
        .where(Observation.state.not_in(NOT_KEPT))
        .group_by(Observation.broadcast_id, Observation.observer_id, Observation.assistant_id)
    )
    found: Counter[tuple[int, int, int]] = Counter()
    for number, rater, named, count in db.session.execute(query):
        assisting = aired[number][1]
        about = {named} if named is not None else assisting if len(assisting) == 1 else set()
        for person in about:
            found[number, rater, person] += count
    return found
