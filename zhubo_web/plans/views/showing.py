"""The page of one plan: what it says, what was written at its lines, what is to be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Response

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import status_of
from zhubo_web.core.i18n import _, day
from zhubo_web.core.rendering import render
from zhubo_web.core.workflow import LIGHT
from zhubo_web.plans import cautions, contents, differences, permissions
from zhubo_web.plans.cautions import LOOKED_AT, Caution
from zhubo_web.plans.contents import PARTS, WHOLE, Content, Part
from zhubo_web.plans.differences import Stretch
from zhubo_web.plans.forms import CommentForm, ReviewForm, outcome_form
from zhubo_web.plans.models import PlanComment, PlanItem, PlanVersion, WeeklyPlan
from zhubo_web.plans.models.item import OUTCOMES, tally
from zhubo_web.plans.models.offering import owed
from zhubo_web.plans.models.version import KINDS
from zhubo_web.plans.permissions import reads_plans
from zhubo_web.plans.views.blueprint import PILLS, bp, plan_or_404
from zhubo_web.plans.workflow import AMEND_CODES, RETURN_CODES, WORKFLOW

STEPS = ("draft", "submitted", "review", "approved")
PLACES = {"draft": 0, "submitted": 2, "changes_requested": 0, "provisional": 2, "withdrawn": 0}

#: The commonest reason of a late review is chosen beforehand, so that one tap approves.
FRESH = {"late_reason": "busy"}


@dataclass
class Line:
    """One line of a broadcast's plan: what it says, perhaps marked, and what was written at it."""

    key: str
    label: str
    rows: list[list[Stretch]]
    comments: list[PlanComment] = field(default_factory=list)


@dataclass
class Card:
    """One broadcast of the week as the page shows it."""

    broadcast: Broadcast
    part: Part
    lines: list[Line]
    cautions: list[Caution]
    items: list[PlanItem]
    form: Any = None

    @property
    def requests(self) -> int:
        """How many requests are open here."""
        return sum(c.request and c.done_at is None for line in self.lines for c in line.comments)

    @property
    def count(self) -> Any:
        """Done, changed, skipped, open."""
        return tally(self.items)


