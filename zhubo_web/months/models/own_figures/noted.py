"""What was noted of people, what they did with cues, and how much of their work was watched."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, or_, select

from zhubo_web.broadcasts import timing
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.running import Interruption
from zhubo_web.core import clock
from zhubo_web.evaluations.models.seen import STANDING
from zhubo_web.evaluations.suggesting import union_minutes
from zhubo_web.extensions import db
from zhubo_web.months.models.own_figures.period import Own, Period, percent
from zhubo_web.observations.models import Correction, NoteDelivery, Observation, Tag, Watch
from zhubo_web.observations.models.settled import QUICK_SECONDS, QUICK_TAGS

#: A negative tag that comes again so soon after its cue was shown: the cue had no effect.
AGAIN = timedelta(minutes=5)
MINUTES = 60


def noted(period: Period) -> dict[int, dict[str, Own]]:
    """Person → neg_density, pos_ratio, ack_rate, note_effect, observe_cover."""
    notes = _notes(period)
    watched, lengths = watched_in(period, period.theirs)
    told = {}
    for person_id, numbers in period.worked.items():
        seen = {one: watched[one] for one in numbers if watched.get(one)}
        told[person_id] = {
            **_tags(notes[person_id], sum(seen.values())),
            **_cues(notes[person_id]),
            "observe_cover": _covered(seen, {one: lengths.get(one, 0) for one in numbers}),
        }
    return told


def helped(period: Period) -> dict[int, Own]:
    """Person → note_effect alone; one statement."""
    return {person: _cues(rows)["note_effect"] for person, rows in _notes(period).items()}


def _notes(period: Period) -> dict[int, list[Any]]:
    """Person → the notes that count for them, as evaluations count them; one statement."""
    found: dict[int, list[Any]] = {one: [] for one in period.people}
    for row in db.session.execute(_counting(period).execution_options(yield_per=5000)):
        for person_id in period.about(row.broadcast_id, row.assistant_id):
            found[person_id].append(row)
    return found


def _counting(period: Period) -> Any:
    note, delivery = Observation, NoteDelivery
    columns = (note.id, note.broadcast_id, note.assistant_id, note.moment, Tag.code, Tag.polarity,
               Tag.severity, delivery.shown_at, delivery.answered_at)  # fmt: skip
    quick = and_(Correction.seconds <= QUICK_SECONDS, Tag.code.in_(QUICK_TAGS))
    return (
        select(*columns)
        .outerjoin(Tag, Tag.id == note.tag_id)
        .outerjoin(Correction, Correction.observation_id == note.id)
        .outerjoin(delivery, delivery.observation_id == note.id)
        .where(note.broadcast_id.in_(period.theirs), note.object == "assistant")
        .where(note.state.in_(STANDING), note.kind != "mark")
        .where(
            or_(note.disposition.is_(None), note.disposition != "dismissed"),
            or_(Correction.id.is_(None), Tag.id.is_(None), ~quick),
        )
        .order_by(note.broadcast_id, note.at_ms, note.id)
    )


def _tags(rows: Sequence[Any], minutes: int) -> dict[str, Own]:
    good = [one.id for one in rows if (one.polarity or 0) > 0]
    bad = [one.id for one in rows if (one.polarity or 0) < 0]
    heavy = sum(one.severity for one in rows if (one.polarity or 0) < 0)
    density = (Decimal(heavy * MINUTES) / minutes).quantize(Decimal("0.01")) if minutes else None
    both = len(good) + len(bad)
    return {
        "neg_density": Own(density, heavy, minutes, {"notes": bad}),
        "pos_ratio": Own(percent(len(good), both), len(good), both, {"good": good, "bad": bad}),
    }


def _cues(rows: Sequence[Any]) -> dict[str, Own]:
    """Answered of shown; and of the shown negative ones, after how many the tag did not come again."""
    shown = [one for one in rows if one.shown_at is not None]
    answered = [one.id for one in shown if one.answered_at is not None]
    silent = [one.id for one in shown if one.answered_at is None]
    negative = [one for one in shown if (one.polarity or 0) < 0]
    again = _came_again(rows, negative)
    helped = [one.id for one in negative if one.id not in again]
    done = len(helped)
    refs = {"done": helped, "missed": sorted(again)}
    return {
        "ack_rate": Own(percent(len(answered), len(shown)), len(answered), len(shown),
                        {"done": answered, "missed": silent}),
        "note_effect": Own(percent(done, len(negative)), done, len(negative), refs),
    }  # fmt: skip


def _came_again(rows: Sequence[Any], cues: Sequence[Any]) -> set[int]:
    """The cues after which the same tag was noted once more within five minutes of being shown."""
    moments: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for one in rows:
        if (one.polarity or 0) < 0:
            moments[one.broadcast_id, one.code].append(one.moment)
    for of in moments.values():
        of.sort()
    found = set()
    for one in cues:
        own = moments[one.broadcast_id, one.code]
        after = bisect_right(own, one.shown_at)
        if after < len(own) and own[after] <= one.shown_at + AGAIN:
            found.add(one.id)
    return found


def _covered(seen: Mapping[int, int], lengths: Mapping[int, int]) -> Own:
    """In minutes."""
    done, due = sum(seen.values()), sum(lengths.values())
    refs = {"done": sorted(seen), "missed": sorted(set(lengths) - set(seen))}
    return Own(percent(min(done, due), due), done, due, refs)


def watched_in(
    period: Period, ids: Select[tuple[int]] | None = None
) -> tuple[dict[int, int], dict[int, int]]:
    """Broadcast → minutes that somebody watched, and its minutes of stream time; of all in the time, or
    of these. Where nobody sat at a console but something was noted, all of it was watched."""
    ids = period.ids if ids is None else ids
    times = _times(ids)
    stays: dict[int, list[tuple[int, int]]] = defaultdict(list)
    query = select(Watch.broadcast_id, Watch.created_at, Watch.left_at)
    for number, came, left in db.session.execute(query.where(Watch.broadcast_id.in_(ids))):
        first, last, _minutes = times[number]
        begin = max(first, clock.to_epoch_ms(came))
        end = last if left is None else min(last, clock.to_epoch_ms(left))
        if begin < end:
            stays[number].append((begin, end))
    lengths = {number: minutes for number, (_first, _last, minutes) in times.items()}
    there = select(Observation.broadcast_id).where(
        Observation.broadcast_id.in_(ids), Observation.state != "withdrawn"
    )
    watched = {number: lengths[number] for number in db.session.scalars(there.distinct())}
    watched |= {number: union_minutes(of) for number, of in stays.items()}
    return watched, lengths


def _times(ids: Select[tuple[int]]) -> dict[int, tuple[int, int, int]]:
    """Broadcast → start and end in ms since 1970, and its minutes of stream time; one statement."""
    query = (
        select(
            Broadcast.id, Broadcast.started_at, Broadcast.ended_at,
            Interruption.began_at, Interruption.ended_at,
        )
        .outerjoin(Interruption, Interruption.broadcast_id == Broadcast.id)
        .where(Broadcast.id.in_(ids))
    )  # fmt: skip
    bounds: dict[int, tuple[datetime, datetime]] = {}
    pauses: dict[int, list[timing.Pause]] = defaultdict(list)
    for number, start, end, began, over in db.session.execute(query):
        bounds[number] = start, end
        if began is not None:
            pauses[number].append((began, over))
    return {
        number: (
            clock.to_epoch_ms(start),
            clock.to_epoch_ms(end),
            timing.stream_ms(start, pauses[number], end) // 60_000,
        )
        for number, (start, end) in bounds.items()
    }
