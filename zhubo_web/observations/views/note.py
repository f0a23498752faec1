"""One note as a reader meets it after its broadcast: what may be done with it, and the forms for that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from sqlalchemy import select

from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.forms import ContestForm, ReasonForm, ReviewForm, WhoseForm
from zhubo_web.observations.models import Correction, Observation
from zhubo_web.observations.views import reading
from zhubo_web.observations.views.outline import Outline
from zhubo_web.observations.workflow import OBSERVATION

Form = TypeVar("Form", bound=FlaskForm)


def may_dispose(person: Any, note: Observation | Outline) -> bool:
    """Whether the person may say what became of a note, now that its broadcast is over."""
    return bool(note.broadcast.ended_at) and permissions.disposes(person, note) is None


@dataclass(frozen=True)
class Shown:
    """One note with what this reader may do with it. Its forms are made where they are drawn; those
    of ``refused`` hold what was typed."""

    note: Observation
    person: Any
    correction: Correction | None
    refused: Mapping[str, Any] = field(default_factory=dict)
    say: Any = reading

    @classmethod
    def of(cls, note: Observation, person: Any, **refused: Any) -> Shown:
        """For a note that the person sees."""
        query = select(Correction).where(Correction.observation_id == note.id)
        return cls(note, person, db.session.scalar(query), refused)

    @cached_property
    def corrects(self) -> bool:
        """Whether the reader may say whose it is, or take it back."""
        return OBSERVATION.why_not(self.note, "self_correct", self.person) is None

    @cached_property
    def disposes(self) -> bool:
        """Whether the reader may say what became of it."""
        note = self.note
        standing = note.state != "withdrawn" and note.broadcast.state != "closed"
        open_to_change = note.disposition != "dismissed" or self.dismisses
        return (
            note.kind == "issue" and standing and may_dispose(self.person, note) and open_to_change
        )

    @cached_property
    def dismisses(self) -> bool:
        """Whether the reader may say that a 问题 was none, or take that back."""
        return permissions.dismisses(self.person, self.note) is None

    @cached_property
    def contests(self) -> bool:
        """Whether the reader may say that it was otherwise."""
        return self.note.is_about(self.person) and self.note.state != "withdrawn"

    @cached_property
    def reviews(self) -> bool:
        """Whether the reader decides a dispute about it."""
        return OBSERVATION.why_not(self.note, "uphold", self.person) is None

    @property
    def reviews_own_marks(self) -> bool:
        """Whether the reader rated what rests on it, and decides as nobody else is there."""
        return self.note.reviewed_by_rater(self.person)

    @cached_property
    def whose(self) -> WhoseForm:
        """不是TA."""
        return self._own("whose", lambda: WhoseForm.for_note(self.note))

    @cached_property
    def withdrawal(self) -> ReasonForm:
        """撤回."""
        return self._own("withdrawal", lambda: ReasonForm(formdata=None))

    @cached_property
    def contest(self) -> ContestForm:
        """有出入."""
        return self._own("contest", lambda: ContestForm(formdata=None))

    @cached_property
    def review(self) -> ReviewForm:
        """复核."""
        return self._own("review", lambda: ReviewForm.for_note(self.note, shown=True))

    def _own(self, name: str, make: Callable[[], Form]) -> Form:
        """The form with ids of its own: a list may have one for each note."""
        form: Form = self.refused.get(name) or make()
        for control in form:
            control.id = f"{control.name}-{self.note.id}"
        return form

    def facts(self) -> list[tuple[str, str]]:
        """When what happened, for the note's own page."""
        return reading.facts(self.note)
