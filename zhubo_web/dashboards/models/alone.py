"""The four principles as far as they are about one assistant, in the broadcasts that a reader may see.

What is measured is what ``measuring.Span`` measures of everybody, read of fewer rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Select, func, or_, select

from zhubo_web.appeals.models import Appeal
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.dashboards import principles
from zhubo_web.dashboards.lines import OWN
from zhubo_web.dashboards.models.objecting import Decisions
from zhubo_web.dashboards.models.owed import owed
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.dashboards.principles import Kept, Share
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.models.rating import BLIND, FIRST
from zhubo_web.evaluations.suggesting import union_minutes
from zhubo_web.evaluations.workflow import OUT
from zhubo_web.extensions import db
from zhubo_web.months.agreement import Agreement, agreement
from zhubo_web.months.backing import SIDES_WANTED
from zhubo_web.months.models.agreeing import doubled
from zhubo_web.observations.models import Observation, Watch
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.policies.rubrics import DIMENSIONS


@dataclass
class Aired:
    """One broadcast that the assistant was on: how much of it was seen, by whom, on which sides."""

    id: int
    title: str
    start: datetime
    end: datetime
    alone: bool
    stays: list[tuple[int, int]]
    observers: set[int]
    sides: set[str]
    evaluation: Evaluation | None = None

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    @property
    def watched(self) -> int:
        """Minutes that somebody sat at a console."""
        return union_minutes(self.stays)

    @property
    def is_scored(self) -> bool:
        """Whether a score is out."""
        return self.evaluation is not None and self.evaluation.score is not None


@dataclass
class Alone:
    """One assistant from one moment to another, as ``whose.reader`` may see it."""

    whose: Whose
    since: datetime
    until: datetime

    @property
    def who(self) -> int:
        found = self.whose.person_id
        assert found is not None
        return found

    @property
    def _ids(self) -> Select[tuple[int]]:
        return self.whose.ids(self.since, self.until, OWN)

    @cached_property
    def broadcasts(self) -> list[Aired]:
        """Theirs, the oldest first, with who watched and what was noted of them; four statements."""
        others = (
            select(func.count())
            .where(RosterEntry.broadcast_id == Broadcast.id, RosterEntry.part == "assistant")
            .scalar_subquery()
        )
        query = select(
            Broadcast.id, Broadcast.title, Broadcast.started_at, Broadcast.ended_at, others
        ).where(Broadcast.id.in_(self._ids))
        found = {
            number: Aired(number, title, start, end, count == 1, [], set(), set())
            for number, title, start, end, count in db.session.execute(
                query.order_by(Broadcast.started_at, Broadcast.id)
            )
        }
        self._watch(found)
        self._note(found)
        for one in self.evaluations:
            found[one.broadcast_id].evaluation = one
        return list(found.values())

    def _watch(self, found: dict[int, Aired]) -> None:
        query = select(Watch.broadcast_id, Watch.person_id, Watch.created_at, Watch.left_at)
        for number, who, came, left in db.session.execute(
            query.where(Watch.broadcast_id.in_(self._ids))
        ):
            one = found[number]
            begin = clock.to_epoch_ms(max(came, one.start))
            end = clock.to_epoch_ms(min(left or one.end, one.end))
            if end > begin:
                one.stays.append((begin, end))
                one.observers.add(who)

    def _note(self, found: dict[int, Aired]) -> None:
        columns = (Observation.broadcast_id, Observation.assistant_id, Observation.observer_id)
        query = (
            select(*columns, Observation.dimension)
            .where(Observation.broadcast_id.in_(self._ids), Observation.object == "assistant")
            .where(or_(Observation.assistant_id == self.who, Observation.assistant_id.is_(None)))
            .where(Observation.state != "withdrawn")
            .distinct()
        )
        for number, named, observer, side in db.session.execute(query):
            one = found[number]
            if named is None and not one.alone:
                continue
            if named is not None:
                one.observers.add(observer)
            if side in DIMENSIONS:
                one.sides.add(side)

    @cached_property
    def evaluations(self) -> Sequence[Evaluation]:
        """What was given of these broadcasts and is out."""
        query = select(Evaluation).where(
            Evaluation.broadcast_id.in_(self._ids),
            Evaluation.assistant_id == self.who,
            Evaluation.state.in_(OUT),
        )
        return db.session.scalars(query.order_by(Evaluation.broadcast_id)).all()

    # ── 客观, 公正 ──────────────────────────────────────────────────────────────────────────

    def evidence(self) -> Share:
        """Of their evaluations with a 1, 2 or 5: those in which every one of them cites a record."""
        return principles.extremes_with_evidence(
            (one.id, rating.read, rating.evidence)
            for one in self.evaluations
            for rating in one.ratings
            if rating.submitted_at is not None
        )

    @cached_property
    def decisions(self) -> Decisions:
        """What became of what they contested: notes, evaluations, formal objections."""
        noted = select(Observation.id).where(
            Observation.broadcast_id.in_(self._ids), Observation.assistant_id == self.who
        )
        scored = select(Evaluation.id).where(
            Evaluation.broadcast_id.in_(self._ids), Evaluation.assistant_id == self.who
        )
        objections = select(Appeal.id).where(Appeal.assistant_id == self.who)
        return Decisions.between(
            self.since,
            self.until,
            of={"observation": noted, "evaluation": scored, "appeal": objections},
        )

    def agreement(self) -> Agreement:
        """How far two who rated them blindly agree."""
        units = doubled(
            (self.who, one.broadcast_id, rating)
            for one in self.evaluations
            if one.second_id is not None
            for rating in one.ratings
            if rating.part in (FIRST, BLIND) and rating.submitted_at is not None
        )
        return agreement([one[3] for one in units], len({one[1] for one in units}))

    # ── 全面 ────────────────────────────────────────────────────────────────────────────────

    @property
    def observers(self) -> int:
        """How many people saw them."""
        return len({who for one in self.broadcasts for who in one.observers})

    @property
    def scored(self) -> int:
        """In how many broadcasts they have a score."""
        return sum(one.is_scored for one in self.broadcasts)

    @cached_property
    def fewest(self) -> int:
        """How many broadcasts are needed for a grade."""
        return PolicyVersion.in_force(self.since).numbers.whole("month_watched_fewest")

    @property
    def sides(self) -> list[str]:
        """What they were seen at, in the order of the pad."""
        seen = {side for one in self.broadcasts for side in one.sides}
        return [name for name in DIMENSIONS if name in seen]

    @property
    def enough_sides(self) -> bool:
        return len(self.sides) >= SIDES_WANTED

    @property
    def hours(self) -> int | None:
        """Watched, of the time on air, in per cent."""
        on_air = sum(one.minutes for one in self.broadcasts)
        watched = sum(one.watched for one in self.broadcasts)
        return round(100 * watched / on_air) if on_air else None

    # ── 及时 ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def kept(self) -> list[Kept]:
        """What waited for them, and for others about them, by kind."""
        return owed(self.whose, self.since, self.until)

    @property
    def on_time(self) -> int | None:
        """Kept, of everything that was promised, in per cent."""
        shares = [one.share(clock.now()) for one in self.kept]
        of = sum(one.of for one in shares)
        return round(100 * sum(len(one.met) for one in shares) / of) if of else None
