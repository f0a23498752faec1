"""What a broadcast's notes ask of people, one inbox entry a person and broadcast, not one a note.

The observer says what became of each 问题; the assistant looks through what was noted. Both entries
follow from the notes themselves: counted anew after each change, opened or closed to match.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, select

from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import Due
from zhubo_web.duties.models import Duty, close, open_duty
from zhubo_web.extensions import db
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.settled import READABLE

DISPOSED_BY_HOUR = 14
LIVE = ("observation.submitted", "observation.amended", "observation.retracted")


@dataclass(frozen=True)
class Asked:
    """What one broadcast asks of one person; the subject of their inbox entry."""

    broadcast: Broadcast
    person_id: int
    __tablename__: ClassVar[str]
    due: ClassVar[Due]

    @property
    def id(self) -> int:
        return self.broadcast.id

    def told(self) -> dict[str, Any]:
        """The values that the entry shows, and where it leads."""
        return {**self.broadcast.told(), "broadcast": self.broadcast.id}

    def _waits(self) -> ColumnElement[bool]:
        raise NotImplementedError

    def settle(self) -> None:
        """Open the entry if something waits and it is not there; close it if nothing does."""
        waiting = select(Observation.id).where(Observation.broadcast_id == self.id, self._waits())
        there = select(Duty.id).where(
            Duty.subject_type == self.__tablename__,
            Duty.subject_id == self.id,
            Duty.person_id == self.person_id,
            Duty.closed_at.is_(None),
        )
        asked = db.session.scalar(there.limit(1)) is not None
        if db.session.scalar(waiting.limit(1)) is None:
            close(self, person_id=self.person_id)
        elif not asked:
            open_duty(self, self.due)


def _whom(asked: Asked) -> list[int]:
    return [asked.person_id]


def _leads(asked: Asked) -> list[int]:
    return asked.broadcast.lead_ids()


def _next_afternoon(_asked: Asked) -> datetime:
    return clock.shanghai(clock.today() + timedelta(days=1), DISPOSED_BY_HOUR)


class Disposal(Asked):
    """问题 that wait for their observer's word."""

    __tablename__ = "note_disposal"
    due = Due(
        title=N_("给问题定处置：%(title)s"),
        whom=_whom,
        endpoint="observations.records",
        until=_next_afternoon,
        escalate_to=_leads,
    )

    def _waits(self) -> ColumnElement[bool]:
        return (
            (Observation.observer_id == self.person_id)
            & (Observation.kind == "issue")
            & Observation.disposition.is_(None)
            & Observation.state.in_(READABLE)
        )


class Reading(Asked):
    """Released notes that wait to be seen by their assistant. Not answering is neutral: no deadline,
    and the entry goes when the notes are passed over."""

    __tablename__ = "note_reading"
    due = Due(
        title=N_("看一遍跟播记录：%(title)s"),
        whom=_whom,
        endpoint="observations.records",
    )

    def _waits(self) -> ColumnElement[bool]:
        about = (Observation.assistant_id == self.person_id) | Observation.assistant_id.is_(None)
        return about & (Observation.object == "assistant") & (Observation.state == "released")


def _settle(broadcast: Broadcast, observers: Iterable[int]) -> None:
    for observer in observers:
        Disposal(broadcast, observer).settle()
    for assistant in broadcast.people("assistant"):
        Reading(broadcast, assistant.id).settle()


def _observers(broadcast: Broadcast) -> set[int]:
    query = select(Observation.observer_id).where(Observation.broadcast_id == broadcast.id)
    return set(db.session.scalars(query.distinct()))


def _count_anew(event: AuditEvent, subject: Any, by: Any) -> None:
    """A note moved after its broadcast, or the broadcast ended with notes corrected live."""
    if event.name == "broadcast.ended":
        _settle(subject, _observers(subject))
    elif event.subject_type == "observation" and event.name not in LIVE:
        if subject.broadcast.ended_at is not None:
            _settle(subject.broadcast, [subject.observer_id])


recorded.connect(_count_anew, weak=False)
