"""Changes that begin at a month: an attribution goes, an item's marks or the result are otherwise."""

from __future__ import annotations

from zhubo_web.appeals.consequences import COUNTS, COUNTS_NOT, Number, lower
from zhubo_web.appeals.models.effects.change import Change, Source, What
from zhubo_web.appeals.models.effects.places import frozen_at, path
from zhubo_web.appeals.models.effects.reckoning import facts_of
from zhubo_web.appeals.models.effects.remedies import expect, marks_of, records_of, score_of
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.extensions import db
from zhubo_web.months import patching, scoring
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.late import counted_in
from zhubo_web.surveys.models import Feedback


class FeedbackGoes(Change):
    """A piece of feedback is not this person's."""

    def __init__(self, id: int, code: str, assistant_id: int, what: What) -> None:
        super().__init__(assistant_id)
        expect(what, "drop")
        self.thing = feedback = db.session.get_one(Feedback, id)
        for month in _months_of(feedback, assistant_id):
            facts = patching.without_feedback(facts_of(month), feedback.id)
            self._ripple(month, facts, drops=True)

    def now(self) -> list[Number]:
        return self._counts(self.thing.state == "attributed")

    def then(self) -> list[Number]:
        return self._counts(False)

    def _counts(self, counts: bool) -> list[Number]:
        url = path("feedback", self.thing, self.assistant_id)
        key = (self.thing.__tablename__, self.thing.id, "feedback", "")
        return [Number(key, Reason(N_("归到我的反馈")), url, COUNTS if counts else COUNTS_NOT)]

    def write(self, source: Source, reasons: str) -> None:
        if self.thing.state in ("attributed", "pending"):
            self.thing.overrule(reasons, source)


def _months_of(feedback: Feedback, assistant_id: int) -> list[MonthlyEvaluation]:
    """The month that counts it, if it is frozen."""
    first = counted_in([(feedback.id, assistant_id)])[feedback.id, assistant_id]
    return list(frozen_at(clock.shanghai(first), assistant_id))


class ItemMarked(Change):
    """What one item of a month is made of is set: the classes' marks, and what counts as in time."""

    def __init__(self, id: int, code: str, assistant_id: int, what: What) -> None:
        super().__init__(assistant_id)
        self.thing = month = db.session.get_one(MonthlyEvaluation, id)
        before = facts = facts_of(month)
        sources = before["items"].get(code, {})
        given = {one["of"] for one in sources.get("group", ())}
        shares = {one["record"]: one for one in sources.get("records", ())}
        if not given and not shares:
            raise Invalid(
                N_("这一项不是小组打的分，请对它下面的数据、记录、评分或反馈申请复核"), "marks"
            )
        if "records" not in what or "marks" in what:
            for name, mark in marks_of(what, given).items():
                facts = patching.with_mark(facts, code, name, mark)
        for name, done in records_of(what, shares).items():
            facts = patching.with_record(facts, code, name, done)
        former, latter = (scoring.compose(one, month.composite) for one in (before, facts))
        self.is_worse = lower(former.part(code).points, latter.part(code).points)
        self._ripple(month, facts)


class ScoreSet(Change):
    """A month's result is set."""

    def __init__(self, id: int, code: str, assistant_id: int, what: What) -> None:
        super().__init__(assistant_id)
        self.thing = month = db.session.get_one(MonthlyEvaluation, id)
        expect(what, "score")
        self._ripple(month, facts_of(month), score=score_of(what["score"], "score"))
