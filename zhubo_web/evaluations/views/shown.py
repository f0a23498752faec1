"""An evaluation as one person reads it, with what they may do and the forms that were refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import LIGHT
from zhubo_web.evaluations import permissions, scoring
from zhubo_web.evaluations.cascading import RED_LINE
from zhubo_web.evaluations.forms import (
    DisputeForm,
    MarksForm,
    RedLineForm,
    ReturnForm,
    marks_form,
)
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.evaluation import TOLD
from zhubo_web.evaluations.models.red_line import BEFORE
from zhubo_web.evaluations.suggesting import Suggestion
from zhubo_web.evaluations.views import saying
from zhubo_web.evaluations.workflow import seen_enough
from zhubo_web.observations.models import DISPOSITIONS, Observation, waiting_for
from zhubo_web.policies.rubrics import DIMENSIONS


@dataclass(frozen=True)
class Side:
    """One of the four sides of the work: its notes, what they suggest, its points in the score;
    in 严谨 the rows of its items (``saying.rated``)."""

    name: str
    notes: list[Observation]
    suggestion: Suggestion | None
    part: scoring.Part | None
    mark: str
    rows: list[dict[str, Any]]


@dataclass
class Shown:
    """One evaluation for one reader."""

    evaluation: Evaluation
    person: Any
    forms: dict[str, Any] = field(default_factory=dict)
    say: Any = saying
    dispositions: ClassVar[dict[str, str]] = DISPOSITIONS

    # ── what is read ────────────────────────────────────────────────────────────────────────

    @property
    def is_mine(self) -> bool:
        return permissions.is_subject(self.person, self.evaluation) is None

    @property
    def is_told(self) -> bool:
        """Whether the score may be read: published, or the reader is of the group."""
        return self.evaluation.state in TOLD

    @cached_property
    def ratings(self) -> list[Rating]:
        """The versions this reader may see, the newest first."""
        hidden = self.evaluation.hidden_from
        kept = [one for one in self.evaluation.ratings if one.submitted_at is not None]
        return [one for one in reversed(kept) if not hidden(self.person, one)]

    @property
    def is_blind(self) -> bool:
        """Whether somebody's marks are hidden from this reader for now."""
        own = self.evaluation.ratings
        return any(self.evaluation.hidden_from(self.person, one) for one in own)

    @cached_property
    def deciding(self) -> Rating | None:
        """The version that the score comes from, if this reader may see it."""
        rating = self.evaluation.deciding()
        return rating if rating in self.ratings else None

    @property
    def score(self) -> Decimal | None:
        """The score, if this reader may see it."""
        return self.evaluation.score if self.deciding is not None else None

    @cached_property
    def result(self) -> scoring.Result | None:
        """The score with its parts."""
        return self.evaluation.result() if self.deciding is not None else None

    @cached_property
    def sides(self) -> list[Side]:
        """The four sides of the work."""
        parts = {one.name: one for one in self.result.parts} if self.result else {}
        suggested = self.evaluation.suggestions()
        given = self.deciding.marks if self.deciding else {}
        rows = saying.rated(self.deciding, self.evaluation) if self.deciding else []
        return [
            Side(
                name,
                [one for one in self.evaluation.notes if one.dimension == name],
                suggested[name],
                parts.get(name),
                given.get(name, ""),
                [one for one in rows if one["dimension"] == name],
            )
            for name in DIMENSIONS
        ]

    @property
    def red_line_fell(self) -> bool:
        """Whether a confirmed red line fell with its note."""
        changes = [one for r in self.ratings for one in (r.amends or {}).get("changes", [])]
        return any(one["name"] == RED_LINE for one in changes)

    @property
    def others(self) -> list[Observation]:
        """Notes about conduct: read here, counted for the month's attitude."""
        return [one for one in self.evaluation.notes if one.dimension not in DIMENSIONS]

    def note(self, note_id: int) -> Observation | None:
        """A note that counts, by its id."""
        return next((one for one in self.evaluation.notes if one.id == note_id), None)

    # ── what may be done ────────────────────────────────────────────────────────────────────

    def may(self, verb: str) -> bool:
        """Whether this reader could do it now."""
        return self.evaluation.why_not(verb, self.person) is None

    @property
    def why_not_rate(self) -> Reason | None:
        return self.evaluation.why_not_rate(self.person)

    @property
    def rates(self) -> bool:
        """Whether this reader may fill the form in now."""
        return self.evaluation.state in ("pending", "draft") and self.why_not_rate is None

    @cached_property
    def settles(self) -> dict[Observation, str]:
        """The reader's own 问题 whose likely end is said with the same tap."""
        return waiting_for(self.person, self.evaluation.notes)

    @property
    def is_light(self) -> bool:
        return self.evaluation.setting == LIGHT

    @property
    def needs_replay(self) -> bool:
        """Whether the rater must say that they watched the recording."""
        self.evaluation.look_as(self.person, replayed=False)
        return seen_enough(self.evaluation) is not None

    @property
    def joins(self) -> bool:
        """Whether this reader may say that they give a blind second rating."""
        free = self.evaluation.second_id is None
        return free and self.evaluation.why_not_join(self.person) is None

    @property
    def rates_blind(self) -> bool:
        """Whether this reader's blind rating waits to be given."""
        if self.evaluation.second_id != self.person.id:
            return False
        done = self.evaluation.blind is not None
        return not done and self.evaluation.why_not_join(self.person) is None

    @property
    def names_red_line(self) -> bool:
        return self.evaluation.why_not_name_red_line(self.person) is None

    @property
    def settles_red_line(self) -> bool:
        """Whether this reader is the second person."""
        may = permissions.confirms_red_line(self.person, self.evaluation) is None
        return self.evaluation.red_line_open and may

    @property
    def decides(self) -> bool:
        """Whether this reader answers the dispute."""
        return self.may("revise") or self.may("uphold")

    # ── forms ───────────────────────────────────────────────────────────────────────────────

    @cached_property
    def form(self) -> MarksForm:
        """The marks."""
        given: MarksForm | None = self.forms.get("form")
        return given or marks_form(
            self.evaluation, saying.words, kept=self._kept, deciding=self.decides
        )

    @property
    def _kept(self) -> Rating | None:
        """What the form begins with: a blind rater's never with somebody else's marks."""
        if self.person.id == self.evaluation.second_id and self.evaluation.state in BEFORE:
            return None
        return self.deciding or self.evaluation.rating()

    @cached_property
    def back(self) -> ReturnForm:
        given: ReturnForm | None = self.forms.get("back")
        return given or ReturnForm(formdata=None)

    @cached_property
    def dispute(self) -> DisputeForm:
        given: DisputeForm | None = self.forms.get("dispute")
        return given or DisputeForm(formdata=None)

    @cached_property
    def red_line(self) -> RedLineForm:
        given: RedLineForm | None = self.forms.get("red_line")
        return given or RedLineForm.of(self.evaluation, saying.words)
