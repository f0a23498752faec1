"""Taking what overlays send: a cue was delivered, shown, answered.

Two screens tell of each cue, so this is short: what was delivered and shown in one batch is one step
to the screens, and the broadcast may be a kept one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Refused
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.importing import Receipt, op_id, read_receipt
from zhubo_web.observations.models.delivery import NoteDelivery
from zhubo_web.observations.models.intake import Taken, hold, moment_of, rows_of
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.telling import head_of


def take_receipts(broadcast: Broadcast, sent_ms: int, raw: Any, by: Any) -> Taken:
    """Take an overlay's batch: delivered, shown, answered. A detached broadcast is only read."""
    if reason := permissions.sees_overlay(by, broadcast):
        raise Denied(reason)
    received, taken = clock.now(), Taken()
    receipts = _read(raw, taken)
    hold({broadcast.id})
    for receipt, ops in _merged(receipts):
        moment = moment_of(received, sent_ms, receipt.at)
        try:
            with db.session.begin_nested():
                _take(receipt, broadcast, moment, by)
            taken.took += ops
        except Refused as refusal:
            taken.refused += [(op, refusal) for op in ops]
    taken.head = head_of(broadcast.id)
    return taken


def _read(raw: Any, taken: Taken) -> list[Receipt]:
    receipts = []
    for one in rows_of(raw):
        try:
            receipts.append(read_receipt(one))
        except Refused as refusal:
            taken.refused.append((op_id(one), refusal))
    return receipts


def _merged(receipts: Sequence[Receipt]) -> Iterator[tuple[Receipt, list[str]]]:
    """Each receipt with the operations it stands for: who was shown a cue had it delivered."""
    shown = {receipt.note for receipt in receipts if receipt.act == "shown"}
    before: defaultdict[int, list[str]] = defaultdict(list)
    for receipt in receipts:
        if receipt.act == "delivered" and receipt.note in shown:
            before[receipt.note].append(receipt.op)
    for receipt in receipts:
        if receipt.act == "shown":
            yield receipt, [*before.pop(receipt.note, ()), receipt.op]
        elif receipt.act != "delivered" or receipt.note not in shown:
            yield receipt, [receipt.op]


def _take(receipt: Receipt, broadcast: Broadcast, moment: datetime, by: Any) -> None:
    note = db.session.get(Observation, receipt.note)
    if note is None or note.broadcast_id != broadcast.id or note.delivery is None:
        raise Invalid(N_("没有这条提示"))
    if receipt.act == "answered":
        db.session.expire(note, ["broadcast"])  # an answer is judged by the broadcast as it is
    else:
        set_committed_value(note, "broadcast", broadcast)
    if reason := permissions.answers_cue(by, note.delivery):
        raise Denied(reason)
    _receive(note.delivery, receipt, moment, by)


def _receive(delivery: NoteDelivery, receipt: Receipt, moment: datetime, by: Any) -> None:
    """What comes too late (expired, taken back, answered elsewhere) changes nothing."""
    if receipt.act == "delivered":
        delivery.deliver()
    elif receipt.act == "shown":
        delivery.show(by)
    else:
        delivery.answer(by, receipt.answer or "", moment)
