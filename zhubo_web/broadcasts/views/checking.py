"""Before the start: 同上场 in one tap and a second name, or the full check under two names."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.views.links import outside, qr
from zhubo_web.broadcasts.forms import CheckForm
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.identity import STANDINGS, standings
from zhubo_web.broadcasts.permissions import checks, keeps_identity, leads, sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import back_to, bp, broadcast_or_404
from zhubo_web.broadcasts.workflow import in_time
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _, say
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.rendering import render


def _page(broadcast: Broadcast, **given: Any) -> Response:
    form = given.pop("form", None) or CheckForm(formdata=None)
    form.offer()
    whole = outside(url_for("broadcasts.check", broadcast_id=broadcast.id))
    status = 422 if given.get("refused") else status_of(form)
    return render(
        "broadcasts/check.html",
        status=status,
        broadcast=broadcast,
        news=broadcast.news(),
        form=form,
        why_not=checks(actor(), broadcast),
        why_not_second=broadcast.why_not_second(actor()),
        may_staff=leads(actor(), broadcast) is None,
        signers=broadcast.signers(),
        late=in_time(broadcast),
        standings=standings(broadcast.on_air()),
        keeps_identity=keeps_identity(actor()) is None,
        said=STANDINGS,
        whole=whole,
        picture=qr(whole),
        **given,
    )


@bp.get("/broadcasts/<int:broadcast_id>/check")
@requires(sees_broadcasts)
def check(broadcast_id: int) -> Response:
    """What is new against the last broadcast, and the full list."""
    return _page(broadcast_or_404(broadcast_id))


@bp.post("/broadcasts/<int:broadcast_id>/confirmation")
@requires(sees_broadcasts)
def confirm(broadcast_id: int) -> ResponseReturnValue:
    """同上场."""
    broadcast, seen = broadcast_or_404(broadcast_id), set(request.form.getlist("seen"))
    try:
        broadcast.confirm_same(actor(), seen)
    except Invalid as refused:
        return _page(broadcast, refused=say(refused.reason), seen=seen)
    if broadcast.confirmed:
        flash(_("已确认同上场，到点自动开播"))
    else:
        flash(_("你的名字记下了，还差第二个人用手机核对"))
    return back_to(broadcast)


@bp.post("/broadcasts/<int:broadcast_id>/second")
@requires(sees_broadcasts)
def second(broadcast_id: int) -> ResponseReturnValue:
    """The second name to 同上场, from one's own phone."""
    broadcast = broadcast_or_404(broadcast_id)
    broadcast.second_same(actor())
    flash(_("核对记下了，到点自动开播") if broadcast.confirmed else _("核对记下了"))
    return back_to(broadcast)


@bp.post("/broadcasts/<int:broadcast_id>/signature")
@requires(sees_broadcasts)
def sign(broadcast_id: int) -> ResponseReturnValue:
    """One of the two names under the full check."""
    broadcast, form = broadcast_or_404(broadcast_id), CheckForm()
    form.offer()
    if form.validate():
        with refusing(form):
            broadcast.sign_checklist(form.items.data, actor())
            done = broadcast.state == "checked"
            flash(
                _("播前检查通过") if done else _("已签。还要另一位确认，可以用手机打开这一页来签")
            )
            return back_to(broadcast)
    return _page(broadcast, form=form)
