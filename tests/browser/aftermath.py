"""What broadcasts that are over leave behind, for the pages that only then exist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.browser.closing import close_months, upload_lists
from tests.browser.talked import talk_over
from tests.cast import Cast, broadcast
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.models import Leave, ShiftComplaint
from zhubo_web.broadcasts.models import Broadcast, IdentityCheck, Room
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Channel
from zhubo_web.evaluations.models import Closeness, Evaluation, Given
from zhubo_web.extensions import db
from zhubo_web.observations.models import Watch
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.plans.models import PlanTemplate
from zhubo_web.summaries.models import Summary
from zhubo_web.surveys.models import Feedback

ROUND = timedelta(hours=1)
MARKS = {"language": 3, "interaction": 3, "product": 4, "emergency": None}


def leave_behind(cast: Cast) -> dict[str, Any]:
    """Ids: one broadcast to sum up and rate, one rated strictly, one in dispute; feedback, a task, a
    leave, a complaint, a checked identity and a group's robot."""
    people = {one.username: db.session.get_one(Person, one.id) for one in cast.everybody()}
    over, strict, disputed = (_held(cast, people["ma"], hours) for hours in (9, 6, 3))
    _rating(strict, cast).rise("red_line", people["ma"])
    _dispute(_rating(disputed, cast), people)
    PlanTemplate.plant()
    Closeness.declare(people["hong"], people["li"], "family", people["hong"])
    Closeness.declare(people["chen"], people["lin"], "money", people["chen"])
    robot = Channel(kind="wecom", name="运营群", room_id=cast.care, url="")
    db.session.add(robot)
    db.session.flush()
    talks = talk_over(cast, people)
    room = db.session.get_one(Room, cast.care)
    return {
        "over": over.id,
        "strict": _rating(strict, cast).id,
        "disputed": _rating(disputed, cast).id,
        "disputed_at": disputed.id,
        "summary": Summary.of(over)[cast.chen.id].id,
        "robot": robot.id,
        **talks,
        **close_months(cast, people, talks),
        **upload_lists(people, over, room),
        **_asked(over, cast, people),
    }


def _held(cast: Cast, ma: Person, hours: int) -> Broadcast:
    """A broadcast that ma watched for an hour, with a note of each kind."""
    made = broadcast(cast, minutes_ago=hours * 60)
    for kind, tag in (("praise", "L01"), ("remind", "I11"), ("issue", "P12")):
        take_operations(made, clock.epoch_ms(), [tap(kind=kind, tag=tag)], ma)
    assert made.started_at is not None
    stay = Watch(broadcast_id=made.id, person_id=ma.id, role=ma.roles[0])
    stay.created_at, stay.left_at = made.started_at, made.started_at + ROUND
    db.session.add(stay)
    made.end(ma)
    db.session.flush()
    return made


def _rating(over: Broadcast, cast: Cast) -> Evaluation:
    return Evaluation.of(over)[cast.chen.id]


def _dispute(evaluation: Evaluation, people: dict[str, Person]) -> None:
    evaluation.submit(people["ma"], Given(MARKS))
    evaluation.auto_publish(SYSTEM)
    evaluation.dispute(people["chen"], "福袋规则我讲了")
    set_higher = Given({**MARKS, "language": 4})
    evaluation.amend(people["guo"], reasons="看了回放", source=("appeal", 1), given=set_higher)


def _asked(over: Broadcast, cast: Cast, people: dict[str, Person]) -> dict[str, int]:
    """What people asked for, said and were given to do."""
    ma, chen, hong = people["ma"], people["chen"], people["hong"]
    now = clock.now()
    tomorrow = broadcast(cast, live=False, minutes_ago=-24 * 60)
    said = {"room": over.room, "broadcast": over, "source": "service", "happened_at": now}
    waiting = Feedback.enter(hong, sort="complaint", text="问赠品没人回", **said)
    counted = Feedback.enter(hong, sort="praise", text="演示很清楚", **said)
    counted.attribute(ma, chen, words="回放是TA")
    item = ActionItem.open(
        title="练三遍", owner=chen, by=ma, due_at=now + timedelta(days=2), room_id=cast.care
    )
    Leave.ask(tomorrow, chen)
    ShiftComplaint.complain(tomorrow, ["rest"], "昨晚播到一点", chen)
    IdentityCheck.note(
        chen, hong, kind="id_card", last_four="A301", checked_on=clock.today(), valid_until=None,
        original="本人保管", reference="",
    )  # fmt: skip
    db.session.flush()
    return {
        "tomorrow": tomorrow.id,
        "waiting": waiting.id,
        "counted": counted.id,
        "item": item.id,
    }
