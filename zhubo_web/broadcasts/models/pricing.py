"""改价: who hears at once that the price or the offer of what they sell has changed.

Screens redraw by themselves (``broadcasts.live``); people are told, whatever the hour, while a
broadcast with the product is on or begins within two hours. Later ones read the card when they plan
and check.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.broadcasts.models.broadcast import Broadcast
from zhubo_web.broadcasts.models.planned import COMING, ON
from zhubo_web.broadcasts.models.run_sheet import Segment
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.duties.models import REMIND_BEFORE, Notice, Told
from zhubo_web.duties.models.notice import knows
from zhubo_web.extensions import db

REPRICED = N_("改价了：%(product)s（%(title)s）")


def selling(product_id: int) -> list[Broadcast]:
    """The broadcasts with this product that are on, or about to be, the first first."""
    now = clock.now()
    coming = Broadcast.state.in_(COMING) & (Broadcast.planned_end > now)
    about_to_be = coming & (Broadcast.planned_start <= now + REMIND_BEFORE)
    shown = select(Segment.broadcast_id).where(Segment.product_id == product_id)
    query = select(Broadcast).where(Broadcast.id.in_(shown), Broadcast.state.in_(ON) | about_to_be)
    return list(db.session.scalars(query.order_by(Broadcast.planned_start, Broadcast.id)))


def _there(broadcast: Broadcast) -> Iterator[int]:
    """Who says the price, shows it, watches that it is right, and answers for the room."""
    for part in ("host", "assistant", "observer"):
        yield from (one.id for one in broadcast.people(part))
    yield from broadcast.lead_ids()


def _tell(event: AuditEvent, subject: Any, by: Any) -> None:
    """Each person once, of the first of their broadcasts; not whoever changed it."""
    if event.name != "product.revised" or not event.data.get("priced"):
        return
    told = set[int]()
    for broadcast in selling(subject.id):
        values = {**broadcast.told(), "product": subject.name}
        words = Told(REPRICED, "broadcasts.show", values)
        for person_id in dict.fromkeys(_there(broadcast)):
            if person_id in told or knows(person_id, by):
                continue
            told.add(person_id)
            Notice.write(person_id, broadcast, words, by, kind="step", urgency="now")


recorded.connect(_tell, weak=False)
