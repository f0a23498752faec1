"""Self-assessment, the three classes' marks, what becomes of a class that misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import working_calendar
from zhubo_web.extensions import db
from zhubo_web.months import permissions
from zhubo_web.months.models.begun import Begun
from zhubo_web.months.models.rating import LONGEST, NOT_MET, ClassRating

Marks = Mapping[str, int | None]
#: Rated while in one of these.
RATED_IN = ("rating", "escalated")
#: From here on everybody who reads the month reads what the classes and the assistant gave.
TOGETHER = ("computed", "moderated", "finalised", "published", "interviewed", "acknowledged",
            "unacknowledged", "disputed", "reissued", "closed")  # fmt: skip


@dataclass(frozen=True)
class SelfAssessment:
    """What the assistant says of the month. ``best_note_id``: a note of theirs, the best moment."""

    marks: Marks
    words: str = ""
    improve: str = ""
    support: str = ""
    best_note_id: int | None = None

    def check(self, codes: set[str]) -> None:
        """Every item has a mark or 没碰到, no text is too long. Raises Invalid."""
        check_marks(self.marks, codes)
        for name in ("words", "improve", "support"):
            if len(getattr(self, name)) > LONGEST:
                raise Invalid(N_("最多 500 个字"), name)


@dataclass(frozen=True)
class Given:
    """What a class gives: marks, and a word on strengths and gaps."""

    marks: Marks
    strengths: str = ""
    gaps: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)


def check_marks(marks: Marks, codes: set[str]) -> None:
    """A mark of 1 to 5 or None for every code. Raises Invalid naming the first that is not."""
    for code in sorted(codes):
        if code not in marks or marks[code] not in (None, 1, 2, 3, 4, 5):
            raise Invalid(N_("每一项都要选 1 到 5 分，或者“没碰到”"), code)
    if set(marks) != codes or all(mark is None for mark in marks.values()):
        raise Invalid(N_("至少要有一项能评"))


def stored(marks: Marks) -> dict[str, str]:
    """Marks as rows keep them."""
    return {code: NOT_MET if mark is None else str(mark) for code, mark in marks.items()}


class Rated(Begun):
    """A month's evaluation from the assistant's own view to the last class's marks."""

    __abstract__ = True

    self_marks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    self_words: Mapped[str] = mapped_column(String(LONGEST), default="")
    self_improve: Mapped[str] = mapped_column(String(LONGEST), default="")
    self_support: Mapped[str] = mapped_column(String(LONGEST), default="")
    self_best_note_id: Mapped[int | None]
    self_at: Mapped[datetime | None]

    # ── what is hidden from whom ────────────────────────────────────────────────────────────

    def shows_self(self, person: Any) -> bool:
        """The self-assessment is the assistant's alone until every class has rated."""
        return bool(person.id == self.assistant_id) or self.state in TOGETHER

    def shows_rating(self, person: Any, rating: ClassRating) -> bool:
        """The classes are blind to each other until all are in; the assistant reads the result."""
        if self.state not in TOGETHER:
            return rating.rater_id is not None and bool(rating.rater_id == person.id)
        return bool(person.id != self.assistant_id) or self.state in TOGETHER[3:]

    # ── by the assistant ────────────────────────────────────────────────────────────────────

    def self_submit(self, by: Any, said: SelfAssessment) -> None:
        """交自评. Raises Denied, WrongState or Invalid."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if self.state != "self_open":
            raise WrongState(N_("自评的时间过了，没有交的比重分给其他来源，不影响得分"))
        said.check({one.code for one in self.composite.self_rated})
        self._leave_out()
        self._step("self_submit", by)
        self.self_marks, self.self_at = stored(said.marks), clock.now()
        self.self_words, self.self_improve = said.words.strip(), said.improve.strip()
        self.self_support, self.self_best_note_id = said.support.strip(), said.best_note_id

    def self_timeout(self, by: Any) -> None:
        """Nothing was said; its weight is spread, nothing is lost."""
        self._leave_out()
        self._step("self_timeout", by)

    @property
    def self_read(self) -> dict[str, int | None]:
        """The assistant's own marks as numbers."""
        return {c: None if m == NOT_MET else int(m) for c, m in self.self_marks.items()}

    # ── by the classes ──────────────────────────────────────────────────────────────────────

    def _leave_out(self) -> None:
        """In 省事 and 标准 a class in which nobody can rate this person is left out, with its reason;
        in 严谨 administration decides."""
        if self.is_strict:
            return
        for one in self.waiting_classes:
            if not self.able_raters(one) and self.rater_ids.get(one) is None:
                self._drop(one, N_("这一类没有能给这位助播打分的人"), SYSTEM)
        if not self.waiting_classes:
            self.ratings.clear()

    def _drop(self, member_class: str, reason: str, by: Any) -> None:
        kept = self.rating(member_class) or ClassRating(member_class=member_class)
        kept.dropped_for, kept.rater_id, kept.marks = reason, None, {}
        if kept not in self.ratings:
            self.ratings.append(kept)
        record("month.class_left_out", self, by, member_class=member_class, reason=reason)

    def class_for(self, by: Any) -> str | None:
        """The class that this person rates for: what they began, else the first that waits."""
        begun = next((of for of, who in self.rater_ids.items() if who == by.id), None)
        if begun is not None:
            return begun
        waiting = (one for one in self.waiting_classes if permissions.rates(by, self, one) is None)
        return next(waiting, None)

    def why_not_rate(self, by: Any) -> Reason | None:
        """None when this person may rate now."""
        if self.state not in RATED_IN:
            return Reason(N_("现在不是打分的时候"))
        own = self.class_for(by)
        if own is None:
            return permissions.rates_some(by, self) or Reason(N_("三类成员都打完了"))
        return permissions.rates(by, self, own)

    def rate(self, by: Any, given: Given) -> None:
        """Hand in a class's marks; until every class is in they can be changed. The last one in
        brings the result about. Raises Denied, WrongState or Invalid."""
        if reason := self.why_not_rate(by):
            raise WrongState(reason) if self.state not in RATED_IN else Denied(reason)
        check_marks(given.marks, {one.code for one in self.composite.rated})
        for name in ("strengths", "gaps"):
            if len(getattr(given, name)) > LONGEST:
                raise Invalid(N_("最多 500 个字"), name)
        own = self.class_for(by)
        assert own is not None
        kept = self.rating(own) or ClassRating(member_class=own)
        kept.rater_id, kept.marks, kept.before = by.id, stored(given.marks), dict(given.before)
        kept.strengths, kept.gaps = given.strengths.strip(), given.gaps.strip()
        kept.submitted_at, kept.dropped_for = clock.now(), ""
        if kept not in self.ratings:
            self.ratings.append(kept)
        db.session.flush()
        record("month.rated", self, by, member_class=own)
        self.settle_if_in()

    def settle_if_in(self) -> None:
        """Bring the result about once everybody is in and the figures are frozen."""
        if self.state in RATED_IN and self.why_not("all_rated", SYSTEM) is None:
            self.all_rated(SYSTEM)

    def all_rated(self, by: Any) -> None:
        """Every class is in."""
        raise NotImplementedError

    # ── who misses ──────────────────────────────────────────────────────────────────────────

    def rater_timeout(self, by: Any) -> None:
        """A class missed its day: administration decides what becomes of it."""
        missing = list(self.waiting_classes)
        after = self.numbers.workdays("month_replace_workdays")
        self.replace_by = working_calendar().add(clock.now(), after)
        self._step("rater_timeout", by, missing=missing)

    def replace(self, by: Any, member_class: str, reason: str, *, drop: bool = False) -> None:
        """Ask the class anew until another moment, or leave it out with a reason."""
        if refused := permissions.replaces(by, self):
            raise Denied(refused)
        if member_class not in self.waiting_classes:
            raise Invalid(N_("这一类已经打过分了"), "member_class")
        if not 0 < len(reason.strip()) <= LONGEST:
            raise Invalid(N_("请写明为什么，最多 500 个字"), "reason")
        counted = [one for one in self.waiting_classes if one != member_class]
        if drop and not counted and not any(one.submitted_at for one in self.ratings):
            raise Invalid(N_("至少要有一类打分，请换人"), "member_class")
        after = self.numbers.workdays("month_replace_workdays")
        if drop:
            self._drop(member_class, reason.strip(), by)
        elif (begun := self.rating(member_class)) is not None:
            begun.rater_id = None
        db.session.flush()
        self.rate_by = working_calendar().add(clock.now(), after)
        self._step("replace", by, member_class=member_class, reason=reason.strip(), left_out=drop)
        self.settle_if_in()
