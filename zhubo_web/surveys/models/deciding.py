"""One piece of feedback and whose it is: attributed, cleared, a duplicate, opened again.

Each decision is kept with its reason in ``Decision``; nothing that was decided is written over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import step
from zhubo_web.extensions import db
from zhubo_web.policies.models import Governed
from zhubo_web.surveys.anonymity import anonymous
from zhubo_web.surveys.permissions import decides
from zhubo_web.surveys.wording import REASONS_AGAINST, REASONS_FOR
from zhubo_web.surveys.workflow import FEEDBACK

LONGEST_REASON = 200


class Decision(Identified, Base):
    """One step with its reason: ``code`` is a key of ``wording.REASONS``, ``words`` what was typed.

    ``was_id``: whom the feedback was about before it was attributed.
    """

    __tablename__ = "feedback_decision"

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    verb: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(String(12), default="")
    words: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    other_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))
    was_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship(Person, foreign_keys=[by_id])


class Decided(Governed, Versioned, Identified, Base):
    """Feedback with its state. ``overruled_id``: who attributed it before its assistant said 不是我."""

    __abstract__ = True

    state: Mapped[str] = mapped_column(String(16), default="")
    source: Mapped[str] = mapped_column(String(12))
    due_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @declared_attr
    def room_id(cls) -> Mapped[int]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("room.id"), index=True)

    @declared_attr
    def broadcast_id(cls) -> Mapped[int | None]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("broadcast.id"), index=True)

    @declared_attr
    def assistant_id(cls) -> Mapped[int | None]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("person.id"), index=True)

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def decided_by_id(cls) -> Mapped[int | None]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def overruled_id(cls) -> Mapped[int | None]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def duplicate_of_id(cls) -> Mapped[int | None]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("feedback.id"))

    @declared_attr
    def room(cls) -> Mapped[Room]:  # noqa: N805 - a declared attribute's class
        return relationship(Room, lazy="joined", innerjoin=True)

    @declared_attr
    def broadcast(cls) -> Mapped[Broadcast | None]:  # noqa: N805 - a declared attribute's class
        return relationship(Broadcast)

    @declared_attr
    def assistant(cls) -> Mapped[Person | None]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.assistant_id")

    @declared_attr
    def decisions(cls) -> Mapped[list[Decision]]:  # noqa: N805 - a declared attribute's class
        return relationship(
            Decision, order_by=Decision.id, foreign_keys=[Decision.feedback_id], viewonly=True
        )

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return FEEDBACK.why_not(self, verb, by)

    def candidates(self) -> Sequence[Person]:
        """The assistants it may be put on: of its broadcast, else of the room."""
        if self.broadcast is not None:
            return self.broadcast.people("assistant")
        return self.room.people_holding("assistant")

    # ── what the verbs share ────────────────────────────────────────────────────────────────

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, FEEDBACK, verb, by, broadcast_id=self.broadcast_id, room=self.room_id, **values)

    def _wait(self) -> None:
        """It has to be decided by a moment that is kept with it."""
        self.due_at = clock.now() + self.span("feedback_decide_hours")

    def _settle(self, by: Any) -> None:
        self.due_at, self.decided_at = None, clock.now()
        self.decided_by_id = getattr(by, "id", None)

    def _keep(
        self, verb: str, by: Any, code: str, words: str, other: Self | None = None
    ) -> Decision:
        entry = Decision(feedback_id=self.id, verb=verb, by_id=getattr(by, "id", None))
        entry.code, entry.words = code, anonymous(words)[:LONGEST_REASON]
        entry.other_id = other.id if other is not None else None
        db.session.add(entry)
        return entry

    def _about_before(self) -> int | None:
        """Whom it was about before it was attributed last."""
        query = select(Decision.was_id).where(
            Decision.feedback_id == self.id, Decision.verb == "attribute"
        )
        return db.session.scalar(query.order_by(Decision.id.desc()).limit(1))

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    def attribute(self, by: Any, assistant: Person | None, code: str = "", words: str = "") -> None:
        """归到TA: it counts from now on, and the assistant sees it with the reason."""
        _needs_reason(code, words, REASONS_FOR)
        if assistant is None or assistant not in self.candidates():
            raise Invalid(N_("请选归到哪位助播"), "assistant")
        if assistant.id == getattr(by, "id", None):
            raise Denied(N_("说的是你自己，请另一位小组成员来定"))
        if reason := decides(by, self):
            raise Denied(reason)
        was = self.assistant_id
        self.assistant_id, self.assistant = assistant.id, assistant
        self._settle(by)
        self._step("attribute", by, assistant=assistant.id, code=code)
        self._keep("attribute", by, code, words).was_id = was

    def clear(self, by: Any, code: str = "", words: str = "") -> None:
        """不是TA: it counts for nobody."""
        _needs_reason(code, words, REASONS_AGAINST)
        self._settle(by)
        self._step("clear", by, code=code)
        self._keep("clear", by, code, words)

    def overrule(self, words: str, source: tuple[str, int]) -> None:
        """Not this person's, by the decision ``source`` (table and id) about their objection."""
        self._settle(SYSTEM)
        self._step("overrule", SYSTEM, source=list(source))
        self._keep("overrule", SYSTEM, "", words)

    @property
    def is_overruled(self) -> bool:
        """Whether such a decision was the last."""
        last = max(self.decisions, key=lambda one: one.id, default=None)
        return last is not None and last.verb == "overrule"

    def retract(self, by: Any = SYSTEM) -> None:
        """Who relayed it took it back after the end."""
        self._settle(by)
        self._step("retract", by)
        self._keep("retract", by, "retracted", "")

    def merge(self, by: Any, other: Self | None) -> None:
        """重复: the same matter as another one, with which it counts."""
        if other is None or not self._may_repeat(other):
            raise Invalid(N_("请选和哪一条是同一件事"), "other")
        self.duplicate_of_id = other.id
        self._settle(by)
        self._step("merge", by, other=other.id)
        self._keep("merge", by, "same", "", other)

    def _may_repeat(self, other: Self) -> bool:
        """Another one of the same room and sort, that repeats none itself and is not repeated by this."""
        if other.id == self.id or other.state == "duplicate" or other.withdrawn_at is not None:
            return False
        if (other.room_id, other.sort) != (self.room_id, self.sort):  # type: ignore[attr-defined]
            return False
        kind = type(self)
        repeats = select(kind.id).where(kind.duplicate_of_id == self.id, kind.state == "duplicate")
        return db.session.scalar(repeats.limit(1)) is None

    def undo(self, by: Any) -> None:
        """Take one's own tap back within ten seconds; its assistant sees nothing of it any more."""
        was = self._about_before() if self.state == "attributed" else self.assistant_id
        self.duplicate_of_id = None
        self._wait()
        self._step("undo", by)
        self.decided_at, self.assistant_id = None, was
        self._keep("undo", by, "slip", "")

    def reopen(self, by: Any, words: str) -> None:
        """Ask again whose it is; who attributed what its assistant contests stands back then."""
        if not 0 < len(words.strip()) <= LONGEST_REASON:
            raise Invalid(N_("请写明为什么，重新核对的人会看到"), "words")
        contested = self.state == "attributed" and by.id == self.assistant_id
        self.overruled_id = self.decided_by_id if contested else None
        self.duplicate_of_id = None
        self._wait()
        self._step("reopen", by, contested=contested)
        self._keep("reopen", by, "not_me" if contested else "", words)


def _needs_reason(code: str, words: str, codes: dict[str, str]) -> None:
    if code not in codes and not words.strip():
        raise Invalid(N_("请选一个理由，或者写一句，助播会看到"), "words")
    if len(words.strip()) > LONGEST_REASON:
        raise Invalid(N_("最多 200 个字"), "words")
