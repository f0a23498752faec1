"""How long the shop keeps the texts of comments."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.audience.forms import KeepingForm
from zhubo_web.audience.models import KEPT_DAYS
from zhubo_web.audience.permissions import sees_feed, sets_keeping
from zhubo_web.audience.views.blueprint import bp
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render


def _page(form: KeepingForm, status: int = 200) -> Response:
    return render(
        "audience/keeping.html",
        status=status,
        form=form,
        kept=KEPT_DAYS,
        stored=KEPT_DAYS.stored(),
        why_not=sets_keeping(actor()),
    )


@bp.get("/comments/keeping")
@requires(sees_feed)
def keeping() -> Response:
    """What is in force."""
    return _page(KeepingForm(formdata=None, value=KEPT_DAYS.value))


@bp.post("/comments/keeping")
@requires(sets_keeping)
def set_keeping() -> ResponseReturnValue:
    """Set it for the whole shop."""
    form = KeepingForm()
    if form.validate():
        with refusing(form):
            KEPT_DAYS.change(form.value.data, actor())
            flash(_("已保存"))
            return redirect(url_for("audience.keeping"), 303)
    return _page(form, 422)
