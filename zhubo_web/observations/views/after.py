"""跟播记录: the notes of a broadcast after it, to read, settle, see and contest."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _, ngettext
from zhubo_web.core.rendering import render, toast, wants_block
from zhubo_web.extensions import db
from zhubo_web.observations.forms import ContestForm, ReasonForm, ReviewForm, WhoseForm
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views.blueprint import bp, broadcast_or_404
from zhubo_web.observations.views.listing import Listing
from zhubo_web.observations.views.note import Shown

#: What the reader may do → its forms, which a list asks for when they are opened.
OPENED = {
    "corrects": "observations/_note_corrects.html",
    "contests": "observations/_note_contests.html",
}


@bp.get("/broadcasts/<int:broadcast_id>/records")
@signed_in
def records(broadcast_id: int) -> Response:
    """The list: all of it for the group, one's own for an assistant."""
    wanted = request.args.to_dict()
    listing = Listing(broadcast_or_404(broadcast_id), actor(), wanted)
    return render("observations/records.html", "list", listing=listing)


def _note(note_id: int) -> Observation:
    query: Any = Observation.visible_to(actor()).where(Observation.id == note_id)
    note: Observation = found(db.session.scalar(query))
    return note


def _page(note: Observation, status: int = 200, *, changed: bool = False, **forms: Any) -> Response:
    listing = Listing(note.broadcast, actor(), {})
    shown = Shown.of(note, actor(), **forms)
    values = {"listing": listing, "one": shown, "changed": changed}
    return render("observations/record.html", "record", status, **values)


@bp.get("/notes/<int:note_id>")
@signed_in
def record(note_id: int) -> Response:
    """One note, with everything that was said and changed; for htmx also one of its forms alone."""
    note = _note(note_id)
    asked = request.args.get("form", "")
    if wants_block() and asked in OPENED:
        shown = Shown.of(note, actor())
        return render(OPENED[asked], one=found(shown if getattr(shown, asked) else None))
    return _page(note)


def _done(note: Observation, text: str, undo: str | None = None) -> ResponseReturnValue:
    """The note anew where htmx asked for it, else back to where the form stood."""
    if not wants_block():
        message: Any = {"text": text, "undo": undo} if undo else text
        flash(message)
        return redirect(_way_back(note), 303)
    return toast(_page(note, changed=True), text, undo=undo, target=f"#note-{note.id}")


def _way_back(note: Observation) -> str:
    if request.form.get("from") == "record":
        return url_for("observations.record", note_id=note.id)
    if request.form.get("from") == "after":
        who = note.assistant_id or actor().id
        return url_for("evaluations.after", broadcast_id=note.broadcast_id, who=who)
    listed = url_for("observations.records", broadcast_id=note.broadcast_id)
    return f"{listed}#note-{note.id}"


@bp.post("/notes/<int:note_id>/disposition")
@signed_in
def dispose(note_id: int) -> ResponseReturnValue:
    """What became of a 问题; without a choice it waits again."""
    note = _note(note_id)
    chosen = request.form.get("disposition") or None
    note.dispose(chosen, actor())
    if chosen is None:
        return _done(note, _("已撤销，这条问题还等处置"))
    undo = url_for("observations.dispose", note_id=note.id)
    return _done(note, _("已记下处置"), undo)


@bp.post("/notes/<int:note_id>/object")
@signed_in
def reattribute(note_id: int) -> ResponseReturnValue:
    """不是TA."""
    note = _note(note_id)
    form = WhoseForm.for_note(note)
    if form.validate():
        with refusing(form):
            note.reattribute(actor(), *form.chosen)
            return _done(note, _("已改，原来的写法留着"))
    return _page(note, 422, whose=form)


@bp.post("/notes/<int:note_id>/withdrawal")
@signed_in
def withdraw(note_id: int) -> ResponseReturnValue:
    """撤回, with a reason that the assistant reads."""
    note = _note(note_id)
    form = ReasonForm()
    if form.validate():
        with refusing(form):
            note.self_withdraw(actor(), form.reason.data)
            return _done(note, _("已撤回，不再计入"))
    return _page(note, 422, withdrawal=form)


@bp.post("/notes/<int:note_id>/contest")
@signed_in
def contest(note_id: int) -> ResponseReturnValue:
    """有出入, in words."""
    note = _note(note_id)
    form = ContestForm()
    if form.validate():
        with refusing(form):
            if note.may_dispute(actor()):
                note.dispute(actor(), form.words.data or "")
                return _done(note, _("已提有出入，由没有记这一条的人复核"))
            note.contest(actor(), form.words.data)
            return _done(note, _("已记下有出入，记录人会看到"))
    return _page(note, 422, contest=form)


@bp.post("/notes/<int:note_id>/review")
@signed_in
def review(note_id: int) -> ResponseReturnValue:
    """维持, 更正 or 撤回, by somebody who did not make the note."""
    note = _note(note_id)
    form = ReviewForm.for_note(note)
    if form.validate():
        with refusing(form):
            form.decide(note, actor())
            return _done(note, _("已复核，助播会看到结果"))
    return _page(note, 422, review=form)


@bp.post("/notes/<int:note_id>/seen")
@signed_in
def see(note_id: int) -> ResponseReturnValue:
    """看过: this one, which is no agreement."""
    note = _note(note_id)
    note.acknowledge(actor())
    return _done(note, _("已看过，看过不等于同意"))


@bp.post("/broadcasts/<int:broadcast_id>/seen")
@signed_in
def see_all(broadcast_id: int) -> ResponseReturnValue:
    """全部看过: every released note that is one's own."""
    broadcast = broadcast_or_404(broadcast_id)
    count = Observation.see_all(broadcast, actor())
    flash(ngettext("已看过 %(num)d 条", "已看过 %(num)d 条", count))
    after = request.form.get("from") == "after"
    way_back = "evaluations.after" if after else "observations.records"
    return redirect(url_for(way_back, broadcast_id=broadcast.id), 303)
