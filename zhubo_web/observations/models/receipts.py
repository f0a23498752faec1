"""Taking what overlays send: a cue was delivered, shown, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

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
    """Take an overlay's batch: delivered, shown, answered."""
    if reason := permissions.sees_overlay(by, broadcast):
        raise Denied(reason)
    received = clock.now()
    hold({broadcast.id})

    def take(one: Any) -> None:
        receipt = read_receipt(one)
        delivery = _delivery(broadcast, receipt)
        if reason := permissions.answers_cue(by, delivery):
            raise Denied(reason)
        _receive(delivery, receipt, moment_of(received, sent_ms, receipt.at), by)

    taken = _each(raw, take)
    taken.head = head_of(broadcast.id)
    return taken


def _each(raw: Any, take: Callable[[Any], None]) -> Taken:
    result = Taken()
    for one in rows_of(raw):
        op = op_id(one)
        try:
            with db.session.begin_nested():
                take(one)
            result.took.append(op or "")
        except Refused as refusal:
            result.refused.append((op, refusal))
    return result


def _delivery(broadcast: Broadcast, receipt: Receipt) -> NoteDelivery:
    note = db.session.get(Observation, receipt.note)
    if note is None or note.broadcast_id != broadcast.id or note.delivery is None:
        raise Invalid(N_("没有这条提示"))
    return note.delivery


def _receive(delivery: NoteDelivery, receipt: Receipt, moment: datetime, by: Any) -> None:
    """What comes too late (expired, taken back, answered elsewhere) changes nothing."""
    if receipt.act == "delivered":
        delivery.deliver()
    elif receipt.act == "shown":
        delivery.show(by)
    else:
        delivery.answer(by, receipt.answer or "", moment)
