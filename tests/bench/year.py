"""Fills a database with a year of a large shop, for its lists.

``python -m tests.bench.year``: two hundred people, five thousand broadcasts in ten rooms with a host,
an assistant and an observer each, sixty notes, a summary and an evaluation of every broadcast, a plan
of every assistant and week, and what waits for and was told to whoever leads. Rows go in bulk; what
tests need of their states is as the product leaves them.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert

from tests.bench.seeding import Cookies, emptied, member
from zhubo_web import create_app, settings
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.core import clock
from zhubo_web.duties.models import Duty, Notice
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.summaries.models import Summary
from zhubo_web.surveys.models import Feedback

PEOPLE, ROOMS, BROADCASTS, NOTES = 200, 10, 5000, 60
WEEKS, SAID, TASKS, TOLD, WAITING = 26, 3000, 2000, 20_000, 60
EACH = timedelta(hours=16)
TOGETHER = 2000
Row = dict[str, Any]


def poured(model: Any, rows: Iterator[Row]) -> None:
    """Rows of a table in bulk; what a column has by default is given it."""
    table: Table = model.__table__
    while some := list(islice(rows, TOGETHER)):
        db.session.execute(insert(table), some)


def start_of(number: int) -> datetime:
    """Every sixteen hours one in each of the ten rooms, the last one yesterday."""
    return clock.now() - timedelta(days=1) - EACH * ((BROADCASTS - number) // ROOMS)


def broadcasts(room_ids: list[int]) -> Iterator[Row]:
    """All over and closed."""
    for number in range(1, BROADCASTS + 1):
        start = start_of(number)
        yield {
            "id": number,
            "room_id": room_ids[number % ROOMS],
            "title": f"专场 {number}",
            "state": "closed" if number < BROADCASTS - 40 else "ended",
            "planned_start": start,
            "planned_end": start + timedelta(hours=2),
            "started_at": start,
            "ended_at": start + timedelta(hours=2),
            "last_seq": NOTES,
        }


def roster(people: Row) -> Iterator[Row]:
    """A host, an assistant and an observer each."""
    for number in range(1, BROADCASTS + 1):
        for part, group in (("host", "hosts"), ("assistant", "assistants"), ("observer", "leads")):
            who = people[group]
            yield {"broadcast_id": number, "person_id": who[number % len(who)], "part": part}


def notes(people: Row) -> Iterator[Row]:
    """Sixty of each broadcast, a minute and a half apart."""
    kinds = ("praise", "remind", "remind", "issue")
    for number in range(1, BROADCASTS + 1):
        start, who = start_of(number), people["assistants"]
        for seq in range(1, NOTES + 1):
            yield {
                "broadcast_id": number,
                "key": str(uuid.UUID(int=number * 1000 + seq)),
                "seq": seq,
                "changed_seq": seq,
                "at_ms": seq * 90_000,
                "moment": start + timedelta(seconds=seq * 90),
                "observer_id": people["leads"][0],
                "observer_role": roles.OPERATIONS,
                "kind": kinds[seq % 4],
                "dimension": "interaction",
                "object": "assistant",
                "assistant_id": who[number % len(who)],
                "text": "看公屏，先回一句",
                "state": "released",
                "released_at": start + timedelta(hours=3),
            }


def summaries(people: Row, policy: int) -> Iterator[Row]:
    """One of each broadcast; those of the last days wait."""
    for number in range(1, BROADCASTS + 1):
        end, who = start_of(number) + timedelta(hours=2), people["assistants"]
        yield {
            "broadcast_id": number,
            "assistant_id": who[number % len(who)],
            "policy_id": policy,
            "state": "accepted" if number < BROADCASTS - 40 else "submitted",
            "parts": {"texts": {"done": "三件事都做了", "next": "提前半分钟贴价格牌"}, "chips": {}},
            "submitted_at": end + timedelta(hours=1),
            "due_at": end + timedelta(hours=15),
            "late_until": end + timedelta(hours=87),
        }


def evaluations(people: Row, policy: int) -> Iterator[Row]:
    """One of each broadcast; those of the last days are to be confirmed."""
    for number in range(1, BROADCASTS + 1):
        end, who = start_of(number) + timedelta(hours=2), people["assistants"]
        over = number < BROADCASTS - 40
        yield {
            "broadcast_id": number,
            "assistant_id": who[number % len(who)],
            "policy_id": policy,
            "state": "published" if over else "draft",
            "score": 76 + number % 12 if over else None,
            "published_at": end + timedelta(hours=20) if over else None,
            "rate_by": end + timedelta(hours=48),
            "unwatched_at": end + timedelta(hours=48),
            "rater_id": people["leads"][0],
            "rater_role": roles.OPERATIONS,
        }


def plans(people: Row, policy: int) -> Iterator[Row]:
    """One an assistant and week; next week's wait for their review."""
    this = clock.today() - timedelta(days=clock.today().weekday())
    for back in range(-1, WEEKS):
        monday = this - timedelta(weeks=back)
        start = clock.shanghai(monday)
        for person in people["assistants"]:
            yield {
                "person_id": person,
                "policy_id": policy,
                "monday": monday,
                "starts_at": start,
                "ends_at": start + timedelta(days=7),
                "state": "submitted" if back < 0 else "closed",
                "due_at": start - timedelta(hours=28),
                "submitted_at": start - timedelta(hours=30),
                "close_at": start + timedelta(days=9),
            }


