"""The made-up weekly plans: this week's approved, the next week's filed, one with a red warning."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.plans import weeks
from zhubo_web.plans.contents import Content, Part
from zhubo_web.plans.models import PlanComment, WeeklyPlan
from zhubo_web.plans.models.offering import Offer, offers

People = dict[str, Person]
OPENING, LUCKY, ENDING = "开场，预告福利", "福袋三分钟", "预告，下播"


def whole_part(offer: Offer, interactions: tuple[str, ...], sentence: str) -> Part:
    """A whole part: these interactions, the first point of each product, a sentence."""
    focus = tuple(offer.firsts[:2])
    return replace(
        offer.blank, interactions=interactions, focus=focus, sentence=sentence, gap=not focus
    )


def _plan_of(person: Person, broadcast: Broadcast) -> WeeklyPlan | None:
    query = select(WeeklyPlan).where(
        WeeklyPlan.person_id == person.id, WeeklyPlan.starts_at <= broadcast.planned_start
    )
    found = db.session.scalar(query.order_by(WeeklyPlan.starts_at.desc()).limit(1))
    if found is not None and broadcast.planned_start < found.ends_at:
        found.look_again()
        return found
    return None


def plan_past(past: Broadcast, people: People) -> None:
    """The week of yesterday's broadcast, approved before it ended: its items end with it. Its segments
    went as planned but for the last two."""
    chen, sheet = people["chen"], Segment.of(past)
    for segment, later in pairwise(sheet[:-1]):
        segment.started_ms, segment.ended_ms = segment.planned_ms, later.planned_ms
    _approved(chen, past, (OPENING, ENDING), "先接上一场没回完的问题，再过品", people["ma"])


def plan_live(live: Broadcast, people: People) -> None:
    """Today's broadcast: added to the week as what was 待补, or in a week of its own."""
    chen, sentence = people["chen"], "换季先问肤质再讲成分，价格等主播报"
    plan = _plan_of(chen, live)
    if plan is None:
        _approved(chen, live, (LUCKY,), sentence, people["ma"])
        return
    said = plan.shown()
    offer = next(one for one in offers(plan, said) if one.broadcast.id == live.id)
    plan.fill(said.with_part(whole_part(offer, (LUCKY,), sentence)), chen)


def _approved(
    person: Person, broadcast: Broadcast, interactions: tuple[str, ...], sentence: str, by: Person
) -> None:
    plan = WeeklyPlan.open(person, _week(broadcast), person)
    content = Content()
    for offer in offers(plan, content):
        own = offer.broadcast.id == broadcast.id
        part = whole_part(offer, interactions, sentence) if own else replace(offer.blank, gap=True)
        content = content.with_part(part)
    plan.submit(content, person)
    plan.approve(by)


def _week(broadcast: Broadcast) -> Any:
    return weeks.monday_of(clock.local(broadcast.planned_start).date())


def plan_next_week(people: People, rows: list[dict[str, Any]]) -> None:
    """Three evenings: chen on each, li on the second; what is sold on the third is not known yet."""
    start, end = weeks.bounds(weeks.monday_of(clock.today()) + weeks.WEEK)
    query = select(Broadcast).where(Broadcast.series_id.is_not(None))
    query = query.where(Broadcast.planned_start >= start, Broadcast.planned_start < end)
    evenings = list(db.session.scalars(query.order_by(Broadcast.planned_start)))
    for place, evening in enumerate(evenings):
        evening.put_on(people["he"], "host", None)
        for name in ("chen", "li") if place == 1 else ("chen",):
            evening.put_on(people[name], "assistant", None)
        if place < 2:
            Segment.replace(evening, rows, None)
    db.session.flush()
    if evenings:
        plan = _filed(
            people["chen"], evenings[0], (LUCKY, "公屏问答"), "开场先念口令，回问题不超过半分钟"
        )
        line = f"{evenings[0].id}.interactions"
        PlanComment.write(plan, line, "口令别太长，四个字以内观众记得住", people["lin"])
        _filed(people["li"], evenings[0], (LUCKY,), "演示换成手背推开，给近景")


def _filed(
    person: Person, first: Broadcast, interactions: tuple[str, ...], sentence: str
) -> WeeklyPlan:
    plan = WeeklyPlan.open(person, _week(first), person)
    content = Content()
    for offer in offers(plan, content):
        known = whole_part(offer, interactions, sentence)
        content = content.with_part(known if offer.products else offer.blank)
    plan.submit(content, person)
    return plan