@dataclass
class Scene:
    """Everything a page of a plan shows, read once."""

    plan: WeeklyPlan
    person: Any
    versions: list[PlanVersion] = field(init=False)
    comments: list[PlanComment] = field(init=False)
    said: Content = field(init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        self.versions = PlanVersion.of(plan)
        self.comments = PlanComment.of(plan) if plan.latest else []
        self.said = plan.chosen(self.versions)

    @property
    def hidden(self) -> bool:
        """A draft is nobody's business but its author's."""
        return self.plan.state in ("draft", "withdrawn") and self.person.id != self.plan.person_id

    @property
    def before(self) -> Content | None:
        """What the page marks the differences from: the version before a second look, what is approved
        while a change waits; None where nothing is marked."""
        plan = self.plan
        wanted = {"submitted": plan.latest - 1, "amending": plan.standing}.get(plan.state)
        found = next((one for one in self.versions if one.number == wanted), None)
        return found.content if found is not None else None

    def marked(self) -> dict[str, list[list[Stretch]]]:
        """Line → its rows, marked against what was before."""
        before = self.before
        return differences.of_contents(self.said if before is None else before, self.said)

    def at(self, key: str) -> list[PlanComment]:
        """What was written at a line."""
        return [one for one in self.comments if one.line == key]

    def loose(self) -> list[PlanComment]:
        """What was written about the whole, or at lines that are gone."""
        keys = contents.lines(self.said)
        return [one for one in self.comments if one.line == WHOLE or one.line not in keys]

    def cards(self, outcome: Any = None) -> list[Card]:
        """The week in order."""
        marked, items = self.marked(), self._items()
        warned = [] if self.hidden or self.plan.state == "draft" else self.plan.cautions
        return [self._card(one, marked, items, warned, outcome) for one in self.plan.broadcasts]

    def _items(self) -> list[PlanItem]:
        return PlanItem.of_plan(self.plan) if self.plan.holds else []

    def _card(
        self,
        broadcast: Broadcast,
        marked: dict[str, list[list[Stretch]]],
        items: list[PlanItem],
        warned: list[Caution],
        outcome: Any,
    ) -> Card:
        number = broadcast.id
        names = [n for n in ("interactions", "focus", "sentence") if self._shown(n)]
        lines = [
            Line(
                f"{number}.{n}", PARTS[n], marked.get(f"{number}.{n}", []), self.at(f"{number}.{n}")
            )
            for n in names
        ]
        part = self.said.part(number) or Part(number, gap=self.plan.setting != LIGHT)
        own = [one for one in items if one.broadcast_id == number]
        card = Card(broadcast, part, lines, [c for c in warned if c.broadcast == number], own)
        if own and broadcast.ended_at and self.person.id == self.plan.person_id:
            refused = outcome is not None and outcome.broadcast_id == number
            card.form = outcome if refused else outcome_form(own, formdata=None)
        return card

    def _shown(self, name: str) -> bool:
        return self.plan.setting != LIGHT or name == "focus"


def line_names(plan: WeeklyPlan) -> list[tuple[str, str]]:
    """The lines of a plan as a reviewer picks one."""
    return [
        (f"{one.id}.{name}", f"{day(one.planned_start)} · {_(PARTS[name])}")
        for one in plan.broadcasts
        for name in ("interactions", "focus", "sentence")
    ]


def reasons(plan: WeeklyPlan, person: Any) -> dict[str, Any]:
    """For every verb that leaves the present state: None, or why this person may not."""
    verbs = dict.fromkeys(
        row.verb for row in WORKFLOW.rows if row.source == plan.state and row.label
    )
    why = {verb: _may(plan, verb, person) for verb in verbs if verb != "fill"}
    return why | {"edit": plan.why_not_edit(person), "comment": permissions.comments(person, plan)}


def _may(plan: WeeklyPlan, verb: str, person: Any) -> Any:
    """Who may: what the verb's own fields must say is asked when it is sent."""
    row = WORKFLOW.row(plan.state, verb, plan.setting)
    return row.who(person, plan) if row is not None else plan.why_not(verb, person)


def looked_at(plan: WeeklyPlan) -> list[tuple[str, list[Caution]]]:
    """What was looked up, each with what was found."""
    return [
        (text, [c for c in plan.cautions if c.code == code]) for code, text in LOOKED_AT.items()
    ]


def _fresh_review(plan: WeeklyPlan) -> ReviewForm:
    """The review's form as it begins."""
    return ReviewForm(formdata=None, data=FRESH | {"seen": plan.latest})


def page(plan: WeeklyPlan, status: int = 200, **given: Any) -> Response:
    """The page, perhaps with a form that was refused."""
    person = actor()
    scene = Scene(plan, person)
    plan.__dict__["cautions"] = plan.examined(scene.said)
    review = given.pop("review", None) or _fresh_review(plan)
    review.offer(line_names(plan))
    filed = not scene.hidden and plan.latest > 0
    return render(
        "plans/show.html",
        status=status,
        plan=plan,
        scene=scene,
        cards=scene.cards(given.pop("outcome", None)),
        review=review,
        comment=given.pop("comment", None) or CommentForm(formdata=None),
        why=reasons(plan, person),
        looked=looked_at(plan) if filed and plan.state != "closed" else [],
        red=cautions.red_broadcasts(plan.cautions) if filed else [],
        mine=person.id == plan.person_id,
        owed=owed(plan),
        state=WORKFLOW.states[plan.state],
        pill=PILLS[plan.state],
        place=PLACES.get(plan.state, len(STEPS)),
        kinds=KINDS,
        codes=RETURN_CODES,
        amend_codes=AMEND_CODES,
        outcomes=OUTCOMES,
        **given,
    )


def refused(plan: WeeklyPlan, **forms: Any) -> Response:
    """The page with the form that was refused, at its field."""
    form = next(iter(forms.values()))
    return page(plan, max(status_of(form), 422), **forms)


@bp.get("/plans/<int:plan_id>")
@requires(reads_plans)
def show(plan_id: int) -> Response:
    """One plan."""
    return page(plan_or_404(plan_id))
