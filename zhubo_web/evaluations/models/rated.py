"""Rating: taking it, 正常 in one tap, changing what was filled in, the strict form, a blind second."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import STRICT
from zhubo_web.evaluations import permissions, scoring
from zhubo_web.evaluations.models import probation, seen
from zhubo_web.evaluations.models.rating import (
    AMENDED,
    BLIND,
    DECISION,
    FIRST,
    SET,
    Given,
    Rating,
)
from zhubo_web.evaluations.models.red_line import BEFORE, RedLined
from zhubo_web.evaluations.suggesting import Noted
from zhubo_web.evaluations.workflow import seen_enough
from zhubo_web.extensions import db
from zhubo_web.policies.rubrics import DIMENSIONS

LONGEST_RETURN = 300
#: So far from what the notes suggest, a mark needs a word why.
FAR = 2
#: 正常, in one tap, is neither low nor high, whatever the notes suggest.
NORMAL = (3, 4)
#: 省事: one word stands for the same mark in every dimension.
VERDICTS = {"normal": 3, "highlight": 4, "problem": 2}
DAY = timedelta(days=1)
RATED_IN = ("pending", "draft")


class Rated(RedLined):
    """An evaluation that is being rated. ``score`` is 0 to 100 to a tenth, None if nothing applied."""

    __abstract__ = True

    submitted_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    check_by: Mapped[datetime | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    return_reason: Mapped[str] = mapped_column(String(LONGEST_RETURN), default="")

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def is_strict(self) -> bool:
        return self.setting == STRICT

    @property
    def codes(self) -> list[str]:
        """The twelve items."""
        return [one.code for one in self.policy.rubric]

    def deciding(self) -> Rating | None:
        """The rating that the score comes from: the newest that a dispute decided or that amends
        it, else the first."""
        return self._newest(DECISION, SET, AMENDED) or self.rating(FIRST)

    def _newest(self, *parts: str) -> Rating | None:
        own = [one for one in self.ratings if one.part in parts]
        return max(own, key=lambda one: one.id, default=None)

    def result(self) -> scoring.Result | None:
        """The score with its parts, of the rating it comes from."""
        rating = self.deciding()
        return scoring.result(rating.read, self.policy.rubric, self.cap) if rating else None

    def reckon(self) -> None:
        """Take the score from the deciding rating; there is none while it is being rated."""
        found = self.result()
        self.score = None if found is None or self.state in RATED_IN else found.score

    def hidden_from(self, person: Any, rating: Rating) -> bool:
        """Blind: neither of two raters sees the other's marks until both have submitted."""
        if self.second_id is None or person.id == rating.rater_id or self.state not in BEFORE:
            return False
        parts = (self.rating(FIRST), self.blind)
        return any(one is None or one.submitted_at is None for one in parts)

    def verdict(self, name: str) -> dict[str, int | None]:
        """The marks that one word stands for in 省事: the same wherever something was met with."""
        marks = self.beforehand()
        return {one: None if mark is None else VERDICTS[name] for one, mark in marks.items()}

    def normal(self) -> dict[str, int | None]:
        """正常: what was filled in, kept between 3 and 4."""
        least, most = NORMAL
        marks = self.beforehand()
        return {name: m if m is None else min(most, max(least, m)) for name, m in marks.items()}

    # ── taking it ───────────────────────────────────────────────────────────────────────────

    def claim(self, by: Any, *, replayed: bool = False) -> None:
        """我来评: who watched, or says that they watched the recording."""
        self.look_as(by, replayed=replayed)
        self._step("claim", by, coverage=self.coverage, replayed=replayed)
        self._take(by)

    def suggest(self, by: Any) -> None:
        """The clock fills in what the notes suggest, for somebody to confirm or change."""
        self._step("suggest", by, inputs=self._inputs())
        probation.mind(self, by)

    def go_unwatched(self, by: Any) -> None:
        """未跟播: figures only, never negative."""
        self._step("go_unwatched", by)

    def _take(self, by: Any) -> None:
        held = by.roles_in(self.broadcast.room)
        self.rater_id = by.id
        self.rater_role = next((role for role in permissions.RATES if role in held), "")
        self._hand_reviews_on(by)

    def _hand_reviews_on(self, by: Any) -> None:
        """Who begins to rate decides no dispute about a note that the marks will rest on."""
        db.session.flush()
        for note in seen.disputed_about(self.broadcast, self.assistant_id):
            note.hand_review_on(by.id)

    def _inputs(
        self, noted: Iterable[Noted] | None = None, watched: int | None = None
    ) -> dict[str, Any]:
        """What the notes (all that count now) suggest, as it is kept beside what somebody gave."""
        return {
            name: {
                "value": str(one.value),
                "notes": [note.note_id for note in one.notes],
                "watched": one.watched,
            }
            for name, one in self.suggestions(noted, watched).items()
            if one is not None
        }

    # ── rating ──────────────────────────────────────────────────────────────────────────────

    def why_not_rate(self, by: Any) -> Reason | None:
        """None when this person may rate now; whether they watched enough is asked when they do."""
        if self.state not in RATED_IN:
            return Reason(N_("已经评过了"))
        return permissions.submits(by, self)

    def submit(self, by: Any, given: Given) -> bool:
        """Hand a rating in. False: it has risen to 严谨 and waits there, kept, for the strict form.

        Raises Denied, WrongState or Invalid naming the mark.
        """
        if reason := permissions.submits(by, self):
            raise Denied(reason)
        self._open_to(by, given)
        if rising := self._why_rise(given):
            return self._risen(by, given, rising)
        self._check(given)
        self._plan()
        if self.rater_id is None:
            self._take(by)
        self._step("submit", by, coverage=self.coverage, replayed=given.replayed)
        self._keep(FIRST, by, given, submitted=True)
        self.submitted_at = clock.now()
        self.reckon()
        return True

    def _open_to(self, by: Any, given: Given) -> None:
        """It may be rated now, by somebody who saw enough of it. Raises Invalid or WrongState."""
        if reason := self.why_not_rate(by):
            raise WrongState(reason)
        given.check_lengths()
        self.look_as(by, replayed=given.replayed)
        if reason := seen_enough(self):
            raise Invalid(reason, "replayed")
        if self.state == "pending":
            self.claim(by, replayed=given.replayed)

    def _why_rise(self, given: Given) -> str:
        """Why it must be handled strictly and is not yet."""
        if self.is_strict:
            return ""
        if self.flagged():
            return "red_line"
        if probation.applies(self):
            return "probation"
        return "extreme" if scoring.extremes(given.marks) else ""

    def _risen(self, by: Any, given: Given, reason: str) -> bool:
        """Keep what was given for the strict form; from here on it is this rater's."""
        if self.rater_id is None:
            self._take(by)
        self._keep(FIRST, by, given, submitted=False)
        self.rise(reason, by)
        return False

    def _check(self, given: Given) -> None:
        if self.is_strict:
            given.check_strictly(self.codes, {one.id for one in self.notes})
            return
        if set(given.marks) != set(DIMENSIONS):
            raise Invalid(N_("四个维度都要选"))
        for name, one in self.suggestions().items():
            mark = given.marks[name]
            far = one is not None and mark is not None and abs(mark - one.mark) >= FAR
            if far and not given.why.strip():
                raise Invalid(N_("和记录建议的差 2 分以上，请写一句为什么"), "why")

    def _plan(self) -> None:
        """When it is published by itself (the next time of day from now), or checked until."""
        now, name = clock.now(), "evaluation_publish_time"
        earliest = self.numbers.next_day(name, self.broadcast.ended_at or now)
        today = self.numbers.next_day(name, now - DAY)
        next_time = today if today > now else self.numbers.next_day(name, now)
        self.publish_at = max(earliest, next_time)
        self.check_by = now + self.span("evaluation_check_hours")

    def _keep(self, part: str, by: Any, given: Given, *, submitted: bool) -> Rating:
        """The next version of a part; one that was only begun is written over."""
        inputs, last = self._inputs(), self.rating(part)
        if last is not None and last.submitted_at is None:
            kept = last
        else:
            kept = Rating(part=part, number=last.number + 1 if last else 1)
        kept.rater_id, kept.coverage, kept.inputs = by.id, self.coverage, inputs
        kept.fill(given)
        if submitted:
            kept.submitted_at = clock.now()
            kept.score = scoring.result(given.marks, self.policy.rubric, self.cap).score
        if kept not in self.ratings:
            self.ratings.append(kept)
        db.session.flush()
        return kept

    # ── blind ───────────────────────────────────────────────────────────────────────────────

    def why_not_join(self, by: Any) -> Reason | None:
        """None when this person may give a blind second rating."""
        if self.second_id is None and (self.state != "draft" or self._was_handed_in()):
            return Reason(N_("盲评要在第一个人提交以前说好"))
        if self.state not in BEFORE:
            return Reason(N_("已经公布，不能再盲评"))
        return permissions.rates_blind(by, self)

    def _was_handed_in(self) -> bool:
        """Whether a first rating could be read already, also one that was sent back since."""
        return any(one.part == FIRST and one.submitted_at is not None for one in self.ratings)

    def join_blind(self, by: Any, *, replayed: bool = False) -> None:
        """Say that one gives a second rating; from here on neither sees the other's."""
        if reason := permissions.rates_blind(by, self):
            raise Denied(reason)
        if reason := self.why_not_join(by):
            raise WrongState(reason)
        self.look_as(by, replayed=replayed)
        if reason := seen_enough(self):
            raise WrongState(reason)
        self.second_id = by.id
        self._hand_reviews_on(by)
        record("evaluation.joined", self, by, broadcast_id=self.broadcast_id)

    def submit_blind(self, by: Any, given: Given) -> None:
        """The second rating, kept beside the first; the score stays the first's."""
        if by.id != self.second_id:
            raise Denied(N_("请先说明你来打盲评"))
        if reason := self.why_not_join(by):
            raise WrongState(reason)
        blind = self.blind
        if blind is not None and blind.submitted_at is not None:
            raise WrongState(N_("你的盲评已经交了"))
        given.check_lengths()
        if set(given.marks) not in (set(DIMENSIONS), set(self.codes)):
            raise Invalid(N_("四个维度都要选"))
        self.look_as(by, replayed=given.replayed)
        self._keep(BLIND, by, given, submitted=True)
        record("evaluation.rated_blind", self, by, broadcast_id=self.broadcast_id)
