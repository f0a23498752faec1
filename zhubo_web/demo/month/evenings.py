"""One evening as it was: planned, come in, watched, summed up, rated, thanked for, counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import CheckIn
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.workflow import STRICT
from zhubo_web.demo.acting import tap
from zhubo_web.demo.month.script import HOUR, MINUTES, ORDINARY, Evening, day_of
from zhubo_web.evaluations.models import Evaluation, Given
from zhubo_web.extensions import db
from zhubo_web.metrics.models import write_down
from zhubo_web.observations.models import Observation, Watch
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.policies.rubrics import DIMENSIONS
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.wording import Written
from zhubo_web.surveys.models import Rating

People = dict[str, Person]
TITLE = "晚间护肤"
NOTE = "罗盘，直播明细"
WRITTEN = Written(
    texts={"met": "公屏快的时候回得慢了一点", "next": "开播前把常见问题再念一遍"},
    chips={"done": ["sheet", "demo", "follow"], "reading": ["demo_up"], "next": ["read"]},
    minute=40,
)


def starts(first: date, evening: Evening) -> datetime:
    """When the evening began."""
    return clock.shanghai(day_of(first, evening), HOUR)


def schedule(first: date, evening: Evening, room: Room, people: People) -> Broadcast:
    """Put it on the schedule with its people."""
    start = starts(first, evening)
    end = start + timedelta(minutes=MINUTES)
    made = Broadcast.schedule(room, TITLE, start, end, None)
    made.put_on(people["he"], "host", None)
    made.put_on(people[evening.assistant], "assistant", None)
    for name in sorted({who for _minute, who, _tap in evening.taps}):
        made.put_on(people[name], "observer", None)
    db.session.flush()
    return made


def earlier(room: Room, assistant: Person, host: Person, start: datetime) -> Broadcast:
    """An evening of long ago: nobody owes anything about it."""
    made = Broadcast(room=room, room_id=room.id, title=TITLE, state="closed")
    made.planned_start = made.started_at = start
    made.planned_end = made.ended_at = start + timedelta(minutes=MINUTES)
    made.roster.append(RosterEntry(person=host, part="host"))
    made.roster.append(RosterEntry(person=assistant, part="assistant"))
    db.session.add(made)
    db.session.flush()
    return made


def count(broadcast: Broadcast, by: Person, better: dict[str, int], wobble: int = 0) -> None:
    """Enter its figures: the ordinary ones, so many per cent better, all of them a little off."""
    values = {
        metric: Decimal(round(usual * (100 + better.get(metric, 0) + wobble) / 100))
        for metric, usual in ORDINARY.items()
    }
    values["view_uv"], values["view_pv"] = (
        Decimal(ORDINARY[one]) for one in ("view_uv", "view_pv")
    )
    values["goods_expose_uv"] = Decimal(ORDINARY["goods_expose_uv"])
    write_down(broadcast, values, by, NOTE)


def check(broadcast: Broadcast, _evening: Evening, people: People) -> None:
    """The lead finds 同上场 enough."""
    broadcast.confirm_same(people["ma"])


def arrive(broadcast: Broadcast, _evening: Evening, people: People) -> None:
    """The host comes in, and gives the second name with it."""
    CheckIn.come_in(broadcast, people["he"], clock.now())
    broadcast.second_same(people["he"])


def begin(broadcast: Broadcast, evening: Evening, people: People) -> None:
    """The assistant came in some time ago; it goes on air."""
    moment = broadcast.arrive_at() + timedelta(minutes=evening.late)
    CheckIn.come_in(broadcast, people[evening.assistant], moment)
    broadcast.start_confirmed(people["ma"])


def watch(broadcast: Broadcast, evening: Evening, people: People) -> None:
    """Two of the group watched, each noted what they saw."""
    assert broadcast.started_at is not None
    now = clock.epoch_ms()
    for name in sorted({who for _minute, who, _tap in evening.taps} | {evening.rater}):
        stay = Watch(
            broadcast_id=broadcast.id, person_id=people[name].id, role=people[name].roles[0]
        )
        stay.created_at, stay.left_at = broadcast.started_at, clock.now()
        db.session.add(stay)
    for minute, name, values in evening.taps:
        moment = clock.to_epoch_ms(broadcast.started_at + timedelta(minutes=minute))
        about = {**values, "assistant": people[evening.assistant].id}
        take_operations(broadcast, now, [tap(about, moment)], people[name])


def say_what_became(broadcast: Broadcast, people: People) -> None:
    """Every 问题 ends with one tap."""
    query = select(Observation).where(
        Observation.broadcast_id == broadcast.id, Observation.kind == "issue"
    )
    for note in db.session.scalars(query):
        observer = db.session.get_one(Person, note.observer_id)
        note.dispose("coached", observer)


def thank(broadcast: Broadcast, evening: Evening, people: People) -> None:
    """What the host tapped, if anything."""
    if evening.thanked is None:
        return
    rating, assistant = Rating(broadcast, people["he"]), people[evening.assistant]
    if evening.thanked:
        rating.thank(assistant)
    else:
        rating.complain(assistant, "rhythm", "换品时没跟上")


def sum_up(broadcast: Broadcast, evening: Evening, people: People) -> None:
    """The assistant's own account, perhaps a day late."""
    late = "当晚发烧，第二天补" if evening.summed_up_late else ""
    one = Summary.of(broadcast)[people[evening.assistant].id]
    one.submit(people[evening.assistant], WRITTEN, late_reason=late)


def _marks(evening: Evening) -> dict[str, int | None]:
    return dict(zip(DIMENSIONS, evening.marks, strict=True))


def rate(broadcast: Broadcast, evening: Evening, people: People) -> None:
    """Rated as filled in and confirmed; where a red line is named, item by item by two."""
    one = Evaluation.of(broadcast)[people[evening.assistant].id]
    given = Given(_marks(evening), why="看了前后五分钟，整体稳")
    summary = Summary.of(broadcast)[one.assistant_id]
    if summary.why_not("accept", people["ma"]) is None:
        summary.accept(people["ma"])
    if not one.submit(people[evening.rater], given):
        _rate_strictly(one, evening, people)


def _rate_strictly(one: Evaluation, evening: Evening, people: People) -> None:
    assert one.setting == STRICT
    marks = _marks(evening)
    items: dict[str, int | None] = {item.code: marks[item.dimension] for item in one.policy.rubric}
    rater, second = people[evening.rater], people["ma"]
    if evening.red_line:
        note = next(note for note in one.notes if note.tag is not None and note.tag.red_line)
        one.name_red_line(rater, note.id, "37 分说“能治痘”，属于功效宣称")
        one.settle_red_line(second, kept=True)
    one.submit(rater, Given(items, strengths="回复快，演示到位", gaps="功效词要换个说法"))
    one.publish(second)
