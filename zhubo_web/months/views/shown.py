"""One month as one person reads it, with what waits for them and the forms that were refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from zhubo_web.accounts.models import Person
from zhubo_web.core.reasons import Reason, Reasons
from zhubo_web.extensions import db
from zhubo_web.months import permissions, scoring
from zhubo_web.months.forms import (
    PostForm,
    ProposeForm,
    RatingForm,
    ReplaceForm,
    SelfForm,
    WaiverForm,
    rating_form,
    self_form,
)
from zhubo_web.months.models import ClassRating, MonthlyEvaluation, MonthResult, MonthWaiver
from zhubo_web.months.models.answered import TOLD
from zhubo_web.months.models.lacking import lacks
from zhubo_web.months.models.rated import RATED_IN, TOGETHER
from zhubo_web.months.models.settled import SIGNED_IN
from zhubo_web.months.suggesting import Suggestion
from zhubo_web.months.views import saying
from zhubo_web.months.views.waiting import after
from zhubo_web.observations.models import Observation
from zhubo_web.policies.composites import MonthItem


@dataclass(frozen=True)
class Item:
    """An item of the result: what it came to, and what each class and the assistant gave."""

    item: MonthItem
    part: scoring.Part
    marks: dict[str, str]


@dataclass
class Shown:
    """One month's evaluation for one reader."""

    evaluation: MonthlyEvaluation
    person: Any
    forms: dict[str, Any] = field(default_factory=dict)
    report_href: str | None = None
    say: Any = saying

    # ── what is read ────────────────────────────────────────────────────────────────────────

    @property
    def first_day(self) -> date:
        return self.evaluation.month.first_day

    @property
    def is_mine(self) -> bool:
        return permissions.is_subject(self.person, self.evaluation) is None

    @cached_property
    def result(self) -> MonthResult | None:
        """The newest result, if this reader may see it now."""
        told = self.evaluation.state in TOGETHER and self.evaluation.shows_result(self.person)
        return self.evaluation.result() if told else None

    @cached_property
    def composed(self) -> scoring.Composed | None:
        return self.evaluation.composed(self.result) if self.result else None

    @property
    def moved(self) -> bool:
        """Whether calibration changed the composite."""
        return self.result is not None and self.result.raw != self.result.score

    @cached_property
    def ratings(self) -> list[ClassRating]:
        """The classes' rows whose marks this reader may see, those left out with them."""
        own = self.evaluation
        return [
            one
            for one in own.ratings
            if (one.is_in and one.dropped_for) or own.shows_rating(self.person, one)
        ]

    @cached_property
    def items(self) -> list[Item]:
        """Every item of the result that counts, in order."""
        if self.composed is None:
            return []
        composite = self.evaluation.composite
        parts = {one.name: one for one in self.composed.every()}
        counted = (one for one in composite.items if parts[one.code].weight)
        return [Item(one, parts[one.code], self._marks(one)) for one in counted]

    def _marks(self, item: MonthItem) -> dict[str, str]:
        given = {
            one.member_class: one.marks[item.code]
            for one in self.ratings
            if item.code in one.marks and one.submitted_at is not None
        }
        if self.shows_self and item.code in self.evaluation.self_marks:
            given["self"] = self.evaluation.self_marks[item.code]
        return given

    @property
    def shows_self(self) -> bool:
        """Whether there is a self-assessment that this reader may see."""
        own = self.evaluation
        return own.self_at is not None and own.shows_self(self.person)

    @cached_property
    def best(self) -> Observation | None:
        """The moment that the assistant chose, if this reader sees it."""
        chosen = self.evaluation.self_best_note_id
        if chosen is None or not self.shows_self:
            return None
        note: Observation | None = db.session.scalar(
            Observation.visible_to(self.person).where(Observation.id == chosen)
        )
        return note

    def name(self, person_id: int | None) -> str:
        """Somebody's name."""
        if person_id is None:
            return ""
        person = db.session.get(Person, person_id)
        return person.name if person else ""

    @cached_property
    def lacking(self) -> list[Reason]:
        """What stands still for want of people, for who oversees it."""
        return [] if self.is_mine else lacks(self.evaluation)

    @cached_property
    def next(self) -> list[int]:
        """The others that wait for this reader."""
        return after(self.evaluation, self.person)

    # ── what may be done ────────────────────────────────────────────────────────────────────

    def may(self, verb: str) -> bool:
        """Whether this reader could do it now."""
        return self.evaluation.why_not(verb, self.person) is None

    @property
    def assesses(self) -> bool:
        return self.is_mine and self.evaluation.state == "self_open"

    @property
    def in_rating(self) -> bool:
        return self.evaluation.state in RATED_IN and not self.is_mine

    @property
    def in_group(self) -> bool:
        return bool(self.evaluation.classes_of(self.person))

    @cached_property
    def why_not_rate(self) -> Reason | None:
        return self.evaluation.why_not_rate(self.person)

    @cached_property
    def kept(self) -> ClassRating | None:
        """What this reader began or handed in."""
        mine = (one for one in self.evaluation.ratings if one.rater_id == self.person.id)
        return next(mine, None)

    @property
    def rates_for(self) -> str:
        """The class that this reader rates for."""
        return self.evaluation.class_for(self.person) or ""

    @property
    def replaces(self) -> bool:
        return self.evaluation.why_not_replace(self.person) is None

    @property
    def in_signing(self) -> bool:
        return self.evaluation.state in SIGNED_IN and not self.is_mine

    @property
    def proposes(self) -> bool:
        return self.evaluation.why_not_propose(self.person) is None

    @property
    def is_proposed(self) -> bool:
        own = self.evaluation
        return own.state == "computed" and own.proposed_by_id is not None

    @property
    def withdraws(self) -> bool:
        """Whether this reader may take the proposal back: who made it, or who may agree."""
        return self.person.id == self.evaluation.proposed_by_id or self.may("calibrate")

    @cached_property
    def why_not_sign(self) -> Reason | None:
        return self.evaluation.why_not_sign(self.person)

    @cached_property
    def unbacked(self) -> Reasons:
        """What the lowest grade lacks, for who takes part in settling it."""
        return self.evaluation.unbacked() if self.in_signing else Reasons()

    @cached_property
    def given_waiver(self) -> MonthWaiver | None:
        """Who let the newest result stand though it lacked something."""
        return self.evaluation.waiver_of(self.result) if self.result else None

    @property
    def waives(self) -> bool:
        return self.evaluation.why_not_waive(self.person) is None

    @property
    def publishes(self) -> bool:
        return self.may("publish")

    @property
    def is_told(self) -> bool:
        return self.evaluation.state in TOLD

    @property
    def chooses_post(self) -> bool:
        return self.evaluation.why_not_choose_post(self.person) is None

    # ── forms ───────────────────────────────────────────────────────────────────────────────

    @cached_property
    def suggestions(self) -> dict[str, Suggestion]:
        return self.evaluation.suggestions()

    @cached_property
    def own(self) -> SelfForm:
        """The assistant's own view."""
        given: SelfForm | None = self.forms.get("own")
        return given or self_form(self.evaluation, moments(self.evaluation, self.person))

    @cached_property
    def marks(self) -> RatingForm:
        """The five numbers."""
        given: RatingForm | None = self.forms.get("marks")
        return given or rating_form(self.evaluation, self.kept)

    @cached_property
    def missing(self) -> ReplaceForm:
        given: ReplaceForm | None = self.forms.get("missing")
        return given or ReplaceForm.of(self.evaluation)

    @cached_property
    def proposal(self) -> ProposeForm:
        given: ProposeForm | None = self.forms.get("proposal")
        return given or ProposeForm(formdata=None)

    @cached_property
    def waiver(self) -> WaiverForm:
        given: WaiverForm | None = self.forms.get("waiver")
        return given or WaiverForm(formdata=None)

    @cached_property
    def post(self) -> PostForm:
        given: PostForm | None = self.forms.get("post")
        return given or PostForm.of(self.evaluation)


def moments(evaluation: MonthlyEvaluation, person: Any) -> list[tuple[int, str]]:
    """The month's praised moments of the assistant: (id, words)."""
    return [(one.id, saying.moment(one)) for one in evaluation.moments(person)]
