"""Up to the talk: its time, another time, nobody came, served in writing, who comes along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.talks.forms import AppointmentForm, CompanionForm, ProofForm, ReasonForm
from zhubo_web.talks.models import Talk
from zhubo_web.talks.models.arranged import Appointment
from zhubo_web.talks.views.blueprint import bp, done, page, talk_or_404
from zhubo_web.talks.views.shown import ARRANGES, named, representatives


@bp.post("/talks/<int:talk_id>/appointment")
@signed_in
def arrange(talk_id: int) -> ResponseReturnValue:
    """约好, the new time, once more; where it is arranged already, moved with a reason."""
    talk = talk_or_404(talk_id)
    form = AppointmentForm().offer(talk)
    if form.validate():
        with refusing(form):
            _arrange(talk, form.appointment, form.reason.data or "")
            return done(talk, _("约好了，来的人都会收到通知"))
    return page(talk, 422, appointment=form)


def _arrange(talk: Talk, wanted: Appointment, reason: str) -> None:
    """Whichever verb sets the time in the present state."""
    verb = ARRANGES.get(talk.state)
    if verb is None:
        talk.move(actor(), reason, wanted)
    else:
        getattr(talk, verb)(actor(), wanted)


def _in_words(
    talk: Talk,
    verb: Callable[[Any, str], None],
    form: FlaskForm,
    field: Field,
    said: str,
    kind: str,
) -> ResponseReturnValue:
    """A step that takes one text; refused, the page comes back with it as the form of this kind."""
    if form.validate():
        with refusing(form):
            verb(actor(), field.data or "")
            return done(talk, said)
    return page(talk, 422, **{kind: form})


@bp.post("/talks/<int:talk_id>/another-time")
@signed_in
def ask_time(talk_id: int) -> ResponseReturnValue:
    """要改时间, by the assistant."""
    talk, form = talk_or_404(talk_id), ReasonForm()
    return _in_words(
        talk, talk.reschedule, form, form.reason, _("已告诉对方，定了新时间会通知你"), "asking"
    )


@bp.post("/talks/<int:talk_id>/no-show")
@signed_in
def miss(talk_id: int) -> ResponseReturnValue:
    """没来."""
    talk, form = talk_or_404(talk_id), ReasonForm()
    return _in_words(talk, talk.miss, form, form.reason, _("已记下没来"), "missing")


@bp.post("/talks/<int:talk_id>/service")
@signed_in
def serve(talk_id: int) -> ResponseReturnValue:
    """书面送达, with proof."""
    talk, form = talk_or_404(talk_id), ProofForm()
    return _in_words(talk, talk.serve_written, form, form.proof, _("已记下书面送达"), "proof")


@bp.post("/talks/<int:talk_id>/companion")
@signed_in
def bring(talk_id: int) -> ResponseReturnValue:
    """The assistant says who comes along."""
    talk = talk_or_404(talk_id)
    form = CompanionForm().offer(representatives(talk))
    if form.validate():
        with refusing(form):
            person = named(form.person.data, talk)
            if form.person.data and person is None:
                raise Invalid(N_("请选一位职工代表，别的人写名字"), "person")
            talk.bring(actor(), form.name.data or "", form.role.data or "", person)
            return done(talk, _("已记下谁陪你来") if talk.companion_name else _("已记下没有人陪同"))
    return page(talk, 422, companion=form)


@bp.post("/talks/<int:talk_id>/hr")
@signed_in
def ask_hr(talk_id: int) -> ResponseReturnValue:
    """The assistant asks that HR comes."""
    talk = talk_or_404(talk_id)
    talk.ask_hr(actor())
    return done(talk, _("已请人力资源到场"))
