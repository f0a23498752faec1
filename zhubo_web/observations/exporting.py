"""What live screens know of a broadcast beside its notes: clock, segment, product, people, help.

Plain values ready for JSON; moments in milliseconds. Names of people only for consoles.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.audience.models import Question, figures
from zhubo_web.audience.models.answering import answered_so_far
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.core.access import actor
from zhubo_web.core.i18n import _, day, time_of_day
from zhubo_web.extensions import db
from zhubo_web.observations.emergencies import EMERGENCIES
from zhubo_web.observations.models import HelpCall, Watch
from zhubo_web.observations.models.card import plain_price, planned_end, price_is_stale
from zhubo_web.observations.models.fresh import FRESH
from zhubo_web.observations.models.intake import LATEST
from zhubo_web.observations.models.telling import changed_after, head_of
from zhubo_web.products.models import ProductCard

PAGE = 200
LATELY = 5
#: Nobody waits for an answer any more, and no minute goes on.
NOTHING_HEARD: dict[str, Any] = {"comments": None, "questions": []}
#: What an overlay draws of a cue. Kind, dimension and tag say how it is judged: that comes after.
DRAWN = (
    "id",
    "v",
    "seq",
    "at",
    "object",
    "assistant",
    "text",
    "priority",
    "state",
    "by_role",
    "delivery",
)


def replay(broadcast_id: int, after: int) -> dict[str, Any]:
    """The latest state of each note that changed after a number, and the newest number."""
    head = head_of(broadcast_id)
    notes = changed_after(broadcast_id, after, head, PAGE + 1) if head > after else []
    more = len(notes) > PAGE
    return {
        "notes": notes[:PAGE],
        "head": notes[PAGE - 1]["v"] if more else max(head, after),
        "more": more,
    }


def frame(broadcast_id: int, after: int, events: Collection[int]) -> dict[str, Any]:
    """The same because of some events: from memory if this process wrote them and nothing else."""
    notes = FRESH.after(broadcast_id, after, events)
    if not notes:
        return replay(broadcast_id, after)
    return {"notes": notes, "head": notes[-1]["v"], "more": False}


def veiled(note: dict[str, Any]) -> dict[str, Any]:
    """A note as the assistant's screen gets it live: evidence only is a number and nothing else.

    Of a cue it gets what is drawn, never how it is judged; of one taken back, only that it was.
    """
    delivery = note["delivery"]
    if delivery is None:
        return {"id": note["id"], "v": note["v"], "seq": note["seq"], "delivery": None}
    told = {name: note[name] for name in DRAWN}
    return {**told, "text": None} if delivery["state"] == "retracted" else told


def state(broadcast: Broadcast, *, names: bool, english: bool = False) -> dict[str, Any]:
    """Everything but the notes."""
    sheet = Segment.of(broadcast)
    segment = next((one for one in sheet if one.id == broadcast.segment_id), None)
    return {
        **_clock(broadcast),
        "segment": _segment(broadcast, sheet, segment),
        "next": _next(sheet, segment),
        "run_sheet": [_row(one, segment) for one in sheet],
        "product": _product(broadcast, sheet, segment),
        "quiet": bool(segment and segment.no_interrupt),
        "on_break": broadcast.state == "interrupted" or bool(segment and segment.kind == "break"),
        "free_until": clock.to_epoch_ms(broadcast.free_until) if broadcast.free_until else None,
        "newcomer": broadcast.newcomer(),
        "assistants": _assistants(broadcast, names),
        "observers": _observers(broadcast),
        "help": _help(broadcast),
        "emergency": emergency(broadcast.emergency, english),
        **(_heard(broadcast) if broadcast.ended_at is None else NOTHING_HEARD),
        "answering": _answering(broadcast) if names else None,
        "begins": _begins(broadcast),
        "coming": None if names else _coming(broadcast),
    }


def _heard(broadcast: Broadcast) -> dict[str, Any]:
    """What viewers say just now."""
    questions = [question.told() for question in Question.open_in(broadcast)]
    return {"comments": figures(broadcast), "questions": questions}


def _coming(broadcast: Broadcast) -> str | None:
    """When the room is on air next, as far as whoever asks may see it; said for a day after the end."""
    ended = broadcast.ended_at
    if ended is None or clock.now() - ended > LATEST:
        return None
    query = Broadcast.coming_in(broadcast.room_id, actor())
    start = db.session.scalar(query.with_only_columns(Broadcast.planned_start).limit(1))
    return _moment(start) if start else None


def _begins(broadcast: Broadcast) -> str | None:
    """When it begins, until it should have ended."""
    is_coming = broadcast.is_coming and broadcast.planned_end > clock.now()
    return _moment(broadcast.planned_start) if is_coming else None


def _moment(at: datetime) -> str:
    return f"{day(at)} {time_of_day(at)}"


def _answering(broadcast: Broadcast) -> dict[str, Any]:
    """How the room answers so far, and what was answered last, for the console."""
    so_far, last = answered_so_far(broadcast, LATELY)
    figures = {"asked": so_far.asked, "answered": so_far.answered, "usual_ms": so_far.usual_ms}
    return {**figures, "last": last}


def _clock(broadcast: Broadcast) -> dict[str, Any]:
    started, ended = broadcast.started_at, broadcast.ended_at
    return {
        "state": broadcast.state,
        "title": broadcast.title,
        "room": broadcast.room.name,
        "started_at": clock.to_epoch_ms(started) if started else None,
        "ended_at": clock.to_epoch_ms(ended) if ended else None,
        "late_until": clock.to_epoch_ms(ended + LATEST) if ended else None,
        "stream_ms": broadcast.stream_ms(),
        "server_ms": clock.epoch_ms(),
        "running": broadcast.state == "live",
        "setback_ms": broadcast.room.setback_ms,
    }


def _segment(
    broadcast: Broadcast, sheet: list[Segment], segment: Segment | None
) -> dict[str, Any] | None:
    if segment is None:
        return None
    ends = planned_end(sheet, segment, broadcast)
    return {
        "id": segment.id,
        "no": segment.position,
        "title": segment.title,
        "kind": segment.kind,
        "started_ms": segment.started_ms,
        "planned_ms": segment.planned_ms,
        "ends_ms": ends,
        "no_interrupt": segment.no_interrupt,
        "late_ms": max(0, broadcast.stream_ms() - ends),
    }


def _next(sheet: list[Segment], segment: Segment | None) -> dict[str, Any] | None:
    place = segment.position if segment else 0
    later = next((one for one in sheet if one.position > place), None)
    if later is None:
        return None
    return {"id": later.id, "title": later.title, "planned_ms": later.planned_ms}


def _row(segment: Segment, current: Segment | None) -> dict[str, Any]:
    began = "done" if segment.started_ms is not None else "planned"
    status = "skipped" if segment.skipped else began
    return {
        "id": segment.id,
        "no": segment.position,
        "title": segment.title,
        "planned_ms": segment.planned_ms,
        "state": "running" if segment is current else status,
        "no_interrupt": segment.no_interrupt,
        "product": segment.product.name if segment.product else None,
        "product_id": segment.product_id,
    }


def _product(
    broadcast: Broadcast, sheet: list[Segment], segment: Segment | None
) -> dict[str, Any] | None:
    if segment is None or segment.product is None or segment.product.card is None:
        return None
    card: ProductCard = segment.product.card
    shown = card.list_price is not None and card.list_price_basis
    return {
        "id": segment.product.id,
        "name": segment.product.name,
        "price": plain_price(card),
        "unit": "元",
        "list_price": f"{card.list_price.normalize():f}" if shown and card.list_price else None,
        "list_price_basis": card.list_price_basis,
        "offer": card.offer,
        "stale": price_is_stale(broadcast, sheet, segment, card),
        "points": card.points,
        "forbidden": card.forbidden,
        "questions": card.questions,
    }


def _assistants(broadcast: Broadcast, names: bool) -> list[dict[str, Any]]:
    return [
        {"id": person.id, "no": number, "name": person.name if names else None}
        for number, person in enumerate(broadcast.people("assistant"), 1)
    ]


def _observers(broadcast: Broadcast) -> list[dict[str, Any]]:
    watching = dict.fromkeys(one.role for one in Watch.open_in(broadcast))
    return [{"role": role, "label": role_label(role)} for role in watching]


def role_label(role: str | None) -> str | None:
    """What a live screen calls a role, in the reader's language."""
    return _(roles.SHORT_NAMES.get(role, roles.NAMES[role])) if role else None


def _help(broadcast: Broadcast) -> dict[str, Any] | None:
    call = HelpCall.open_in(broadcast)
    if call is None:
        return None
    taken = call.taken_by
    role = taken.roles_in(broadcast.room)[:1] if taken else []
    return {
        "id": call.id,
        "state": call.state,
        "at": call.at_ms,
        "taken_role": role_label(role[0]) if role else None,
    }


def emergency(code: str | None, english: bool = False) -> dict[str, Any] | None:
    """An emergency card in the reader's language."""
    card = next((one for one in EMERGENCIES if one.code == code), None)
    if card is None:
        return None
    return {
        "code": card.code,
        "title": card.title_en if english else card.title_zh,
        "steps": list(card.steps_en if english else card.steps_zh),
        "call": role_label(card.call),
        "say": card.say_zh,
    }


def emergencies(english: bool = False) -> list[dict[str, Any]]:
    """All ten, for the console's list."""
    return [card for one in EMERGENCIES if (card := emergency(one.code, english)) is not None]
