"""The month in the order in which it happened, with the worker's clock running in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.appeals import jobs as appeal_jobs
from zhubo_web.broadcasts.models import Broadcast, Room, Segment
from zhubo_web.core import clock
from zhubo_web.dashboards import jobs as dashboard_jobs
from zhubo_web.demo.month import closing, evenings, objecting, script
from zhubo_web.demo.month.script import Evening
from zhubo_web.demo.planning import LUCKY, whole_part
from zhubo_web.duties.jobs import run_timers
from zhubo_web.extensions import db, writing
from zhubo_web.handover import jobs as handover_jobs
from zhubo_web.months import calendars
from zhubo_web.months import jobs as month_jobs
from zhubo_web.plans import jobs as plan_jobs
from zhubo_web.plans import weeks
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.plans.models.offering import offers
from zhubo_web.policies.models import PolicyVersion

Step = Callable[[], None]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
#: The worker looks at these times of day, as far as the story goes.
LOOKS = (timedelta(minutes=1), timedelta(hours=9), timedelta(hours=14, minutes=1))
SENTENCE = "先接上一场没回完的问题，再过品"


@dataclass
class Story:
    """Who and where, by the ids that survive from one transaction to the next; what happens when."""

    first: date
    room_id: int
    ids: dict[str, int]
    rows: list[dict[str, Any]]
    broadcasts: dict[int, int] = field(default_factory=dict)
    steps: list[tuple[datetime, Step]] = field(default_factory=list)

    @property
    def people(self) -> dict[str, Person]:
        return {name: db.session.get_one(Person, number) for name, number in self.ids.items()}

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, self.ids[name])

    @property
    def room(self) -> Room:
        return db.session.get_one(Room, self.room_id)

    def broadcast(self, evening: Evening) -> Broadcast:
        return db.session.get_one(Broadcast, self.broadcasts[evening.day])

    def at(self, moment: datetime, step: Step) -> None:
        """Have something happen at a moment."""
        self.steps.append((moment, step))

    def day(self, number: int, hour: int = 10) -> datetime:
        """An hour of a day counted from the month's first; beyond its end it goes on."""
        return clock.shanghai(self.first + (number - 1) * DAY, hour)


def tell(room_id: int, ids: dict[str, int], rows: list[dict[str, Any]]) -> Story:
    """Tell the whole month; in transactions of its own."""
    story = Story(script.first_day(), room_id, ids, rows)
    evenings_told = script.evenings(story.first)
    _before(story, evenings_told)
    for evening in evenings_told:
        _evening(story, evening)
    _policy(story)
    after = (calendars.following(story.first) - story.first).days + 1
    closing.close(story, after)
    closing.answer_checks(story, after)
    objecting.object_to(story, after)
    run(story)
    return story


def run(story: Story) -> None:
    """Do every step at its moment, and let the worker look in between."""
    moments = sorted(story.steps, key=lambda pair: pair[0])
    story.steps = []
    told = last = moments[0][0]
    for moment, step in moments:
        told = _look_between(story, last, moment, told)
        with _standing(moment, told) as reached, writing():
            step()
        told, last = reached[0], moment
    _look(story, last + MINUTE, told)


@contextmanager
def _standing(moment: datetime, told: datetime) -> Iterator[list[datetime]]:
    """The clock at this moment, but never before what was told last; gives how far it came."""
    reached = [told]
    with clock.standing_at(max(moment, told)):
        yield reached
        reached[0] = clock.now()


def _look(story: Story, moment: datetime, told: datetime) -> datetime:
    """The worker looks once; at the principles of the month that is told, not of those before."""
    with _standing(moment, told) as reached:
        plan_jobs.each_minute()
        month_jobs.each_minute()
        handover_jobs.send_due()
        appeal_jobs.each_minute()
        if clock.today() >= calendars.following(story.first):
            dashboard_jobs.each_hour()
        while run_timers():
            pass
    return reached[0]


