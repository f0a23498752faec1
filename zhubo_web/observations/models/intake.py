"""Taking what consoles and overlays send: in order, each once, however often it arrives.

A batch is one transaction. An operation that is refused changes nothing and does not stop the
others. The age of an act is what the device's own clock says; the server's clock places it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from zhubo_web.broadcasts.models import Broadcast, current_segment
from zhubo_web.broadcasts.models.run_sheet import Segment
from zhubo_web.broadcasts.timing import tapped_at
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Refused, WrongState
from zhubo_web.extensions import db
from zhubo_web.observations import attention, permissions
from zhubo_web.observations.catalogue import URGENT
from zhubo_web.observations.importing import (
    MOST,
    Operation,
    Receipt,
    op_id,
    read_operation,
    read_receipt,
)
from zhubo_web.observations.models.card import card_words
from zhubo_web.observations.models.delivery import NoteDelivery
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.settled import ObservationChange
from zhubo_web.observations.models.tag import Tag
from zhubo_web.observations.models.watch import role_of
from zhubo_web.observations.wording import CardWords, cue_text, first_cue, values_of

LATEST = timedelta(hours=24)
ON_TIME = timedelta(hours=2)
OLDEST_MS = timedelta(days=30) // timedelta(milliseconds=1)
LONGEST_CUE = 120


@dataclass
class Taken:
    """What became of a batch: ids that are done with, and those that were refused, with why."""

    took: list[str] = field(default_factory=list)
    refused: list[tuple[str | None, Refused]] = field(default_factory=list)


def _each(raw: Any, take: Callable[[Any], None]) -> Taken:
    if not isinstance(raw, list) or len(raw) > MOST:
        raise Invalid(N_("一次最多送 40 条，请分批"), "taps")
    result = Taken()
    for one in raw:
        op = op_id(one)
        try:
            with db.session.begin_nested():
                take(one)
            result.took.append(op or "")
        except Refused as refusal:
            result.refused.append((op, refusal))
    return result


def _moment(received: datetime, sent_ms: int, at_ms: int) -> datetime:
    """When an act was made; a device that tells of years has no clock, and a month is enough."""
    return tapped_at(received, min(sent_ms, at_ms + OLDEST_MS), at_ms)


def _hold(broadcast: Broadcast) -> None:
    """On PostgreSQL one batch of a broadcast at a time; SQLite has one writer anyway."""
    db.session.execute(select(Broadcast.id).where(Broadcast.id == broadcast.id).with_for_update())


def take_operations(broadcast: Broadcast, sent_ms: int, raw: Any, by: Any) -> Taken:
    """Take a console's batch."""
    if reason := permissions.notes(by, broadcast):
        raise Denied(reason)
    received = clock.now()
    _hold(broadcast)

    def take(one: Any) -> None:
        operation = read_operation(one)
        moment = _moment(received, sent_ms, operation.at)
        ACTS[operation.do](broadcast, operation, moment, by)

    return _each(raw, take)


def _segment_at(broadcast: Broadcast, at_ms: int) -> Segment | None:
    """What was on at a stream time, by when the segments truly began."""
    query = (
        select(Segment)
        .where(Segment.broadcast_id == broadcast.id, Segment.started_ms <= at_ms)
        .order_by(Segment.started_ms.desc())
        .limit(1)
    )
    return db.session.scalar(query) or current_segment(broadcast)


