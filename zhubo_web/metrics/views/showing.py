"""The figures of one broadcast: what they are, what is usual, where they come from; by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _, ngettext
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.metrics.definitions import DICTIONARY, INSTEAD, SOURCES
from zhubo_web.metrics.forms import HandForm
from zhubo_web.metrics.models import frozen_at, seen_by, standing, write_down
from zhubo_web.metrics.models.showing import Figures, grouped
from zhubo_web.metrics.models.value import why_not_write
from zhubo_web.metrics.permissions import reads_figures, writes_figures
from zhubo_web.metrics.views.blueprint import TONES, VERDICTS, bp
from zhubo_web.policies.models import PolicyVersion

#: Rows of the log on the page, the newest; so many of them are seen before it is unfolded.
LOGGED, SEEN = 40, 5


def _broadcast(broadcast_id: int) -> Broadcast:
    broadcast: Broadcast = found(seen_by(actor(), broadcast_id))
    return broadcast


@bp.get("/broadcasts/<int:broadcast_id>/figures")
@requires(reads_figures)
def show(broadcast_id: int) -> Response:
    """Every figure with its source, its meaning and what is usual."""
    broadcast = _broadcast(broadcast_id)
    figures = Figures(broadcast)
    log = list(reversed(figures.log))[:LOGGED]
    return render(
        "metrics/show.html",
        broadcast=broadcast,
        groups=grouped(figures.shown(), PolicyVersion.in_force().composite.items),
        shares=figures.shares(),
        log=log,
        seen=SEEN,
        more=len(figures.log) - len(log),
        frozen_at=frozen_at(broadcast),
        why_not=why_not_write(actor(), broadcast),
        writes=writes_figures(actor()) is None,
        verdicts=VERDICTS,
        tones=TONES,
    )


@bp.get("/broadcasts/<int:broadcast_id>/figures/edit")
@requires(writes_figures)
def edit(broadcast_id: int) -> Response:
    """The form."""
    return _form(_broadcast(broadcast_id), HandForm(formdata=None))


def _form(broadcast: Broadcast, form: HandForm) -> Response:
    if reason := why_not_write(actor(), broadcast):
        raise Denied(reason)
    now = standing([broadcast.id]).get(broadcast.id, {})
    shown: dict[str, Any] = {"broadcast": broadcast, "form": form, "now": now}
    shown["frozen_at"] = frozen_at(broadcast)
    return render("metrics/edit.html", status=status_of(form), dictionary=DICTIONARY, **shown)


@bp.post("/broadcasts/<int:broadcast_id>/figures")
@requires(writes_figures)
def write(broadcast_id: int) -> ResponseReturnValue:
    """Enter or correct figures by hand."""
    broadcast, form = _broadcast(broadcast_id), HandForm()
    if reason := why_not_write(actor(), broadcast):
        raise Denied(reason)
    if form.validate():
        with refusing(form):
            changed = write_down(broadcast, form.values, actor(), form.note.data)
            _tell(len(changed), frozen_at(broadcast))
            return redirect(url_for("metrics.show", broadcast_id=broadcast.id), 303)
    return _form(broadcast, form)


def _tell(count: int, frozen: datetime | None) -> None:
    """What became of it; and that a month which is frozen does not follow."""
    flash(ngettext("记下了 %(num)d 项", "记下了 %(num)d 项", count) if count else _("没有变化"))
    if count and frozen:
        flash(_("这个月已锁数，月评不跟着变，更正要走复核"))


@bp.get("/figures/dictionary")
@requires(reads_figures)
def dictionary() -> Response:
    """What each figure means, every version."""
    return render(
        "metrics/dictionary.html", dictionary=DICTIONARY, instead=INSTEAD, sources=SOURCES
    )
