"""Tablets: bound to a room once, taken out of use, signed out."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from zhubo_web.accounts import permissions
from zhubo_web.accounts.forms import CodeForm, ScreenForm
from zhubo_web.accounts.models import OneTimeCode, Screen, scope
from zhubo_web.accounts.views import showing, throttle
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.accounts.views.joining import code_page, too_soon
from zhubo_web.accounts.views.signing import let_in
from zhubo_web.core.access import actor, found, public, requires
from zhubo_web.core.forms import choices, refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

#: Where a bound tablet stays: it is told there which broadcast is on.
SCREEN_PAGE = "/screen"


def _seen(screen_id: int) -> Any:
    return found(db.session.scalar(Screen.visible_to(actor()).where(Screen.id == screen_id)))


def _form(**given: Any) -> ScreenForm:
    form = ScreenForm(**given)
    led = scope.covered(actor(), permissions.BINDS_SCREENS)
    form.room.choices = choices((room.id, room.name) for room in led)
    return form


def _page(form: ScreenForm, status: int = 200) -> Response:
    query = Screen.visible_to(actor()).options(selectinload(Screen.sign_ins))
    bound = list(db.session.scalars(query))
    return render("accounts/screens.html", status=status, screens=bound, form=form)


@bp.get("/screens")
@requires(permissions.keeps_screens)
def screens() -> ResponseReturnValue:
    """The tablets of the rooms one leads."""
    return _page(_form(formdata=None, name=_("镜头旁的平板")))


@bp.post("/screens")
@requires(permissions.keeps_screens)
def add_screen() -> ResponseReturnValue:
    """Set up a screen and show the code that binds the tablet."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    room = next(room for room in scope.rooms() if room.id == form.room.data)
    screen = Screen.add(form.name.data, room, by=actor())
    return _show_new_code(screen)


def _show_new_code(screen: Screen) -> ResponseReturnValue:
    showing.keep(screen, screen.issue_code(by=actor()))
    return redirect(url_for("accounts.show_screen_code", screen_id=screen.id), 303)


@bp.post("/screens/<int:screen_id>/code")
@requires(permissions.keeps_screens)
def issue_screen_code(screen_id: int) -> ResponseReturnValue:
    """A fresh code, for another tablet or the same one again."""
    return _show_new_code(_seen(screen_id))


@bp.get("/screens/<int:screen_id>/code")
@requires(permissions.keeps_screens)
def show_screen_code(screen_id: int) -> ResponseReturnValue:
    """The code that was just made, for the tablet to scan."""
    screen = _seen(screen_id)
    values = showing.shown(screen, url_for("accounts.bind_screen"))
    return render("accounts/screen_code.html", screen=screen, **values)


@bp.post("/screens/<int:screen_id>/revocation")
@requires(permissions.keeps_screens)
def revoke_screen(screen_id: int) -> ResponseReturnValue:
    """Take a screen out of use; its tablet goes dark."""
    screen = _seen(screen_id)
    screen.revoke(by=actor())
    flash(_("“%(name)s”已解绑，那台平板不再显示提示", name=screen.name))
    return redirect(url_for("accounts.screens"), 303)


@bp.get("/screen/bind")
@public
def bind_screen() -> ResponseReturnValue:
    """What the tablet opens: the code is in the fragment, or is typed."""
    return code_page("accounts/bind.html", CodeForm(), 200)


@bp.post("/screen/bind")
@public
def bind_with_code() -> ResponseReturnValue:
    """Bind this tablet; the one before, if there was one, is signed out."""
    form = CodeForm()
    if wait := throttle.try_code():
        return too_soon("accounts/bind.html", form, wait)
    if form.validate():
        with refusing(form):
            found = OneTimeCode.find(form.code.data, ("screen",))
            screen = found.screen
            assert screen is not None
            found.use()
            screen.end_sign_ins(screen)
            return let_in(screen, "screen", SCREEN_PAGE)
    return code_page("accounts/bind.html", form)
