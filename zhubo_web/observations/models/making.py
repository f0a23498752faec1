"""Notes made by the thousand: what a tap becomes, and its rows in one go.

A note is described while reading and its steps are made by the workflow's own rows; only its number
and keys are drawn in the write transaction. The row of its broadcast is locked until the commit, so
that the order of commits is the order of numbers, and a rollback gives the numbers back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, select

from zhubo_web.audit.models import Heard, record_rows
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.inserting import draw_keys, insert_rows
from zhubo_web.core.security import request_id
from zhubo_web.core.workflow import SYSTEM, Workflow
from zhubo_web.extensions import db
from zhubo_web.observations import attention
from zhubo_web.observations.models.delivery import NoteDelivery
from zhubo_web.observations.models.observation import CUED, Observation
from zhubo_web.observations.models.sequence import draw_each
from zhubo_web.observations.models.telling import told_delivery
from zhubo_web.observations.workflow import DELIVERY, OBSERVATION

NOTES = cast(Table, Observation.__table__)
DELIVERIES = cast(Table, NoteDelivery.__table__)


@dataclass
class Row:
    """A row to be: its columns, and what happened to it on the way to its first state."""

    state: str
    values: dict[str, Any]
    observer_id: int | None = None
    steps: list[tuple[str, str, str]] = field(default_factory=list)

    def step(self, workflow: Workflow, verb: str, by: Any) -> None:
        """Make a step of the workflow and remember it. Raises as ``Workflow.step`` does."""
        before = self.state
        row = workflow.step(self, verb, by)
        self.steps.append((row.event, before, row.target))


@dataclass
class NewNote:
    """A note that waits to be made; ``op`` is the operation it came by, ``tag`` its tag's code."""

    op: str
    broadcast_id: int
    key: str
    tag: str | None
    note: Row
    delivery: Row | None
    request_id: str | None


@dataclass
class Made:
    """What was written: the newest number of each broadcast, the notes as screens get them, the events."""

    heads: dict[int, int] = field(default_factory=dict)
    told: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)


def new_note(
    op: str, broadcast: Broadcast, key: str, tag: str | None, by: Any, **values: Any
) -> NewNote:
    """Describe a note and make its first steps. Reads and writes nothing.

    What was noted after the end is no cue: nobody stands before the screen to act on it.
    """
    ended_at, moment = broadcast.ended_at, values["moment"]
    note = Row("draft", values, observer_id=by.id)
    note.step(OBSERVATION, "submit", by)
    cued = values["text"] and values["priority"] is not None and values["object"] in CUED
    cued = cued and attention.in_time(moment, ended_at)
    delivery = _delivery(values["priority"], moment, ended_at) if cued else None
    return NewNote(op, broadcast.id, key, tag, note, delivery, request_id())


def _delivery(priority: int, given_at: datetime, ended_at: datetime | None) -> Row:
    """The delivery of words given at a moment; late words are already stale."""
    now = clock.now()
    visible, expires = attention.window(priority, given_at, now, ended_at)
    delivery = Row("grace", {"visible_from": visible, "expires_at": expires})
    for verb in attention.begun(visible, expires, now):
        delivery.step(DELIVERY, verb, SYSTEM)
    return delivery


def make_notes(notes: Sequence[NewNote]) -> Made:
    """Write notes that are not there yet, in their order, with their events and deliveries."""
    db.session.flush()
    connection, now = db.session.connection(), clock.now()
    fresh = _unknown(connection, notes)
    if not fresh:
        return Made()
    keys = draw_keys(connection, NOTES, len(fresh))
    made = list(zip(fresh, keys, _numbers(connection, fresh), strict=True))
    insert_rows(connection, NOTES, [_note(*one, now) for one in made])
    cued = [(one, key) for one, key, _number in made if one.delivery]
    drawn = draw_keys(connection, DELIVERIES, len(cued)) if cued else []
    own = {key: drawn_key for (_one, key), drawn_key in zip(cued, drawn, strict=True)}
    insert_rows(connection, DELIVERIES, [_sent(one, key, own[key], now) for one, key in cued])
    heard = record_rows(
        connection, [e for one, key, _number in made for e in _events(one, key, own.get(key), now)]
    )
    heads = {one.broadcast_id: number for one, _key, number in made}
    return Made(heads, [(made_one[0].broadcast_id, _told(*made_one)) for made_one in made], heard)


