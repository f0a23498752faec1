"""By those who sit: the hearing's minutes, more time, the decision with its preview, signatures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import Decision
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.views.blueprint import appeal_or_404, bp, open_page, page, take_words
from zhubo_web.appeals.views.settable import form_of
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.reasons import Denied


@bp.post("/appeals/<int:appeal_id>/hearing")
@requires(permissions.reads_appeals)
def hear(appeal_id: int) -> ResponseReturnValue:
    """The minutes."""
    done = _("记下了，助播看得到")
    return take_words(appeal_id, "hearing", lambda one, words: one.hear(actor(), words), done)


@bp.post("/appeals/<int:appeal_id>/extension")
@requires(permissions.reads_appeals)
def extend(appeal_id: int) -> ResponseReturnValue:
    """More time, once."""
    done = _("期限延长了一次，助播会看到理由")
    return take_words(appeal_id, "extension", lambda one, words: one.extend(actor(), words), done)


@bp.post("/appeals/<int:appeal_id>/decision")
@requires(permissions.reads_appeals)
def decide(appeal_id: int) -> ResponseReturnValue:
    """看会改什么, then 确认: the first look writes nothing."""
    appeal = appeal_or_404(appeal_id)
    if reason := appeal.why_not_decide(actor()):
        raise Denied(reason)
    return _written(appeal, appeal.write_decision, _("决定写好了"))


@bp.post("/appeals/<int:appeal_id>/redoing")
@requires(permissions.reads_appeals)
def redo(appeal_id: int) -> ResponseReturnValue:
    """What comes of what was sent back, by the same template and with the same look beforehand."""
    appeal = appeal_or_404(appeal_id)
    if reason := appeal.why_not_redo(actor()):
        raise Denied(reason)
    return _written(appeal, appeal.redo, _("重做的结果写好了"))


def _written(
    appeal: Appeal, write: Callable[[Any, Decision], None], done: str
) -> ResponseReturnValue:
    form = form_of(appeal, posted=True)
    if form.validate():
        with refusing(form):
            given = form.given()
            if request.form.get("act") == "confirm":
                write(actor(), given)
                flash(done)
                return open_page(appeal)
            given.check()
            return page(appeal, decision=form, preview=appeal.preview(given.remedy))
    return page(appeal, 422, decision=form)


@bp.post("/appeals/<int:appeal_id>/redoing/signature")
@requires(permissions.reads_appeals)
def agree_redo(appeal_id: int) -> ResponseReturnValue:
    """The second of two who made it agrees."""
    appeal = appeal_or_404(appeal_id)
    appeal.agree_redo(actor())
    flash(_("已签，交给人力资源送达"))
    return open_page(appeal)


@bp.post("/appeals/<int:appeal_id>/signature")
@requires(permissions.reads_appeals)
def sign(appeal_id: int) -> ResponseReturnValue:
    """同意并签."""
    appeal = appeal_or_404(appeal_id)
    appeal.sign(actor())
    flash(_("已签"))
    return open_page(appeal)
