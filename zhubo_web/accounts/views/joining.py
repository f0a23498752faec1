"""Coming in with a one-time code: an invitation, or a forgotten password."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.forms import CodeForm, JoinForm
from zhubo_web.accounts.models import OneTimeCode, Person
from zhubo_web.accounts.views import throttle
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.accounts.views.links import slow, wait_in_words
from zhubo_web.accounts.views.signing import let_in, likely_kind
from zhubo_web.core.access import public
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render

PURPOSES = ("invitation", "reset")


def code_page(template: str, form: CodeForm, status: int = 422) -> Response:
    """The page that asks for a code."""
    return render(template, status=status, form=form)


def too_soon(template: str, form: CodeForm, wait: int) -> Response:
    """The page that asks for a code, with how long to wait."""
    form.code.errors = [_("试得太多了，请 %(wait)s后再试。", wait=wait_in_words(wait))]
    return slow(code_page(template, form), wait)


def _holder(code: str) -> tuple[OneTimeCode, Person]:
    found = OneTimeCode.find(code, PURPOSES)
    assert found.person is not None
    return found, found.person


@bp.get("/join")
@public
def join() -> ResponseReturnValue:
    """Ask for the code; scanned, it stands in the address's fragment and is filled in."""
    return code_page("accounts/join.html", CodeForm(), 200)


@bp.post("/join")
@public
def check_code() -> ResponseReturnValue:
    """Show whose code it is, and ask for a password."""
    form = CodeForm()
    if wait := throttle.try_code():
        return too_soon("accounts/join.html", form, wait)
    if form.validate():
        with refusing(form):
            found, person = _holder(form.code.data)
            fresh = JoinForm(formdata=None, code=form.code.data, kind=likely_kind())
            return _password_page(fresh, found, person, 200)
    return code_page("accounts/join.html", form)


def _password_page(form: JoinForm, code: OneTimeCode, person: Person, status: int) -> Response:
    return render("accounts/password.html", status=status, form=form, code=code, person=person)


@bp.post("/join/password")
@public
def choose_password() -> ResponseReturnValue:
    """Take the password, spend the code, sign in."""
    asked = CodeForm()
    if wait := throttle.try_code():
        return too_soon("accounts/join.html", asked, wait)
    with refusing(asked):
        form = JoinForm()
        found, person = _holder(form.code.data or "")
        if form.validate():
            with refusing(form):
                person.set_password(form.password.data, by=person)
                found.use()
                return let_in(person, form.kind.data)
        return _password_page(form, found, person, 422)
    return code_page("accounts/join.html", asked)
