"""What the person answers on the way: columns, broadcasts, yes, again, no."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _, say
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.metrics.forms import whole
from zhubo_web.metrics.jobs import place
from zhubo_web.metrics.models import MetricImport
from zhubo_web.metrics.models.applying import forget_rows
from zhubo_web.metrics.models.checking import choose as choose_rows
from zhubo_web.metrics.models.reading import rooms_written_by
from zhubo_web.metrics.permissions import writes_figures
from zhubo_web.metrics.views.blueprint import bp
from zhubo_web.metrics.views.uploading import import_of, page, step_later


def _back(begun: MetricImport) -> ResponseReturnValue:
    return redirect(url_for("metrics.upload", upload_id=begun.id), 303)


@bp.post("/figures/imports/<int:upload_id>/columns")
@requires(writes_figures)
def columns(upload_id: int) -> ResponseReturnValue:
    """What each column is; nothing chosen is lost when something is wrong."""
    begun = import_of(upload_id)
    sent = {one["place"]: request.form.get(f"c{one['place']}", "") for one in begun.columns}
    room = whole(request.form.get("room"))
    try:
        if room is not None and room not in {one.id for one in rooms_written_by(actor())}:
            raise Invalid(N_("请从列出的直播间里选"))
        begun.map(actor(), sent, room)
    except Invalid as refusal:
        begun.tell(columns=[{**one, "target": sent[one["place"]]} for one in begun.columns])
        return page(begun, say(refusal.reason), columns=True)
    step_later(begun.id)
    return _back(begun)


@bp.post("/figures/imports/<int:upload_id>/choice")
@requires(writes_figures)
def choose(upload_id: int) -> ResponseReturnValue:
    """Which broadcast the rows are of that might be of several."""
    begun = import_of(upload_id)
    sent = {whole(name[1:]): whole(text) for name, text in request.form.items() if name[:1] == "r"}
    chosen = {row: number for row, number in sent.items() if row is not None and number is not None}
    try:
        choose_rows(begun, chosen, actor())
    except Invalid as refusal:
        return page(begun, say(refusal.reason))
    return _back(begun)


@bp.post("/figures/imports/<int:upload_id>/confirmation")
@requires(writes_figures)
def confirm(upload_id: int) -> ResponseReturnValue:
    """What the preview shows shall be so."""
    begun = import_of(upload_id)
    begun.confirm(actor())
    step_later(begun.id)
    return _back(begun)


@bp.post("/figures/imports/<int:upload_id>/again")
@requires(writes_figures)
def again(upload_id: int) -> ResponseReturnValue:
    """The worker seems to have stopped: have it take the step once more."""
    begun = import_of(upload_id)
    if begun.may_be_asked_again:
        step_later(begun.id)
    return _back(begun)


@bp.post("/figures/imports/<int:upload_id>/dropping")
@requires(writes_figures)
def drop(upload_id: int) -> ResponseReturnValue:
    """Leave it: nothing was changed."""
    begun = import_of(upload_id)
    begun.drop(actor())
    forget_rows(begun.id)
    place(begun.id).unlink(missing_ok=True)
    flash(_("放弃了这次导入，什么都没改"))
    return redirect(url_for("metrics.imports"), 303)
