"""Signing in as one of the made-up people: registered by the demonstration alone."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from sqlalchemy import select

from zhubo_web.accounts.models import Person, Screen, SignIn
from zhubo_web.core.access import found, public
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.core.security import way_back
from zhubo_web.demo.month.guide import steps
from zhubo_web.extensions import db

bp = Blueprint("demo", __name__, url_prefix="/demo")
LOOPBACK = ("127.0.0.1", "::1")


def _shop() -> dict[str, Any]:
    shop: dict[str, Any] = current_app.extensions["zhubo_demo"]
    return shop


def _needs_code() -> bool:
    return request.remote_addr not in LOOPBACK


@bp.get("/")
@public
def index() -> Response:
    """Whom one may be, and the three links to open side by side."""
    people = list(db.session.scalars(select(Person).where(Person.is_demo).order_by(Person.id)))
    return render("demo/index.html", people=people, shop=_shop(), needs_code=_needs_code())


@bp.get("/month")
@public
def month() -> Response:
    """The month that was told, in ten steps."""
    told = found(steps() or None)
    names = {one.username: one.name for one in db.session.scalars(select(Person))}
    return render("demo/month.html", steps=told, names=names, needs_code=_needs_code())


@bp.post("/sign-in")
@public
def sign_in() -> Response:
    """Become somebody. Off loopback only with the code printed at the start."""
    given = request.form.get("code", "").strip().upper()
    if _needs_code() and not hmac.compare_digest(given, _shop()["code"]):
        raise Denied(N_("请输入启动时打印在终端里的代码"))
    bearer = _bearer(request.form.get("as", ""))
    device = request.user_agent.string
    kind = "screen" if bearer.is_screen else "own"
    _row, token = SignIn.open(bearer, kind, device=device, address=request.remote_addr or "")
    session.clear()
    session["sid"], session.permanent = token, True
    target = way_back(request.form.get("next")) or url_for("dashboards.home")
    return redirect(target, 303)  # type: ignore[return-value]


def _bearer(wanted: str) -> Any:
    if wanted == "screen":
        return found(db.session.get(Screen, _shop()["screen"]))
    query = select(Person).where(Person.username == wanted, Person.is_demo)
    return found(db.session.scalar(query))
