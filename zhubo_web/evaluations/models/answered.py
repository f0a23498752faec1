"""Publishing, and what follows: seen, disputed, decided by somebody else, locked with the month.

A dispute never makes it worse: what is revised is at least as high, and both versions stay readable.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.evaluations import permissions, scoring
from zhubo_web.evaluations.models.rated import LONGEST_RETURN, Rated
from zhubo_web.evaluations.models.rating import DECISION, Given

LONGEST_WORDS, LONGEST_REASONS = 500, 1000


class Answered(Rated):
    """An evaluation from its publication on."""

    __abstract__ = True

    published_at: Mapped[datetime | None]
    answer_until: Mapped[datetime | None]
    decide_by: Mapped[datetime | None]
    dispute_words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    decision_reasons: Mapped[str] = mapped_column(String(LONGEST_REASONS), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def involved_ids(self) -> set[int]:
        """Who had a part in it, with who decided a dispute of it."""
        decided = set() if self.decided_by_id is None else {self.decided_by_id}
        return super().involved_ids | decided

    # ── publishing ──────────────────────────────────────────────────────────────────────────

    def publish(self, by: Any, seen: int | None = None) -> None:
        """The second person has looked at it; ``seen`` is the version that was on their page."""
        rating = self.rating()
        if seen is not None and (rating is None or rating.number != seen):
            raise WrongState(N_("评分刚有了新的一版，请看过再公布"))
        self._publish("publish", by)
        self.published_by_id = by.id

    def auto_publish(self, by: Any) -> None:
        """Neither high nor low: the clock shows it."""
        self._publish("auto_publish", by)

    def _publish(self, verb: str, by: Any) -> None:
        self.answer_until = clock.now() + self.span("evaluation_answer_days")
        self._step(verb, by, score=None if self.score is None else str(self.score))
        self.published_at = clock.now()

    def send_back(self, by: Any, reason: str) -> None:
        """Back to the rater, with what is to be looked at again."""
        if refused := permissions.checks(by, self):
            raise Denied(refused)
        if not 0 < len(reason.strip()) <= LONGEST_RETURN:
            raise Invalid(N_("请写明要再看什么，最多 300 个字"), "reason")
        self.rate_by = clock.now() + self.span("evaluation_check_hours")
        self._step("send_back", by)
        self.return_reason = reason.strip()
        self.score = self.publish_at = self.check_by = None

    # ── by the assistant ────────────────────────────────────────────────────────────────────

    def acknowledge(self, by: Any) -> None:
        """Seen, which is not agreeing."""
        self._step("acknowledge", by)

    def pass_over(self, by: Any) -> None:
        """Nobody answered; silence is not agreement either."""
        self._step("pass_over", by)

    def dispute(self, by: Any, words: str) -> None:
        """有异议: somebody who had no part in it looks again. From here on it is handled strictly."""
        if refused := permissions.is_subject(by, self):
            raise Denied(refused)
        if not 0 < len(words.strip()) <= LONGEST_WORDS:
            raise Invalid(N_("请写哪里不对、当时的实际情况，最多 500 个字"), "words")
        self.decide_by = clock.now() + self.span("evaluation_decide_days")
        self._step("dispute", by)
        self.dispute_words = words.strip()
        self.rise("dispute", by)

    # ── by somebody else ────────────────────────────────────────────────────────────────────

    def revise(self, by: Any, given: Given, reasons: str) -> None:
        """Other marks, with reasons, never lower; the former stay beside them."""
        if refused := permissions.revises(by, self):
            raise Denied(refused)
        self._check_reasons(reasons)
        given.check_lengths()
        found = scoring.result(given.marks, self.policy.rubric, self.cap)
        if self.score is not None and (found.score is None or found.score < self.score):
            raise Invalid(N_("提异议不会让分数变低，请选不低于原来的"), "reasons")
        before = None if self.score is None else str(self.score)
        self._step("revise", by, before=before, after=str(found.score))
        self._keep(DECISION, by, given, submitted=True)
        self._decided(by, reasons)
        self.reckon()

    def uphold(self, by: Any, reasons: str) -> None:
        """It stands, with reasons."""
        if refused := permissions.upholds(by, self):
            raise Denied(refused)
        self._check_reasons(reasons)
        self._step("uphold", by)
        self._decided(by, reasons)

    def _check_reasons(self, reasons: str) -> None:
        if not 0 < len(reasons.strip()) <= LONGEST_REASONS:
            raise Invalid(N_("请写明看了哪些记录、为什么这样定，最多 1000 个字"), "reasons")

    def _decided(self, by: Any, reasons: str) -> None:
        self.decision_reasons = reasons.strip()
        self.decided_at, self.decided_by_id = clock.now(), by.id

    # ── by the month's close ────────────────────────────────────────────────────────────────

    def lock(self, by: Any) -> None:
        """The month is closed. What nobody answered in the standard setting was seen."""
        self._step("lock_seen" if self.state == "published" else "lock", by)
