"""The assistants of the rooms somebody oversees, over a period: six statements, however many there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import DONE, ActionItem
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.dashboards.attention import Member, ordered
from zhubo_web.dashboards.lines import SCORE, TEAM
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.models.seen import STANDING
from zhubo_web.evaluations.suggesting import union_minutes
from zhubo_web.extensions import db
from zhubo_web.months.models.gathering.rated import COUNTED
from zhubo_web.observations.models import Observation, Watch

MINUTE_MS = 60_000


def members(reader: Any, since: datetime, until: datetime) -> list[Member]:
    """Everybody who assisted in a broadcast of the time that the reader oversees."""
    return _Team(reader, since, until).read()


class _Team:
    """What is read once for all of them."""

    def __init__(self, reader: Any, since: datetime, until: datetime) -> None:
        self.reader, self.since, self.until = reader, since, until
        self.ids = Whose(reader, TEAM).ids(since, until, SCORE)
        self.members: dict[int, Member] = {}
        #: Broadcast → who assisted, and its first and last moment in ms since 1970.
        self.people: dict[int, list[int]] = defaultdict(list)
        self.times: dict[int, tuple[int, int]] = {}

    def read(self) -> list[Member]:
        self._roster()
        self._scores()
        noted = self._notes()
        self._watched(noted)
        self._due()
        self._items()
        return ordered(self.members.values())

    def _roster(self) -> None:
        query = (
            select(Broadcast.id, Broadcast.started_at, Broadcast.ended_at, Person.id, Person.name)
            .join(RosterEntry, RosterEntry.broadcast_id == Broadcast.id)
            .join(Person, Person.id == RosterEntry.person_id)
            .where(RosterEntry.part == "assistant", Broadcast.id.in_(self.ids))
        )
        for number, start, end, who, name in db.session.execute(query):
            one = self.members.setdefault(who, Member(who, name))
            self.times[number] = clock.to_epoch_ms(start), clock.to_epoch_ms(end)
            one.broadcasts += 1
            one.minutes += _minutes(self.times[number])
            self.people[number].append(who)

    def _scores(self) -> None:
        query = (
            select(Evaluation.assistant_id, Broadcast.started_at, Evaluation.score)
            .join(Broadcast, Broadcast.id == Evaluation.broadcast_id)
            .where(Evaluation.broadcast_id.in_(self.ids), Evaluation.state.in_(COUNTED))
            .where(Evaluation.score.is_not(None))
            .order_by(Broadcast.started_at, Evaluation.id)
        )
        for who, start, score in db.session.execute(query):
            if who in self.members and score is not None:
                self.members[who].scores.append((clock.local(start).date(), score))

    def _notes(self) -> set[int]:
        """Count what was noted of each; return the broadcasts in which anything was."""
        standing = and_(Observation.object == "assistant", Observation.state.in_(STANDING))
        kept = or_(Observation.disposition.is_(None), Observation.disposition != "dismissed")
        counts = (
            func.sum(case((standing & kept & (Observation.kind == "praise"), 1), else_=0)),
            func.sum(
                case((standing & kept & Observation.kind.in_(("remind", "issue")), 1), else_=0)
            ),
        )
        query = (
            select(Observation.broadcast_id, Observation.assistant_id, *counts)
            .where(Observation.broadcast_id.in_(self.ids), Observation.state != "withdrawn")
            .group_by(Observation.broadcast_id, Observation.assistant_id)
        )
        found = set()
        for number, named, good, bad in db.session.execute(query):
            found.add(number)
            there = self.people.get(number, [])
            who = named if named is not None else there[0] if len(there) == 1 else None
            if who in there:
                self.members[who].good += good
                self.members[who].bad += bad
        return found

    def _watched(self, noted: set[int]) -> None:
        """Minutes that somebody sat at the console; all of a broadcast where they only noted."""
        stays: dict[int, list[tuple[int, int]]] = defaultdict(list)
        query = select(Watch.broadcast_id, Watch.created_at, Watch.left_at)
        for number, came, left in db.session.execute(query.where(Watch.broadcast_id.in_(self.ids))):
            if number in self.times:
                first, last = self.times[number]
                begin = max(first, clock.to_epoch_ms(came))
                end = last if left is None else min(last, clock.to_epoch_ms(left))
                stays[number] += [(begin, end)] if begin < end else []
        for number, people in self.people.items():
            whole = _minutes(self.times[number])
            minutes = min(whole, union_minutes(stays[number])) if stays[number] else 0
            minutes = minutes or (whole if number in noted else 0)
            for who in people:
                self.members[who].watched += minutes

    def _due(self) -> None:
        """What waited for them and was due in the time by now: done in time, of all."""
        kept = case((Duty.closed_at <= Duty.due_at, 1), else_=0)
        until = min(self.until, clock.now())
        query = (
            select(Duty.person_id, func.count(), func.sum(kept))
            .where(Duty.due_at >= self.since, Duty.due_at < until)
            .where(Duty.person_id.in_(list(self.members)))
            .group_by(Duty.person_id)
        )
        for who, due, done in db.session.execute(query):
            self.members[who].due, self.members[who].kept = due, int(done or 0)

    def _items(self) -> None:
        """Action items that are open now, of those the reader may open."""
        visible = ActionItem.visible_to(self.reader).order_by(None)
        late = case((ActionItem.due_at < clock.now(), 1), else_=0)
        query = (
            select(ActionItem.owner_id, func.count(), func.sum(late))
            .where(ActionItem.id.in_(visible.with_only_columns(ActionItem.id)))
            .where(ActionItem.state.not_in(DONE), ActionItem.owner_id.in_(list(self.members)))
            .group_by(ActionItem.owner_id)
        )
        for who, amount, behind in db.session.execute(query):
            self.members[who].open, self.members[who].late = amount, int(behind or 0)


def _minutes(times: tuple[int, int]) -> int:
    return (times[1] - times[0]) // MINUTE_MS
