"""Fills a database with the last month of a large shop, then freezes and composes it, and tells how long.

``python -m tests.bench.busymonth seed``: two hundred assistants, five thousand broadcasts of the month in
twenty rooms with sixty notes, a rated evaluation, a summary, check-ins and imported figures each, and the
figures of the eight weeks before. ``… freeze``: what the worker does on the day of 锁数, and every composite.
"""

from __future__ import annotations

import json
import resource
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import event

from tests import recordings
from tests.bench.seeding import emptied
from zhubo_web import create_app, settings
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, GroupSeat, Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.models import CheckIn
from zhubo_web.audit.models import record_rows
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.inserting import insert_rows
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.models import FigureRecording
from zhubo_web.months import calendars, jobs, scoring
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.observations.models import NoteDelivery, Observation, Tag
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.summaries.models import Summary
from zhubo_web.surveys.models import Feedback

ASSISTANTS, HOSTS, ROOMS, BROADCASTS, NOTES = 200, 40, 20, 5000, 60
BEFORE = timedelta(weeks=8)
LENGTH = timedelta(minutes=100)
TOGETHER = 5000
METRICS = ("view_uv", "view_pv", "watch_avg", "comments", "comment_uv", "engage_uv", "new_fans",
           "new_club", "goods_expose_uv", "goods_click_uv", "buyers", "gmv")  # fmt: skip
Row = dict[str, Any]


def poured(model: Any, rows: Iterator[Row]) -> None:
    """Rows of a table by the driver's own way, some thousands in a transaction."""
    while some := list(islice(rows, TOGETHER)):
        with writing():
            made = [{"created_at": clock.now(), **one} for one in some]
            insert_rows(db.session.connection(), model.__table__, made)


