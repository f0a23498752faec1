"""公屏: what a broadcast's viewers wrote and did, and reading in recorded logs."""

from __future__ import annotations

from pathlib import Path

from flask import Response, after_this_request, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.audience.forms import LogForm
from zhubo_web.audience.importing import LOGS
from zhubo_web.audience.models import (
    KEPT_DAYS,
    CommentImport,
    Feed,
    kept_until,
    why_closed,
)
from zhubo_web.audience.views.blueprint import bp
from zhubo_web.audience.views.curves import NAMES, Heard
from zhubo_web.audience.views.questions import section
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

#: So many questions that wait stand on the page itself.
ASKED = 5
COLUMN_NAMES = {
    "time": N_("时间"),
    "user_id": N_("用户编号"),
    "content": N_("评论"),
    "count": N_("点赞数"),
    "gift_count": N_("礼物数"),
    "action": N_("动作"),
    "current": N_("在线人数"),
    "total_pv": N_("累计观看"),
    None: N_("整行"),
}


def _broadcast(broadcast_id: int) -> Broadcast:
    broadcast: Broadcast = found(Broadcast.seen_by(actor(), broadcast_id))
    return broadcast


def _page(broadcast: Broadcast, form: LogForm, status: int = 200) -> Response:
    query = CommentImport.visible_to(actor()).where(CommentImport.broadcast_id == broadcast.id)
    feed, days = Feed.of(broadcast.room_id), KEPT_DAYS.value
    return render(
        "audience/comments.html",
        status=status,
        heard=Heard(broadcast),
        imports=list(db.session.scalars(query.limit(10))),
        form=form,
        logs=LOGS,
        why_not=permissions.leads(actor(), broadcast) or why_closed(broadcast, days),
        fed=feed is not None and feed.brought(broadcast),
        kept_days=days,
        kept_until=kept_until(broadcast, days),
        **section(broadcast, most=ASKED),
    )


@bp.get("/broadcasts/<int:broadcast_id>/comments")
@requires(permissions.sees_broadcasts)
def comments(broadcast_id: int) -> Response:
    """How much was written and done when, with samples."""
    return _page(_broadcast(broadcast_id), LogForm(formdata=None))


@bp.get("/broadcasts/<int:broadcast_id>/comments/minutes")
@requires(permissions.sees_broadcasts)
def minutes(broadcast_id: int) -> Response:
    """The curves' numbers, minute by minute."""
    broadcast = _broadcast(broadcast_id)
    heard = Heard(broadcast)
    return render("audience/minutes.html", broadcast=broadcast, heard=heard, names=NAMES)


@bp.post("/broadcasts/<int:broadcast_id>/comments")
@requires(permissions.plans_broadcasts)
def upload(broadcast_id: int) -> ResponseReturnValue:
    """Take a recorded log; the worker reads it."""
    broadcast, form = _broadcast(broadcast_id), LogForm()
    if reason := permissions.leads(actor(), broadcast):
        raise Denied(reason)
    if not form.validate():
        return _page(broadcast, form, 422)
    file = form.file.data
    begun = CommentImport.begin(
        broadcast,
        actor(),
        file_name=file.filename or "",
        log=form.log,
        recorded_at=form.recorded_at,
    )
    path = _place(begun)
    file.save(path)
    _read_later(begun.id, path)
    return redirect(url_for("audience.import_progress", import_id=begun.id), 303)


def _place(begun: CommentImport) -> Path:
    """Where the upload lies until it is read."""
    folder: Path = current_app.extensions["zhubo"].instance / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"comments-{begun.id}.csv"


def _read_later(import_id: int, path: Path) -> None:
    """After the commit: the worker must find the row."""

    @after_this_request
    def _enqueue(response: Response) -> Response:
        if response.status_code < 400:
            current_app.extensions["zhubo_read_upload"](import_id, str(path))
        return response


@bp.get("/comment-imports/<int:import_id>")
@requires(permissions.plans_broadcasts)
def import_progress(import_id: int) -> Response:
    """How far it is; the page may be left and come back to."""
    query = CommentImport.visible_to(actor()).where(CommentImport.id == import_id)
    begun: CommentImport = found(db.session.scalar(query))
    return render("audience/import.html", "progress", begun=begun, columns=COLUMN_NAMES)
