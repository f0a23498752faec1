"""The result of a month and its calibration."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.extensions import db
from zhubo_web.months import permissions, scoring
from zhubo_web.months.models.rating import MonthResult
from zhubo_web.months.models.replaced import Replaced
from zhubo_web.policies import composites

LONGEST_REASON = 1000
#: A calibration moves a score so far at most.
MOST_MOVED = Decimal(10)


class Computed(Replaced):
    """A month's evaluation from its composite to what calibration makes of it.

    ``proposed``: the score that a member of the group proposes instead of the composite, with reasons.
    """

    __abstract__ = True

    proposed: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    proposed_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    # ── the result ──────────────────────────────────────────────────────────────────────────

    def composed(self, result: MonthResult | None = None) -> scoring.Composed:
        """A result with everything it is made of, reckoned from its own facts."""
        found = result or self.result()
        assert found is not None
        return scoring.compose(found.facts, self.composite)

    def with_marks(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Frozen facts with the marks of the classes and of the assistant."""
        items = {code: dict(sources) for code, sources in facts["items"].items()}
        given = [one for one in self.ratings if one.submitted_at is not None]
        for item in self.composite.rated:
            marks = [
                {"kind": "mark", "mark": one.read.get(item.code), "of": one.member_class,
                 "rating": one.id}
                for one in given
            ]  # fmt: skip
            items.setdefault(item.code, {})["group"] = marks
        if self.self_at is not None:
            for item in self.composite.self_rated:
                own = {"kind": "mark", "mark": self.self_read.get(item.code), "of": "self"}
                items.setdefault(item.code, {})["self"] = [own]
        return {**facts, "items": items}

    def _write(
        self,
        facts: Mapping[str, Any],
        score: Decimal | None,
        reason: str = "",
        source: tuple[str, int] | None = None,
    ) -> MonthResult:
        """The next version of the result; ``score`` None takes the composite as it is."""
        raw = scoring.compose(facts, self.composite).score
        final = raw if score is None else score
        fewest = self.numbers.whole("month_watched_fewest")
        grade = scoring.graded(final, int(facts["watched"]), fewest, self.composite)
        made = MonthResult(
            number=len(self.results) + 1,
            facts=dict(facts),
            raw=raw,
            score=final,
            grade=grade.name if grade else "",
            reason=reason,
            source_type=source[0] if source else "",
            source_id=source[1] if source else None,
            digest=self.digest_of(facts, raw, final),
        )
        self.results.append(made)
        db.session.flush()
        return made

    def digest_of(self, facts: Mapping[str, Any], raw: Any, score: Any) -> str:
        """What the report prints and `verify` reckons again; scores to a tenth, as they are stored."""
        told = (None if one is None else str(scoring.rounded(one)) for one in (raw, score))
        return scoring.digest(facts, composites.stored(self.composite), *told)

    def all_rated(self, by: Any) -> None:
        """Every class is in: the composite. The lowest grade rises to 严谨 before anybody is asked
        to sign."""
        self._check("all_rated", by)
        made = self._write(self.with_marks(self.facts), None)
        self._rise_if_grave(made, by)
        self._step("all_rated", by, score=str(made.score), grade=made.grade)

    def _rise_if_grave(self, made: MonthResult, by: Any) -> None:
        if made.grade == self.composite.lowest:
            self.rise("grade_d", by)

    # ── calibration ─────────────────────────────────────────────────────────────────────────

    @property
    def proposed_classes(self) -> set[str]:
        """The classes of whoever proposed a calibration."""
        if self.proposed_by_id is None:
            return set()
        return self.classes_of(db.session.get_one(Person, self.proposed_by_id))

    def why_not_propose(self, by: Any) -> Reason | None:
        """None when this person may propose another score."""
        if self.state != "computed" or self.signatures:
            return Reason(N_("打完分、还没有人签的时候才能提调分"))
        if self.proposed_by_id is not None:
            return Reason(N_("已经有人提了调分，请先同意或撤回"))
        if not permissions.is_person(by) or not self.classes_of(by):
            return Reason(N_("调分由监督小组里不同类的两个人一起定"))
        return permissions.apart(by, self)

    def propose(self, by: Any, score: Decimal | None, reason: str) -> None:
        """Propose a score, or in 严谨 that it stays (None); with reasons. Another class agrees."""
        if refused := self.why_not_propose(by):
            raise Denied(refused)
        found = self.result()
        assert found is not None
        if not 0 < len(reason.strip()) <= LONGEST_REASON:
            raise Invalid(
                N_("请写明依据哪些记录、为什么，最多 1000 个字；名次靠后不是理由"), "reason"
            )
        if score is not None:
            score = self._moved_to(score, found)
        elif not self.is_strict:
            raise Invalid(N_("请写调成几分"), "score")
        self.proposed, self.proposed_reason = score, reason.strip()
        self.proposed_by_id = by.id
        told = None if score is None else str(score)
        record("month.calibration_proposed", self, by, score=told)

    @staticmethod
    def _moved_to(score: Decimal, found: MonthResult) -> Decimal:
        """The proposed score to a tenth, within what a calibration may move."""
        if found.raw is None:
            raise Invalid(N_("没有能算出的总分，不能调"), "score")
        within = score.is_finite() and 0 <= score <= 100
        if not within or abs(score - found.raw) > MOST_MOVED:
            raise Invalid(N_("调分最多上下 10 分，总分在 0 到 100 之间"), "score")
        if score == (told := scoring.rounded(score)):
            return told
        raise Invalid(N_("最多写一位小数"), "score")

    def withdraw(self, by: Any) -> None:
        """Take a proposal back: whoever made it, or the other class that does not agree."""
        if self.state != "computed" or self.proposed_by_id is None:
            raise WrongState(N_("没有等同意的调分"))
        if by.id != self.proposed_by_id and (reason := permissions.calibrates(by, self)):
            raise Denied(reason)
        self.proposed, self.proposed_reason, self.proposed_by_id = None, "", None
        record("month.calibration_withdrawn", self, by)

    def calibrate(self, by: Any, seen: int | None = None) -> None:
        """同意调分: another version with the raw composite beside it. ``seen`` is the version of this
        evaluation that was looked at: nobody agrees to what they did not read."""
        if self.proposed_by_id is None:
            raise WrongState(N_("还没有人提调分"))
        if seen is not None and seen != self.version:
            raise WrongState(N_("刚刚有变动，请看过最新的再同意"))
        self._check("calibrate", by)
        before = self.result()
        assert before is not None
        score = self.proposed if self.proposed is not None else before.score
        if score != before.score:
            self._rise_if_grave(self._write(before.facts, score, self.proposed_reason), by)
        self._step("calibrate", by, before=str(before.score), after=str(score))
        self.agreed_by_id = by.id
