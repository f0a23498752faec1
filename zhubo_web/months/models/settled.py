"""The result, its calibration, signatures, and giving it to the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.extensions import db
from zhubo_web.months import permissions, scoring
from zhubo_web.months.models.rated import Rated
from zhubo_web.months.models.rating import MonthResult, MonthSignature
from zhubo_web.policies import composites

LONGEST_REASON = 1000
#: A calibration moves a score so far at most.
MOST_MOVED = Decimal(10)
STRICT_SIGNERS = 2


class Settled(Rated):
    """A month's evaluation from its composite to its publication.

    ``proposed``: the score that a member of the group proposes instead of the composite, with reasons.
    """

    __abstract__ = True

    proposed: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    proposed_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    finalised_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

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
        """Every class is in: the composite. Grade D rises to 严谨."""
        made = self._write(self.with_marks(self.frozen), None)
        self._step("all_rated", by, score=str(made.score), grade=made.grade)
        if made.grade == "D":
            self.rise("grade_d", by)

    @property
    def frozen(self) -> Mapping[str, Any]:
        """The facts as they were taken down when figures froze."""
        raise NotImplementedError

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
        if score is not None and found.raw is not None:
            if not 0 <= score <= 100 or abs(score - found.raw) > MOST_MOVED:
                raise Invalid(N_("调分最多上下 10 分，总分在 0 到 100 之间"), "score")
        self.proposed, self.proposed_reason = score, reason.strip()
        self.proposed_by_id = by.id
        told = None if score is None else str(score)
        record("month.calibration_proposed", self, by, score=told)

    def withdraw(self, by: Any) -> None:
        """Take a proposal back: whoever made it, or the other class that does not agree."""
        if self.state != "computed" or self.proposed_by_id is None:
            raise WrongState(N_("没有等同意的调分"))
        if by.id != self.proposed_by_id and (reason := permissions.calibrates(by, self)):
            raise Denied(reason)
        self.proposed, self.proposed_reason, self.proposed_by_id = None, "", None
        record("month.calibration_withdrawn", self, by)

    def calibrate(self, by: Any) -> None:
        """同意调分: another version with the raw composite beside it."""
        if self.proposed_by_id is None:
            raise WrongState(N_("还没有人提调分"))
        before = self.result()
        assert before is not None
        score = self.proposed if self.proposed is not None else before.score
        self._step("calibrate", by, before=str(before.score), after=str(score))
        self.agreed_by_id = by.id
        if score != before.score:
            made = self._write(before.facts, score, self.proposed_reason)
            if made.grade == "D":
                self.rise("grade_d", by)

    # ── signatures ──────────────────────────────────────────────────────────────────────────

    @property
    def _signed(self) -> list[MonthSignature]:
        found = self.result()
        return [one for one in self.signatures if found and one.result_number == found.number]

    @property
    def signed_ids(self) -> set[int]:
        """Who signed this version."""
        return {one.person_id for one in self._signed}

    @property
    def unsigned_classes(self) -> list[str]:
        """The classes whose signature is missing."""
        signed = {one.member_class for one in self._signed}
        return [one for one in permissions.CLASSES if one not in signed]

    @property
    def vacant_classes(self) -> list[str]:
        """The classes with nobody who could sign: the owner signs in their place."""
        return [one for one in self.unsigned_classes if not self._able_signers(one)]

    def _able_signers(self, member_class: str) -> list[int]:
        people = self.room.people_holding(permissions.CLASSES[member_class])
        return [
            one.id
            for one in people
            if one.id not in self.signed_ids
            and permissions.in_class(one, self, member_class) is None
        ]

    @property
    def missing_signatures(self) -> int:
        """How many are still wanted."""
        if self.is_strict:
            return max(0, STRICT_SIGNERS - len(self._signed))
        return len(self.unsigned_classes)

    def asked_signers(self) -> list[int]:
        """Who is asked to sign: in 严谨 after calibration only."""
        if self.is_strict:
            if self.state == "computed":
                return self.able(lambda one, _m: permissions.apart(one, self), *roles.GROUP)
            return self.able(permissions.signs_strictly, roles.HR, roles.ADMINISTRATION)
        wanted = [one for name in self.unsigned_classes for one in self._able_signers(name)]
        return list(dict.fromkeys(wanted + (self._owners() if self.vacant_classes else [])))

    def why_not_sign(self, by: Any) -> Reason | None:
        """None when this person's signature is wanted now."""
        if self.is_strict:
            if self.state != "moderated":
                return Reason(N_("按严谨来办时，先由不同类的两个人会商，再定稿"))
            return permissions.signs_strictly(by, self)
        if self.state not in ("computed", "moderated"):
            return Reason(N_("打完分才能会签"))
        if self.state == "computed" and self.proposed_by_id is not None:
            return Reason(N_("有一个调分等另一类的成员同意，定下来再签"))
        return permissions.signs(by, self)

    def sign(self, by: Any) -> None:
        """会签 or, in 严谨, 定稿: one signature; the last one makes the result final."""
        if reason := self.why_not_sign(by):
            raise Denied(reason)
        found = self.result()
        assert found is not None
        own = "" if self.is_strict else self._class_signed(by)
        verb = "sign" if self.is_strict else "sign_group"
        if self.missing_signatures > 1:
            record("month.signed", self, by, member_class=own, number=found.number)
        else:
            self.publish_at = max(self.publish_at, clock.now())
            self._step(verb, by, member_class=own, number=found.number)
            self.finalised_at = clock.now()
        made = MonthSignature(result_number=found.number, member_class=own, person_id=by.id)
        self.signatures.append(made)
        db.session.flush()

    def _class_signed(self, by: Any) -> str:
        for one in self.unsigned_classes:
            if permissions.in_class(by, self, one) is None:
                return one
        return self.vacant_classes[0]

    # ── to the person ───────────────────────────────────────────────────────────────────────

    def asked_servers(self) -> list[int]:
        """Who gives it to the person; nobody where the clock does."""
        return self.able(permissions.publishes, roles.HR) if self.is_strict else []

    def publish(self, by: Any) -> None:
        """HR gives it to the person, to nobody else."""
        self._publish("publish", by)
        self.published_by_id = by.id

    def auto_publish(self, by: Any) -> None:
        """The clock gives it to the person."""
        self._publish("auto_publish", by)

    def _publish(self, verb: str, by: Any) -> None:
        self._step(verb, by)
        self.published_at = clock.now()
        self._open_window()

    def _open_window(self) -> None:
        """From now on the assistant may object."""
        raise NotImplementedError