class Shop:
    """The month before this one, and what every row of it names."""

    def __init__(self) -> None:
        self.first = calendars.preceding(calendars.first_of(clock.today()))
        self.since, self.until = calendars.bounds(self.first)
        self.chance = Random(2026)
        each = (self.until - self.since) * ROOMS / BROADCASTS
        rounds = (self.until - (self.since - BEFORE)) // each
        starts = [self.until - each * (back + 1) for back in reversed(range(rounds))]
        #: (id, room's place, start), the month's own last.
        self.every = [
            (1 + turn * ROOMS + room, room, start)
            for turn, start in enumerate(starts)
            for room in range(ROOMS)
        ]
        self.month = [one for one in self.every if one[2] >= self.since]

    def hire(self) -> None:
        """People, rooms, tags, the group."""
        PolicyVersion.plant()
        Tag.plant()
        db.session.flush()
        self.rooms = [Room.add(f"直播间 {number}", None) for number in range(ROOMS)]
        people = [Person(name=f"员工 {n}", username=f"p{n}", status="active")
                  for n in range(ASSISTANTS + HOSTS + 4)]  # fmt: skip
        db.session.add_all(people)
        db.session.flush()
        self.room_ids = [one.id for one in self.rooms]
        self.assistants = [one.id for one in people[:ASSISTANTS]]
        self.hosts = [one.id for one in people[ASSISTANTS : ASSISTANTS + HOSTS]]
        lead, senior, hr, owner = people[-4:]
        self.lead = lead.id
        self.policy = PolicyVersion.in_force().id
        held = [(one, roles.ASSISTANT) for one in self.assistants]
        held += [(one, roles.HOST) for one in self.hosts]
        db.session.add_all(Grant(person_id=one, role=role) for one, role in held)
        for person, role in ((lead, roles.OPERATIONS), (senior, roles.SENIOR_HOST), (hr, roles.HR),
                             (owner, roles.OWNER)):  # fmt: skip
            person.grant(role, None)
        db.session.flush()
        for person, of in ((lead, "operations"), (senior, "host"), (hr, "hr")):
            GroupSeat.appoint(person, of, None, substitute=False)

    def who(self, number: int) -> int:
        """The assistant of a broadcast: ten belong to each room and take turns."""
        room, turn = (number - 1) % ROOMS, (number - 1) // ROOMS
        return self.assistants[room * (ASSISTANTS // ROOMS) + turn % (ASSISTANTS // ROOMS)]

    # ── rows ────────────────────────────────────────────────────────────────────────────────

    def broadcasts(self) -> Iterator[Row]:
        for number, room, start in self.every:
            yield {"id": number, "room_id": self.room_ids[room], "title": f"专场 {number}",
                   "state": "closed", "planned_start": start, "planned_end": start + LENGTH,
                   "started_at": start, "ended_at": start + LENGTH, "last_seq": NOTES,
                   "setting": "standard", "cancel_reason": "", "unchecked_reason": "",
                   "started_by_clock": False, "version": 1}  # fmt: skip

    def roster(self) -> Iterator[Row]:
        for number, _room, _start in self.every:
            for part, who in (
                ("host", self.hosts[number % HOSTS]),
                ("assistant", self.who(number)),
            ):
                yield {"broadcast_id": number, "person_id": who, "part": part, "position": 1}

    def figures(self) -> Iterator[Row]:
        chance = self.chance
        for number, room, _start in self.every:
            viewers = int(chance.lognormvariate(6.5, 0.6)) + 20
            rate = 0.6 + room / ROOMS
            told = {"view_uv": viewers, "view_pv": viewers * 2, "watch_avg": chance.gauss(40, 9),
                    "goods_expose_uv": viewers // 2}  # fmt: skip
            drawn = {one: viewers * 0.05 * rate * chance.lognormvariate(0, 0.3) for one in METRICS}
            values = {metric: round(value) for metric, value in (drawn | told).items()}
            yield recordings.row(number, values, note="罗盘", by_id=self.lead,
                                 created_at=self.since)  # fmt: skip

    def notes(self) -> Iterator[Row]:
        kinds = ("praise", "remind", "remind", "issue")
        tags = [one.id for one in db.session.scalars(Tag.in_force().limit(20))]
        for number, _room, start in self.month:
            for seq in range(1, NOTES + 1):
                yield {"id": (number - self.month[0][0]) * NOTES + seq, "broadcast_id": number,
                       "key": str(uuid.UUID(int=number * 1000 + seq)), "seq": seq,
                       "changed_seq": seq, "at_ms": seq * 90_000, "late": False,
                       "moment": start + timedelta(seconds=seq * 90), "observer_id": self.lead,
                       "observer_role": roles.OPERATIONS, "kind": kinds[seq % 4],
                       "dimension": "interaction", "object": "assistant",
                       "assistant_id": self.who(number), "text": "看公屏，先回一句",
                       "tag_id": tags[seq % len(tags)], "priority": 2, "state": "released",
                       "released_at": start + timedelta(hours=3), "version": 1,
                       **self.defaults(Observation)}  # fmt: skip

    @staticmethod
    def defaults(model: Any) -> Row:
        """What columns hold that nothing is said of."""
        given = [one for one in model.__table__.columns if one.default is not None]
        return {
            one.name: one.default.arg if one.default.is_scalar else one.default.arg(None)
            for one in given
        }

    def deliveries(self) -> Iterator[Row]:
        for at, (_number, _room, start) in enumerate(self.month):
            for seq in range(1, NOTES + 1):
                shown = start + timedelta(seconds=seq * 90 + 3)
                yield {"observation_id": at * NOTES + seq, "state": "answered", "version": 1,
                       "visible_from": shown, "shown_at": shown,
                       "answered_at": shown if seq % 3 else None}  # fmt: skip

    def events(self) -> Iterator[Row]:
        """What the log has of the month: rosters, starts, and every note."""
        for at, (number, _room, start) in enumerate(self.month):
            early = start - timedelta(days=1)
            for part, who in (
                ("host", self.hosts[number % HOSTS]),
                ("assistant", self.who(number)),
            ):
                yield self.told("roster.changed", "broadcast", number, number, early,
                                {"part": part, "person": who, "on": True})  # fmt: skip
            yield self.told("broadcast.started", "broadcast", number, number, start, {})
            for seq in range(1, NOTES + 1):
                moment = start + timedelta(seconds=seq * 90)
                yield self.told("observation.made", "observation", at * NOTES + seq, number, moment,
                                {"kind": "remind", "words": True})  # fmt: skip

    @staticmethod
    def told(name: str, kind: str, subject: int, broadcast: int, at: datetime, data: Row) -> Row:
        return {"at": at, "name": name, "actor_kind": "system", "actor_id": None,
                "actor_role": None, "subject_type": kind, "subject_id": subject,
                "subject_version": 1, "from_state": None, "to_state": None,
                "broadcast_id": broadcast, "data": data, "request_id": None}  # fmt: skip

    def check_ins(self) -> Iterator[Row]:
        for number, _room, start in self.month:
            expected = start - timedelta(minutes=40)
            yield {"broadcast_id": number, "person_id": self.who(number), "part": "assistant",
                   "arrived_at": expected + timedelta(minutes=number % 8), "version": 1,
                   "expected_at": expected, "minutes": number % 8,
                   "band": "fine" if number % 8 <= 5 else "minor", "policy_id": self.policy,
                   "how": "code", "by_id": self.who(number), "reason": "", "answer": "",
                   "words": ""}  # fmt: skip

    def summaries(self) -> Iterator[Row]:
        for number, _room, start in self.month:
            end = start + LENGTH
            yield {**self.defaults(Summary), "broadcast_id": number,
                   "assistant_id": self.who(number), "policy_id": self.policy, "version": 1,
                   "state": "accepted", "parts": {"texts": {"done": "做了"}, "chips": {}},
                   "setting": "standard", "raised_for": "",
                   "submitted_at": end + timedelta(hours=1), "due_at": end + timedelta(hours=15),
                   "late_until": end + timedelta(hours=87)}  # fmt: skip

    def evaluations(self) -> Iterator[Row]:
        for number, _room, start in self.month:
            end = start + LENGTH
            yield {**self.defaults(Evaluation), "id": number, "broadcast_id": number,
                   "assistant_id": self.who(number), "policy_id": self.policy, "version": 1,
                   "setting": "standard", "raised_for": "", "state": "published", "score": 78,
                   "rate_by": end + timedelta(hours=48), "unwatched_at": end + timedelta(hours=48),
                   "rater_id": self.lead, "rater_role": roles.OPERATIONS}  # fmt: skip

    def ratings(self) -> Iterator[Row]:
        for number, _room, start in self.month:
            marks = {name: str(self.chance.choice((3, 3, 4, 4, 5)))
                     for name in ("language", "interaction", "product")}  # fmt: skip
            yield {**self.defaults(Rating), "evaluation_id": number, "part": "first", "number": 1,
                   "rater_id": self.lead, "marks": {**marks, "emergency": "na"}, "evidence": {},
                   "inputs": {}, "score": 78, "submitted_at": start + LENGTH}  # fmt: skip

    def plans(self) -> Iterator[Row]:
        monday = self.first - timedelta(days=self.first.weekday())
        for week in range(5):
            start = clock.shanghai(monday + timedelta(weeks=week))
            for person in self.assistants:
                yield {**self.defaults(WeeklyPlan), "person_id": person, "version": 1,
                       "policy_id": self.policy, "setting": "standard", "raised_for": "",
                       "monday": monday + timedelta(weeks=week), "starts_at": start,
                       "ends_at": start + timedelta(days=7), "state": "closed", "latest": 1,
                       "due_at": start - timedelta(hours=28), "left_out": [], "execution": [],
                       "close_at": start + timedelta(days=9)}  # fmt: skip

    def said(self) -> Iterator[Row]:
        for number, room, start in self.month:
            source = ("host_rating", "service", "relayed")[number % 3]
            yield {**self.defaults(Feedback), "source": source, "version": 1,
                   "sort": "praise" if number % 5 else "complaint", "text": "问了两遍没人回",
                   "happened_at": start + LENGTH, "state": "attributed", "count": 1,
                   "room_id": self.room_ids[room], "broadcast_id": number, "chip": "",
                   "assistant_id": self.who(number), "author_id": self.lead,
                   "setting": "standard", "raised_for": "", "policy_id": self.policy}  # fmt: skip

    def tasks(self) -> Iterator[Row]:
        for number in range(1000):
            due = self.since + timedelta(hours=number % 600)
            yield {**self.defaults(ActionItem), "title": f"练三遍开场 {number}", "version": 1,
                   "state": "verified", "owner_id": self.assistants[number % ASSISTANTS],
                   "creator_id": self.lead, "due_at": due, "claimed_at": due, "setting": "standard",
                   "raised_for": "", "policy_id": self.policy}  # fmt: skip

    def open_month(self) -> int:
        """The cycle, its days gone by, with nobody's facts taken down."""
        month = Month.open(self.first, SYSTEM)
        MonthlyEvaluation.open_some(month, SYSTEM)
        month.freeze_at = clock.now() - timedelta(minutes=1)
        return month.id


def seed() -> Row:
    """All of it; how many seconds opening the month took."""
    shop = Shop()
    with writing():
        shop.hire()
    for model, rows in (
        (Broadcast, shop.broadcasts()),
        (RosterEntry, shop.roster()),
        (FigureRecording, shop.figures()),
        (Observation, shop.notes()),
        (NoteDelivery, shop.deliveries()),
        (CheckIn, shop.check_ins()),
        (Summary, shop.summaries()),
        (Evaluation, shop.evaluations()),
        (Rating, shop.ratings()),
        (WeeklyPlan, shop.plans()),
        (Feedback, shop.said()),
        (ActionItem, shop.tasks()),
    ):
        poured(model, rows)
    rows = shop.events()
    while some := list(islice(rows, TOGETHER)):
        with writing():
            record_rows(db.session.connection(), some)
    began = perf_counter()
    with writing():
        month = shop.open_month()
    return {"month": month, "opening": perf_counter() - began, "broadcasts": len(shop.month)}


def timed(spans: list[float]) -> None:
    """Note how long each transaction that commits lasted."""
    begun: list[float] = []
    event.listen(db.engine, "begin", lambda _connection: begun.append(perf_counter()))
    event.listen(db.engine, "commit", lambda _c: spans.append(perf_counter() - begun[-1]))


def composed(month_id: int) -> Sequence[Any]:
    """Every composite of the month, from its facts."""
    begin_reading()
    query = db.session.query(MonthlyEvaluation).filter_by(month_id=month_id)
    return [scoring.compose(one.with_marks(one.facts), one.composite).score for one in query]


def freeze() -> Row:
    """锁数 and all composites."""
    spans: list[float] = []
    timed(spans)
    month_id = db.session.query(Month.id).filter(Month.frozen_at.is_(None)).scalar()
    db.session.rollback()
    began, busy = perf_counter(), process_time()
    jobs.freeze_months()
    frozen = perf_counter() - began
    scores = composed(month_id)
    seconds, busy = perf_counter() - began, process_time() - busy
    month = db.session.get_one(Month, month_id)
    assert month.frozen_at is not None and None not in scores
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "busy": busy, "frozen": frozen, "peak": peak, "longest": max(spans),
            "writes": len(spans), "people": len(scores)}  # fmt: skip


def main(what: str) -> None:
    """Seed or freeze, and tell."""
    app = create_app(settings.read())
    with app.app_context():
        if what == "seed":
            emptied(app)
        told = {"seed": seed, "freeze": freeze}[what]()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
