"""By administration, HR and the respondents: accepting, disclosing, answering, serving, carrying out."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from zhubo_web.appeals import permissions
from zhubo_web.appeals.forms import DiscloseForm
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.views.blueprint import appeal_or_404, bp, open_page, page, take_words
from zhubo_web.appeals.views.shown import Shown
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render


@bp.post("/appeals/<int:appeal_id>/acceptance")
@requires(permissions.reads_appeals)
def accept(appeal_id: int) -> ResponseReturnValue:
    """受理."""
    appeal = appeal_or_404(appeal_id)
    appeal.accept(actor())
    flash(_("已受理；受影响的月评在复核期间不定稿"))
    return open_page(appeal)


@bp.post("/appeals/<int:appeal_id>/missing")
@requires(permissions.reads_appeals)
def ask_more(appeal_id: int) -> ResponseReturnValue:
    """请补充, once."""
    done = _("已请助播补充")
    return take_words(appeal_id, "missing", lambda one, words: one.ask_more(actor(), words), done)


@bp.post("/appeals/<int:appeal_id>/rejection")
@requires(permissions.reads_appeals)
def reject(appeal_id: int) -> ResponseReturnValue:
    """Propose not to accept it; where that was proposed, the second person confirms."""
    appeal = appeal_or_404(appeal_id)
    if appeal.rejection_by_id is not None:
        appeal.reject(actor())
        flash(_("两个人都同意不受理，助播会看到理由"))
        return open_page(appeal)

    def act(one: Appeal, words: str) -> None:
        one.propose_rejection(actor(), words)

    return take_words(appeal_id, "rejection", act, _("已提出，要第二个人确认"))


@bp.post("/appeals/<int:appeal_id>/reopening")
@requires(permissions.reads_appeals)
def reopen(appeal_id: int) -> ResponseReturnValue:
    """重新受理, by the owner."""
    appeal = appeal_or_404(appeal_id)
    appeal.reopen(actor())
    flash(_("已重新受理"))
    return open_page(appeal)


@bp.post("/appeals/<int:appeal_id>/disclosure")
@requires(permissions.reads_appeals)
def disclose(appeal_id: int) -> ResponseReturnValue:
    """给出全部材料."""
    appeal = appeal_or_404(appeal_id)
    form = DiscloseForm()
    if form.validate():
        with refusing(form):
            masked = (form.masked.data or "").splitlines()
            appeal.disclose(actor(), masked, form.mask_reason.data or "")
            flash(_("材料给出去了，助播看够日子再听取意见"))
            return open_page(appeal)
    return page(appeal, 422, disclosing=form)


@bp.post("/appeals/<int:appeal_id>/file")
@requires(permissions.reads_appeals)
def open_file(appeal_id: int) -> ResponseReturnValue:
    """The whole file. It is a POST because it writes down who opened it."""
    appeal = appeal_or_404(appeal_id)
    pieces = appeal.open_file(actor())
    return render("appeals/file.html", one=Shown(appeal, actor(), pieces=pieces))


@bp.post("/appeals/<int:appeal_id>/answer")
@requires(permissions.reads_appeals)
def reply(appeal_id: int) -> ResponseReturnValue:
    """What a respondent says, once."""
    done = _("已说明，双方和复核人都看得到")
    return take_words(appeal_id, "reply", lambda one, words: one.reply(actor(), words), done)


@bp.post("/appeals/<int:appeal_id>/service")
@requires(permissions.reads_appeals)
def serve(appeal_id: int) -> ResponseReturnValue:
    """送达本人."""
    appeal = appeal_or_404(appeal_id)
    appeal.serve(actor())
    flash(_("已送达，助播可以看到决定和理由"))
    return open_page(appeal)


@bp.post("/appeals/<int:appeal_id>/remittal")
@requires(permissions.reads_appeals)
def remit(appeal_id: int) -> ResponseReturnValue:
    """送达并发回."""
    appeal = appeal_or_404(appeal_id)
    appeal.remit(actor())
    flash(_("已送达，也告诉了原来做这件事的人"))
    return open_page(appeal)


@bp.post("/appeals/<int:appeal_id>/execution")
@requires(permissions.reads_appeals)
def execute(appeal_id: int) -> ResponseReturnValue:
    """执行: what changed is listed."""
    appeal = appeal_or_404(appeal_id)
    appeal.execute(actor())
    flash(_("已执行，改了的数列在下面"))
    return open_page(appeal)
