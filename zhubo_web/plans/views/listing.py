"""Lists of plans: one's own weeks, or those of the people one oversees. A new week by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _, ngettext, say
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.plans import cautions, weeks
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.plans.models.facts import examine
from zhubo_web.plans.models.standing import broadcasts_of, holders, substitutes
from zhubo_web.plans.permissions import oversees_plans, reads_plans, writes_plans
from zhubo_web.plans.views.blueprint import PAGE, PILLS, bp, done
from zhubo_web.plans.workflow import WORKFLOW

#: The states one filters by, in the order of work.
SHOWN = ("submitted", "changes_requested", "amending", "provisional", "approved", "draft", "closed")


def _week_asked() -> date:
    """The week in the address; else this one, from Friday on the next."""
    today = clock.today()
    usual = weeks.monday_of(today) + (weeks.WEEK if today.weekday() >= 4 else timedelta())
    try:
        asked = date.fromisoformat(request.values.get("week", ""))
    except ValueError:
        return usual
    return weeks.monday_of(asked) if 2000 <= asked.year < 2200 else usual


@bp.get("/plans")
@requires(reads_plans)
def index() -> Response:
    """One's own weeks, or for those who oversee others the plans of a week."""
    person, view = actor(), request.args.get("view")
    oversees, writes = oversees_plans(person) is None, writes_plans(person) is None
    if writes and (view == "mine" or not oversees):
        return _mine(person, oversees)
    return _theirs(person, writes and oversees)


def _mine(person: Any, both: bool) -> Response:
    page = max(0, request.args.get("page", 0, type=int))
    query = WeeklyPlan.listed(person).where(WeeklyPlan.person_id == person.id)
    rows = list(db.session.scalars(query.limit(PAGE + 1).offset(page * PAGE)))
    more = url_for("plans.index", view="mine", page=page + 1) if rows[PAGE:] else None
    return render(
        "plans/mine.html",
        plans=rows[:PAGE],
        missing=_unwritten(person) if page == 0 else [],
        more=more,
        page=page,
        both=both,
        states=WORKFLOW.states,
        pills=PILLS,
    )


def _unwritten(person: Any) -> list[tuple[date, str, int]]:
    """This week and the next, where the person has broadcasts and no plan: Monday, name, how many."""
    monday = weeks.monday_of(clock.today())
    start, _end = weeks.bounds(monday)
    end = start + 2 * weeks.WEEK
    have = select(WeeklyPlan.monday).where(WeeklyPlan.person_id == person.id)
    have = have.where(WeeklyPlan.state != "withdrawn", WeeklyPlan.monday >= monday)
    planned = set(db.session.scalars(have))
    count: dict[date, int] = {}
    for _id, one in broadcasts_of([person.id], start, end):
        if one.is_coming:
            week = weeks.monday_of(clock.local(one.planned_start).date())
            count[week] = count.get(week, 0) + 1
    return [(one, weeks.named(one), n) for one, n in count.items() if one not in planned]


def _theirs(person: Any, both: bool) -> Response:
    monday, state = _week_asked(), request.args.get("state", "")
    page = max(0, request.args.get("page", 0, type=int))
    query = WeeklyPlan.listed(person, monday)
    counts = _counted(query)
    if state in SHOWN:
        query = query.where(WeeklyPlan.state == state)
    rows = list(db.session.scalars(query.limit(PAGE + 1).offset(page * PAGE)))
    here: dict[str, Any] = {"week": monday.isoformat(), "state": state or None}
    more = url_for("plans.index", **here, page=page + 1) if rows[PAGE:] else None
    found = examine(rows[:PAGE])
    return render(
        "plans/index.html",
        plans=[(one, _levels(one, found)) for one in rows[:PAGE]],
        clear=_clear(rows[:PAGE], found, person),
        more=more,
        page=page,
        monday=monday,
        named=weeks.named,
        turns=[monday + step * weeks.WEEK for step in (-1, 1)],
        now=weeks.monday_of(clock.today()),
        state=state,
        counts=counts,
        shown=SHOWN,
        both=both,
        states=WORKFLOW.states,
        pills=PILLS,
    )


