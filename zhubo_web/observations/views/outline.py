"""As much of a note as counting and filtering take: all of a broadcast's are read so, a page's whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation

COLUMNS = ("id", "at_ms", "kind", "state", "disposition", "dimension", "object", "assistant_id",
           "observer_id", "contested_at")  # fmt: skip


@dataclass(slots=True)
class Outline:
    """One note in a few columns. What it needs and whom it is about follow the note's own rules."""

    broadcast: Broadcast
    id: int
    at_ms: int
    kind: str
    state: str
    disposition: str | None
    dimension: str | None
    object: str
    assistant_id: int | None
    observer_id: int
    contested_at: datetime | None
    observer_name: str

    needs_disposition: ClassVar[Any] = Observation.needs_disposition
    is_about: ClassVar[Any] = Observation.is_about

    @classmethod
    def of(cls, broadcast: Broadcast, person: Any) -> list[Outline]:
        """Every note of a broadcast that this person sees, by the second it is about."""
        columns = [getattr(Observation, name) for name in COLUMNS]
        query = Observation.visible_to(person).where(Observation.broadcast_id == broadcast.id)
        query = query.with_only_columns(*columns, Person.name).join(Observation.observer)
        query = query.order_by(None).order_by(Observation.at_ms, Observation.id)
        return [cls(broadcast, *row) for row in db.session.execute(query)]
