"""What HR looks at after a decision: how who had a part rates and notes the same person since."""

from __future__ import annotations

from flask import Response, url_for

from zhubo_web.appeals import permissions
from zhubo_web.appeals.models import watch as watching
from zhubo_web.appeals.views.blueprint import bp
from zhubo_web.appeals.watching import KINDS, Sign
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render


def page_of(sign: Sign) -> str:
    """Where a sign is seen."""
    table, number = sign.about
    if table == "evaluation":
        return url_for("evaluations.show", evaluation_id=number)
    if table == "monthly_evaluation":
        return url_for("months.show", evaluation_id=number)
    return url_for("observations.records", broadcast_id=number)


def told(sign: Sign) -> str:
    """A sign in plain words, with its numbers."""
    words = _(KINDS[sign.kind])
    if sign.kind == "notes":
        return _("%(words)s：每小时 %(now)s 条，以前 %(usual)s 条", words=words, now=sign.value,
                 usual=sign.usual)  # fmt: skip
    if sign.usual is None:
        return _("%(words)s：%(now)s 分", words=words, now=sign.value)
    return _("%(words)s：%(now)s 分，TA以前平均 %(usual)s 分", words=words, now=sign.value,
             usual=sign.usual)  # fmt: skip


@bp.get("/appeals/watch")
@requires(permissions.watches)
def watch() -> Response:
    """Those under watch now, whoever has signs first."""
    rows = sorted(watching.listed(actor()), key=lambda one: not one.signs)
    return render("appeals/watch.html", rows=rows, told=told, page_of=page_of)
