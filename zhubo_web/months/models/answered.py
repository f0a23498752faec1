"""What follows publication: the talk, the assistant's answer, objections, later versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from zhubo_web.audit.models import AuditEvent, record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import working_calendar
from zhubo_web.extensions import db
from zhubo_web.months import scoring
from zhubo_web.months.models.rating import MonthResult
from zhubo_web.months.models.settled import Settled

#: States from which an objection stops the month.
OBJECTED_IN = ("published", "interviewed", "acknowledged", "unacknowledged", "reissued")
#: From here on the assistant reads the result.
TOLD = (*OBJECTED_IN, "disputed", "closed")


class Answered(Settled):
    """A month's evaluation from its publication on.

    ``appeal_until``: how long the assistant may object; ``closes_at``: when the window has passed.
    """

    __abstract__ = True

    answer_by: Mapped[datetime | None]
    appeal_until: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]

    def _open_window(self) -> None:
        days = self.numbers.workdays("appeal_file_workdays")
        self.appeal_until = self.closes_at = working_calendar().add(clock.now(), days)

    # ── talk and answer ─────────────────────────────────────────────────────────────────────

    def interview_held(self, by: Any) -> None:
        """The talk was held, or its result served in writing. A month in dispute stays so, and goes on
        from there if the objection is withdrawn."""
        if self.state not in ("published", "disputed"):
            return
        days = self.numbers.workdays("month_answer_workdays")
        self.answer_by = working_calendar().add(clock.now(), days)
        if self.state == "published":
            self._step("interview_held", by)

    def acknowledge(self, by: Any) -> None:
        """已知悉, which is not agreeing."""
        self._step("acknowledge", by)

    def pass_over(self, by: Any) -> None:
        """Served, and silent; the right to object is not touched."""
        self._step("pass_over", by)

    def close_window(self, by: Any) -> None:
        """The time to object has passed."""
        self._step("close_window", by)

    # ── objections: the verbs of a higher feature ───────────────────────────────────────────

    def appeal(self, by: Any) -> None:
        """Something that it rests on is objected to; the same again changes nothing."""
        if self.state in OBJECTED_IN:
            self._step("appeal", by)

    def preview(
        self, facts: Mapping[str, Any], score: Decimal | None = None
    ) -> tuple[Decimal | None, str]:
        """(score, grade) that these facts would give; what calibration added or took stays."""
        found = self.result()
        assert found is not None
        raw = scoring.compose(facts, self.composite).score
        moved = _moved(found)
        kept = raw if raw is None else min(Decimal(100), max(Decimal(0), raw + moved))
        final = kept if score is None else score
        fewest = self.numbers.whole("month_watched_fewest")
        grade = scoring.graded(final, int(facts["watched"]), fewest, self.composite)
        return final, grade.name if grade else ""

    def amend(
        self,
        facts: Mapping[str, Any],
        reason: str,
        source: tuple[str, int],
        score: Decimal | None = None,
    ) -> MonthResult | None:
        """Another version of the result, from facts that a decision changed; never worse. None where
        it comes to the same, or where there is no result yet: then what was frozen changes. Before the
        publication the new version is signed anew. Raises Invalid for a lower score, WrongState before
        figures are frozen: until then a month reckons with what stands."""
        if self.frozen_at is None:
            raise WrongState(N_("还没有锁数，锁数的时候会按改了以后的算"))
        before = self.result()
        if before is None:
            self._change_frozen(facts, source)
            return None
        after, grade = self.preview(facts, score)
        if before.score is not None and (after is None or after < before.score):
            raise Invalid(N_("复核不会让分数变低"), "score")
        if facts == before.facts and after == before.score:
            return None
        made = self._write(facts, after, reason, source)
        if self.published_at is not None:
            self._keep_reports()
        told: dict[str, Any] = {"before": str(before.score), "after": str(after), "grade": grade}
        record("month.amended", self, SYSTEM, number=made.number, source=list(source), **told)
        return made

    def _change_frozen(self, facts: Mapping[str, Any], source: tuple[str, int]) -> None:
        """What was taken down is put right before anything was reckoned from it."""
        raise NotImplementedError

    def settle_dispute(self, *, changed: bool, undecided: bool = False) -> None:
        """The last objection is over: reissued where the result changed, else closed. Where it was
        withdrawn before anybody decided, the month goes on from where it was."""
        if self.state != "disputed":
            return
        if changed:
            self._step("reissue", SYSTEM)
            self._open_window()
        elif undecided:
            self._step(f"resume_{self._before_dispute()}", SYSTEM)
        else:
            self._step("uphold", SYSTEM)

    def _before_dispute(self) -> str:
        """The state in which it was objected to; past the talk if that was held meanwhile."""
        query = select(AuditEvent.from_state).where(
            AuditEvent.subject_type == self.__tablename__,
            AuditEvent.subject_id == self.id,
            AuditEvent.name == "month.disputed",
        )
        before = db.session.scalars(query.order_by(AuditEvent.id.desc()).limit(1)).one()
        talked = before == "published" and self.answer_by is not None
        return "interviewed" if talked else str(before)


def _moved(found: MonthResult) -> Decimal:
    """How far calibration moved the composite."""
    if found.raw is None or found.score is None:
        return Decimal(0)
    return found.score - found.raw
