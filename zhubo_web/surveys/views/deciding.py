"""Feedback to attribute: the list with one tap a piece, and the page of one with every reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, requires, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render, toast, wants_block
from zhubo_web.extensions import db
from zhubo_web.surveys.forms import AttributeForm, ClearForm, ReopenForm
from zhubo_web.surveys.models import Feedback, deciders
from zhubo_web.surveys.permissions import READS, reads_feedback, writes_feedback
from zhubo_web.surveys.views import reading
from zhubo_web.surveys.views.blueprint import bp, feedback_or_404, whole
from zhubo_web.surveys.views.listing import Listing, Row
from zhubo_web.surveys.wording import REASONS_AGAINST, SOURCES

NEAR = timedelta(days=7)
MOST_CANDIDATES = 10


@bp.get("/feedback")
@requires(reads_feedback)
def index() -> Response:
    """What waits, or what was decided; twenty a page."""
    listing = Listing(actor(), request.args, whole("page", 1))
    return render(
        "surveys/index.html",
        listing=listing,
        rows=listing.rows,
        say=reading,
        reasons=REASONS_AGAINST,
        sources=SOURCES,
        writes=writes_feedback(actor()) is None,
    )


def _alike(one: Feedback) -> list[Feedback]:
    """What it may repeat: of the same room and sort, within a week, the nearest first."""
    query = Feedback.visible_to(actor()).where(
        Feedback.id != one.id,
        Feedback.room_id == one.room_id,
        Feedback.sort == one.sort,
        Feedback.state != "duplicate",
        Feedback.happened_at.between(one.happened_at - NEAR, one.happened_at + NEAR),
    )
    query = query.options(selectinload(Feedback.broadcast)).limit(50)
    found = list(db.session.scalars(query))
    found.sort(key=lambda other: abs(other.happened_at - one.happened_at))
    return found[:MOST_CANDIDATES]


def _nobody_left(one: Feedback) -> bool:
    """Whether nobody of the room's group may decide, so that somebody has to be appointed."""
    return not deciders(one, one.room.people_holding(*roles.GROUP))


def _attribution(row: Row) -> AttributeForm:
    """An empty form; where there is one assistant, that one is chosen."""
    only = row.people[0].id if len(row.people) == 1 else None
    return AttributeForm(formdata=None, assistant=only).offer(row.people)


def _page(one: Feedback, status: int = 200, **forms: Any) -> Response:
    row = Row.of(one, actor())
    pending = one.state == "pending"
    return render(
        "surveys/show.html",
        status=status,
        row=row,
        say=reading,
        named=actor().holds(*READS, room=one.room),
        alike=_alike(one) if row.decides else [],
        nobody_left=pending and row.why_not is not None and _nobody_left(one),
        why_not_reopen=None if pending else one.why_not("reopen", actor()),
        mine=one.assistant_id == actor().id,
        attribution=forms.get("attribution") or _attribution(row),
        clearance=forms.get("clearance") or ClearForm(formdata=None).offer(),
        reopening=forms.get("reopening") or ReopenForm(formdata=None),
    )


@bp.get("/feedback/<int:feedback_id>")
@signed_in
def show(feedback_id: int) -> Response:
    """One piece, with what was decided about it and why."""
    return _page(feedback_or_404(feedback_id))


def _done(one: Feedback, text: str, *, undo: bool = True) -> ResponseReturnValue:
    """The row anew where htmx asked for it, else back to the list; 撤销 opens it again."""
    address = url_for("surveys.undo", feedback_id=one.id) if undo else None
    if not wants_block():
        message: Any = {"text": text, "undo": address} if address else text
        flash(message)
        reads = reads_feedback(actor()) is None
        return redirect(url_for("surveys.index" if reads else "surveys.mine"), 303)
    db.session.flush()
    db.session.expire(one, ["decisions"])
    rows = [Row.of(one, actor())]
    response = render("surveys/_rows.html", rows=rows, say=reading, reasons=REASONS_AGAINST)
    return toast(response, text, undo=address, target=f"#feedback-{one.id}")


@bp.post("/feedback/<int:feedback_id>/attribution")
@signed_in
def attribute(feedback_id: int) -> ResponseReturnValue:
    """归到TA."""
    one = feedback_or_404(feedback_id)
    form = AttributeForm().offer(Row.of(one, actor()).people)
    if form.validate():
        with refusing(form):
            whom = db.session.get(Person, form.assistant.data)
            one.attribute(actor(), whom, form.code.data or "", form.words.data or "")
            return _done(one, _("已归到%(name)s，TA 会看到", name=whom.name if whom else ""))
    return _page(one, 422, attribution=form)


@bp.post("/feedback/<int:feedback_id>/clearance")
@signed_in
def clear(feedback_id: int) -> ResponseReturnValue:
    """不是TA."""
    one = feedback_or_404(feedback_id)
    form = ClearForm().offer()
    if form.validate():
        with refusing(form):
            one.clear(actor(), form.code.data or "", form.words.data or "")
            return _done(one, _("已标为不是助播的，不计"))
    return _page(one, 422, clearance=form)


@bp.post("/feedback/<int:feedback_id>/duplicate")
@signed_in
def merge(feedback_id: int) -> ResponseReturnValue:
    """重复: with another one, named by its number."""
    one = feedback_or_404(feedback_id)
    number = request.form.get("other", type=int) or 0
    other = db.session.scalar(Feedback.visible_to(actor()).where(Feedback.id == number))
    form = ClearForm(formdata=None).offer()
    with refusing(form):
        one.merge(actor(), other)
        return _done(one, _("已并到同一件事，只算一次"))
    return _page(one, 422, clearance=form)


@bp.post("/feedback/<int:feedback_id>/reopening")
@signed_in
def reopen(feedback_id: int) -> ResponseReturnValue:
    """重新核对, 不是我."""
    one = feedback_or_404(feedback_id)
    form = ReopenForm()
    if form.validate():
        with refusing(form):
            one.reopen(actor(), form.words.data or "")
            return _done(one, _("已提出，小组会重新核对"), undo=False)
    return _page(one, 422, reopening=form)


@bp.post("/feedback/<int:feedback_id>/undo")
@signed_in
def undo(feedback_id: int) -> ResponseReturnValue:
    """One's own decision, within ten seconds."""
    one = feedback_or_404(feedback_id)
    one.undo(actor())
    return _done(one, _("已撤销，等重新定"), undo=False)
