"""评分: the list of evaluations, by what the reader has to do with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.rendering import render
from zhubo_web.core.workflow import STRICT
from zhubo_web.evaluations import permissions
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.models.evaluation import TOLD
from zhubo_web.evaluations.views import saying
from zhubo_web.evaluations.views.blueprint import bp
from zhubo_web.evaluations.workflow import WORKFLOW
from zhubo_web.extensions import db

PAGE = 20
WHICH = {
    "rate": N_("待我评"),
    "check": N_("待看和待答复"),
    "mine": N_("我的"),
    "all": N_("全部"),
}


@dataclass
class Listing:
    """The evaluations one person sees. ``wanted``: the filters of the address."""

    person: Any
    wanted: Mapping[str, str]
    say: Any = saying

    @property
    def choices(self) -> list[str]:
        """The views this person has a use for, the most usual first."""
        held = self.person.holds
        found = []
        if held(*permissions.RATES):
            found += ["rate", "check"]
        elif held(roles.HR):
            found += ["check"]
        if held(roles.ASSISTANT):
            found.append("mine")
        return [*found, "all"] if held(*permissions.READS) else found

    @property
    def which(self) -> str:
        asked = self.wanted.get("which", "")
        return asked if asked in self.choices else self.choices[0]

    @property
    def state(self) -> str:
        asked = self.wanted.get("state", "")
        return asked if asked in WORKFLOW.states else ""

    @property
    def page(self) -> int:
        number = self.wanted.get("page", "1")
        return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1

    def _of_this_view(self) -> Any:
        me = self.person.id
        if self.which == "mine":
            return Evaluation.assistant_id == me
        if self.which == "rate":
            free = or_(Evaluation.rater_id.is_(None), Evaluation.rater_id == me)
            return Evaluation.state.in_(("pending", "draft")) & free
        if self.which == "check":
            waits = (Evaluation.state == "submitted") & (Evaluation.setting == STRICT)
            others = or_(Evaluation.rater_id.is_(None), Evaluation.rater_id != me)
            return or_(waits, Evaluation.state == "disputed") & others
        return Evaluation.id > 0

    @cached_property
    def _query(self) -> Any:
        query = Evaluation.visible_to(self.person).where(self._of_this_view())
        if self.which in ("rate", "check"):
            query = query.where(Evaluation.assistant_id != self.person.id)
        if self.state:
            query = query.where(Evaluation.state == self.state)
        if words := self.wanted.get("q", "").strip():
            named = select(Person.id).where(Person.name.icontains(words, autoescape=True))
            query = query.where(Evaluation.assistant_id.in_(named))
        return query

    @cached_property
    def total(self) -> int:
        """How many there are in all."""
        counted = self._query.order_by(None).with_only_columns(func.count(Evaluation.id))
        return db.session.scalar(counted) or 0

    @cached_property
    def rows(self) -> list[Evaluation]:
        """This page of them."""
        there = joinedload(Evaluation.broadcast, innerjoin=True)
        query = self._query.options(
            there.load_only(Broadcast.title, Broadcast.planned_start),
            there.lazyload(Broadcast.roster),
            there.lazyload(Broadcast.interruptions),
            there.joinedload(Broadcast.room, innerjoin=True).load_only(Room.name),
            joinedload(Evaluation.assistant).load_only(Person.name).lazyload(Person.grants),
            lazyload(Evaluation.ratings),
        )
        first = (self.page - 1) * PAGE
        return list(db.session.scalars(query.limit(PAGE).offset(first)))

    @property
    def shown(self) -> int:
        """How many were shown up to this page."""
        return min(self.page * PAGE, self.total)

    def tells_score(self, evaluation: Evaluation) -> bool:
        """Scores stand in the list once they are published."""
        return evaluation.state in TOLD and evaluation.score is not None

    def href(self, **changed: str) -> str:
        """The list's address with other filters; the page begins anew."""
        kept = {name: self.wanted.get(name, "") for name in ("which", "state", "q")}
        values: dict[str, Any] = {n: v for n, v in {**kept, **changed}.items() if v}
        return url_for("evaluations.index", **values)

    @property
    def next_href(self) -> str | None:
        """The address of the next twenty."""
        return self.href(page=str(self.page + 1)) if self.shown < self.total else None

    def tabs(self) -> list[dict[str, Any]]:
        """The views as links."""
        return [
            {"text": _(WHICH[one]), "href": self.href(which=one), "current": one == self.which}
            for one in self.choices
        ]

    def states(self) -> list[tuple[str, str]]:
        """(state, its word), to filter by."""
        return [(name, _(word)) for name, word in WORKFLOW.states.items()]


@bp.get("/evaluations")
@requires(permissions.reads_evaluations)
def index() -> Response:
    """Mine, to rate, to check; filtered, twenty a page."""
    return render("evaluations/index.html", "list", listing=Listing(actor(), request.args))
