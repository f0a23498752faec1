"""四项原则: the four principles of a month, for all staff; every number opens to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import select

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.leaning import Raters
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.dashboards.models.measuring import Span
from zhubo_web.dashboards.permissions import NAMES, oversees_some
from zhubo_web.dashboards.principles import (
    PRINCIPLES,
    SLOTS,
    TIMELY,
    TIMELY_TARGET,
    Indicator,
    Kept,
    Share,
    hours_watched,
    on_time,
    rounded,
)
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.rows import READERS, Row
from zhubo_web.dashboards.workflow import CHECK
from zhubo_web.duties.models import Duty, discreet
from zhubo_web.duties.views.linking import link_to
from zhubo_web.duties.wording import heading
from zhubo_web.extensions import db
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
        return [one for one in self.kept if not _is_discreet(one)]

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


def _is_discreet(kept: Kept) -> bool:
    """Whether some of it is told to its parties alone."""
    return not {one.title for one in kept.promises}.isdisjoint(discreet())


def _named(kept: Kept) -> str:
    """What kind of promise it is, in the reader's language."""
    return heading(_(kept.promises[0].title))


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
        named=_named,
        lasted=lasted,
        hours_target=HOURS_TARGET,
        timely_target=TIMELY_TARGET,
        states=CHECK.states,
    )


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


@bp.get("/principles/<name>")
@requires(is_staff)
def principle_rows(name: str) -> Response:
    """The rows behind one number that this person may read; of the others how many there are."""
    page = Page(actor(), request.args)
    if name == TIMELY:
        title, rows, total = _promises(page, request.args.get("of", ""))
    else:
        indicator = found(next((one for one in page.indicators if one.name == name), None))
        title, total = _(indicator.title), indicator.share.of
        rows = READERS[indicator.kind](page, indicator)
    shown = sorted(rows, key=lambda one: one.met)[:MOST]
    return render(
        "dashboards/principle.html", page=page, title=title, rows=shown, hidden=total - len(rows),
        more=len(rows) - len(shown),
    )  # fmt: skip


def _promises(page: Page, wanted: str) -> tuple[str, list[Row], int]:
    """The entries of one kind: names for who reads them, one's own for everybody. Of what is discreet
    everybody has their own alone."""
    kept: Kept = found(next((one for one in page.listed if one.title == wanted), None))
    share = kept.share(clock.now())
    met, ids = set(share.met), {*share.met, *share.missed}
    query = select(Duty).where(Duty.id.in_(ids)).order_by(Duty.due_at.desc())
    if not page.reads_names or _is_discreet(kept):
        query = query.where(Duty.person_id == page.person.id)
    duties = db.session.scalars(query).all()
    people = select(Person.id, Person.name).where(Person.id.in_({one.person_id for one in duties}))
    names: dict[int, str] = {row.id: row.name for row in db.session.execute(people)}
    rows = [
        Row(_told(one, names[one.person_id]), _link(one, page.person), one.id in met)
        for one in duties
    ]
    return _named(kept), rows, share.of


def _told(duty: Duty, name: str) -> str:
    due = clock.local(duty.due_at) if duty.due_at else None
    done = clock.local(duty.closed_at) if duty.closed_at else None
    told = _("%(name)s，应在 %(due)s", name=name, due=f"{due:%m-%d %H:%M}" if due else "")
    if done is None:
        return _("%(told)s，还没办", told=told)
    return _("%(told)s，办好 %(done)s", told=told, done=f"{done:%m-%d %H:%M}")


def _link(duty: Duty, person: Any) -> str | None:
    """Where it leads, for whose it is."""
    return link_to(duty) if duty.person_id == person.id else None
