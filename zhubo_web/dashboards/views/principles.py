"""四项原则: the four principles of a month, for all staff; every number opens to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import Response, request, url_for

from zhubo_web.accounts import roles
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.leaning import Raters
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.dashboards.models.measuring import Span
from zhubo_web.dashboards.models.objecting import APPEAL
from zhubo_web.dashboards.permissions import NAMES, oversees_some
from zhubo_web.dashboards.principles import (
    PRINCIPLES,
    SLOTS,
    TIMELY,
    TIMELY_TARGET,
    UPHELD,
    Indicator,
    Kept,
    Share,
    hours_watched,
    on_time,
    rounded,
)
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.promised import is_discreet, named, promised
from zhubo_web.dashboards.views.rows import READERS, Row
from zhubo_web.dashboards.workflow import CHECK
from zhubo_web.months import calendars
from zhubo_web.months.backing import HOURS_TARGET

#: Who reads that there is something of a kind that is told to its parties alone: objections, talks.
DISCREET = (roles.HR, roles.ADMINISTRATION, roles.OWNER)
#: Rows a page shows, the newest first.
MOST = 100
#: From so many hours on one counts days.
DAYS_FROM = 48


def is_staff(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody who works here; no screen."""
    return None if person.roles else Reason(N_("四项原则给全体员工看，请用自己的账号登录"))


@dataclass
class Page:
    """The principles of one month as one person reads them."""

    person: Any
    wanted: Mapping[str, str]

    @cached_property
    def first(self) -> date:
        """The month that is shown: the one asked for, else the present."""
        return calendars.read(self.wanted.get("month", "")) or calendars.first_of(clock.today())

    @property
    def month(self) -> str:
        return calendars.written(self.first)

    @cached_property
    def span(self) -> Span:
        return Span(*calendars.bounds(self.first))

    @property
    def is_assistant(self) -> bool:
        """Whether there is a page of the reader's own."""
        return bool(self.person.holds(roles.ASSISTANT))

    @property
    def oversees(self) -> bool:
        """Whether there are pages of assistants to read."""
        return oversees_some(self.person) is None

    @property
    def reads_names(self) -> bool:
        return bool(self.person.holds(*NAMES))

    @cached_property
    def checks(self) -> dict[str, PrincipleCheck]:
        """Name → what became of a number that was below its target when the month was over."""
        return PrincipleCheck.of(self.person, self.first)

    @cached_property
    def indicators(self) -> list[Indicator]:
        return self.span.indicators()

    def of(self, principle: str) -> list[Indicator]:
        """The indicators of one principle."""
        return [one for one in self.indicators if one.principle == principle]

    @cached_property
    def agreement(self) -> Any:
        return self.span.agreement()

    @cached_property
    def raters(self) -> Raters:
        """How those who mark differ from the others who marked the same."""
        return self.span.raters()

    @property
    def objections(self) -> Share | None:
        """What became of formal objections, for who reads that there are any; they are in the sum for
        everybody."""
        known = self.span.decisions.objections
        return known if known.of and self.person.holds(*DISCREET) else None

    @cached_property
    def slots(self) -> list[tuple[str, int, int]]:
        """(part of the day, minutes watched, minutes on air) of those with broadcasts, in order."""
        known = self.span.slots()
        return [(name, *known[name]) for _from, name in SLOTS if name in known]

    @property
    def hours(self) -> int | None:
        """Watched, of the time on air, in per cent."""
        return hours_watched((watched, length) for _name, watched, length in self.slots)

    @cached_property
    def kept(self) -> list[Kept]:
        """What was promised, by kind, those most often broken first."""
        now = clock.now()
        return sorted(self.span.kept(), key=lambda one: -len(one.share(now).missed))

    @cached_property
    def listed(self) -> list[Kept]:
        """Kind by kind. What is discreet is in the sum for everybody, and a kind of its own for few: else
        one would see that somebody objected."""
        if self.person.holds(*DISCREET):
            return self.kept
        return [one for one in self.kept if not is_discreet(one)]

    @property
    def on_time(self) -> int | None:
        """Kept, of everything that was promised, in per cent."""
        return on_time(self.kept, clock.now())

    def href(self, shift: int) -> str | None:
        """The month before (-1) or after (1); none in the future."""
        step = calendars.preceding if shift < 0 else calendars.following
        other = step(self.first)
        if other > clock.today():
            return None
        return url_for("dashboards.principles", month=calendars.written(other))


def lasted(hours: Decimal) -> str:
    """So many hours in the unit that people say: minutes, hours, days."""
    if hours < 1:
        return _("%(num)s 分钟", num=rounded(hours * 60))
    if hours < DAYS_FROM:
        return _("%(num)s 小时", num=rounded(hours))
    return _("%(num)s 天", num=rounded(hours / 24))


@bp.get("/principles")
@requires(is_staff)
def principles() -> Response:
    """The four principles of a month."""
    page = Page(actor(), request.args)
    return render(
        "dashboards/principles.html",
        page=page,
        principles=PRINCIPLES,
        now=clock.now(),
        named=named,
        lasted=lasted,
        hours_target=HOURS_TARGET,
        timely_target=TIMELY_TARGET,
        states=CHECK.states,
    )


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


@bp.get("/principles/<name>")
@requires(is_staff)
def principle_rows(name: str) -> Response:
    """The rows behind one number that this person may read; of the others how many there are. ``of``: a
    kind of promise, or the formal objections; ``stood``: only what stood (1), or did not (0)."""
    page = Page(actor(), request.args)
    if name == TIMELY:
        told = promised(page, request.args.get("of", ""), MOST)
        return _listed(page, told.title, told.rows, told.read, told.total)
    indicator = found(next((one for one in page.indicators if one.name == name), None))
    indicator = _narrowed(page, indicator)
    rows = sorted(READERS[indicator.kind](page, indicator), key=lambda one: one.met)
    return _listed(page, _(indicator.title), rows[:MOST], len(rows), indicator.share.of)


def _listed(page: Page, title: str, rows: list[Row], read: int, total: int) -> Response:
    return render(
        "dashboards/principle.html", page=page, title=title, rows=rows, hidden=total - read,
        more=read - len(rows),
    )  # fmt: skip


def _narrowed(page: Page, indicator: Indicator) -> Indicator:
    """The part of a number that was asked for."""
    if indicator.name == UPHELD and request.args.get("of") == APPEAL:
        title, share = N_("申请复核以后维持原来的"), found(page.objections)
        indicator = replace(indicator, title=title, share=share)
    met, missed = indicator.share.met, indicator.share.missed
    parts = {"1": Share(met, ()), "0": Share((), missed)}
    stood = request.args.get("stood", "")
    return replace(indicator, share=parts.get(stood, indicator.share))
