"""Asking for leave or a swap: from the shift, pick the person (or their shift), done."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.attendance.forms import LeaveForm
from zhubo_web.attendance.models import Leave, warnings_for
from zhubo_web.attendance.models.leave import part_of, why_not_ask
from zhubo_web.attendance.models.offers import Offer, offers
from zhubo_web.attendance.permissions import works_shifts
from zhubo_web.attendance.views.blueprint import back_to_leaves, bp, broadcast_or_404
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.rendering import render


def _page(broadcast: Broadcast, **given: Any) -> Response:
    part = part_of(broadcast, actor())
    form = given.pop("form", None) or LeaveForm(formdata=None)
    found = offers(broadcast, part, actor())
    return render(
        "attendance/ask.html",
        status=status_of(form),
        broadcast=broadcast,
        form=form,
        why_not=why_not_ask(broadcast, actor()),
        offers=found,
        warnings=warnings_for(broadcast, [one.person.id for one in found]),
    )


@bp.get("/broadcasts/<int:broadcast_id>/leaves/new")
@requires(works_shifts)
def ask(broadcast_id: int) -> Response:
    """请假 in one tap, or the people who could work it instead."""
    return _page(broadcast_or_404(broadcast_id))


@bp.post("/broadcasts/<int:broadcast_id>/leaves")
@requires(works_shifts)
def request_leave(broadcast_id: int) -> ResponseReturnValue:
    """Ask for leave; or, where a button named somebody, for a swap."""
    broadcast, form = broadcast_or_404(broadcast_id), LeaveForm()
    if form.validate():
        with refusing(form):
            if chosen := request.form.get("with", ""):
                offer = _chosen(broadcast, chosen)
                given = offer.given(chosen)
                Leave.ask_swap(broadcast, actor(), offer.person, given, form.words.data)
                flash(_("已请 %(name)s 答复；TA 同意后由主管批准", name=offer.person.name))
            else:
                Leave.ask(broadcast, actor(), form.words.data)
                flash(_("已提交，主管答复后会告诉你"))
            return back_to_leaves(broadcast.id)
    return _page(broadcast, form=form)


def _chosen(broadcast: Broadcast, key: str) -> Offer:
    for offer in offers(broadcast, part_of(broadcast, actor()), actor()):
        if key in offer.keys:
            return offer
    raise Invalid(N_("这个人或这一班现在换不了，请看最新的名单"), "with")
