"""When people may be disturbed: the owner's choices for the whole shop."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.permissions import owns_shop
from zhubo_web.core.access import actor, requires, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.duties.forms import TimesForm
from zhubo_web.duties.models.numbers import CHOICES, numbers
from zhubo_web.duties.views.blueprint import bp


def _page(form: TimesForm, status: int = 200) -> Response:
    why_not = owns_shop(actor())
    return render("duties/times.html", status=status, form=form, now=numbers(), why_not=why_not)


@bp.get("/notices/times")
@signed_in
def times() -> Response:
    """What is in force."""
    return _page(TimesForm(formdata=None, data=TimesForm.shown(numbers())))


@bp.post("/notices/times")
@requires(owns_shop)
def set_times() -> ResponseReturnValue:
    """Set them for the whole shop."""
    form = TimesForm()
    if form.validate():
        with refusing(form):
            for name, value in form.typed().items():
                CHOICES[name].change(value, actor())
            flash(_("已保存"))
            return redirect(url_for("duties.times"), 303)
    return _page(form, 422)