def said(people: Row, policy: int, room_ids: list[int]) -> Iterator[Row]:
    """Feedback, every fifth still to be attributed."""
    for number in range(SAID):
        happened = clock.now() - timedelta(hours=number)
        yield {
            "source": "service",
            "sort": "complaint",
            "text": "问了两遍没人回",
            "happened_at": happened,
            "state": "pending" if number % 5 == 0 else "attributed",
            "due_at": happened + timedelta(hours=48),
            "room_id": room_ids[number % ROOMS],
            "broadcast_id": number + 1,
            "assistant_id": people["assistants"][number % len(people["assistants"])],
            "author_id": people["leads"][0],
            "policy_id": policy,
        }


def tasks(people: Row, policy: int) -> Iterator[Row]:
    """Action items that the lead gave."""
    for number in range(TASKS):
        yield {
            "title": f"练三遍开场 {number}",
            "state": ("open", "in_progress", "verified", "verified")[number % 4],
            "owner_id": people["assistants"][number % len(people["assistants"])],
            "creator_id": people["leads"][0],
            "due_at": clock.now() + timedelta(hours=number - 500),
            "policy_id": policy,
        }


def waiting(lead: int) -> Iterator[Row]:
    """What waits for the lead."""
    for number in range(WAITING):
        yield {
            "person_id": lead,
            "subject_type": "evaluation",
            "subject_id": BROADCASTS - number,
            "title": "确认评分：%(title)s",
            "values": {"title": f"专场 {number}", "args": {"broadcast_id": BROADCASTS - number}},
            "endpoint": "evaluations.after",
            "due_at": clock.now() + timedelta(hours=number),
        }


def told(lead: int) -> Iterator[Row]:
    """What the lead was told, most of it read."""
    for number in range(TOLD):
        yield {
            "person_id": lead,
            "kind": "step",
            "subject_type": "weekly_plan",
            "subject_id": number + 1,
            "title": "改动没有确认，按原计划播",
            "read_at": clock.now() if number < TOLD - 50 else None,
        }


def hired() -> tuple[Row, list[int]]:
    """The people and the rooms; ``ma`` leads operations of all of them."""
    rooms = [Room.add(f"直播间 {number}", None) for number in range(ROOMS)]
    db.session.flush()
    lead, owner = member("ma", roles.OPERATIONS, None), member("qian", roles.OWNER, None)
    made = [
        Person(name=f"员工 {number}", username=f"p{number}", status="active")
        for number in range(PEOPLE - 2)
    ]
    db.session.add_all(made)
    db.session.flush()
    hosts, assistants = made[:20], made[20:]
    for people, role in ((hosts, roles.HOST), (assistants, roles.ASSISTANT)):
        db.session.add_all(Grant(person_id=one.id, role=role) for one in people)
    db.session.flush()
    groups = {"hosts": [one.id for one in hosts], "assistants": [one.id for one in assistants]}
    return {**groups, "leads": [lead.id, owner.id]}, [one.id for one in rooms]


def fill() -> Row:
    """All of it, table by table."""
    with writing():
        people, room_ids = hired()
    policy = PolicyVersion.in_force().id
    for model, rows in (
        (Broadcast, broadcasts(room_ids)),
        (RosterEntry, roster(people)),
        (Observation, notes(people)),
        (Summary, summaries(people, policy)),
        (Evaluation, evaluations(people, policy)),
        (WeeklyPlan, plans(people, policy)),
        (Feedback, said(people, policy, room_ids)),
        (ActionItem, tasks(people, policy)),
        (Duty, waiting(people["leads"][0])),
        (Notice, told(people["leads"][0])),
    ):
        with writing():
            poured(model, rows)
    return people


def main() -> None:
    """Migrate, seed, tell."""
    app = create_app(settings.read())
    with app.app_context():
        emptied(app)
        people = fill()
        with writing():
            lead = db.session.get_one(Person, people["leads"][0])
            owner = db.session.get_one(Person, people["leads"][1])
            one = db.session.get_one(Person, people["assistants"][1])
            cookies = Cookies(app)
            held = {"ma": cookies.of(lead), "qian": cookies.of(owner), "chen": cookies.of(one)}
        sys.stdout.write(json.dumps({"cookies": held, "broadcast": BROADCASTS - 9}) + "\n")


if __name__ == "__main__":
    main()
