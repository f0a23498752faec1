"""Writing a plan: the form, its drafts, filing it, filling it in, asking for a change."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _, say, time_of_day
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render, wants_json
from zhubo_web.extensions import db
from zhubo_web.plans import differences, permissions
from zhubo_web.plans.contents import Content
from zhubo_web.plans.forms import week_form
from zhubo_web.plans.models import PlanComment, PlanDraft, PlanTemplate, WeeklyPlan
from zhubo_web.plans.models.offering import Offer, offers, owed, with_last_week, with_template
from zhubo_web.plans.models.version import DraftMoved
from zhubo_web.plans.permissions import reads_plans
from zhubo_web.plans.views.blueprint import bp, plan_or_404, to_plan
from zhubo_web.plans.workflow import RETURN_CODES


class Desk:
    """The form of a plan for whoever is asking, with all it needs."""

    def __init__(self, plan_id: int) -> None:
        self.plan: WeeklyPlan = plan_or_404(plan_id)
        self.person = actor()
        if reason := self.plan.why_not_edit(self.person):
            raise Denied(reason)
        self.said, self.revision = self.plan.to_edit(self.person)
        self.gaps = [] if self.files else self.plan.gap_ids()
        self.week = [one for one in offers(self.plan, self.said) if self._open(one)]
        self.said = self._with_what_stands()

    @property
    def files(self) -> bool:
        """Whether the whole week is written now; else it is filled in, or changed where it is to come."""
        return self.plan.state in ("draft", "changes_requested")

    def _open(self, offer: Offer) -> bool:
        if self.files:
            return True
        one = offer.broadcast
        return one.is_coming and (self.plan.state == "approved" or one.id in self.gaps)

    def _with_what_stands(self) -> Content:
        """A draft may be of before a broadcast began: what cannot be written any more is as it stands."""
        offered, shown, said = {one.broadcast.id for one in self.week}, self.plan.shown(), self.said
        for part in shown.parts if not self.files else ():
            said = said if part.broadcast in offered else said.with_part(part)
        return said

    def form(self, *, sent: bool) -> Any:
        """As it stands, or as it was sent."""
        given = {} if sent else {"formdata": None}
        values = {"revision": self.revision}
        return week_form(self.plan, self.week, self.said, values=values, **given)

    def content(self, form: Any) -> Content:
        """What was sent, over what stands."""
        made: Content = form.content(self.said)
        return made

    def page(self, form: Any, status: int = 200, **given: Any) -> Response:
        """The form; with a clash, what another device wrote beside it."""
        plan = self.plan
        comments = PlanComment.of(plan) if plan.state == "changes_requested" else []
        draft = PlanDraft.of(plan, self.person)
        return render(
            "plans/edit.html",
            status=status,
            plan=plan,
            form=form,
            week=self.week,
            templates=PlanTemplate.every(),
            comments=comments,
            codes=RETURN_CODES,
            draft=draft,
            mine=self.person.id == plan.person_id,
            gaps=self.gaps,
            owed=owed(plan),
            files=self.files,
            fills=plan.why_not("fill", self.person) is None,
            amends=plan.state == "approved",
            done=set(request.form.getlist("done")),
            **given,
        )

    def clash(self, form: Any, moved: DraftMoved) -> Response:
        """Both texts are kept; sending again is done knowingly."""
        mine = self.content(form)
        changes = differences.of_contents(moved.draft.content, mine)
        form.revision.data, form.over.data = moved.draft.revision, "1"
        form.revision.raw_data = form.over.raw_data = None
        marked = {key: rows for key, rows in changes.items() if differences.differs(rows)}
        return self.page(form, 409, clash=moved, changes=marked)

    def keep(self, form: Any) -> PlanDraft:
        """Save the draft."""
        over, revision = bool(form.over.data), form.revision.data or 0
        return self.plan.save_draft(self.content(form), revision, self.person, over=over)


@bp.get("/plans/<int:plan_id>/edit")
@requires(reads_plans)
def edit(plan_id: int) -> ResponseReturnValue:
    """The form with what was typed so far; who may not write it is led to the plan."""
    try:
        desk = Desk(plan_id)
    except Denied:
        return redirect(url_for("plans.show", plan_id=plan_id), 303)
    return desk.page(desk.form(sent=False))


@bp.post("/plans/<int:plan_id>/draft")
@requires(reads_plans)
def save(plan_id: int) -> ResponseReturnValue:
    """Keep what is typed. The page's script asks for JSON; the button for a page."""
    desk = Desk(plan_id)
    form = desk.form(sent=True)
    try:
        draft = desk.keep(form)
    except DraftMoved as moved:
        if wants_json():
            values = {"error": say(moved.reason), "revision": moved.draft.revision}
            return make_response(jsonify(values), 409)
        return desk.clash(form, moved)
    if wants_json():
        return jsonify(revision=draft.revision, saved=time_of_day(draft.saved_at))
    flash(_("草稿已保存，可以换一台设备接着写"))
    return redirect(url_for("plans.edit", plan_id=plan_id), 303)


