"""有出入 after the release: the assistant disputes a note, somebody who did not make it decides.

What was disputed counts for nothing until then. Every decision has a written reason, and what the
note was stays readable.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts import roles
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.duties.models import Duty, open_duty, release
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.models.parts import group_of, parts_in
from zhubo_web.observations.models.settled import LONGEST_CONTEST, LONGEST_REASON, Settled
from zhubo_web.observations.workflow import OBSERVATION, REVIEW

#: What a reviewer may make of the kind of a note.
KINDS = ("praise", "remind", "issue", "mark")


class Disputed(Settled):
    """The part of a note that is disputed and reviewed."""

    __abstract__ = True

    @property
    def dispute_until(self) -> datetime:
        """By when a dispute that is opened now is to be decided."""
        return clock.now() + permissions.REVIEWED_WITHIN

    @property
    def rater_ids(self) -> set[int]:
        """Who gave marks that rest on it."""
        return parts_in(self.broadcast_id, self.assistant_id).raters

    @property
    def marking_ids(self) -> set[int]:
        """Who gave marks that rest on it: of the broadcast, or of the month in which it counts."""
        parts = parts_in(self.broadcast_id, self.assistant_id)
        return parts.raters | parts.monthly

    @property
    def close_ids(self) -> set[int]:
        """Who is declared close to the assistant it is about."""
        return parts_in(self.broadcast_id, self.assistant_id).close

    @property
    def others_review(self) -> bool:
        """Whether somebody of the group could review it who gave no marks that rest on it."""
        group = (one for one in group_of(self._where().room) if one.id not in self.rater_ids)
        return any(permissions.reviews(one, self) is None for one in group)

    def reviewed_by_rater(self, by: Any) -> bool:
        """Whether this person rated what rests on it, and reviews it as there is nobody else."""
        return by.id in self.rater_ids and permissions.reviews(by, self) is None

    def reviewer_ids(self) -> list[int]:
        """Who decides: the room's leads who may, else others of the group; the owner, who appoints
        somebody, where nobody may."""
        room = self._where().room
        for wanted in ((roles.OPERATIONS,), roles.GROUP):
            people = room.people_holding(*wanted)
            if able := [one.id for one in people if permissions.reviews(one, self) is None]:
                return able
        return self.owner_ids()

    def owner_ids(self) -> list[int]:
        """The owners, who hear of a review that is late, without those whose note it is."""
        parties = (self.observer_id, self.assistant_id)
        return [one for one in self._where().owner_ids() if one not in parties]

    def hand_review_on(self, person_id: int) -> None:
        """Who was asked to decide has got a part in what rests on it: others are asked instead."""
        mine = select(Duty.due_at).where(
            Duty.subject_type == "observation",
            Duty.subject_id == self.id,
            Duty.person_id == person_id,
            Duty.closed_at.is_(None),
        )
        asked, able = db.session.execute(mine).first(), self.reviewer_ids()
        if asked is None or person_id in able:
            return
        release(self, ())
        open_duty(self, REVIEW, asked.due_at)

    def told_ids(self) -> list[int]:
        """Who is told of a dispute: who made the note, and the leads."""
        return [self.observer_id, *self._where().lead_ids()]

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their page."""
        where = {"broadcast_id": self.broadcast_id}
        return {**self._where().told(), "broadcast": self.broadcast_id, "args": where}

    def may_dispute(self, by: Any) -> bool:
        """Whether 有出入 opens a review now; live and before the release it is only kept."""
        return OBSERVATION.why_not(self, "dispute", by) is None

    def dispute(self, by: Any, words: str) -> None:
        """It was otherwise, in the assistant's words."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if not 0 < len(words.strip()) <= LONGEST_CONTEST:
            raise Invalid(N_("请写一句当时的实际情况，最多 300 个字"), "words")
        self._step("dispute", by)
        self.contested_at = self.contested_at or clock.now()
        self.contest_words = words.strip()
        self._changed()

    def uphold(self, by: Any, reason: str) -> None:
        """It stands as it was noted."""
        self._decide("uphold", by, reason, {})

    def withdraw(self, by: Any, reason: str) -> None:
        """It was not so: a tombstone that counts for nothing."""
        self._decide("withdraw", by, reason, {})

    def correct(self, by: Any, reason: str, kind: str) -> None:
        """It was, but not of this kind."""
        if reason_not := permissions.reviews(by, self):
            raise Denied(reason_not)
        if kind not in KINDS or kind == self.kind:
            raise Invalid(N_("请选应当记成什么"), "kind")
        self._decide("correct", by, reason, {"kind": kind})

    def _decide(self, verb: str, by: Any, reason: str, values: dict[str, Any]) -> None:
        if refused := permissions.reviews(by, self):
            raise Denied(refused)
        if not 0 < len(reason.strip()) <= LONGEST_REASON:
            raise Invalid(N_("请写明复核时看了什么、为什么，最多 200 个字"), "reason")
        before = {"state": self.state, **{name: getattr(self, name) for name in values}}
        self._step(verb, by)
        for name, value in values.items():
            setattr(self, name, value)
        self._keep(before, {"state": self.state, "reason": reason.strip(), **values})
        self._changed()
        if verb != "uphold":
            self._weighs_otherwise(by)
