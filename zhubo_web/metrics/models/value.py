"""Whose figures somebody may see, and what they enter: by hand, or by a decision from above."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.metrics import permissions
from zhubo_web.metrics.definitions import TAKEN
from zhubo_web.metrics.models.recording import (
    DECISION,
    HAND,
    LONGEST_NOTE,
    Change,
    FigureRecording,
    as_stored,
    standing,
    versions_on,
)


def open_to(person: Any) -> Select[tuple[Broadcast]]:
    """The broadcasts whose figures somebody may see, the newest first."""
    own = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == person.id, RosterEntry.part.in_(("host", "assistant"))
    )
    rooms = covered_by(person, permissions.READS)
    mine = or_(Broadcast.room_id.in_(rooms), Broadcast.id.in_(own))
    return (
        select(Broadcast).where(mine).order_by(Broadcast.planned_start.desc(), Broadcast.id.desc())
    )


def seen_by(person: Any, broadcast_id: int) -> Broadcast | None:
    """The broadcast with this number, if the person may see its figures."""
    query = open_to(person).where(Broadcast.id == broadcast_id).order_by(None)
    people = joinedload(Broadcast.roster).joinedload(RosterEntry.person).lazyload(Person.grants)
    query = query.options(people, joinedload(Broadcast.interruptions))
    return db.session.scalars(query).unique().one_or_none()


def why_not_write(person: Any, broadcast: Broadcast) -> Reason | None:
    """None when the person may enter figures now."""
    if reason := permissions.writes(person, broadcast):
        return reason
    return None if broadcast.ended_at else Reason(N_("下播以后再填数据"))


def changes(now: Mapping[str, Decimal], given: Mapping[str, Decimal | None]) -> dict[str, Change]:
    """What differs from what stands: figure → (before, after). What is not given stays."""
    pairs = {metric: (now.get(metric), value) for metric, value in given.items()}
    return {metric: pair for metric, pair in pairs.items() if _differ(*pair)}


def _differ(before: Decimal | None, after: Decimal | None) -> bool:
    """A decimal is slow to compare with what is none, and a new list has half a million of these."""
    if before is None or after is None:
        return before is not after
    return before != after


def write_down(
    broadcast: Broadcast, given: Mapping[str, Decimal | None], by: Any, note: str
) -> list[str]:
    """Enter or correct figures by hand, saying where they come from; return which ones changed.

    None takes a figure back. What stands already is not written again.
    """
    if reason := why_not_write(by, broadcast):
        raise Denied(reason)
    if not note.strip():
        raise Invalid(N_("请写这些数从哪里来"), "note")
    if set(given) - set(TAKEN):
        raise Invalid(N_("这一项不能填"))
    changed = _add(broadcast, given, HAND, note, by.id)
    if changed:
        record("figures.recorded", broadcast, by, broadcast_id=broadcast.id, changes=changed)
    return sorted(changed)


def decide(
    broadcast: Broadcast, given: Mapping[str, Decimal | None], source: tuple[str, int], note: str
) -> list[str]:
    """What figures are by the decision ``source`` (table and id), whoever recorded them; which ones
    changed. A month that is frozen takes them in by the same decision."""
    changed = _add(broadcast, given, DECISION, note, None)
    if changed:
        told: dict[str, Any] = {"changes": changed, "source": list(source)}
        record("figures.decided", broadcast, SYSTEM, broadcast_id=broadcast.id, **told)
    return sorted(changed)


def _add(
    broadcast: Broadcast,
    given: Mapping[str, Decimal | None],
    source: str,
    note: str,
    by_id: int | None,
) -> dict[str, list[str | None]]:
    """Record what differs from what stands; figure → [before, after]."""
    changed = changes(standing([broadcast.id]).get(broadcast.id, {}), given)
    if changed:
        held = as_stored(changed, versions_on(clock.today()))
        row = FigureRecording(broadcast_id=broadcast.id, source=source, by_id=by_id, **held)
        row.note = note.strip()[:LONGEST_NOTE]
        db.session.add(row)
    return {metric: [_plain(one) for one in pair] for metric, pair in changed.items()}


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