_KNOWN = select(NOTES.c.broadcast_id, NOTES.c.key).where(
    NOTES.c.broadcast_id.in_(bindparam("broadcasts", expanding=True)),
    NOTES.c.key.in_(bindparam("keys", expanding=True)),
)


def _unknown(connection: Connection, notes: Sequence[NewNote]) -> list[NewNote]:
    """Those that were not made before, each once."""
    wanted = {
        "broadcasts": list({one.broadcast_id for one in notes}),
        "keys": [one.key for one in notes],
    }
    known = {tuple(row) for row in connection.execute(_KNOWN, wanted)}
    fresh = []
    for one in notes:
        if (one.broadcast_id, one.key) not in known:
            known.add((one.broadcast_id, one.key))
            fresh.append(one)
    return fresh


def _numbers(connection: Connection, notes: Sequence[NewNote]) -> list[int]:
    """A number for each, drawn by broadcast in the order of their ids."""
    counts = Counter(one.broadcast_id for one in notes)
    last = draw_each(connection, counts)
    following = {broadcast_id: last[broadcast_id] - count for broadcast_id, count in counts.items()}
    numbers = []
    for one in notes:
        following[one.broadcast_id] += 1
        numbers.append(following[one.broadcast_id])
    return numbers


def _note(one: NewNote, key: int, number: int, now: datetime) -> dict[str, Any]:
    return {
        **one.note.values,
        "id": key,
        "version": 1,
        "created_at": now,
        "broadcast_id": one.broadcast_id,
        "key": one.key,
        "observer_id": one.note.observer_id,
        "state": one.note.state,
        "seq": number,
        "changed_seq": number,
        "contest_words": "",
    }


def _told(one: NewNote, key: int, number: int) -> dict[str, Any]:
    """The note as ``telling`` reads it."""
    values, sent = one.note.values, one.delivery
    return {
        "id": key,
        "key": one.key,
        "seq": number,
        "v": number,
        "at": values["at_ms"],
        "kind": values["kind"],
        "dimension": values["dimension"],
        "object": values["object"],
        "assistant": values["assistant_id"],
        "tag": one.tag,
        "text": values["text"],
        "priority": values["priority"],
        "state": one.note.state,
        "by": one.note.observer_id,
        "by_role": values["observer_role"],
        "delivery": told_delivery(
            sent.state, sent.values["visible_from"], sent.values["expires_at"]
        ) if sent else None,
    }  # fmt: skip


def _sent(one: NewNote, note_key: int, key: int, now: datetime) -> dict[str, Any]:
    assert one.delivery is not None
    return {
        **one.delivery.values,
        "id": key,
        "version": 1,
        "created_at": now,
        "observation_id": note_key,
        "state": one.delivery.state,
    }


def _events(
    one: NewNote, note_key: int, delivery_key: int | None, now: datetime
) -> Iterator[dict[str, Any]]:
    shared = {
        "at": now,
        "actor_role": None,
        "subject_version": 1,
        "broadcast_id": one.broadcast_id,
        "request_id": one.request_id,
    }
    by_id = one.note.observer_id
    actor: dict[str, Any] = {"actor_kind": "person", "actor_id": by_id, "data": {}}
    subject = {"subject_type": NOTES.name, "subject_id": note_key}
    for step in one.note.steps:
        yield {**shared, **actor, **subject, **_moved(step)}
    clock_did = {"actor_kind": "system", "actor_id": None, "data": {"note": note_key}}
    subject = {"subject_type": DELIVERIES.name, "subject_id": delivery_key}
    for step in one.delivery.steps if one.delivery else ():
        yield {**shared, **clock_did, **subject, **_moved(step)}


def _moved(step: tuple[str, str, str]) -> dict[str, Any]:
    return dict(zip(("name", "from_state", "to_state"), step, strict=True))
