"""Reviewing: 通过 in one tap with undo, 退回改, comments at the line, answers to amendments."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.plans.forms import CommentForm, ReviewForm
from zhubo_web.plans.models import PlanComment, WeeklyPlan
from zhubo_web.plans.permissions import oversees_plans, reads_plans
from zhubo_web.plans.views.blueprint import bp, done, plan_or_404, to_plan
from zhubo_web.plans.views.showing import line_names, refused


def _form(plan: WeeklyPlan) -> Any:
    form = ReviewForm()
    form.offer(line_names(plan))
    return form


@bp.post("/plans/<int:plan_id>/approval")
@requires(oversees_plans)
def approve(plan_id: int) -> ResponseReturnValue:
    """通过; broadcasts that are left out wait for their part."""
    plan, by = plan_or_404(plan_id), actor()
    form = _form(plan)
    out = [int(n) for n in request.form.get("left_out", "").split(",") if n.isdecimal()]
    if form.validate():
        with refusing(form):
            if plan.state == "provisional":
                plan.approve_late(by, form.late_reason.data or "", form.seen.data, out)
                flash(_("已通过"))
            else:
                plan.approve(by, form.seen.data, out)
                text = _("已通过其余场次，带红色提醒的先待补") if out else _("已通过")
                done(text, url_for("plans.undo", plan_id=plan.id))
            if form.text.data:
                PlanComment.write(plan, form.line.data or "", form.text.data, by)
            return to_plan(plan)
    return refused(plan, review=form)


@bp.post("/plans/<int:plan_id>/approval/revocation")
@requires(oversees_plans)
def undo(plan_id: int) -> ResponseReturnValue:
    """Take the approval back within its seconds."""
    plan = plan_or_404(plan_id)
    plan.undo(actor())
    flash(_("已撤销，计划还在待审"))
    return to_plan(plan)


@bp.post("/plans/<int:plan_id>/return")
@requires(oversees_plans)
def request_changes(plan_id: int) -> ResponseReturnValue:
    """退回改, with reasons and a request at a line."""
    plan = plan_or_404(plan_id)
    form = _form(plan)
    if form.validate():
        with refusing(form):
            line, text = form.line.data or "", form.text.data or ""
            plan.request_changes(actor(), form.codes.kept(), line, text, form.seen.data)
            flash(_("已退回，%(name)s 改好会再交", name=plan.person.name))
            return to_plan(plan)
    return refused(plan, review=form)


@bp.post("/plans/<int:plan_id>/comments")
@requires(reads_plans)
def comment(plan_id: int) -> ResponseReturnValue:
    """Write at a line."""
    plan, form = plan_or_404(plan_id), CommentForm()
    if form.validate():
        with refusing(form):
            line = form.line.data or ""
            PlanComment.write(plan, line, form.text.data or "", actor())
            flash(_("已记下"))
            return to_plan(plan, f"line-{line}" if line else None)
    return refused(plan, comment=form)


@bp.post("/plans/<int:plan_id>/comments/<int:comment_id>/answer")
@requires(reads_plans)
def answer(plan_id: int, comment_id: int) -> ResponseReturnValue:
    """改好了, or after all not yet."""
    plan = plan_or_404(plan_id)
    one = next((c for c in PlanComment.of(plan) if c.id == comment_id), None)
    written: PlanComment = found(one)
    written.settle(plan, actor(), done=request.form.get("done") == "1")
    return to_plan(plan, f"line-{written.line}" if written.line else None)


@bp.post("/plans/<int:plan_id>/amendment/confirmation")
@requires(reads_plans)
def confirm(plan_id: int) -> ResponseReturnValue:
    """同意改动."""
    plan = plan_or_404(plan_id)
    plan.confirm(actor(), request.form.get("seen", None, type=int))
    flash(_("改动生效了"))
    return to_plan(plan)


@bp.post("/plans/<int:plan_id>/amendment/refusal")
@requires(reads_plans)
def refuse(plan_id: int) -> ResponseReturnValue:
    """不改, and why."""
    plan = plan_or_404(plan_id)
    form = _form(plan)
    if form.validate():
        with refusing(form):
            plan.refuse(actor(), form.answer.data or "")
            flash(_("没有同意，照原计划"))
            return to_plan(plan)
    return refused(plan, review=form)
