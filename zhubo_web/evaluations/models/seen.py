"""What an evaluation reckons with: the notes that count, and how long who watched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.evaluations.suggesting import UNTAGGED, Noted, union_minutes
from zhubo_web.extensions import db
from zhubo_web.observations.models import Correction, Observation, Tag, Watch
from zhubo_web.policies.rubrics import DIMENSIONS

#: What was noted and stands: not taken back, and not in dispute.
STANDING = (
    "submitted",
    "released",
    "acknowledged",
    "no_response",
    "upheld",
    "corrected",
    "final",
)


def notes_about(
    broadcast: Broadcast, assistant_id: int, states: Sequence[str] = STANDING
) -> list[Observation]:
    """The notes of a broadcast that can count for this assistant, by the second they are about.

    A note that names nobody counts where there is one assistant only.
    """
    alone = len(broadcast.people("assistant")) == 1
    named = Observation.assistant_id == assistant_id
    query = (
        select(Observation, Correction)
        .outerjoin(Correction, Correction.observation_id == Observation.id)
        .where(Observation.broadcast_id == broadcast.id, Observation.object == "assistant")
        .where(or_(named, Observation.assistant_id.is_(None)) if alone else named)
        .where(Observation.state.in_(states))
        .options(joinedload(Observation.tag))
        .order_by(Observation.at_ms, Observation.id)
    )
    rows = db.session.execute(query).unique()
    return [note for note, entry in rows if note.why_not_counted_with(entry) is None]


def weighed(notes: Iterable[Observation]) -> list[Noted]:
    """The notes as they weigh, those of the four dimensions."""
    return [one for note in notes if (one := noted(note.id, note)) is not None]


class Weighty(Protocol):
    """A note, or what it is decided to count as."""

    @property
    def kind(self) -> str: ...
    @property
    def dimension(self) -> str | None: ...
    @property
    def tag(self) -> Tag | None: ...
    @property
    def severity(self) -> int | None: ...


def disputed_about(broadcast: Broadcast, assistant_id: int) -> list[Observation]:
    """The notes about an assistant, or about nobody by name, that wait for a review."""
    theirs = or_(Observation.assistant_id == assistant_id, Observation.assistant_id.is_(None))
    query = select(Observation).where(
        Observation.broadcast_id == broadcast.id, Observation.state == "disputed", theirs
    )
    return list(db.session.scalars(query))


def noted(note_id: int, what: Weighty) -> Noted | None:
    """How heavy a note is; None where it is of none of the four dimensions, or only marks a moment."""
    if what.dimension is None or what.dimension not in DIMENSIONS or what.kind not in UNTAGGED:
        return None
    return Noted(note_id, what.dimension, weight(what))


def weight(what: Weighty) -> int:
    """How heavy a note is that does not only mark a moment, of whichever dimension: as a decision said,
    else as its tag, else (also where a review changed its kind, so that the tag no longer fits) as its
    kind."""
    usual = UNTAGGED[what.kind]
    if what.severity is not None:
        return what.severity if usual > 0 else -what.severity
    fits = what.tag is not None and what.tag.kind == what.kind
    if what.tag is None or not fits:
        return usual
    return what.tag.severity if usual > 0 else -what.tag.severity


Stay = tuple[int, int, int]  #: person, from, to in ms since 1970


def stays_in(broadcast: Broadcast) -> list[Stay]:
    """Who watched from when to when, within the broadcast."""
    if broadcast.started_at is None:
        return []
    first = clock.to_epoch_ms(broadcast.started_at)
    last = clock.to_epoch_ms(broadcast.ended_at or clock.now())
    rows = db.session.execute(
        select(Watch.person_id, Watch.created_at, Watch.left_at).where(
            Watch.broadcast_id == broadcast.id
        )
    )
    clipped = (
        (
            person_id,
            max(first, clock.to_epoch_ms(came)),
            min(last, clock.to_epoch_ms(left or clock.now())),
        )
        for person_id, came, left in rows
    )
    return [one for one in clipped if one[2] > one[1]]


def minutes_by_person(stays: Iterable[Stay]) -> dict[int, int]:
    """How many minutes each watched, moments at two consoles once."""
    stays = list(stays)
    return {
        who: union_minutes((start, end) for one, start, end in stays if one == who)
        for who in {one for one, _start, _end in stays}
    }


def length_minutes(broadcast: Broadcast) -> int:
    """How long the broadcast was, in whole minutes of stream time."""
    return broadcast.stream_ms() // 60_000


def was_noted(broadcast: Broadcast) -> bool:
    """Whether any note of it was kept."""
    query = select(Observation.id).where(
        Observation.broadcast_id == broadcast.id, Observation.state != "withdrawn"
    )
    return db.session.scalar(query.limit(1)) is not None
