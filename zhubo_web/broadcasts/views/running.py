"""While a broadcast is on: start, interruption, next segment, end; and correcting its times."""

from __future__ import annotations

from flask import flash, jsonify, request
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.forms import CorrectForm, InterruptForm, StartForm
from zhubo_web.broadcasts.models import advance as go_to
from zhubo_web.broadcasts.permissions import plans_broadcasts, sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import back_to, bp, broadcast_or_404
from zhubo_web.broadcasts.views.showing import page
from zhubo_web.core.access import actor, requires, screens
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reading import LARGEST_NUMBER
from zhubo_web.core.reasons import Invalid

LONGEST_NUMBER = len(str(LARGEST_NUMBER))


@bp.post("/broadcasts/<int:broadcast_id>/start")
@requires(sees_broadcasts)
def start(broadcast_id: int) -> ResponseReturnValue:
    """Go live by hand; without a check only with a reason."""
    broadcast, form = broadcast_or_404(broadcast_id), StartForm()
    if form.validate():
        with refusing(form):
            broadcast.go_live(actor(), form.reason.data)
            flash(_("已开播，计时开始"))
            return back_to(broadcast)
    return page(broadcast, 422, start_form=form)


@bp.post("/broadcasts/<int:broadcast_id>/interruption")
@requires(sees_broadcasts)
def interrupt(broadcast_id: int) -> ResponseReturnValue:
    """The stream broke off."""
    broadcast, form = broadcast_or_404(broadcast_id), InterruptForm()
    form.offer()
    if form.validate():
        with refusing(form):
            broadcast.interrupt(actor(), form.cause.data, form.notice.data)
            flash(_("已记下中断，计时停住了"))
            return back_to(broadcast)
    return page(broadcast, 422, interrupt_form=form)


@bp.post("/broadcasts/<int:broadcast_id>/resumption")
@requires(sees_broadcasts)
def resume(broadcast_id: int) -> ResponseReturnValue:
    """The stream is back."""
    broadcast = broadcast_or_404(broadcast_id)
    broadcast.resume(actor())
    flash(_("已恢复，计时继续"))
    return back_to(broadcast)


@bp.post("/broadcasts/<int:broadcast_id>/end")
@requires(sees_broadcasts)
def end(broadcast_id: int) -> ResponseReturnValue:
    """It is over."""
    broadcast = broadcast_or_404(broadcast_id)
    broadcast.end(actor())
    flash(_("已下播。时间不对的话，24 小时内可以更正一次"))
    return back_to(broadcast)


@bp.post("/broadcasts/<int:broadcast_id>/correction")
@requires(plans_broadcasts)
def correct(broadcast_id: int) -> ResponseReturnValue:
    """Set the true times, once; the notes move with them."""
    broadcast, form = broadcast_or_404(broadcast_id), CorrectForm()
    if form.validate():
        with refusing(form):
            broadcast.correct_times(*form.times(), actor())
            flash(_("时间已更正，记录跟着移好了"))
            return back_to(broadcast)
    return page(broadcast, 422, correct_form=form)


@bp.post("/broadcasts/<int:broadcast_id>/advance")
@screens
def advance(broadcast_id: int) -> ResponseReturnValue:
    """下一品: to the next segment, or to one by its number. JSON for the live pages."""
    broadcast = broadcast_or_404(broadcast_id)
    asked = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if not isinstance(asked, dict):
        raise Invalid(N_("内容不完整，请刷新页面再试"))
    target = _number(asked.get("to", "next"))
    segment = go_to(
        broadcast, "next" if target is None else target, actor(), _number(asked.get("seen"))
    )
    if request.is_json:
        return jsonify(ok=True, segment=segment.id)
    flash(_("到“%(title)s”了", title=segment.title))
    return back_to(broadcast, "run-sheet")


def _number(value: object) -> int | None:
    """A segment's number as sent; None for “next” and for nothing."""
    if value in (None, "", "next"):
        return None
    text = "" if isinstance(value, bool) else str(value)
    if not text.isdecimal() or len(text) > LONGEST_NUMBER or int(text) > LARGEST_NUMBER:
        raise Invalid(N_("没有这个环节，请刷新页面再试"))
    return int(text)


@bp.post("/broadcasts/<int:broadcast_id>/free")
@screens
def free(broadcast_id: int) -> ResponseReturnValue:
    """有空了: the assistant has a hand free for the next two minutes."""
    broadcast = broadcast_or_404(broadcast_id)
    broadcast.say_free(actor())
    return jsonify(ok=True)
