"""Plan against execution: how the items of a broadcast went; and whose plan covers a broadcast."""

from __future__ import annotations

from typing import Any

from flask import Response, flash
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.plans.forms import outcome_form
from zhubo_web.plans.models import PlanItem, WeeklyPlan, items_of, planned_for
from zhubo_web.plans.permissions import READS, reads_plans, writes_plans
from zhubo_web.plans.views.blueprint import PILLS, bp, plan_or_404, to_plan
from zhubo_web.plans.views.showing import refused
from zhubo_web.plans.workflow import WORKFLOW

MINUTE_MS = 60_000


@bp.post("/plans/<int:plan_id>/broadcasts/<int:broadcast_id>/outcomes")
@requires(writes_plans)
def settle(plan_id: int, broadcast_id: int) -> ResponseReturnValue:
    """How each item went; what was not touched stays as the run sheet told it."""
    plan = plan_or_404(plan_id)
    broadcast: Broadcast = found(next((b for b in plan.broadcasts if b.id == broadcast_id), None))
    items = items_of(broadcast, plan.person)
    form = outcome_form(items)
    form.broadcast_id = broadcast_id
    if form.validate():
        with refusing(form):
            _settle(plan, items, form)
            flash(_("记下了"))
            return to_plan(plan, f"b{broadcast_id}")
    return refused(plan, outcome=form)


def _settle(plan: WeeklyPlan, items: list[PlanItem], form: Any) -> None:
    """Each item that was answered otherwise than it stands."""
    for item in items:
        outcome, reason = form[f"outcome_{item.id}"].data, form[f"reason_{item.id}"].data
        minute = form[f"minute_{item.id}"].data
        stood = None if item.at_ms is None else item.at_ms // MINUTE_MS
        if not outcome or (outcome, reason, minute) == (item.outcome, item.reason, stood):
            continue
        at_ms = item.at_ms if minute == stood else minute and minute * MINUTE_MS
        item.settle(plan, outcome, actor(), at_ms=at_ms, reason=reason)


@bp.get("/broadcasts/<int:broadcast_id>/plans")
@requires(reads_plans)
def of_broadcast(broadcast_id: int) -> Response:
    """Each assistant of a broadcast with the plan, or 无计划, for who oversees the room; for an assistant
    their own alone. The broadcast's page asks for the block."""
    query = Broadcast.visible_to(actor()).where(Broadcast.id == broadcast_id)
    broadcast: Broadcast = found(db.session.scalar(query))
    person = actor()
    reads = person.holds(*READS, room=broadcast.room)
    rows = [one for one in planned_for(broadcast) if reads or one.person.id == person.id]
    ids = [one.plan.id for one in rows if one.plan is not None]
    seen = WeeklyPlan.visible_to(actor()).where(WeeklyPlan.id.in_(ids))
    readable = {one.id for one in db.session.scalars(seen)} if ids else set()
    given: dict[str, Any] = {
        "rows": rows,
        "readable": readable,
        "states": WORKFLOW.states,
        "pills": PILLS,
    }
    return render("plans/of_broadcast.html", "plans", broadcast=broadcast, **given)
