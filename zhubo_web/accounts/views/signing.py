"""Signing in and out."""

from __future__ import annotations

import logging
from typing import Any

from flask import Response, after_this_request, redirect, request, session
from flask.typing import ResponseReturnValue

from zhubo_web.accounts import passwords
from zhubo_web.accounts.devices import device_name
from zhubo_web.accounts.forms import SignInForm
from zhubo_web.accounts.models import Person, SignIn
from zhubo_web.accounts.views import throttle
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.accounts.views.links import slow, wait_in_words
from zhubo_web.audit.models import record
from zhubo_web.core.access import actor, public, screens
from zhubo_web.core.database import begin_reading, begin_writing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.core.security import way_back
from zhubo_web.extensions import db, writing

log = logging.getLogger("zhubo.accounts")
MOBILE = ("Mobile", "Android", "iPhone")


def likely_kind() -> str:
    """A phone is most likely one's own, anything else the shop's."""
    return "own" if any(word in request.user_agent.string for word in MOBILE) else "studio"


def let_in(bearer: Any, kind: str, target: str = "/") -> Response:
    """Sign in on this device: a new session with a new token; the one before no longer counts."""
    if (before := actor()) is not None and before.sign_in.alive:
        before.sign_in.revoke(before, checked=True)
    address = request.remote_addr or ""
    device = device_name(request.user_agent.string)
    _opened, token = SignIn.open(bearer, kind, device=device, address=address)
    session.clear()
    session["sid"] = token
    session.permanent = kind != "studio"
    return redirect(target, 303)  # type: ignore[return-value]


def note_failure(person: Person) -> None:
    """Count a wrong password, in a transaction of its own: the answer itself changes nothing."""
    number = person.id

    @after_this_request
    def _count(response: Response) -> Response:
        with writing():
            record("sign_in.failed", db.session.get(Person, number), None)
        return response


def right_password(person: Person | None, password: str) -> bool:
    """Whether it fits. The hash is computed between transactions, so that nobody waits for it."""
    stored = person.password_hash if person else None
    db.session.rollback()
    right = passwords.verify(stored, password)
    begin_writing()
    return right and person is not None and person.password_hash == stored


def _proven(person: Person | None, password: str) -> Person | None:
    """The person, if the password is right and the account active."""
    if right_password(person, password) and person is not None and person.is_active:
        person.renew_hash(password)
        return person
    log.warning("sign-in failed from %s", request.remote_addr)
    if person is not None:
        note_failure(person)
    return None


def _refuse(form: SignInForm, wait: int = 0) -> Response:
    """The same words and status whatever was wrong; too many tries: how long to wait."""
    if wait:
        words = _("试得太多了，请 %(wait)s后再试。", wait=wait_in_words(wait))
    else:
        words = _("登录名或密码不对，请核对后再试。")
    form.form_errors = [words + _("忘记密码请找商户负责人领一次性代码")]
    answer = render("accounts/sign_in.html", status=422, form=form)
    return slow(answer, wait) if wait else answer


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    target = way_back(request.values.get("next")) or "/"
    form = SignInForm(data={"kind": likely_kind(), "next": target})
    if request.method == "GET":
        return redirect(target) if actor() else render("accounts/sign_in.html", form=form)
    if not form.validate():
        return render("accounts/sign_in.html", status=422, form=form)
    name, person = form.username.data, _looked_up(form.username.data)
    known = person is not None and SignIn.known_from(person, request.remote_addr or "")
    if wait := throttle.try_password(name, known=known):
        return _refuse(form, wait)
    if (proven := _proven(person, form.password.data)) is None:
        return _refuse(form)
    throttle.forget(name)
    return let_in(proven, form.kind.data, target)


def _looked_up(username: str) -> Person | None:
    db.session.rollback()
    begin_reading()
    return Person.by_username(username)


@bp.post("/sign-out")
@screens
def sign_out() -> ResponseReturnValue:
    """End this device's sign-in. What waits unsent in the browser's storage is left there."""
    bearer = actor()
    bearer.sign_in.revoke(bearer, checked=True)
    session.clear()
    response = redirect("/sign-in", 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
