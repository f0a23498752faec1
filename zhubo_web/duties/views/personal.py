"""Where one's own pushes go: an account on a platform, kept by oneself."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.duties import channels
from zhubo_web.duties.forms import AddressForm
from zhubo_web.duties.models import MessagingApp, Outgoing, PersonalAddress
from zhubo_web.duties.models.numbers import numbers
from zhubo_web.duties.views.blueprint import bp
from zhubo_web.extensions import db


def _form(there: PersonalAddress | None = None, *, empty: bool = False) -> AddressForm:
    shown = {"kind": there.kind, "address": there.address} if there else {}
    form = AddressForm(formdata=None, data=shown) if empty else AddressForm()
    form.offer(MessagingApp.by_kind())
    return form


def _page(form: AddressForm, status: int = 200) -> Response:
    mine = Outgoing.visible_to(actor()).where(Outgoing.person_id == actor().id).limit(5)
    return render(
        "duties/personal.html",
        status=status,
        form=form,
        there=PersonalAddress.of(actor()),
        platforms=channels.PLATFORMS,
        numbers=numbers(),
        messages=list(db.session.scalars(mine)),
    )


@bp.get("/me/messages")
@signed_in
def messages() -> Response:
    """Where pushes go now, and what became of the last ones."""
    return _page(_form(PersonalAddress.of(actor()), empty=True))


@bp.post("/me/messages")
@signed_in
def choose_address() -> ResponseReturnValue:
    """Choose a platform and give one's account there, or neither."""
    form = _form()
    if form.validate():
        with refusing(form):
            PersonalAddress.choose(actor(), form.kind.data or "", form.address.data)
            flash(_("已保存"))
            return redirect(url_for("duties.messages"), 303)
    return _page(form, 422)


@bp.post("/me/messages/test")
@signed_in
def test_address() -> ResponseReturnValue:
    """Send oneself a message that says it is a test."""
    there = found(PersonalAddress.of(actor()))
    at = f"{clock.local(clock.now()):%H:%M:%S}"
    text = _("场记：这是 %(at)s 的一条测试消息，收到就说明设好了", at=at)
    Outgoing.to_address(there, text, due_at=clock.now(), is_test=True)
    return redirect(url_for("duties.messages"), 303)
