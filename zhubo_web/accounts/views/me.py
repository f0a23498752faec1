"""One's own account: language, theme, password, devices."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.forms import THEMES, ChangePasswordForm, LookForm
from zhubo_web.accounts.models import SignIn
from zhubo_web.accounts.views import throttle
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.accounts.views.links import slow, wait_in_words
from zhubo_web.accounts.views.signing import let_in, note_failure, right_password
from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import LANGUAGES, _
from zhubo_web.core.rendering import render
from zhubo_web.core.security import way_back


def _page(status: int = 200, **forms: Any) -> Response:
    me = actor()
    looks = {"language": me.language or "zh-Hans", "theme": me.theme or "auto"}
    given: dict[str, Any] = {"look": LookForm(data=looks)}
    given |= {"password": ChangePasswordForm(formdata=None)} | forms
    return render("accounts/me.html", status=status, sign_ins=SignIn.living_of(me), **given)


@bp.get("/me")
@signed_in
def me() -> ResponseReturnValue:
    """One's own page."""
    return _page()


def _back(default: str) -> ResponseReturnValue:
    return redirect(way_back(request.form.get("next")) or default, 303)


@bp.post("/me/look")
@signed_in
def set_look() -> ResponseReturnValue:
    """Choose language and theme at once."""
    form = LookForm()
    if not form.validate():
        return _page(422, look=form)
    actor().language, actor().theme = form.language.data, form.theme.data
    return redirect(url_for("accounts.me"), 303)


@bp.post("/me/theme")
@signed_in
def set_theme() -> ResponseReturnValue:
    """Choose light, dark, or what the device says; the pages' own switch."""
    theme = request.form.get("theme")
    if theme in dict(THEMES):
        actor().theme = theme
    return _back(url_for("accounts.me"))


@bp.post("/me/language")
@signed_in
def set_language() -> ResponseReturnValue:
    """Choose a language."""
    language = request.form.get("language")
    if language in LANGUAGES:
        actor().language = language
    return _back(url_for("accounts.me"))


@bp.post("/me/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change it, knowing the old one; all other devices are signed out, this one signed in anew."""
    form, person = ChangePasswordForm(), actor()
    if not form.validate():
        return _page(422, password=form)
    if wait := throttle.try_password(person.username, known=True):
        form.old.errors = [_("试得太多了，请 %(wait)s后再试。", wait=wait_in_words(wait))]
        return slow(_page(422, password=form), wait)
    if not right_password(person, form.old.data):
        note_failure(person)
        form.old.errors = [_("现在的密码不对，请重新输入")]
        return _page(422, password=form)
    return _changed(form)


def _changed(form: ChangePasswordForm) -> ResponseReturnValue:
    person = actor()
    with refusing(form):
        person.set_password(form.password.data, by=person)
        throttle.forget(person.username)
        answer = let_in(person, person.sign_in.kind, url_for("accounts.me"))
        flash(_("密码已改好，其他设备都已退出"))
        return answer
    return _page(422, password=form)


@bp.post("/me/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign one of one's devices out."""
    mine = SignIn.living_of(actor())
    found(next((one for one in mine if one.id == sign_in_id), None)).revoke(by=actor())
    flash(_("那台设备已退出"))
    return redirect(url_for("accounts.me"), 303)


@bp.post("/me/sign-ins/end")
@signed_in
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign all of one's devices out but this one."""
    actor().end_sign_ins(actor(), but=actor().sign_in)
    flash(_("其他设备都已退出"))
    return redirect(url_for("accounts.me"), 303)
