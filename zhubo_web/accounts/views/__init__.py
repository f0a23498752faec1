"""Pages of sign-in, one's own account, people, the supervision group and screens."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, g, session

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Scope, SignIn
from zhubo_web.accounts.views import (
    exchanging,
    group,
    joining,
    leaving,
    me,
    people,
    screens,
    signing,
)
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.core import clock
from zhubo_web.core.i18n import _
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, login

__all__ = [
    "bp",
    "exchanging",
    "group",
    "init",
    "joining",
    "leaving",
    "me",
    "people",
    "screens",
    "signing",
]


def _bearer(_request: Request) -> Any:
    """Whose living sign-in the cookie holds. A dead one is taken out of the cookie."""
    bearer = _kept_bearer() if g.get("reads_first") else SignIn.bearer_of(session.get("sid"))
    if bearer is None and "sid" in session:
        session.pop("sid")
    if bearer is not None and bearer.is_screen:
        _renew_cookie()
    return bearer


def _kept_bearer() -> Any:
    """The same for the live path, which asks again and again; it only reads who it is."""

    def read() -> Any:
        found = SignIn.bearer_of(token)
        db.session.expunge_all()
        return found

    token = session.get("sid")
    bearer = KEPT.get(("bearer", token), read)
    return bearer if bearer is not None and bearer.sign_in.alive else None


def _renew_cookie() -> None:
    """A tablet stays bound for a year, a cookie only lives a month: it is renewed every day."""
    today = clock.today().isoformat()
    if session.get("renewed") != today:
        session["renewed"] = today


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return _(roles.NAMES[role])


def scope_name(scope: Scope) -> str:
    """Where a role holds, in the reader's language."""
    if scope.id is None and scope.group_id is None:
        return _("全店")
    return scope.name or _("已停用的直播间")


def init(app: Flask) -> None:
    """Say who is signed in, and give the templates the names of roles."""
    login.session_protection = None  # the token in the cookie is all, and it can be revoked
    login.request_loader(_bearer)
    app.jinja_env.globals |= {"role_name": role_name, "scope_name": scope_name}
