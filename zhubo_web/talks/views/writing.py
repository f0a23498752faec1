"""At the talk and after it: that it was held, the minutes, the assistant's answer, what was agreed."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.talks.forms import AnswerForm, minutes_form
from zhubo_web.talks.views.blueprint import bp, done, page, talk_or_404


@bp.post("/talks/<int:talk_id>/holding")
@signed_in
def hold(talk_id: int) -> ResponseReturnValue:
    """谈过了, with who was there."""
    talk = talk_or_404(talk_id)
    came = {name: name in request.form for name in ("hr_came", "companion_came")}
    talk.hold(actor(), **came)
    return done(talk, _("记下了，趁记得清楚把记录写好"))


@bp.post("/talks/<int:talk_id>/draft")
@signed_in
def keep_draft(talk_id: int) -> ResponseReturnValue:
    """存草稿, whole or not."""
    talk = talk_or_404(talk_id)
    talk.keep_draft(actor(), minutes_form(talk).typed)
    return done(talk, _("草稿已保存，可以换一台设备接着写"))


@bp.post("/talks/<int:talk_id>/minutes")
@signed_in
def write(talk_id: int) -> ResponseReturnValue:
    """交记录."""
    talk = talk_or_404(talk_id)
    form = minutes_form(talk)
    if form.validate():
        with refusing(form):
            talk.write(actor(), form.minutes)
            return done(talk, _("记录已交，请本人确认"))
    return page(talk, 422, minutes=form)


@bp.post("/talks/<int:talk_id>/answer")
@signed_in
def answer(talk_id: int) -> ResponseReturnValue:
    """确认 with own remarks, or 不确认 with the words."""
    talk = talk_or_404(talk_id)
    form = AnswerForm()
    if form.validate():
        with refusing(form):
            words = form.remarks.data or ""
            if request.form.get("act") == "refuse":
                talk.refuse(actor(), words)
                return done(talk, _("已记下你不确认和你的话，约定的事不会因此停"))
            talk.confirm(actor(), words)
            return done(talk, _("已确认。已知悉不等于同意"))
    return page(talk, 422, answer=form)


@bp.post("/talks/<int:talk_id>/closing")
@signed_in
def close(talk_id: int) -> ResponseReturnValue:
    """收尾: both sides get their items."""
    talk = talk_or_404(talk_id)
    talk.close(actor())
    return done(talk, _("已收尾，约定的事已布置给双方"))
