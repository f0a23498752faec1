"""The forms of an appeal's page: empty, filled with what stands, or refused with what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zhubo_web.appeals.forms import (
    DecisionForm,
    DiscloseForm,
    FilingForm,
    GuestForm,
    MembersForm,
    ReviewerForm,
    WordsForm,
)
from zhubo_web.appeals.grounds import QUICK
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.models.seated import SAT_IN
from zhubo_web.appeals.views.settable import form_of


@dataclass
class Written:
    """One appeal for one reader with its forms; ``forms`` holds those that were refused, by name."""

    appeal: Appeal
    person: Any
    forms: dict[str, Any] = field(default_factory=dict)

    # ── forms ───────────────────────────────────────────────────────────────────────────────

    @cached_property
    def form(self) -> FilingForm:
        """What the assistant writes."""
        given: FilingForm | None = self.forms.get("form")
        return given or FilingForm.of(self.appeal)

    def words(self, name: str) -> WordsForm:
        """One text, of the verb with this name; refused, with what was typed."""
        given: WordsForm | None = self.forms.get(name)
        return given or WordsForm(formdata=None)

    @cached_property
    def members(self) -> MembersForm:
        given: MembersForm | None = self.forms.get("members")
        stage = self.appeal.stage if self.appeal.state in SAT_IN else "panel"
        return given or MembersForm.of(self.appeal.able(stage))

    @cached_property
    def quick(self) -> ReviewerForm:
        given: ReviewerForm | None = self.forms.get("quick")
        return given or ReviewerForm.of(self.appeal.able(QUICK))

    @cached_property
    def guest(self) -> GuestForm:
        given: GuestForm | None = self.forms.get("guest")
        return given or GuestForm(formdata=None)

    @cached_property
    def disclosing(self) -> DiscloseForm:
        given: DiscloseForm | None = self.forms.get("disclosing")
        return given or DiscloseForm(formdata=None)

    @cached_property
    def decision(self) -> DecisionForm:
        """Filled with what is written at this stage, so that a member may change it."""
        given: DecisionForm | None = self.forms.get("decision")
        if given is not None:
            return given
        form = form_of(self.appeal)
        if self.appeal.written:
            form.kind.data = self.appeal.decision["decision"]
            for name, words in self.appeal.decision["parts"].items():
                form[name].data = words
            if form.remits:
                form["again"].data = self.appeal.decision.get("again", "")
            if form.recounts:
                form.take_note(self.appeal.decision["what"])
            if form.sort:
                form[form.sort].data = self.appeal.decision["what"].get(form.sort, "")
        return form