@bp.post("/plans/<int:plan_id>/draft/restoration")
@requires(reads_plans)
def bring_back(plan_id: int) -> ResponseReturnValue:
    """Take the other device's text again; this one changes places with it."""
    desk = Desk(plan_id)
    if (draft := PlanDraft.of(desk.plan, desk.person)) is not None:
        draft.bring_back()
        flash(_("换回了另一份草稿，这一份也还留着"))
    return redirect(url_for("plans.edit", plan_id=plan_id), 303)


def _sent(plan_id: int, act: Any) -> ResponseReturnValue:
    """File what was sent by ``act(plan, content, form)``, which says what came of it, or show the form
    with what is wrong."""
    desk = Desk(plan_id)
    form = desk.form(sent=True)
    if form.validate():
        try:
            desk.keep(form)
        except DraftMoved as moved:
            return desk.clash(form, moved)
        with refusing(form):
            flash(act(desk.plan, desk.content(form), form))
            return to_plan(desk.plan)
    return desk.page(form, max(422, status_of(form)))


@bp.post("/plans/<int:plan_id>/submission")
@requires(reads_plans)
def submit(plan_id: int) -> ResponseReturnValue:
    """File it for review, for the first time or changed."""

    def act(plan: WeeklyPlan, content: Content, _form: Any) -> str:
        if plan.state == "changes_requested":
            done = {int(n) for n in request.form.getlist("done") if n.isdecimal()}
            plan.resubmit(content, actor(), done)
        else:
            plan.submit(content, actor())
        if plan.state == "approved":
            return _("已提交，没有红色提醒，自动通过了")
        return _("已提交，审过会告诉你")

    return _sent(plan_id, act)


@bp.post("/plans/<int:plan_id>/filling")
@requires(reads_plans)
def fill(plan_id: int) -> ResponseReturnValue:
    """Add what was 待补."""

    def act(plan: WeeklyPlan, content: Content, _form: Any) -> str:
        plan.fill(content, actor())
        return _("补上了")

    return _sent(plan_id, act)


@bp.post("/plans/<int:plan_id>/amendment")
@requires(reads_plans)
def amend(plan_id: int) -> ResponseReturnValue:
    """Ask for a change of what was approved."""

    def act(plan: WeeklyPlan, content: Content, form: Any) -> str:
        plan.amend(content, form.amend_code.data or "", form.amend_reason.data or "", actor())
        return _("改动已提出，对方同意后生效")

    return _sent(plan_id, act)


@bp.post("/plans/<int:plan_id>/copy")
@requires(reads_plans)
def copy(plan_id: int) -> ResponseReturnValue:
    """Take over last week's where nothing was written yet; what was typed is kept."""
    return _helped(
        plan_id, lambda desk, said: with_last_week(said, desk.week, desk.plan.last_weeks())
    )


@bp.post("/plans/<int:plan_id>/template")
@requires(reads_plans)
def apply(plan_id: int) -> ResponseReturnValue:
    """Take a theme for one broadcast; what was typed is kept."""
    number, _colon, theme_id = request.form.get("apply", "").partition("-")

    def help_with(desk: Desk, said: Content) -> Content:
        theme = next((one for one in PlanTemplate.every() if str(one.id) == theme_id), None)
        offer = next((one for one in desk.week if str(one.broadcast.id) == number), None)
        return with_template(said, offer, theme) if theme and offer else said

    return _helped(plan_id, help_with, f"b{number}" if number.isdecimal() else None)


def _helped(plan_id: int, help_with: Any, anchor: str | None = None) -> ResponseReturnValue:
    """Keep what was typed, then what the help adds to it, as the draft; back to the form."""
    desk = Desk(plan_id)
    form = desk.form(sent=True)
    try:
        draft = desk.keep(form)
    except DraftMoved as moved:
        return desk.clash(form, moved)
    content = help_with(desk, desk.content(form))
    if content == desk.content(form):
        flash(_("没有可以补上的：已经写了的不动，上周也没有可抄的"))
    desk.plan.save_draft(content, draft.revision, desk.person)
    return redirect(url_for("plans.edit", plan_id=plan_id, _anchor=anchor), 303)


@bp.post("/plans/<int:plan_id>/withdrawal")
@requires(permissions.writes_plans)
def withdraw(plan_id: int) -> ResponseReturnValue:
    """Take back what was not filed."""
    plan = plan_or_404(plan_id)
    plan.withdraw(actor())
    db.session.flush()
    flash(_("已撤回 %(week)s 的计划，写的内容还留着", week=plan.week))
    return redirect(url_for("plans.index", view="mine"), 303)
