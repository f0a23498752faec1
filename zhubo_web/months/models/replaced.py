"""What becomes of a class that misses its day."""

from __future__ import annotations

from typing import Any

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.duties.models import release, working_calendar
from zhubo_web.extensions import db
from zhubo_web.months import permissions
from zhubo_web.months.models.assessed import Assessed
from zhubo_web.months.models.rating import LONGEST


class Replaced(Assessed):
    """A month's evaluation whose raters are late."""

    __abstract__ = True

    def rater_timeout(self, by: Any) -> None:
        """A class missed its day: administration decides what becomes of it."""
        missing = list(self.waiting_classes)
        after = self.numbers.workdays("month_replace_workdays")
        self.replace_by = working_calendar().add(clock.now(), after)
        self._step("rater_timeout", by, missing=missing)

    def why_not_replace(self, by: Any) -> Reason | None:
        """None when this person decides about a class that misses."""
        if self.state != "escalated":
            return Reason(N_("打分还没有逾期，不用换人"))
        return permissions.replaces(by, self)

    def replace(self, by: Any, member_class: str, reason: str, *, drop: bool = False) -> None:
        """Ask everybody who misses anew until another moment, or leave this class out, with a
        reason. While another class misses, what becomes of it is still to be decided."""
        if refused := self.why_not_replace(by):
            raise Denied(refused) if self.state == "escalated" else WrongState(refused)
        if member_class not in self.waiting_classes:
            raise Invalid(N_("这一类已经打过分了"), "member_class")
        if not 0 < len(reason.strip()) <= LONGEST:
            raise Invalid(N_("请写明为什么，最多 500 个字"), "reason")
        if drop:
            self._leave(member_class, reason.strip(), by)
        else:
            self._ask_anew(member_class, reason.strip(), by)

    def _leave(self, member_class: str, reason: str, by: Any) -> None:
        others = [one for one in self.waiting_classes if one != member_class]
        if not others and not self._any_in:
            raise Invalid(N_("至少要有一类打分，请让他们再打，或者再任命一位"), "member_class")
        self._drop(member_class, reason, by)
        self._touch()
        db.session.flush()
        release(self, self._still_asked(), by)
        self.settle_if_in()

    def _ask_anew(self, member_class: str, reason: str, by: Any) -> None:
        begun = self.rating(member_class)
        if begun is not None:
            begun.rater_id, begun.marks = None, {}
        after = self.numbers.workdays("month_replace_workdays")
        self.rate_by = working_calendar().add(clock.now(), after)
        self._step("replace", by, member_class=member_class, reason=reason, left_out=False)
