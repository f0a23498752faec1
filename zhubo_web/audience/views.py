"""公屏: viewers' comments of a broadcast, and reading in a recorded log."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
    redirect,
    url_for,
)
from flask.typing import ResponseReturnValue

from zhubo_web.audience.forms import LogForm
from zhubo_web.audience.models import KEPT, Comment, CommentImport, per_minute, samples_of
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Reason
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

bp = Blueprint("audience", __name__)
SAMPLES = 12
CHART_WIDTH, CHART_HEIGHT = 640, 120
COLUMN_NAMES = {
    "time": N_("时间"),
    "user_id": N_("用户编号"),
    "content": N_("评论"),
    None: N_("整行"),
}


@dataclass
class Minutes:
    """What a broadcast's viewers wrote, counted."""

    broadcast: Broadcast

    @cached_property
    def minutes(self) -> list[tuple[int, int]]:
        """(minute, comments) from the first minute of the broadcast on, none left out."""
        known = dict(per_minute(self.broadcast))
        return [(minute, known.get(minute, 0)) for minute in range(max(known, default=-1) + 1)]

    @cached_property
    def samples(self) -> list[Comment]:
        """Some of the masked texts; none once they had to be removed."""
        return samples_of(self.broadcast, SAMPLES)

    @property
    def total(self) -> int:
        return sum(count for _minute, count in self.minutes)

    @property
    def peak(self) -> tuple[int, int]:
        """The busiest minute and its comments."""
        return max(self.minutes, key=lambda pair: pair[1])

    @property
    def bars(self) -> str:
        """The bars of the chart, one path: a minute a bar, the busiest as high as the chart."""
        width = CHART_WIDTH / max(30, len(self.minutes))
        most = self.peak[1] or 1
        heights = ((minute, count * CHART_HEIGHT / most) for minute, count in self.minutes if count)
        return "".join(
            f"M{minute * width:.1f} {CHART_HEIGHT}v{-height:.1f}h{width * 0.8:.1f}v{height:.1f}z"
            for minute, height in heights
        )


def _broadcast(broadcast_id: int) -> Broadcast:
    query: Any = Broadcast.visible_to(actor()).where(Broadcast.id == broadcast_id)
    broadcast: Broadcast = found(db.session.scalar(query))
    return broadcast


def _page(broadcast: Broadcast, form: LogForm, status: int = 200) -> Response:
    query = CommentImport.visible_to(actor()).where(CommentImport.broadcast_id == broadcast.id)
    return render(
        "audience/comments.html",
        status=status,
        broadcast=broadcast,
        heard=Minutes(broadcast),
        imports=list(db.session.scalars(query.limit(10))),
        form=form,
        why_not=permissions.leads(actor(), broadcast) or _not_begun(broadcast),
        kept_days=KEPT.days,
    )


def _not_begun(broadcast: Broadcast) -> Reason | None:
    return None if broadcast.started_at else Reason(N_("还没开播，开播以后再导入评论"))


@bp.get("/broadcasts/<int:broadcast_id>/comments")
@requires(permissions.sees_broadcasts)
def comments(broadcast_id: int) -> Response:
    """How much was written when, with samples."""
    return _page(_broadcast(broadcast_id), LogForm(formdata=None))


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
        broadcast, actor(), file_name=file.filename or "", recorded_at=form.recorded_at
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
