"""One's own notices: what is new, what was read, and the bell of every page."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.duties import permissions
from zhubo_web.duties.models import Notice
from zhubo_web.duties.views.blueprint import bp
from zhubo_web.extensions import db

PAGE = 20


def unread() -> int:
    """How many notices whoever is asking has not read."""
    person = actor()
    return 0 if person is None or person.is_screen else person.unread_notices


@bp.get("/notices")
@signed_in
def notices() -> Response:
    """What is new; with ?state=read what was read. Twenty a page, the newest first."""
    read = request.args.get("state") == "read"
    page = max(0, request.args.get("page", 0, type=int))
    kind = Notice.read_at.is_not(None) if read else Notice.read_at.is_(None)
    query = Notice.visible_to(actor()).where(kind)
    rows = list(db.session.scalars(query.limit(PAGE + 1).offset(page * PAGE)))
    state = "read" if read else None
    more = url_for("duties.notices", state=state, page=page + 1) if rows[PAGE:] else None
    values: dict[str, Any] = {"notices": rows[:PAGE], "read": read, "more": more}
    values["keeps_channels"] = permissions.keeps_channels(actor()) is None
    values["keeps_calendar"] = permissions.keeps_calendar(actor()) is None
    return render("duties/notices.html", **values)


@bp.post("/notices/reading")
@signed_in
def read_all() -> ResponseReturnValue:
    """All of them are read."""
    Notice.read_all(actor())
    flash(_("都标为已读了"))
    return redirect(url_for("duties.notices"), 303)


@bp.post("/notices/<int:notice_id>/reading")
@signed_in
def read(notice_id: int) -> ResponseReturnValue:
    """One of them is read; go on to what it is about, if asked."""
    query = Notice.visible_to(actor()).where(Notice.id == notice_id)
    found(db.session.scalar(query)).read()
    return redirect(url_for("duties.notices"), 303)
