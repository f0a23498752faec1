"""A reviewer without an account, by a one-time link: reads exactly this file and decides, once.

The code stands in the address's fragment and travels in the form, so that no log holds it. Whatever
is wrong with it gets one and the same answer, and tries are counted.
"""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.forms import CodeForm
from zhubo_web.accounts.views import throttle
from zhubo_web.accounts.views.links import slow, wait_in_words
from zhubo_web.appeals.forms import DecisionForm
from zhubo_web.appeals.grounds import PARTS
from zhubo_web.appeals.models import Appeal, AppealGuest, Guest
from zhubo_web.appeals.views.blueprint import bp
from zhubo_web.appeals.views.settable import form_of
from zhubo_web.appeals.views.shown import Shown
from zhubo_web.core.access import public
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


def _code_page(form: CodeForm, status: int) -> Response:
    return render("appeals/guest_code.html", status=status, form=form)


def _too_soon(form: CodeForm, wait: int) -> Response:
    form.code.errors = [_("试得太多了，请 %(wait)s后再试。", wait=wait_in_words(wait))]
    return slow(_code_page(form, 429), wait)


def _held(code: str) -> tuple[Appeal, Guest]:
    """The appeal and the guest of an open link. Raises Invalid."""
    found = AppealGuest.find(code)
    appeal = db.session.get_one(Appeal, found.appeal_id)
    return appeal, Guest(found.id, found.name)


def _file_page(
    appeal: Appeal, guest: Guest, code: str, status: int = 200, *,
    form: DecisionForm | None = None, preview: object = None,
) -> Response:  # fmt: skip
    if form is None:
        form = form_of(appeal)
    form.code.data = code
    one = Shown(appeal, guest, {"decision": form}, preview=preview, pieces=list(appeal.pieces))
    return render("appeals/guest.html", status=status, one=one, guest=guest, parts=PARTS)


@bp.get("/review")
@public
def guest() -> ResponseReturnValue:
    """Ask for the code; opened by the link, it is filled in."""
    return _code_page(CodeForm(formdata=None), 200)


@bp.post("/review")
@public
def enter() -> ResponseReturnValue:
    """没有利害关系, and the file."""
    form = CodeForm()
    if wait := throttle.try_code():
        return _too_soon(form, wait)
    if form.validate():
        with refusing(form):
            appeal, guest = _held(form.code.data or "")
            if appeal.seat_of(guest) is not None:
                appeal.declare(guest)
            appeal.open_file(guest)
            return _file_page(appeal, guest, form.code.data or "")
    return _code_page(form, 422)


@bp.post("/review/decision")
@public
def decide_as_guest() -> ResponseReturnValue:
    """看会改什么, then 确认: after that the link opens nothing any more."""
    asked = CodeForm()
    if wait := throttle.try_code():
        return _too_soon(asked, wait)
    code = asked.code.data or ""
    with refusing(asked):
        appeal, guest = _held(code)
        form = form_of(appeal, posted=True)
        if form.validate():
            with refusing(form):
                given = form.given()
                if request.form.get("act") == "confirm":
                    appeal.write_decision(guest, given)
                    return render("appeals/guest_done.html")
                given.check()
                shown = appeal.preview(given.remedy)
                return _file_page(appeal, guest, code, form=form, preview=shown)
        return _file_page(appeal, guest, code, 422, form=form)
    return _code_page(asked, 422)
