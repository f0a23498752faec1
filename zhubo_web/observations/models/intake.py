"""Taking what consoles and overlays send: in order, each once, however often it arrives.

A batch is read first (what is wrong with an operation is known then), and written in one
transaction, alone or with others. An operation that is refused changes nothing and does not stop
the others. The age of an act is what the device's own clock says; the server's clock places it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import RECORDED
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.timing import tapped_at
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Refused, WrongState
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.importing import (
    MOST,
    Operation,
    op_id,
    read_operation,
)
from zhubo_web.observations.models.acts import ACTS
from zhubo_web.observations.models.making import Made, NewNote, make_notes, new_note
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.scene import Scene, tag_of
from zhubo_web.observations.models.telling import head_of

LATEST = timedelta(hours=24)
ON_TIME = timedelta(hours=2)
OLDEST_MS = timedelta(days=30) // timedelta(milliseconds=1)


@dataclass
class Taken:
    """What became of a batch: ids that are done with, and those that were refused, with why.

    ``head`` is the newest number of the broadcast once the batch was written.
    """

    took: list[str] = field(default_factory=list)
    refused: list[tuple[str | None, Refused]] = field(default_factory=list)
    head: int = 0


@dataclass(frozen=True)
class Act:
    """A change or an undo, which needs the note's row: read, and done while writing."""

    operation: Operation
    moment: datetime

    @property
    def op(self) -> str:
        return self.operation.op


@dataclass
class Batch:
    """What one console sent, read: notes to be made, acts to be done, and what was refused."""

    broadcast_id: int
    by_id: int
    steps: list[NewNote | Act] = field(default_factory=list)
    refused: list[tuple[str | None, Refused]] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)


def rows_of(raw: Any) -> list[Any]:
    """The operations of a batch. Raises Invalid for what is no batch or too large a one."""
    if not isinstance(raw, list) or len(raw) > MOST:
        raise Invalid(N_("一次最多送 40 条，请分批"), "taps")
    return raw


def moment_of(received: datetime, sent_ms: int, at_ms: int) -> datetime:
    """When an act was made; a device that tells of years has no clock, and a month is enough."""
    return tapped_at(received, min(sent_ms, at_ms + OLDEST_MS), at_ms)


# ── reading ─────────────────────────────────────────────────────────────────────────────────


def read_batch(scene: Scene, sent_ms: int, raw: Any) -> Batch:
    """Read a console's batch. Raises Denied where this person may not note here."""
    if reason := permissions.notes(scene.by, scene.broadcast):
        raise Denied(reason)
    received = clock.now()
    batch = Batch(scene.broadcast.id, scene.by.id)
    for one in rows_of(raw):
        try:
            operation = read_operation(one)
            moment = moment_of(received, sent_ms, operation.at)
            tapped = operation.do == "tap"
            step = _note(scene, operation, moment) if tapped else Act(operation, moment)
            batch.steps.append(step)
        except Refused as refusal:
            batch.refused.append((op_id(one), refusal))
    return batch


def _note(scene: Scene, operation: Operation, moment: datetime) -> NewNote | Act:
    """A tap as a note to be; one that is there already is done with, whatever holds by now."""
    try:
        return _described(scene, operation, moment)
    except Refused:
        if Observation.by_key(scene.broadcast, operation.key) is None:
            raise
        return Act(operation, moment)


def _described(scene: Scene, operation: Operation, moment: datetime) -> NewNote:
    late = _lateness(scene.broadcast)
    at_ms = scene.stream_ms(moment)
    segment = scene.at(at_ms)
    card = segment.product.card if segment and segment.product else None
    return new_note(
        operation.op,
        scene.broadcast,
        operation.key,
        tag_of(operation.values),
        scene.by,
        moment=moment,
        at_ms=at_ms,
        late=late,
        observer_role=scene.role,
        segment_id=segment.id if segment else None,
        product_card_id=card.id if card else None,
        **scene.described(operation.values, segment, moment),
    )


def _lateness(broadcast: Broadcast) -> bool:
    """Whether a tap that arrives now is noted late. Raises WrongState where none may be made."""
    if broadcast.started_at is None:
        raise WrongState(N_("还没开播，开播后再记"))
    since = clock.now() - broadcast.ended_at if broadcast.ended_at else timedelta(0)
    if since > LATEST:
        raise WrongState(N_("这一场结束已超过 24 小时，不能再补记"))
    return since > ON_TIME


# ── writing ─────────────────────────────────────────────────────────────────────────────────


def take_operations(broadcast: Broadcast, sent_ms: int, raw: Any, by: Any) -> Taken:
    """Take a console's batch in the caller's transaction."""
    batch = read_batch(Scene(broadcast, by), sent_ms, raw)
    write_batches([batch])
    db.session.info[RECORDED] = True  # the follower reads it: nobody tells after this commit
    return batch.taken


def write_batches(batches: Sequence[Batch]) -> list[Made]:
    """Write batches in their order, in the caller's transaction: notes by the run, acts singly.

    Returns what was made by the run, for who commits to tell.
    """
    hold({batch.broadcast_id for batch in batches})
    for batch in batches:
        batch.taken = Taken(refused=list(batch.refused))
    made: list[Made] = []
    steps = ((batch, step) for batch in batches for step in batch.steps)
    for are_notes, run in groupby(steps, key=lambda pair: isinstance(pair[1], NewNote)):
        if are_notes:
            made.append(_write_notes(list(run)))
        else:
            _do_acts(list(run))
    for batch in batches:
        batch.taken.head = batch.taken.head or head_of(batch.broadcast_id)
    return made


def hold(broadcast_ids: set[int]) -> None:
    """On PostgreSQL one batch of a broadcast at a time; SQLite has one writer anyway.

    The lock leaves rows that only refer to the broadcast free: comments of a feed, new questions.
    """
    if db.session.get_bind().dialect.name == "sqlite":
        return
    query = select(Broadcast.id).where(Broadcast.id.in_(broadcast_ids)).order_by(Broadcast.id)
    db.session.execute(query.with_for_update(of=Broadcast, key_share=True))


def _write_notes(run: list[tuple[Batch, Any]]) -> Made:
    made = make_notes([note for _batch, note in run])
    for batch, note in run:
        batch.taken.took.append(note.op)
        batch.taken.head = made.heads.get(batch.broadcast_id, 0)
    return made


def _do_acts(run: Iterable[tuple[Batch, Any]]) -> None:
    for batch, act in run:
        try:
            with db.session.begin_nested():
                _do(batch, act)
            batch.taken.took.append(act.op)
            batch.taken.head = 0  # it may have drawn a number
        except Refused as refusal:
            batch.taken.refused.append((act.op, refusal))


def _do(batch: Batch, act: Act) -> None:
    broadcast = db.session.get_one(Broadcast, batch.broadcast_id)
    by = db.session.get_one(Person, batch.by_id)
    ACTS[act.operation.do](broadcast, act.operation, act.moment, by)
