"""A summary as one person reads it: its parts in words, figures filled in, what they may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from zhubo_web.core.i18n import _
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.observations.models.observation import one_by_one
from zhubo_web.plans.models import PlanItem, items_of
from zhubo_web.plans.models.item import OUTCOMES, Completion, tally
from zhubo_web.products.models import Product
from zhubo_web.summaries import permissions, wording
from zhubo_web.summaries.forms import ReturnForm, SummaryForm, WaiverForm
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.models.figures import Figures, figures_of, noted_about
from zhubo_web.summaries.workflow import WORKFLOW

MINUTE_MS = 60_000


@dataclass
class Sheet:
    """One summary for one reader. ``forms`` are those that were refused; ``noted`` and
    ``one_by_one`` (notes are 严谨) are given where they are known already."""

    summary: Summary
    person: Any
    forms: dict[str, Any] = field(default_factory=dict)
    noted: list[Observation] | None = None
    one_by_one: bool | None = None

    @property
    def state(self) -> str:
        """Where it stands."""
        return _(WORKFLOW.states[self.summary.state])

    @property
    def is_mine(self) -> bool:
        return permissions.owns(self.person, self.summary) is None

    @property
    def writes(self) -> bool:
        """Whether this reader is to write it now."""
        return self.is_mine and self.summary.is_open

    @property
    def reviews(self) -> bool:
        """Whether this reader may accept or return it now."""
        return self.summary.why_not("accept", self.person) is None

    @property
    def waives(self) -> bool:
        """Whether this reader may say that it need not be written."""
        open_ones = ("due", "overdue")
        may = permissions.waives(self.person, self.summary) is None
        return may and self.summary.state in open_ones

    @property
    def finds_useful(self) -> bool:
        """Whether this reader may say that it was of use."""
        handed_in = self.summary.submitted_at is not None
        return handed_in and permissions.reviews(self.person, self.summary) is None

    @cached_property
    def figures(self) -> Figures:
        """What was counted; what was not heard is None."""
        return figures_of(self.summary.broadcast)

    @cached_property
    def planned(self) -> list[PlanItem]:
        """What the assistant had planned for this broadcast, with what came of each."""
        return items_of(self.summary.broadcast, self.summary.assistant)

    @property
    def kept_to(self) -> Completion:
        """How much of it was done."""
        return tally(self.planned)

    def outcome(self, item: PlanItem) -> str:
        """做了, 改了, 跳过; empty while nobody said."""
        return _(OUTCOMES[item.outcome]) if item.outcome else ""

    @cached_property
    def notes(self) -> list[Observation]:
        """The notes about the assistant that this reader sees, by the second they are about."""
        if self.noted is not None:
            return self.noted
        query = Observation.visible_to(self.person).where(
            Observation.broadcast_id == self.summary.broadcast_id
        )
        query = query.options(selectinload(Observation.tag), selectinload(Observation.changes))
        found: Iterable[Observation] = db.session.scalars(query.order_by(None).order_by("at_ms"))
        return [one for one in found if one.is_about(self.summary.assistant)]

    @property
    def counted(self) -> Counter[str]:
        """How many of each kind."""
        return noted_about(self.notes, self.summary.assistant)

    @property
    def unseen(self) -> int:
        """How many released notes wait for the tick that sees them all; none in 严谨."""
        count = sum(one.state == "released" for one in self.notes)
        known = self.one_by_one
        strict = one_by_one() if count and known is None else known
        return 0 if strict else count

    # ── forms ───────────────────────────────────────────────────────────────────────────────

    @cached_property
    def form(self) -> SummaryForm:
        """What the assistant fills in."""
        given: SummaryForm | None = self.forms.get("form")
        return given or SummaryForm.of(self.summary, unseen=self.unseen)

    @cached_property
    def back(self) -> ReturnForm:
        """What is missing."""
        given: ReturnForm | None = self.forms.get("back")
        return given or ReturnForm.of(self.summary)

    @cached_property
    def waiver(self) -> WaiverForm:
        """Why it need not be written."""
        given: WaiverForm | None = self.forms.get("waiver")
        return given or WaiverForm(formdata=None)

    # ── in words ────────────────────────────────────────────────────────────────────────────

    def part(self, name: str) -> str:
        """What a part is called."""
        return _(wording.names(self.summary.setting)[name])

    @cached_property
    def parts(self) -> dict[str, Any]:
        """The text that this reader sees: for others than its assistant, what was handed in."""
        one = self.summary
        if self.is_mine or (one.number and not one.is_open):
            return one.parts
        return one.versions()[0].parts if one.number else {}

    def said(self) -> list[tuple[str, str]]:
        """(part, what was written), the chips before the words."""
        texts = self.parts.get("texts", {})
        chosen = self.parts.get("chips", {})
        rows = []
        for name in wording.PARTS:
            chips = [_(wording.CHIPS[name][one]) for one in chosen.get(name, ())]
            told = _("；").join([*chips, *([texts[name]] if texts.get(name) else [])])
            if told:
                rows.append((self.part(name), told))
        return rows

    @property
    def moment_ms(self) -> int | None:
        """The moment that the finding is about."""
        minute = self.parts.get("minute")
        return None if minute is None else minute * MINUTE_MS

    @cached_property
    def product(self) -> str:
        """The product that it is about."""
        number = self.parts.get("product_id")
        found = select(Product.name).where(Product.id == number)
        return db.session.scalar(found) or "" if number else ""
