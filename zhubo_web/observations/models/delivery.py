"""A note's way to the assistant's screen: stored at once, drawn from ``visible_from``, then stale.

Not answering is neutral. 收到 live is no acknowledgement of the note.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import follow, step
from zhubo_web.extensions import db
from zhubo_web.observations import attention
from zhubo_web.observations.workflow import DELIVERY

if TYPE_CHECKING:
    from zhubo_web.observations.models.observation import Observation

ANSWERS = ("got_it", "done", "later", "contested")


class NoteDelivery(Versioned, Identified, Base):
    """The delivery of one note. Times are UTC, ``answered_ms`` is stream time."""

    __tablename__ = "note_delivery"
    __table_args__ = (
        Index("ix_note_delivery_state_expires", "state", "expires_at"),
        Index("ix_note_delivery_state_visible", "state", "visible_from"),
    )

    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="grace")
    visible_from: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_ms: Mapped[int | None]
    answer_given: Mapped[str | None] = mapped_column(String(10))

    observation: Mapped[Observation] = relationship("Observation", back_populates="delivery")

    @property
    def was_seen(self) -> bool:
        return self.shown_at is not None

    @property
    def is_open(self) -> bool:
        return self.state in ("grace", "queued", "delivered", "shown")

    @classmethod
    def give(cls, note: Observation, given_at: datetime) -> NoteDelivery:
        """Start the delivery of words given at a moment; late words are already stale."""
        now = clock.now()
        assert note.priority is not None
        ended_at = note.broadcast.ended_at
        visible, expires = attention.window(note.priority, given_at, now, ended_at)
        delivery = cls(state="grace", visible_from=visible, expires_at=expires, observation=note)
        db.session.add(delivery)
        db.session.flush()
        for verb in attention.begun(visible, expires, now):
            getattr(delivery, verb)(by=SYSTEM)
        return delivery

    def _step(self, verb: str, by: Any, **data: Any) -> None:
        self._quietly(verb, by, **data)
        self.observation._changed()

    def _quietly(self, verb: str, by: Any, **data: Any) -> None:
        """A step that screens hear of with the next."""
        note = self.observation
        step(self, DELIVERY, verb, by, broadcast_id=note.broadcast_id, note=note.id, **data)

    def elapse(self, by: Any) -> None:
        """The three seconds of grace are over."""
        self._step("elapse", by)
        if self.reached_at is not None:
            self._step("deliver", SYSTEM)

    def deliver(self) -> None:
        """A screen of the addressee has it; during the grace that is only remembered."""
        self._reach()
        if self.state == "queued":
            self._step("deliver", SYSTEM)

    def _reach(self) -> None:
        self.reached_at = self.reached_at or clock.now()
        if self.state == "grace" and self.visible_from <= clock.now():
            self.elapse(by=SYSTEM)

    def show(self, by: Any) -> None:
        """It is drawn."""
        self._reach()
        if self.state == "queued":
            self._quietly("deliver", SYSTEM)
        if self.state == "delivered":
            self.shown_at = clock.now()
            self._step("show", by)

    def answer(self, by: Any, answer: str, at: datetime | None = None) -> None:
        """收到, 改了, 等会儿 or 有出入. The first answer holds."""
        if answer not in ANSWERS:
            raise Invalid(N_("没有这种回应"), "answer")
        self.show(by)
        if self.state != "shown":
            return
        moment = at or clock.now()
        self.answered_at, self.answer_given = moment, answer
        self.answered_ms = self.observation.broadcast.stream_ms(moment)
        self._step("answer", by, answer=answer)
        if answer == "contested":
            self.observation.contest(by)
        if answer == "done" and self.observation.priority == 0:
            Correction.write(self, by)

    def expire(self, by: Any) -> None:
        """Too old to act on."""
        self._step("expire", by)

    def retract(self, by: Any) -> None:
        """The observer took it back."""
        self._step("retract", by)


class Correction(Identified, Base):
    """The correction ledger (办法 31): what was to be said, who noticed, how fast it was put right."""

    __tablename__ = "correction"

    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), unique=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    right_words: Mapped[str] = mapped_column(String(120))
    noticed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seconds: Mapped[int]

    @classmethod
    def write(cls, delivery: NoteDelivery, by: Any) -> Correction:
        """已更正: written with its seconds, nothing typed."""
        note = delivery.observation
        assert delivery.answered_at is not None
        seconds = max(0, round((delivery.answered_at - note.moment).total_seconds()))
        entry = cls(observation_id=note.id, broadcast_id=note.broadcast_id, seconds=seconds)
        entry.right_words, entry.noticed_by_id = note.text or "", note.observer_id
        db.session.add(entry)
        record("correction.written", entry, by, broadcast_id=note.broadcast_id, seconds=seconds)
        return entry


def _clear_screens(event: AuditEvent, subject: Any, by: Any) -> None:
    """The broadcast is over: what was to be done now is stale, praise may be read a while yet."""
    if event.name != "broadcast.ended":
        return
    open_ones = NoteDelivery.state.in_(("grace", "queued", "delivered", "shown"))
    for delivery in db.session.scalars(select(NoteDelivery).where(open_ones)):
        note = delivery.observation
        if note.broadcast_id != subject.id:
            continue
        if delivery.state == "grace":
            delivery.elapse(by=SYSTEM)
        if note.priority == attention.PRAISE:
            delivery.expires_at = subject.ended_at + attention.PRAISE_AFTER_THE_END
        else:
            delivery.expire(by=SYSTEM)


recorded.connect(_clear_screens, weak=False)
follow(NoteDelivery, DELIVERY, idle=True)
