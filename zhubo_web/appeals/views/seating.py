"""Who sits: naming, inviting a guest, declaring, answering a challenge, replacing."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.models import Person
from zhubo_web.accounts.views.links import only_here, outside, qr
from zhubo_web.appeals import permissions
from zhubo_web.appeals.forms import GuestForm, MembersForm, ReviewerForm
from zhubo_web.appeals.grounds import QUICK
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.models.seated import SAT_IN
from zhubo_web.appeals.views.blueprint import appeal_or_404, bp, open_page, page, take_words
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


def _people(form: MembersForm) -> list[Person]:
    return [db.session.get_one(Person, one) for one in form.members.data or []]


@bp.post("/appeals/<int:appeal_id>/quick-reviewer")
@requires(permissions.reads_appeals)
def assign_quick(appeal_id: int) -> ResponseReturnValue:
    """定快速复核人: one."""
    appeal = appeal_or_404(appeal_id)
    form = ReviewerForm.of(appeal.able(QUICK), posted=True)
    if form.validate():
        with refusing(form):
            appeal.assign_quick(actor(), db.session.get_one(Person, form.member.data))
            flash(_("复核人定了，助播可以要求回避"))
            return open_page(appeal)
    return page(appeal, 422, quick=form)


@bp.post("/appeals/<int:appeal_id>/members")
@requires(permissions.reads_appeals)
def name_members(appeal_id: int) -> ResponseReturnValue:
    """定复核小组, or fill its empty seats."""
    appeal = appeal_or_404(appeal_id)
    seated = appeal.state in SAT_IN
    form = MembersForm.of(appeal.able(appeal.stage if seated else "panel"), posted=True)
    if form.validate():
        with refusing(form):
            (appeal.name_members if seated else appeal.assign)(actor(), _people(form))
            flash(_("复核人定了，助播可以要求回避"))
            return open_page(appeal)
    return page(appeal, 422, members=form)


@bp.post("/appeals/<int:appeal_id>/guest")
@requires(permissions.reads_appeals)
def invite_guest(appeal_id: int) -> ResponseReturnValue:
    """Somebody outside: the link is on this answer and nowhere else."""
    appeal = appeal_or_404(appeal_id)
    form = GuestForm()
    if form.validate():
        with refusing(form):
            code = appeal.invite_guest(actor(), form.name.data or "", form.organisation.data or "")
            address = outside(url_for("appeals.guest"))
            link = f"{address}#{code}"
            return render(
                "appeals/invited.html", appeal=appeal, link=link, picture=qr(link),
                only_here=only_here(address),
            )  # fmt: skip
    return page(appeal, 422, guest=form)


@bp.post("/appeals/<int:appeal_id>/declaration")
@requires(permissions.reads_appeals)
def declare(appeal_id: int) -> ResponseReturnValue:
    """没有利害关系; or, with words, stepping back."""
    appeal = appeal_or_404(appeal_id)
    if request.form.get("act") == "apart":
        appeal.declare(actor())
        flash(_("已声明，可以看材料了"))
        return open_page(appeal)

    def act(one: Appeal, words: str) -> None:
        one.declare(actor(), words)

    return take_words(appeal_id, "conflict", act, _("已退出，行政会换人"))


@bp.post("/appeals/<int:appeal_id>/members/<int:member_id>/challenge-answer")
@requires(permissions.reads_appeals)
def answer_challenge(appeal_id: int, member_id: int) -> ResponseReturnValue:
    """同意回避, or not, with reasons."""
    granted = request.form.get("act") == "granted"

    def act(one: Appeal, words: str) -> None:
        one.answer_challenge(actor(), member_id, words, granted=granted)

    return take_words(appeal_id, f"answer-{member_id}", act, _("已答复，助播会看到理由"))


@bp.post("/appeals/<int:appeal_id>/members/<int:member_id>/replacement")
@requires(permissions.reads_appeals)
def replace(appeal_id: int, member_id: int) -> ResponseReturnValue:
    """换下: the seat is free."""
    appeal = appeal_or_404(appeal_id)
    appeal.replace(actor(), member_id)
    flash(_("已换下，请另选一位"))
    return open_page(appeal)
