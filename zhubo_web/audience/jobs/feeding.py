"""A batch of events of a running room: placed, hidden, taken once, counted for the feed's page."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from time import sleep
from typing import cast

from sqlalchemy import Table, bindparam, select

from zhubo_web.audience.importing import Batch, Event, Refusal, event_key, moment_of
from zhubo_web.audience.jobs.hiding import Hiding, viewer_key
from zhubo_web.audience.masking import mask, pseudonym
from zhubo_web.audience.models import Done, Feed, FeedTally, Heard, Placing, Told, take
from zhubo_web.core.keeping import KEPT
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason, Refused
from zhubo_web.extensions import db, writing

_FEEDS = cast(Table, Feed.__table__)
_TOKEN = select(_FEEDS.c.token_digest).where(_FEEDS.c.id == bindparam("feed"))
#: Events hidden before other greenlets have their turn; nothing is being written yet.
AT_A_STRETCH = 50


class TokenEnded(Refused):
    """The token lets nobody in: it never did, was renewed, or the feed is off."""

    status = 401


REFUSED_TOKEN = N_("令牌不对、已经换过，或这个直播间的实时评论已关闭，请到直播间的“实时评论”页查看")


@dataclass
class Answer:
    """What became of a batch: ids in the order sent."""

    broadcast_id: int | None
    taken: list[Event] = field(default_factory=list)
    known: list[Event] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass
class _Ready:
    """Rows by broadcast, and the events they stand for, in the order sent."""

    rows: defaultdict[int, list[Told]] = field(default_factory=lambda: defaultdict(list))
    events: list[tuple[Event, str]] = field(default_factory=list)


def take_events(feed: Feed, batch: Batch, received: datetime) -> Answer:
    """Take what is new. What was kept of the room is read anew where it turns out to be old."""
    while (answer := _taken(feed, batch, Placing.of(feed.room_id, received))) is None:
        KEPT.forget()
    return answer


def _taken(feed: Feed, batch: Batch, placing: Placing) -> Answer | None:
    """What is hard is done before the write transaction begins; None: the room is not as it was."""
    answer = Answer(placing.broadcast.id if placing.broadcast else None)
    answer.refused = list(batch.refused)
    ready = _Ready()
    if placing.broadcast is not None:
        hiding = Hiding(viewer_key(), str(feed.room_id), frozenset(feed.own_accounts))
        _prepare(batch, placing, hiding, ready, answer)
    feed_id, digest = feed.id, feed.token_digest
    with writing():
        if db.session.connection().scalar(_TOKEN, {"feed": feed_id}) != digest:
            raise TokenEnded(REFUSED_TOKEN)
        if not placing.stands:
            return None
        fresh = {key for one in sorted(ready.rows) for key in take(one, ready.rows[one])}
        _sort(ready, fresh, answer)
        FeedTally.add(feed_id, _tallied(batch, answer))
    return answer


def _prepare(batch: Batch, placing: Placing, hiding: Hiding, ready: _Ready, answer: Answer) -> None:
    keys = [event_key(hiding.key, hiding.room, event) for event in batch.events]
    before = placing.known_before(keys)
    sure = batch.sent_ms is not None
    for place, (event, key) in enumerate(zip(batch.events, keys, strict=True), start=1):
        if place % AT_A_STRETCH == 0:
            sleep(0)
        moment = moment_of(event, batch.sent_ms, placing.received)
        placed = placing.place(moment, sure=sure and moment is not None)
        if key in before:
            answer.known.append(event)
        elif isinstance(placed, Reason):
            answer.refused.append(Refusal(event.index, event.id[:40], placed))
        else:
            broadcast_id, at_ms = placed
            ready.rows[broadcast_id].append(_told(event, key, at_ms, hiding))
            ready.events.append((event, key))


def _told(event: Event, key: str, at_ms: int, hiding: Hiding) -> Told:
    if event.kind != "comment":
        return Done(key, at_ms, event.counts)
    viewer = pseudonym(hiding.key, hiding.room, event.user or event.name)
    return Heard(key, at_ms, viewer, mask(event.text), hiding.is_own(event.user, event.name))


def _sort(ready: _Ready, fresh: set[str], answer: Answer) -> None:
    """Of events with the same id the first was taken, the others were known by then."""
    for event, key in ready.events:
        (answer.taken if key in fresh else answer.known).append(event)
        fresh.discard(key)


def _tallied(batch: Batch, answer: Answer) -> Counter[tuple[str, str]]:
    counted = Counter(("taken", one.kind) for one in answer.taken)
    counted.update(("known", one.kind) for one in answer.known)
    counted.update(("refused", one.reason.msgid) for one in answer.refused)
    if answer.broadcast_id is None:
        counted.update(("idle", one.kind) for one in batch.events)
    return counted
