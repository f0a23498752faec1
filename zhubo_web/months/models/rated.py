"""The marks of the three classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import LIGHT, SYSTEM
from zhubo_web.duties.models import release
from zhubo_web.extensions import db
from zhubo_web.months import permissions
from zhubo_web.months.models.begun import Begun
from zhubo_web.months.models.rating import LONGEST, NOT_MET, ClassRating
from zhubo_web.months.suggesting import Suggestion, marks, suggest

Marks = Mapping[str, int | None]
#: Rated while in one of these.
RATED_IN = ("rating", "escalated")
CHOOSE = N_("每一项都要选 1 到 5 分，或者“没碰到”")
#: Why the senior hosts do not rate in 省事.
BY_LEAD_AND_HR = N_("按省事来办：由运营主管和人力资源打分")
#: From here on everybody who reads the month reads what the classes and the assistant gave.
TOGETHER = ("computed", "moderated", "finalised", "published", "interviewed", "acknowledged",
            "unacknowledged", "disputed", "reissued", "closed")  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What a class gives: marks, and a word on strengths and gaps."""

    marks: Marks
    strengths: str = ""
    gaps: str = ""


def check_marks(marks: Marks, codes: set[str]) -> None:
    """A mark of 1 to 5 or None for every code. Raises Invalid naming the first that is not."""
    missing = sorted(codes - set(marks))
    if missing:
        raise Invalid(CHOOSE, missing[0])
    check_each(marks)
    if set(marks) != codes or all(mark is None for mark in marks.values()):
        raise Invalid(N_("至少要有一项能评"))


def check_each(marks: Marks) -> None:
    """Each mark is 1 to 5, or None. Raises Invalid naming the first that is not."""
    for code, mark in sorted(marks.items()):
        if mark not in (None, 1, 2, 3, 4, 5):
            raise Invalid(CHOOSE, code)


def stored(marks: Marks) -> dict[str, str]:
    """Marks as rows keep them."""
    return {code: NOT_MET if mark is None else str(mark) for code, mark in marks.items()}


class Rated(Begun):
    """A month's evaluation while its classes rate."""

    __abstract__ = True

    # ── what is hidden from whom ────────────────────────────────────────────────────────────

    def shows_rating(self, person: Any, rating: ClassRating) -> bool:
        """The classes are blind to each other until all are in; the assistant reads the result."""
        if self.state not in TOGETHER:
            return rating.rater_id is not None and bool(rating.rater_id == person.id)
        return bool(person.id != self.assistant_id) or self.state in TOGETHER[3:]

    @property
    def frozen(self) -> Mapping[str, Any]:
        """The facts as they were taken down when figures froze."""
        raise NotImplementedError

    # ── by the classes ──────────────────────────────────────────────────────────────────────

    def _leave_out(self) -> None:
        """In 省事 the senior hosts are left out; there and in 标准 a class in which nobody can rate this
        person is too, with its reason, while another rates. In 严谨 administration decides."""
        if self.setting == LIGHT and self.rating("host") is None:
            self._drop("host", BY_LEAD_AND_HR, SYSTEM)
        if self.is_strict:
            return
        waiting = self.waiting_classes
        empty = [one for one in waiting if one not in self.rater_ids and not self.able_raters(one)]
        if len(empty) == len(waiting) and not self._any_in:
            return
        for one in empty:
            self._drop(one, N_("这一类没有能给这位助播打分的人"), SYSTEM)

    @property
    def _any_in(self) -> bool:
        """Whether a class has handed in."""
        return any(one.submitted_at is not None for one in self.ratings)

    def _drop(self, member_class: str, reason: str, by: Any) -> None:
        kept = self.rating(member_class) or ClassRating(member_class=member_class)
        kept.dropped_for, kept.rater_id, kept.marks = reason, None, {}
        if kept not in self.ratings:
            self.ratings.append(kept)
        record("month.class_left_out", self, by, member_class=member_class, reason=reason)

    def class_for(self, by: Any) -> str | None:
        """The class that this person rates for: what they began, else one that waits and that they
        may; of several the one that has fewest others."""
        begun = next((of for of, who in self.rater_ids.items() if who == by.id), None)
        if begun is not None:
            return begun
        may = [one for one in self.waiting_classes if permissions.rates(by, self, one) is None]
        return min(may, key=lambda one: len(self.able_raters(one))) if may else None

    def why_not_rate(self, by: Any) -> Reason | None:
        """None when this person may rate now."""
        if self.state not in RATED_IN:
            return Reason(N_("现在不是打分的时候"))
        own = self.class_for(by)
        if own is None:
            return permissions.rates_some(by, self) or Reason(N_("三类成员都打完了"))
        return permissions.rates(by, self, own)

    def suggestions(self) -> dict[str, Suggestion]:
        """What the form is filled in with beforehand, by item: from what froze; before, nothing."""
        return suggest(self.facts, self.composite) if self.frozen_at is not None else {}

    def rate(self, by: Any, given: Given) -> None:
        """Hand in a class's marks; until every class is in they can be changed. The last one in
        brings the result about. Raises Denied, WrongState or Invalid."""
        if reason := self.why_not_rate(by):
            raise WrongState(reason) if self.state not in RATED_IN else Denied(reason)
        check_marks(given.marks, {one.code for one in self.composite.rated})
        kept = self._written(by, given)
        kept.submitted_at, kept.dropped_for = clock.now(), ""
        db.session.flush()
        record("month.rated", self, by, member_class=kept.member_class)
        self._leave_out()
        release(self, self._still_asked(), by)
        self.settle_if_in()

    def keep(self, by: Any, given: Given) -> None:
        """先存着: what was chosen so far; whoever begins a class's rating goes on with it. Raises
        Denied, WrongState or Invalid."""
        own = self.class_for(by)
        begun = self.rating(own) if own else None
        if begun is not None and begun.submitted_at is not None:
            raise WrongState(N_("已经打过分了，改好以后直接提交"))
        kept = self._written(by, given)
        record("month.rating_kept", self, by, member_class=kept.member_class)
        release(self, self._still_asked(), by)

    def _written(self, by: Any, given: Given) -> ClassRating:
        """The class's row with these marks, of which some may still be missing."""
        if reason := self.why_not_rate(by):
            raise WrongState(reason) if self.state not in RATED_IN else Denied(reason)
        codes = {one.code for one in self.composite.rated}
        check_each({code: mark for code, mark in given.marks.items() if code in codes})
        for name in ("strengths", "gaps"):
            if len(getattr(given, name)) > LONGEST:
                raise Invalid(N_("最多 500 个字"), name)
        own = self.class_for(by)
        assert own is not None
        kept = self.rating(own) or ClassRating(member_class=own)
        kept.rater_id = by.id
        kept.marks = stored({code: given.marks[code] for code in codes & set(given.marks)})
        kept.before = stored(marks(self.suggestions()))
        kept.strengths, kept.gaps = given.strengths.strip(), given.gaps.strip()
        if kept not in self.ratings:
            self.ratings.append(kept)
        self._touch()
        return kept

    def _still_asked(self) -> list[int]:
        """Whose entry stays open: in escalation administration's too."""
        decides = self.asked_administration() if self.state == "escalated" else []
        return [*self.asked_raters(), *decides]

    def settle_if_in(self) -> None:
        """Bring the result about once everybody is in and the figures are frozen."""
        if self.state in RATED_IN and self.why_not("all_rated", SYSTEM) is None:
            self.all_rated(SYSTEM)

    def all_rated(self, by: Any) -> None:
        """Every class is in."""
        raise NotImplementedError
