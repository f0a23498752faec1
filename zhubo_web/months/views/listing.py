"""月评: what waits for the reader, one month's tracker, and one's own months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.rendering import render
from zhubo_web.core.workflow import STRICT
from zhubo_web.duties.models import missing_year
from zhubo_web.extensions import db
from zhubo_web.months import calendars, permissions
from zhubo_web.months.jobs import TOGETHER
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.months.views import saying
from zhubo_web.months.views.blueprint import bp
from zhubo_web.months.views.tracking import Row, track
from zhubo_web.months.views.waiting import waiting_for
from zhubo_web.months.workflow import WORKFLOW

PAGE = 30
WHICH = {"wait": N_("等我的"), "month": N_("这个月"), "mine": N_("我的")}


@dataclass
class Listing:
    """What one person sees of months. ``wanted``: the filters of the address."""

    person: Any
    wanted: Mapping[str, str]
    say: Any = saying

    @property
    def choices(self) -> list[str]:
        """The views this person has a use for; who only assists has their own."""
        held = self.person.holds
        found = ["wait", "month"] if held(*permissions.READS) else []
        return [*found, "mine"] if held(roles.ASSISTANT) else found

    @property
    def which(self) -> str:
        asked = self.wanted.get("which", "")
        return asked if asked in self.choices else self.choices[0]

    @property
    def words(self) -> str:
        """The name that is looked for."""
        return self.wanted.get("q", "").strip()

    @property
    def page(self) -> int:
        number = self.wanted.get("page", "1")
        return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1

    # ── months ──────────────────────────────────────────────────────────────────────────────

    @cached_property
    def months(self) -> list[Month]:
        """Those there are, the newest first."""
        query = Month.visible_to(self.person).options(lazyload("*"))
        return list(db.session.scalars(query.limit(24)))

    @cached_property
    def month(self) -> Month | None:
        """The month that is looked at: the one asked for, else the newest."""
        asked = self.wanted.get("month", "")
        return next(
            (one for one in self.months if one.name == asked), next(iter(self.months), None)
        )

    @property
    def to_open(self) -> Any:
        """The first day of the month that could be opened now."""
        return calendars.to_open(clock.today())

    @cached_property
    def is_open(self) -> bool:
        """Whether the month that could be opened now has been."""
        return any(one.first_day == self.to_open for one in self.months)

    @property
    def opens(self) -> bool:
        return permissions.opens_months(self.person) is None

    @cached_property
    def why_not_open(self) -> Reason | None:
        return Month.why_not_open(self.to_open)

    @cached_property
    def unknown_year(self) -> int | None:
        """In 严谨, a year whose days off are not known, so that working days may be off."""
        if self.month is None or self.month.setting != STRICT:
            return None
        return missing_year(clock.local(self.month.publish_by).date())

    @cached_property
    def still_opening(self) -> int:
        """How many evaluations of the month looked at the worker is about to open."""
        if self.month is None or self.month.frozen_at is not None:
            return 0
        return MonthlyEvaluation.how_many_wait(self.month)

    # ── evaluations ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def _query(self) -> Any:
        query = MonthlyEvaluation.visible_to(self.person)
        if self.which == "wait":
            waiting = waiting_for(self.person).order_by(None)
            return query.where(MonthlyEvaluation.id.in_(waiting))
        if self.which == "mine":
            return query.where(MonthlyEvaluation.assistant_id == self.person.id)
        number = self.month.id if self.month else -1
        query = query.where(MonthlyEvaluation.month_id == number)
        if self.which == "month":
            query = query.where(MonthlyEvaluation.assistant_id != self.person.id)
        if self.words:
            named = select(Person.id).where(Person.name.icontains(self.words, autoescape=True))
            query = query.where(MonthlyEvaluation.assistant_id.in_(named))
        return query

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many stand where, in the order of the states."""
        inner = self._query.order_by(None).subquery()
        query = select(inner.c.state, func.count()).group_by(inner.c.state)
        found = {row[0]: row[1] for row in db.session.execute(query)}
        return {state: found[state] for state in WORKFLOW.states if state in found}

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def rows(self) -> list[Row]:
        """This page of them, the latest first."""
        first = (self.page - 1) * PAGE
        return track(self._query, limit=PAGE, offset=first)

    @cached_property
    def own(self) -> list[MonthlyEvaluation]:
        """One's own months, the newest first."""
        one = MonthlyEvaluation
        people = joinedload(one.assistant).lazyload(Person.grants)
        apart = (lazyload(one.ratings), lazyload(one.signatures), lazyload(one.results))
        query = self._query.options(joinedload(one.month), people, *apart)
        return list(db.session.scalars(query.limit(60)))

    @property
    def shown(self) -> int:
        """How many were shown up to this page."""
        return min(self.page * PAGE, self.total)

    def href(self, **changed: str) -> str:
        """The list's address with other filters; the page begins anew."""
        kept = {name: self.wanted.get(name, "") for name in ("which", "month", "q")}
        values: dict[str, Any] = {n: v for n, v in {**kept, **changed}.items() if v}
        return url_for("months.index", **values)

    @property
    def next_href(self) -> str | None:
        """The address of the next rows."""
        return self.href(page=str(self.page + 1)) if self.shown < self.total else None

    def tabs(self) -> list[dict[str, Any]]:
        """The views as links."""
        return [
            {"text": _(WHICH[one]), "href": self.href(which=one), "current": one == self.which}
            for one in self.choices
        ]

    def chips(self) -> list[dict[str, Any]]:
        """The months as links."""
        return [
            {
                "text": saying.month(one.first_day),
                "href": self.href(month=one.name, which="month"),
                "current": one is self.month,
            }
            for one in self.months[:12]
        ]


@bp.get("/months")
@requires(permissions.reads_months)
def index() -> Response:
    """等我的, 这个月, 我的."""
    return render("months/index.html", "list", listing=Listing(actor(), request.args))


@bp.post("/months")
@requires(permissions.opens_months)
def open_month() -> ResponseReturnValue:
    """开月评: the month before, or this one on its last day; its first people, the worker does the rest."""
    month = Month.open(calendars.to_open(clock.today()), actor())
    made = MonthlyEvaluation.open_some(month, actor(), TOGETHER)
    waiting = MonthlyEvaluation.how_many_wait(month)
    told = {"month": saying.month(month.first_day), "num": len(made) + waiting}
    flash(_("%(month)s月评开了，%(num)d 位助播", **told))
    return redirect(url_for("months.index", which="month", month=month.name), 303)