def _look_between(story: Story, last: datetime, until: datetime, told: datetime) -> datetime:
    day = clock.local(last).date()
    while clock.shanghai(day) <= until:
        for time_of_day in LOOKS:
            moment = clock.shanghai(day) + time_of_day
            if last < moment <= until:
                told = _look(story, moment, told)
        day += DAY
    return told


def _before(story: Story, told: Sequence[Evening]) -> None:
    """Eight ordinary weeks, and the month on the schedule."""

    def ordinary() -> None:
        people = story.people
        for place, (days, wobble) in enumerate(script.BEFORE):
            start = clock.shanghai(story.first - days * DAY, script.HOUR)
            for name in ("chen", "li"):
                begins = start + (0 if name == "chen" else 1) * DAY
                made = evenings.earlier(story.room, people[name], people["he"], begins)
                evenings.count(made, people["ma"], {}, wobble + place % 3 - 1)

    def scheduled() -> None:
        for evening in told:
            made = evenings.schedule(story.first, evening, story.room, story.people)
            Segment.replace(made, story.rows, None)
            story.broadcasts[evening.day] = made.id

    story.at(story.day(1, 6), ordinary)
    story.at(story.day(1, 7), scheduled)
    days = ((script.day_of(story.first, one), one.assistant) for one in told)
    mondays = sorted({(weeks.monday_of(day), name) for day, name in days})
    for monday, name in mondays:
        filed = max(clock.shanghai(monday - 3 * DAY, 16), story.day(1, 16))
        story.at(filed, partial(_plan, story, name, monday))


def _plan(story: Story, name: str, monday: date) -> None:
    """The week's plan, filed on Friday, approved by the lead."""
    person = story.person(name)
    query = select(WeeklyPlan).where(WeeklyPlan.person_id == person.id, WeeklyPlan.monday == monday)
    plan = db.session.scalar(query) or WeeklyPlan.open(person, monday, person)
    content = Content()
    for offer in offers(plan, content):
        content = content.with_part(whole_part(offer, (LUCKY,), SENTENCE))
    plan.submit(content, person)
    plan.approve(story.person("ma"))


def _evening(story: Story, evening: Evening) -> None:
    """From coming in to the figures of the next morning."""
    begins = evenings.starts(story.first, evening)
    over = begins + script.MINUTES * MINUTE

    def on(act: Callable[[Broadcast, Evening, dict[str, Person]], None]) -> Step:
        return lambda: act(story.broadcast(evening), evening, story.people)

    summed_up = 20 * HOUR if evening.summed_up_late else 30 * MINUTE
    story.at(begins - 50 * MINUTE, on(evenings.check))
    story.at(begins - 45 * MINUTE, on(evenings.arrive))
    story.at(begins, on(evenings.begin))
    story.at(over - MINUTE, on(evenings.watch))
    story.at(over, lambda: story.broadcast(evening).end(story.person("ma")))
    story.at(over + 5 * MINUTE, lambda: evenings.say_what_became(story.broadcast(evening), {}))
    story.at(over + 10 * MINUTE, on(evenings.thank))
    story.at(over + summed_up, on(evenings.sum_up))
    story.at(over + 11 * HOUR, on(evenings.rate))
    story.at(
        over + 13 * HOUR,
        lambda: evenings.count(story.broadcast(evening), story.person("ma"), evening.better),
    )


def _policy(story: Story) -> None:
    """In the middle of the month a stricter number is announced; it holds for later months."""

    def enact() -> None:
        numbers = PolicyVersion.in_force().numbers_set
        day = story.first.replace(day=script.POLICY_DAY)
        typed = {
            **{name: str(value) for name, value in numbers.items()},
            "month_watched_fewest": "5",
        }
        PolicyVersion.enact(typed, day, "少于 5 场有人跟播就不定级", story.person("qian"))

    story.at(story.day(script.POLICY_DAY - 2), enact)
