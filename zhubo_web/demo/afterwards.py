"""What yesterday's broadcast left: who watched, a summary that is in, an evaluation to confirm."""

from __future__ import annotations

from datetime import timedelta

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db
from zhubo_web.observations.models import Watch
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.wording import Written

#: Username → minutes of the broadcast they watched, from when to when.
WATCHED = {"ma": (0, 92), "lin": (20, 65)}
WRITTEN = Written(
    texts={
        "met": "报规格时把 100 g 说成 120 g，主播马上更正了",
        "next": "开播前把规格念一遍，福袋规则贴在镜头下面",
    },
    chips={
        "done": ["sheet", "demo", "follow"],
        "reading": ["demo_up"],
        "next": ["read"],
    },
    minute=27,
)


def watch(past: Broadcast, people: dict[str, Person]) -> None:
    """Two of the group sat at the console."""
    assert past.started_at is not None
    for username, (first, last) in WATCHED.items():
        person = people[username]
        stay = Watch(broadcast_id=past.id, person_id=person.id, role=person.roles[0])
        stay.created_at = past.started_at + timedelta(minutes=first)
        stay.left_at = past.started_at + timedelta(minutes=last)
        db.session.add(stay)


def sum_up(past: Broadcast, assistant: Person) -> None:
    """The assistant has handed the summary in."""
    db.session.flush()
    Summary.of(past)[assistant.id].submit(assistant, WRITTEN)
