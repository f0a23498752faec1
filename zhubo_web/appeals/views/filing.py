"""By the assistant: 新申请, drafts, adding to it, withdrawing, challenging, asking again."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.appeals import permissions
from zhubo_web.appeals.forms import FilingForm
from zhubo_web.appeals.grounds import KINDS
from zhubo_web.appeals.models import Appeal, effects
from zhubo_web.appeals.views import saying
from zhubo_web.appeals.views.blueprint import appeal_or_404, bp, open_page, page, take_words
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.rendering import render
from zhubo_web.duties.models import missing_year


def _target(kind: str, number: str, code: str) -> Any:
    """What is to be contested, as this person may; 404 for what is not theirs."""
    if kind not in KINDS or not number.isdecimal() or len(number) > 9:
        return found(None)
    return found(effects.target_of(kind, int(number), actor(), code))


def _new_page(target: Any, form: FilingForm, status: int = 200) -> Response:
    late = target.appealable_until is not None and clock.now() > target.appealable_until
    year = missing_year(clock.today())
    return render(
        "appeals/new.html", status=status, target=target, form=form, late=late, year=year,
        kind=_(KINDS[target.kind]), say=saying,
    )  # fmt: skip


@bp.get("/appeals/new")
@requires(permissions.reads_appeals)
def new() -> ResponseReturnValue:
    """The form for the thing that the address names; without one, where to begin."""
    asked = request.args
    if not asked.get("type"):
        return render("appeals/begin.html")
    kind, number, code = asked["type"], asked.get("id", ""), asked.get("code", "")
    try:
        target = _target(kind, number, code)
    except Invalid as refused:
        return render("appeals/begin.html", status=422, refused=refused.reason)
    form = FilingForm(formdata=None, kind=kind, target=number, code=code, hearing="written")
    return _new_page(target, form)


@bp.post("/appeals")
@requires(permissions.reads_appeals)
def create() -> ResponseReturnValue:
    """提交申请, or 先存草稿."""
    form = FilingForm()
    kind, number, code = form.kind.data or "", form.target.data or "", form.code.data or ""
    target = _target(kind, number, code)
    if form.validate():
        with refusing(form):
            made = Appeal.open(actor(), kind, int(number), code)
            return _keep(made, form)
    return _new_page(target, form, 422)


def _keep(appeal: Appeal, form: FilingForm) -> ResponseReturnValue:
    """Write down what was typed and go as far as was asked."""
    appeal.write(actor(), form.given())
    if request.form.get("act") == "draft":
        flash(_("草稿存好了，只有你看得到"))
    elif appeal.state == "returned":
        appeal.resubmit(actor())
        flash(_("补好了，由行政继续受理"))
    else:
        appeal.file(actor())
        flash(_("已提交，行政会在期限内受理"))
    return open_page(appeal)


@bp.post("/appeals/<int:appeal_id>/text")
@requires(permissions.reads_appeals)
def write(appeal_id: int) -> ResponseReturnValue:
    """A draft goes on, or what was sent back is added to."""
    appeal = appeal_or_404(appeal_id)
    form = FilingForm()
    if form.validate():
        with refusing(form):
            return _keep(appeal, form)
    return page(appeal, 422, form=form)


@bp.post("/appeals/<int:appeal_id>/discarding")
@requires(permissions.reads_appeals)
def discard(appeal_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    appeal_or_404(appeal_id).discard(actor())
    flash(_("草稿删掉了"))
    return redirect(url_for("appeals.index"), 303)


@bp.post("/appeals/<int:appeal_id>/withdrawal")
@requires(permissions.reads_appeals)
def withdraw(appeal_id: int) -> ResponseReturnValue:
    """撤回申请."""
    appeal = appeal_or_404(appeal_id)
    appeal.withdraw(actor())
    kept = appeal.state == "final"
    flash(_("前一次决定给你的照样执行") if kept else _("已撤回，期限内还可以重新申请"))
    return open_page(appeal)


@bp.post("/appeals/<int:appeal_id>/reopening-request")
@requires(permissions.reads_appeals)
def ask_reopening(appeal_id: int) -> ResponseReturnValue:
    """请负责人重新受理."""
    done = _("已请负责人看")
    return take_words(
        appeal_id, "reopening", lambda one, words: one.ask_reopening(actor(), words), done
    )


@bp.post("/appeals/<int:appeal_id>/members/<int:member_id>/challenge")
@requires(permissions.reads_appeals)
def challenge(appeal_id: int, member_id: int) -> ResponseReturnValue:
    """要求回避."""
    done = _("已要求回避，行政会答复")
    return take_words(
        appeal_id,
        f"challenge-{member_id}",
        lambda one, words: one.challenge(actor(), member_id, words),
        done,
    )


@bp.post("/appeals/<int:appeal_id>/again")
@requires(permissions.reads_appeals)
def ask_again(appeal_id: int) -> ResponseReturnValue:
    """Not content: the panel after a quick review, a second review after the panel."""

    def act(one: Appeal, words: str) -> None:
        (one.ask_panel if one.stage == "quick" else one.request_review)(actor(), words)

    return take_words(appeal_id, "again", act, _("已提出，会请没有参与过的人再看"))
