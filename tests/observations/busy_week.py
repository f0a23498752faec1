"""A busy week in bulk: many broadcasts, one of them watched closely, with comments by the thousand.

By hand, into an instance of its own (sign in as 马运营 with the cookie it prints):

    ZHUBO_INSTANCE=/tmp/busy ZHUBO_BENCH=1 python -m tests.observations.busy_week 300000
"""

from __future__ import annotations

import json
import math
import random
import sys
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from tests.cast import Cast, assemble, broadcast, product
from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import Comment, MinuteCount, Question
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.observations.models import NoteDelivery, Observation

MINUTE = 60_000
MINUTES = 120
LINES = ("敏感肌能用吗", "多少钱", "拍了", "主播好美", "发什么快递", "孕妇可以用吗", "来了")
CUES = {"praise": "节奏稳", "remind": "接一句：敏感肌能用吗", "issue": "马上更正：到手价 129 元"}


def comments_of(made: Broadcast, count: int, dice: random.Random) -> None:
    """Comments spread over two hours with a peak, and their counts a minute."""
    rows, counts = [], dict.fromkeys(range(MINUTES), 0)
    for number in range(count):
        at = int(dice.triangular(0, MINUTES * MINUTE - 1, 70 * MINUTE))
        counts[at // MINUTE] += 1
        rows.append(
            {
                "broadcast_id": made.id,
                "source_key": f"{number:032x}",
                "at_ms": at,
                "viewer": f"观众{number % 997:04d}",
                "text": LINES[number % len(LINES)],
            }
        )
    if rows:
        db.session.execute(insert(Comment), rows)
    minutes = [
        {
            "broadcast_id": made.id,
            "minute": minute,
            "comments": here,
            "likes": here * 3 + minute % 7,
            "follows": minute % 5,
            "viewers": 600
            + round(2600 * math.sin(math.pi * minute / MINUTES))
            + dice.randrange(90),
        }
        for minute, here in counts.items()
        if here
    ]
    if minutes:
        db.session.execute(insert(MinuteCount), minutes)


def notes_of(cast: Cast, made: Broadcast, count: int, dice: random.Random) -> None:
    """Notes of two observers, spread; every second one was shown and answered."""
    assert made.started_at is not None
    for number in range(1, count + 1):
        at = dice.randrange(MINUTES * MINUTE)
        kind = dice.choice(("praise", "remind", "remind", "issue", "mark"))
        moment = made.started_at + timedelta(milliseconds=at)
        note = Observation(
            broadcast_id=made.id,
            key=str(uuid.UUID(int=dice.getrandbits(128))),
            seq=number,
            changed_seq=number,
            state="released",
            released_at=made.ended_at,
            observer_id=(cast.ma if number % 3 else cast.lin).id,
            observer_role="operations_lead",
            moment=moment,
            at_ms=at,
            kind=kind,
            assistant_id=cast.chen.id,
            dimension=dice.choice(("language", "interaction", "product", "emergency")),
            text=CUES.get(kind),
        )
        db.session.add(note)
        if kind in CUES and number % 2:
            db.session.add(_answered(note, moment, at, dice.randrange(4, 60)))


def _answered(note: Observation, moment: datetime, at: int, seconds: int) -> NoteDelivery:
    answered = moment + timedelta(seconds=seconds)
    return NoteDelivery(
        observation=note,
        state="answered",
        visible_from=moment,
        shown_at=moment,
        answered_at=answered,
        answered_ms=at + seconds * 1000,
        answer_given="got_it",
    )


def questions_of(made: Broadcast, count: int, dice: random.Random) -> None:
    """What viewers asked; two of three were answered."""
    for number in range(count):
        at = dice.randrange(MINUTES * MINUTE)
        done = number % 3 > 0
        db.session.add(
            Question(
                broadcast_id=made.id,
                text=LINES[number % len(LINES)],
                rule="mark",
                source="comments",
                asks=number % 4 + 2,
                askers=number % 4 + 1,
                first_ms=at,
                last_ms=at + 20_000,
                state="answered" if done else "open",
                answered_ms=at + dice.randrange(5, 300) * 1000 if done else None,
                answered_how="overlay" if done else None,
            )
        )


def over(cast: Cast, days_ago: float) -> Broadcast:
    """A broadcast of two hours that is over, with a run sheet that went a little late."""
    made = broadcast(cast, minutes_ago=int(days_ago * 1440) + MINUTES)
    assert made.started_at is not None
    made.state, made.ended_at = "ended", made.started_at + timedelta(minutes=MINUTES)
    titles = ("开场", "洁面", "福袋", "精华", "返场")
    for place, title in enumerate(titles):
        begin = (place * 24 + min(place, 3)) * MINUTE
        db.session.add(
            Segment(
                broadcast_id=made.id,
                position=place + 1,
                title=title,
                kind="product",
                planned_ms=place * 24 * MINUTE,
                started_ms=begin,
                ended_ms=((place + 1) * 24 + min(place + 1, 3)) * MINUTE
                if place + 1 < len(titles)
                else MINUTES * MINUTE,
            )
        )
    return made


def fill(cast: Cast, *, comments: int, notes: int = 40, broadcasts: int = 21) -> int:
    """A week of broadcasts, in the caller's transaction; the id of the one that was watched."""
    dice = random.Random(7)
    sold = product("修护精华")
    watched = over(cast, 0.5)
    db.session.flush()
    for one in Segment.of(watched)[1:4]:
        one.product_id = sold.id
    comments_of(watched, comments // broadcasts, dice)
    notes_of(cast, watched, notes, dice)
    questions_of(watched, notes // 2, dice)
    for number in range(1, broadcasts):
        comments_of(over(cast, number / 3 + 1), comments // broadcasts, dice)
    return watched.id


def main(comments: int, notes: int) -> None:
    """Fill an instance; print the broadcast and a cookie for each of the cast."""
    from tests.browser.seed import _cookie
    from zhubo_web import create_app, settings, upkeep
    from zhubo_web.extensions import writing

    app = create_app(settings.read())
    with app.app_context():
        upkeep.migrate(app)
        with writing():
            cast = assemble()
            watched = fill(cast, comments=comments, notes=notes)
            names = ("ma", "chen", "wu", "he", "lin")
            people = {name: db.session.get_one(Person, getattr(cast, name).id) for name in names}
            cookies = {name: _cookie(app, person) for name, person in people.items()}
    told: dict[str, Any] = {"broadcast": watched, "cookies": cookies, "at": clock.epoch_ms()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40)
