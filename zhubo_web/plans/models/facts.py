"""What plans are held against: the schedule, run sheets, cards, and the plans of colleagues.

Read for many plans at once, in a handful of statements however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models.shifts import shift_of
from zhubo_web.broadcasts.models import Broadcast, RosterEntry, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.plans import cautions, contents
from zhubo_web.plans.cautions import Card, Caution, Facts, Slot
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models.standing import HELD, broadcasts_of
from zhubo_web.plans.models.version import PlanVersion

#: How far about the week the rest between two broadcasts is looked at.
ABOUT = timedelta(days=2)
#: Plans that nobody else can run into.
NOT_FILED = ("draft", "changes_requested", "withdrawn")

Worked = dict[int, list[Broadcast]]


def _worked(plans: Sequence[Any]) -> Worked:
    """Person → the broadcasts in and about the weeks of these plans; plans learn their own."""
    start = min(one.starts_at for one in plans) - ABOUT
    end = max(one.ends_at for one in plans) + ABOUT
    found: Worked = defaultdict(list)
    for person_id, broadcast in broadcasts_of([one.person_id for one in plans], start, end):
        found[person_id].append(broadcast)
    for plan in plans:
        plan.__dict__["broadcasts"] = [
            one
            for one in found[plan.person_id]
            if plan.starts_at <= one.planned_start < plan.ends_at
        ]
    return found


def sheets_of(broadcast_ids: Iterable[int]) -> dict[int, list[Segment]]:
    """Broadcast → its run sheet with products and cards."""
    query = select(Segment).where(Segment.broadcast_id.in_(list(broadcast_ids)))
    found: dict[int, list[Segment]] = defaultdict(list)
    for segment in db.session.scalars(query.order_by(Segment.broadcast_id, Segment.position)):
        found[segment.broadcast_id].append(segment)
    return found


def _colleagues(kind: Any, broadcast_ids: list[int]) -> dict[int, dict[int, tuple[str, Any]]]:
    """Broadcast → person → (name, what that person planned there)."""
    query = (
        select(RosterEntry.broadcast_id, Person.id, Person.name, PlanVersion.content_kept)
        .join(Broadcast, Broadcast.id == RosterEntry.broadcast_id)
        .join(Person, Person.id == RosterEntry.person_id)
        .join(kind, kind.person_id == RosterEntry.person_id)
        .join(PlanVersion, PlanVersion.plan_id == kind.id)
        .where(RosterEntry.broadcast_id.in_(broadcast_ids), RosterEntry.part == "assistant")
        .where(kind.starts_at <= Broadcast.planned_start, Broadcast.planned_start < kind.ends_at)
        .where(kind.state.not_in(NOT_FILED))
        .where(PlanVersion.number == func.coalesce(kind.standing, kind.latest))
    )
    found: dict[int, dict[int, tuple[str, Any]]] = defaultdict(dict)
    for broadcast_id, person_id, name, kept in db.session.execute(query):
        part = contents.read(kept).part(broadcast_id)
        if part is not None:
            found[broadcast_id][person_id] = (name, part)
    return found


def slots_of(broadcasts: Sequence[Broadcast], sheets: dict[int, list[Segment]]) -> list[Slot]:
    """The broadcasts as they are scheduled, with the cards of their run sheets."""
    return [
        Slot(one.id, one.title, one.planned_start, one.planned_end, _cards(one, sheets[one.id]))
        for one in broadcasts
    ]


def _cards(broadcast: Broadcast, sheet: list[Segment]) -> dict[int, Card]:
    found = {}
    for segment in sheet:
        product = segment.product
        if product is None or product.card is None:
            continue
        words = tuple((row["word"], row.get("instead", "")) for row in product.card.forbidden)
        valid = product.card.valid_at(broadcast.planned_start)
        found[product.id] = Card(product.card.id, product.id, product.name, valid, words)
    return found


def _with_colleagues(slot: Slot, here: dict[int, tuple[str, Any]], person_id: int) -> Slot:
    others = {
        name: frozenset(part.interactions)
        for other, (name, part) in here.items()
        if other != person_id
    }
    return Slot(slot.id, slot.title, slot.start, slot.end, slot.cards, others)


def newest_of(plans: Sequence[Any]) -> dict[int, Content]:
    """Plan → the content that a reviewer would see (``Standing.shown``)."""
    shown = {one.id: (one, one.standing if one.state in HELD else one.latest) for one in plans}
    query = select(PlanVersion).where(PlanVersion.plan_id.in_(shown))
    found = {}
    for version in db.session.scalars(query.options(lazyload(PlanVersion.made_by))):
        plan, number = shown[version.plan_id]
        if version.number == number:
            out = plan.left_out if plan.state in HELD else ()
            found[plan.id] = version.content.without(out)
    return found


def examine(
    plans: Sequence[Any], said: dict[int, Content] | None = None
) -> dict[int, list[Caution]]:
    """Plan → its warnings; of what was filed, or of what is said in its place."""
    if not plans:
        return {}
    worked = _worked(plans)
    mine = {broadcast.id: broadcast for plan in plans for broadcast in plan.broadcasts}
    slots = {one.id: one for one in slots_of(list(mine.values()), sheets_of(mine))}
    here = _colleagues(type(plans[0]), list(mine))
    said = newest_of(plans) if said is None else said
    found = {}
    for plan in plans:
        own = [_with_colleagues(slots[b.id], here[b.id], plan.person_id) for b in plan.broadcasts]
        shifts = [shift_of(one, plan.numbers) for one in worked[plan.person_id]]
        facts = Facts(plan.setting, clock.now(), own, shifts, *_limits(plan))
        found[plan.id] = cautions.look(said.get(plan.id, Content()), facts)
    return found


def _limits(plan: Any) -> tuple[timedelta, timedelta, timedelta]:
    names = ("schedule_rest_hours", "schedule_day_hours", "plan_gap_hours")
    rest, day, gap = (plan.span(name) for name in names)
    return rest, day, gap
