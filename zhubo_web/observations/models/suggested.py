"""What most likely became of a 问题: filled in for its observer, to be said with the tap that rates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhubo_web.observations.models.observation import Observation


def likely(note: Observation) -> str | None:
    """改了 on air is 当场改了; a cue that was seen is coaching; what nobody saw, or what is contested,
    somebody must say."""
    delivery = note.delivery
    if delivery is None or not delivery.was_seen or note.contested_at is not None:
        return None
    return "fixed_live" if delivery.answer_given == "done" else "coached"


def waiting_for(person: Any, notes: Iterable[Observation]) -> dict[Observation, str]:
    """This observer's own 问题 among the notes that wait for a word and have a likely one."""
    own = (one for one in notes if one.observer_id == person.id and one.needs_disposition)
    return {one: word for one in own if (word := likely(one))}
