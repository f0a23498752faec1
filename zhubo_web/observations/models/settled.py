"""A note after its broadcast: seen, contested, disposed of, taken back, put on somebody else.

What was kept before a change stays readable in ``ObservationChange``. Nothing here counts points;
``why_not_counted`` says what never may.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import step
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.models.sequence import next_numbers
from zhubo_web.observations.workflow import OBSERVATION, RELEASED

#: What becomes of each 问题, in one tap.
DISPOSITIONS = {
    "fixed_live": N_("当场改了"),
    "coached": N_("已辅导"),
    "to_rectification": N_("转整改"),
    "to_case": N_("转违规"),
    "dismissed": N_("不成立"),
}
READABLE = RELEASED
OTHERS = ("host", "operations", "device")
LONGEST_CONTEST, LONGEST_REASON = 300, 200
#: Price and claims put right this fast stand in the correction ledger only.
QUICK_SECONDS, QUICK_TAGS = 60, ("P13", "P15")


class Settled(Versioned, Identified, Base):
    """The part of a note that is settled once the broadcast is over."""

    __abstract__ = True

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    state: Mapped[str] = mapped_column(String(12), default="draft", index=True)
    observer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(8))
    object: Mapped[str] = mapped_column(String(10), default="assistant")
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_seq: Mapped[int]
    released_at: Mapped[datetime | None]
    answer_until: Mapped[datetime | None]
    disposition: Mapped[str | None] = mapped_column(String(20))
    disposed_at: Mapped[datetime | None]
    disposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contested_at: Mapped[datetime | None]
    contest_words: Mapped[str] = mapped_column(String(300), default="")

    acting_at: datetime | None = None  # when the present act was made, by the server's clock
    __allow_unmapped__ = True

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def needs_disposition(self) -> bool:
        """A 问题 that can be read and of which nobody has said what became of it."""
        return self.kind == "issue" and self.disposition is None and self.state in READABLE

    @property
    def why_not_counted(self) -> Reason | None:
        """Why this note can never count for its assistant, or None."""
        if self.state == "withdrawn":
            return Reason(N_("已撤回，不计"))
        if self.object != "assistant":
            return Reason(N_("不是记助播的，不计"))
        if self.kind == "mark":
            return Reason(N_("打点只标记时刻，不计"))
        if self.disposition == "dismissed":
            return Reason(N_("处置为“不成立”，不计"))
        return None

    # ── what the verbs share ────────────────────────────────────────────────────────────────

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        if self.acting_at is None:
            self.acting_at = clock.now()
        step(self, OBSERVATION, verb, by, broadcast_id=self.broadcast_id, **values)

    def _where(self) -> Broadcast:
        return db.session.get_one(Broadcast, self.broadcast_id)

    def _changed(self) -> None:
        self.changed_seq = next_numbers(self.broadcast_id)

    def _keep(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        """What it was stays readable beside what it is."""
        key = str(uuid.uuid4())
        change = ObservationChange(key=key, observation_id=self.id, before=before, after=after)
        db.session.add(change)

    def _weighs_otherwise(self, by: Any) -> None:
        """Say, once the note is as it is now, that what rests on it follows: recorded where a review
        or the observer took it away, or changed what it counts as, after the release."""
        record("observation.recounted", self, by, broadcast_id=self.broadcast_id)

    # ── by the assistant ────────────────────────────────────────────────────────────────────

    def acknowledge(self, by: Any) -> None:
        """Seen. Seeing is not agreeing."""
        self._step("acknowledge", by)
        self._changed()

    def pass_over(self, by: Any) -> None:
        """Nobody answered; silence is not agreement either."""
        self._step("pass_over", by)
        self._changed()

    def contest(self, by: Any, words: str = "") -> None:
        """有出入: kept with its moment, listed for the assistant, to become an objection."""
        if by is not SYSTEM and not getattr(by, "is_screen", False):
            if reason := permissions.is_subject(by, self):
                raise Denied(reason)
        if len(words.strip()) > LONGEST_CONTEST:
            raise Invalid(N_("说明最多 300 个字"), "words")
        self.contested_at = self.contested_at or clock.now()
        self.contest_words = words.strip() or self.contest_words
        record("observation.contested", self, by, broadcast_id=self.broadcast_id)
        self._changed()

    # ── by the observer ─────────────────────────────────────────────────────────────────────

    def dispose(self, disposition: str | None, by: Any) -> None:
        """Say what became of a 问题, or (None) take that back; changeable until its
        broadcast is closed."""
        lifts = "dismissed" in (disposition, self.disposition)
        if reason := (permissions.dismisses if lifts else permissions.disposes)(by, self):
            raise Denied(reason)
        if self.kind != "issue" or disposition not in (None, *DISPOSITIONS):
            raise Invalid(N_("只有“问题”需要处置，请从列出的几项里选"), "disposition")
        if self.state == "withdrawn" or self._where().state == "closed":
            raise WrongState(N_("这条已经撤回，或这一场已归档，处置不能再改"))
        if self.disposition == disposition:
            return
        self.disposition, self.disposed_at, self.disposed_by_id = disposition, clock.now(), by.id
        where = self.broadcast_id
        record("observation.disposed", self, by, broadcast_id=where, disposition=disposition)
        self._changed()

    def self_withdraw(self, by: Any, reason: str) -> None:
        """The observer takes a released note back; it stays readable and counts for nothing."""
        if not 0 < len(reason.strip()) <= LONGEST_REASON:
            raise Invalid(N_("请写明为什么撤回，最多 200 个字，助播会看到"), "reason")
        before = self.state
        self._step("self_withdraw", by)
        self._keep({"state": before}, {"state": self.state, "reason": reason.strip()})
        self._changed()
        self._weighs_otherwise(by)

    def reattribute(self, by: Any, whose: str, assistant_id: int | None = None) -> None:
        """不是TA: it is about the host, operations, a device or another assistant.

        The person it was first put on goes on reading it, unless it is now about a colleague.
        """
        before = {"object": self.object, "assistant_id": self.assistant_id}
        now_on = assistant_id if whose == "assistant" else self.assistant_id
        after = {"object": whose, "assistant_id": now_on}
        if after == before or not self._may_be_about(whose, assistant_id):
            raise Invalid(N_("请选这一条其实该记谁"), "object")
        self._step("self_correct", by)
        self.object, self.assistant_id = whose, now_on
        self._keep(before, after)
        self._changed()
        self._weighs_otherwise(by)

    def _may_be_about(self, whose: str, assistant_id: int | None) -> bool:
        if whose != "assistant":
            return whose in OTHERS
        there = db.session.get_one(Broadcast, self.broadcast_id).people("assistant")
        return assistant_id in [person.id for person in there]


class ObservationChange(Identified, Base):
    """What a note was before a change. ``key`` makes each change of a console arrive once."""

    __tablename__ = "observation_change"

    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), index=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @classmethod
    def took(cls, key: str) -> bool:
        """Whether this change arrived before."""
        return db.session.scalar(select(cls.id).where(cls.key == key)) is not None