def _counted(query: Any) -> dict[str, int]:
    """State → how many of the week's plans."""
    inner = query.order_by(None).with_only_columns(WeeklyPlan.id, WeeklyPlan.state)
    inner = inner.options(lazyload(WeeklyPlan.person)).subquery()
    rows = db.session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {row[0]: row[1] for row in rows}


def _levels(plan: WeeklyPlan, found: dict[int, list[Any]]) -> dict[str, int]:
    """How many red and yellow warnings; a draft's are its author's matter."""
    own = [] if plan.state in ("draft", "closed", "withdrawn") else found[plan.id]
    red = len(cautions.red(own))
    return {"red": red, "yellow": len(own) - red}


def _clear(plans: list[WeeklyPlan], found: dict[int, list[Any]], person: Any) -> list[WeeklyPlan]:
    """What 全部通过 would approve: shown here, to be reviewed by this person, without a red warning."""
    waiting = [one for one in plans if one.state == "submitted"]
    if not waiting or not person.holds(roles.OPERATIONS):
        return []
    seated, leads = substitutes(), holders(roles.OPERATIONS)
    for one in waiting:
        one.__dict__["deputies"] = one.stand_ins(seated, leads)
    calm = [one for one in waiting if not cautions.red(found[one.id])]
    return [one for one in calm if one.why_not("approve", person) is None]


@bp.post("/plans")
@requires(writes_plans)
def create() -> ResponseReturnValue:
    """Begin a week by hand."""
    person: Person = actor()
    try:
        plan = WeeklyPlan.open(person, _week_asked(), person)
    except Invalid as refused:
        flash(say(refused.reason), "error")
        return redirect(url_for("plans.index", view="mine"), 303)
    return redirect(url_for("plans.edit", plan_id=plan.id), 303)


def _seen(pair: str) -> tuple[int, str]:
    """A plan's id (0 for what is none) and the version that was on the page."""
    number, _dash, version = pair.partition("-")
    fits = number.isascii() and number.isdecimal() and len(number) < 10
    return int(number) if fits else 0, version


@bp.post("/plans/approvals")
@requires(oversees_plans)
def approve_all() -> ResponseReturnValue:
    """全部通过: those that were on the page, each its own record; what has changed since waits."""
    seen = dict(_seen(pair) for pair in request.form.getlist("plan"))
    query = WeeklyPlan.listed(actor()).where(WeeklyPlan.id.in_(seen.keys() - {0}))
    plans = [one for one in db.session.scalars(query) if seen[one.id] == str(one.latest)]
    count = len(WeeklyPlan.approve_all(plans, actor()))
    if count < len(seen):
        flash(_("有的计划刚有变化，没有一起通过，请再看一眼"))
    done(
        ngettext("通过了 %(num)d 份计划", "通过了 %(num)d 份计划", count), url_for("plans.undo_all")
    )
    return redirect(url_for("plans.index", week=request.form.get("week")), 303)


@bp.post("/plans/approvals/revocation")
@requires(oversees_plans)
def undo_all() -> ResponseReturnValue:
    """Take back what this person approved within the last seconds."""
    person = actor()
    query = WeeklyPlan.listed(person).where(
        WeeklyPlan.approver_id == person.id,
        WeeklyPlan.state == "approved",
        WeeklyPlan.undo_until >= clock.now() - timedelta(minutes=1),
    )
    plans = [one for one in db.session.scalars(query) if one.why_not("undo", person) is None]
    for plan in plans:
        plan.undo(person)
    count = len(plans)
    flash(
        ngettext("撤销了 %(num)d 份", "撤销了 %(num)d 份", count) if count else _("撤销的时间过了")
    )
    return redirect(url_for("plans.index"), 303)