def _tap(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    if Observation.by_key(broadcast, operation.key) is not None:
        return
    ended = broadcast.ended_at
    if ended is not None and clock.now() - ended > LATEST:
        raise WrongState(N_("这一场结束已超过 24 小时，不能再补记"))
    at_ms = max(0, broadcast.stream_ms(moment) - broadcast.room.setback_ms)
    segment = _segment_at(broadcast, at_ms)
    card = segment.product.card if segment and segment.product else None
    note = _described(broadcast, operation.values, segment)
    Observation.make(
        broadcast,
        by,
        key=operation.key,
        acting_at=moment,
        moment=moment,
        at_ms=at_ms,
        late=ended is not None and clock.now() - ended > ON_TIME,
        observer_role=role_of(by, broadcast),
        segment_id=segment.id if segment else None,
        product_card_id=card.id if card else None,
        **note,
    )


def _change(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    if ObservationChange.took(operation.op):
        return
    note = _own_note(broadcast, operation.key)
    note.acting_at = moment
    values = dict(operation.values)
    shift = values.pop("shift_ms", 0)
    changed = _described(broadcast, {**_standing(note), **values}, current_segment(broadcast))
    if not set(values) & {"tag", "detail", "text", "urgent"}:
        changed |= {"text": note.text, "priority": note.priority}
    note.amend(by, operation.op, **changed, at_ms=max(0, note.at_ms + shift))


def _retract(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    note = _own_note(broadcast, operation.key)
    if note.state == "withdrawn":
        return
    note.acting_at = moment
    note.retract(by)


ACTS = {"tap": _tap, "change": _change, "retract": _retract}


def _own_note(broadcast: Broadcast, key: str) -> Observation:
    note = Observation.by_key(broadcast, key)
    if note is None:
        raise Invalid(N_("没找到要改的那一条，它可能没有保存成功"))
    return note


def _standing(note: Observation) -> dict[str, Any]:
    return {
        "kind": note.kind,
        "dimension": note.dimension,
        "object": note.object,
        "assistant": note.assistant_id,
        "tag": note.tag.code if note.tag else None,
    }


def _described(
    broadcast: Broadcast, values: dict[str, Any], segment: Segment | None
) -> dict[str, Any]:
    """The columns of a note from what was tapped: tag and words decide kind and priority."""
    urgent = URGENT.get(values.get("urgent") or "")
    code = urgent.tag if urgent else values.get("tag")
    tag = Tag.by_code(code) if code else None
    kind = tag.kind if tag else values["kind"]
    words = card_words(broadcast, segment)
    text = _words(values, tag, words)
    priority = urgent.priority if urgent else tag.priority if tag else attention.PRIORITIES[kind]
    return {
        "kind": kind,
        "dimension": tag.dimension if tag and tag.polarity else values.get("dimension"),
        "object": values.get("object", "assistant"),
        "assistant_id": _assistant(broadcast, values),
        "tag_id": tag.id if tag else None,
        "text": text,
        "priority": priority if text else None,
    }


def _words(values: dict[str, Any], tag: Tag | None, words: CardWords | None) -> str | None:
    if values.get("text"):
        return str(values["text"])
    filled = values_of(words, values.get("detail"))
    if values.get("urgent") == "price" and values.get("detail"):
        filled["price"] = str(values["detail"])  # as the observer saw it, if the card moved on
    if urgent := URGENT.get(values.get("urgent") or ""):
        return first_cue(urgent.phrases_zh, filled)
    cue = cue_text(tag.phrase_zh, filled) if tag and tag.phrase_zh else None
    return cue[:LONGEST_CUE] if cue else None


def _assistant(broadcast: Broadcast, values: dict[str, Any]) -> int | None:
    """Whom it is about: named, or the only assistant there is."""
    if values.get("object", "assistant") != "assistant":
        return None
    there = [person.id for person in broadcast.people("assistant")]
    named = values.get("assistant")
    if named is not None and named not in there:
        raise Invalid(N_("这位助播不在本场名单里"), "assistant")
    return named if named is not None else there[0] if len(there) == 1 else None


def take_receipts(broadcast: Broadcast, sent_ms: int, raw: Any, by: Any) -> Taken:
    """Take an overlay's batch: delivered, shown, answered."""
    if reason := permissions.sees_overlay(by, broadcast):
        raise Denied(reason)
    received = clock.now()
    _hold(broadcast)

    def take(one: Any) -> None:
        receipt = read_receipt(one)
        delivery = _delivery(broadcast, receipt)
        if reason := permissions.answers_cue(by, delivery):
            raise Denied(reason)
        _receive(delivery, receipt, _moment(received, sent_ms, receipt.at), by)

    return _each(raw, take)


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
