"""The note: what an observer tagged at a moment. Its words become a cue on the assistant's screen.

A bare tap is evidence only. It reaches the overlay when a tag, a phrase or one line gives it words;
the fixed keys (priority 0) have them at once. Evidence is released after the broadcast: nothing
that counts is ever secret. Times: ``moment`` is UTC by the server's clock, ``at_ms`` is stream time
with the room's set-back taken off.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.models.reach import KEPT, watched
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.core.workflow import STRICT, SYSTEM, Transition
from zhubo_web.duties.models import follow
from zhubo_web.extensions import db
from zhubo_web.observations import attention, permissions
from zhubo_web.observations.models.delivery import Correction, NoteDelivery
from zhubo_web.observations.models.overruled import Overruled
from zhubo_web.observations.models.settled import (
    QUICK_SECONDS,
    QUICK_TAGS,
    READABLE,
    ObservationChange,
)
from zhubo_web.observations.models.tag import Tag
from zhubo_web.observations.workflow import OBSERVATION, broadcast_on
from zhubo_web.policies.models import PolicyVersion, setting_for

DIMENSIONS = ("language", "interaction", "product", "emergency", "conduct")
OBJECTS = ("assistant", "host", "operations", "device")
CUED = OBJECTS[:2]
LATELY = timedelta(days=30)
AMENDABLE = ("kind", "dimension", "object", "assistant_id", "tag_id", "text", "priority", "at_ms")


class Observation(Overruled):
    """One note. ``seq`` orders notes, ``changed_seq`` is the number of the last change."""

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "seq"),
        UniqueConstraint("broadcast_id", "key"),
        Index("ix_observation_changed", "broadcast_id", "changed_seq"),
        Index("ix_observation_subject", "assistant_id", "state"),
    )

    key: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int]
    observer_role: Mapped[str] = mapped_column(String(30))
    moment: Mapped[datetime]
    at_ms: Mapped[int]
    late: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str | None] = mapped_column(String(120))
    priority: Mapped[int | None]
    product_card_id: Mapped[int | None] = mapped_column(ForeignKey("product_card.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"))

    broadcast: Mapped[Broadcast] = relationship(Broadcast)
    observer: Mapped[Person] = relationship(Person, foreign_keys="Observation.observer_id")
    assistant: Mapped[Person | None] = relationship(Person, foreign_keys="Observation.assistant_id")
    delivery: Mapped[NoteDelivery | None] = relationship(
        NoteDelivery, back_populates="observation", lazy="joined"
    )
    changes: Mapped[list[ObservationChange]] = relationship(
        ObservationChange, order_by=ObservationChange.id
    )

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Observation]]:
        """Watchers see their rooms' notes; an assistant, once it is over, the notes about them.

        Who is on air as host is no watcher before the end, whatever roles they have.
        """
        query = select(cls).order_by(cls.broadcast_id.desc(), cls.seq)
        if getattr(person, "is_screen", False):
            return query.where(false())
        others = watched(cls.broadcast_id, person, permissions.READS)
        return query.where(or_(others, cls._told_to(person.id)))

    @classmethod
    @lru_cache(KEPT)
    def _told_to(cls, person_id: int) -> Any:
        """About this assistant, over, and released; taken back only if they had seen it."""
        assisted = select(RosterEntry.broadcast_id).where(
            RosterEntry.person_id == person_id, RosterEntry.part == "assistant"
        )
        unnamed = and_(cls.assistant_id.is_(None), cls.object == "assistant")
        mine = or_(cls.assistant_id == person_id, unnamed & cls.broadcast_id.in_(assisted))
        shown = select(NoteDelivery.observation_id).where(NoteDelivery.shown_at.is_not(None))
        seen = or_(cls.released_at.is_not(None), cls.id.in_(shown))
        readable = or_(cls.state.in_(READABLE), and_(cls.state == "withdrawn", seen))
        over = select(Broadcast.id).where(Broadcast.ended_at.is_not(None))
        return and_(mine, readable, cls.broadcast_id.in_(over))

    @classmethod
    def see_all(cls, broadcast: Broadcast, by: Any) -> int:
        """全部看过: every released note of a broadcast that is this assistant's; how many. In 严谨
        they are seen one by one, and this raises WrongState."""
        if one_by_one():
            raise WrongState(N_("跟播记录按严谨来办，请逐条看过后点“看过”"))
        theirs = cls.visible_to(by).where(cls.broadcast_id == broadcast.id, cls.state == "released")
        notes = [one for one in db.session.scalars(theirs) if one.is_about(by)]
        for note in notes:
            note.acknowledge(by)
        return len(notes)

    def is_about(self, person: Any) -> bool:
        """Whether the person is the assistant who answers for it."""
        return self.object == "assistant" and permissions.is_subject(person, self) is None

    def why_not_counted_with(self, correction: Correction | None) -> Reason | None:
        """Why it cannot count for its assistant, or None; ``correction`` is its ledger entry."""
        if reason := self.why_not_counted:
            return reason
        quick = correction is not None and correction.seconds <= QUICK_SECONDS
        if quick and self.tag and self.tag.code in QUICK_TAGS:
            return Reason(N_("60 秒内更正了，只记更正台账，不扣分"))
        return None

    @classmethod
    def by_key(cls, broadcast: Broadcast, key: str) -> Observation | None:
        """The note that a console made under this key."""
        return db.session.scalar(
            select(cls).where(cls.broadcast_id == broadcast.id, cls.key == key)
        )

    def cue(self) -> bool:
        """Whether it has words for the assistant's or host's screen."""
        return bool(self.text) and self.priority is not None and self.object in CUED

    # ── making and changing ─────────────────────────────────────────────────────────────────

    def amend(self, by: Any, change_key: str, **values: Any) -> None:
        """Refine it. Once the assistant saw its words, the change is a live correction."""
        if reason := permissions.observes(by, self):
            raise Denied(reason)
        before = {name: getattr(self, name) for name in AMENDABLE}
        after = {name: value for name, value in values.items() if before[name] != value}
        seen = self.delivery is not None and self.delivery.was_seen
        if self.state == "submitted" and seen and set(after) - {"at_ms"}:
            self._step("correct_live", by)
        elif not self._is_amendable:
            raise WrongState(N_("这条已经公布或撤回，请在跟播记录里更正"))
        else:
            record("observation.amended", self, by, broadcast_id=self.broadcast_id)
        for name, value in after.items():
            setattr(self, name, value)
        was = {name: before[name] for name in after}
        self.changes.append(ObservationChange(key=change_key, before=was, after=after))
        self._changed()
        self.deliver(self.acting_at or clock.now())

    @property
    def _is_amendable(self) -> bool:
        """Not yet released; what was corrected live stays as it was when the broadcast ended."""
        if self.state == "corrected":
            self.acting_at = self.acting_at or clock.now()
            return broadcast_on(self) is None
        return self.state == "submitted"

    def deliver(self, given_at: datetime) -> None:
        """Put its words on the way to the screen, or take them back where it has none now.

        Words of after the end stay away: nobody stands before the screen to act on them.
        """
        if self.cue() and self.state in ("submitted", "corrected"):
            if self.delivery is None and attention.in_time(given_at, self.broadcast.ended_at):
                self.delivery = NoteDelivery.give(self, given_at)
        elif self.delivery is not None and self.delivery.is_open:
            self.delivery.retract(by=SYSTEM)

    def retract(self, by: Any) -> None:
        """Undo: taken back while the broadcast is on; a tombstone stays readable."""
        self._step("retract", by)
        self._changed()
        if self.delivery is not None and self.delivery.is_open:
            self.delivery.retract(by=SYSTEM)

    def release(self, by: Any) -> None:
        """Shown to the assistant, after the end."""
        self._step("release", by)
        begun_under = PolicyVersion.in_force(self.created_at).numbers
        self.released_at = clock.now()
        self.answer_until = self.released_at + begun_under.span("notes_answer_days")
        self._changed()


def one_by_one() -> bool:
    """Whether the shop handles notes 严谨: each is acknowledged by itself."""
    return setting_for("notes") == STRICT


def noted(broadcast_ids: list[int]) -> dict[int, int]:
    """How many notes each of these broadcasts has that were not taken back; none: not named."""
    if not broadcast_ids:
        return {}
    query = select(Observation.broadcast_id, func.count()).where(
        Observation.broadcast_id.in_(broadcast_ids), Observation.state != "withdrawn"
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Observation.broadcast_id))}


def offered_in(room_id: int) -> list[tuple[Tag, int]]:
    """The tags that consoles offer, and how often each was used in this room's last month."""
    used = (
        select(Tag.code, func.count().label("uses"))
        .join(Observation, Observation.tag_id == Tag.id)
        .join(Broadcast, Broadcast.id == Observation.broadcast_id)
        .where(Broadcast.room_id == room_id, Observation.moment > clock.now() - LATELY)
        .group_by(Tag.code)
        .subquery()
    )
    query = Tag.in_force().where(Tag.active).outerjoin(used, used.c.code == Tag.code)
    return [(row[0], row[1] or 0) for row in db.session.execute(query.add_columns(used.c.uses))]


def _waiting(row: Transition, now: datetime) -> Select[Any]:
    """Notes are released when their broadcast has ended."""
    query = select(Observation).where(Observation.state == row.source)
    if row.verb == "release":
        ended = select(Broadcast.id).where(Broadcast.ended_at.is_not(None))
        return query.where(Observation.broadcast_id.in_(ended))
    return query.where(Observation.answer_until <= now)


follow(Observation, OBSERVATION, _waiting)


def _shift_notes(event: AuditEvent, subject: Any, by: Any) -> None:
    """A broadcast's start was corrected: every note moves with it, in the same transaction."""
    if event.name != "broadcast.corrected":
        return
    shift = event.data["shift_ms"]
    for note in db.session.scalars(
        select(Observation).where(Observation.broadcast_id == subject.id)
    ):
        note.at_ms = max(0, note.at_ms + shift)


recorded.connect(_shift_notes, weak=False)
