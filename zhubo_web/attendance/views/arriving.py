"""Coming in: the page that a scan opens, the tap, and what one says to being a little late."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.attendance import tickets
from zhubo_web.attendance.forms import ExplainForm
from zhubo_web.attendance.models import CheckIn
from zhubo_web.attendance.models.check_in import BANDS, why_not_come_in
from zhubo_web.attendance.views.blueprint import bp, broadcast_or_404
from zhubo_web.attendance.views.codes import key, seconds
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


def _scanned(broadcast_id: int, code: str) -> Broadcast:
    """The broadcast of a good code. Who holds one stands before its screen and may be told why not."""
    broadcast = db.session.get(Broadcast, broadcast_id)
    room = broadcast.room_id if broadcast else 0
    fresh = tickets.is_fresh(key(), room, broadcast_id, code, seconds())
    if fresh is None or broadcast is None:
        raise Denied(N_("这个码不是这个直播间这一场的，请扫直播间屏上现在的码"))
    if not fresh:
        raise Denied(N_("这个码已经换了，请在直播间的屏上再扫一次；拍下来的码用不了"))
    return broadcast


def _page(broadcast: Broadcast, **given: Any) -> Response:
    form = given.pop("form", None) or ExplainForm(formdata=None)
    there = CheckIn.of(broadcast, actor())
    values: dict[str, Any] = {"there": there, "bands": BANDS, "ticket": "", "news": None}
    values |= given
    why_not = there.why_not_answer(actor()) if there else None
    return render(
        "attendance/arrive.html",
        status=status_of(form),
        broadcast=broadcast,
        form=form,
        why_not=why_not,
        **values,
    )


@bp.get("/arrive/<int:broadcast_id>")
@signed_in
def arrive(broadcast_id: int) -> Response:
    """With a fresh code: the one tap. Without: how one came in."""
    code = request.args.get("code", "")
    if not code:
        return _page(broadcast_or_404(broadcast_id))
    broadcast = _scanned(broadcast_id, code)
    if CheckIn.of(broadcast, actor()) is not None:
        return _page(broadcast)
    if reason := why_not_come_in(broadcast, actor(), clock.now()):
        raise Denied(reason)
    news = broadcast.news() if broadcast.why_not_second(actor()) is None else None
    ticket = tickets.ticket(key(), actor().id, broadcast.id, seconds())
    return _page(broadcast, ticket=ticket, news=news)


@bp.post("/arrive/<int:broadcast_id>")
@signed_in
def come_in(broadcast_id: int) -> ResponseReturnValue:
    """The tap, which may be the second name of 同上场 too; what counts is when the code was scanned."""
    broadcast = broadcast_or_404(broadcast_id)
    told = request.form.get("ticket", "")
    scanned = tickets.scanned_at(key(), actor().id, broadcast.id, told, seconds())
    if scanned is None:
        raise Denied(N_("扫码以后过了太久，请在直播间的屏上再扫一次"))
    CheckIn.come_in(broadcast, actor(), clock.from_epoch_ms(scanned * 1000))
    if request.form.get("second") == "yes" and broadcast.why_not_second(actor()) is None:
        broadcast.second_same(actor())
        flash(_("签到了，播前检查也记下了你的名字"))
    else:
        flash(_("签到了"))
    return _back(broadcast)


def _back(broadcast: Broadcast) -> ResponseReturnValue:
    return redirect(url_for("attendance.arrive", broadcast_id=broadcast.id), 303)


def _own_or_404(broadcast: Broadcast) -> CheckIn:
    check_in: CheckIn = found(CheckIn.of(broadcast, actor()))
    return check_in


@bp.post("/arrive/<int:broadcast_id>/acceptance")
@signed_in
def accept(broadcast_id: int) -> ResponseReturnValue:
    """情况属实."""
    broadcast = broadcast_or_404(broadcast_id)
    _own_or_404(broadcast).accept(actor())
    flash(_("记下了，没有别的事"))
    return _back(broadcast)


@bp.post("/arrive/<int:broadcast_id>/explanation")
@signed_in
def explain(broadcast_id: int) -> ResponseReturnValue:
    """说明情况."""
    broadcast, form = broadcast_or_404(broadcast_id), ExplainForm()
    own = _own_or_404(broadcast)
    if form.validate():
        with refusing(form):
            own.explain(actor(), form.words.data)
            flash(_("说明已记下，和到岗时间放在一起"))
            return _back(broadcast)
    return _page(broadcast, form=form)
