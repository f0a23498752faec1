"""时间线: a broadcast as curves, segments and notes; its moments; its export."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.staffing import RosterEntry
from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.rendering import render, wants_block
from zhubo_web.extensions import db
from zhubo_web.observations.models import HelpCall
from zhubo_web.observations.views import downloads
from zhubo_web.observations.views.blueprint import bp
from zhubo_web.observations.views.moments import Moment
from zhubo_web.observations.views.shown import Shown
from zhubo_web.observations.views.story import Story

CANCEL_POLLING = 286  # htmx's own status: swap, and ask no more


def _story(broadcast_id: int) -> Story:
    """What the asking person sees of a broadcast, if they may see it at all.

    Its people, breaks, calls for help and newest event come with it in one statement.
    """
    newest = select(func.max(AuditEvent.id)).where(AuditEvent.broadcast_id == Broadcast.id)
    query: Any = Broadcast.visible_to(actor()).where(Broadcast.id == broadcast_id)
    query = query.add_columns(newest.scalar_subquery(), HelpCall)
    query = query.outerjoin(HelpCall, HelpCall.broadcast_id == Broadcast.id)
    nobodys = lazyload(Person.grants)  # names are shown, rights are not asked
    rows = db.session.execute(
        query.options(
            joinedload(Broadcast.interruptions),
            joinedload(Broadcast.roster).joinedload(RosterEntry.person).options(nobodys),
            joinedload(HelpCall.taken_by).options(nobodys),
        )
    )
    there = list(rows.unique())
    broadcast, event = found(there[:1] or None)[0][:2]
    calls = [call for _broadcast, _event, call in there if call is not None]
    return Story(broadcast, actor(), event or 0, calls)


@bp.get("/broadcasts/<int:broadcast_id>/timeline")
@signed_in
def timeline(broadcast_id: int) -> Response:
    """The line and the list under it; htmx may ask for one of them, or whether there is more."""
    shown = Shown(_story(broadcast_id), request.args)
    target = request.headers.get("HX-Target", "")
    if wants_block() and target == "line":
        return _grown(shown)
    response = render("observations/timeline.html", "part", shown=shown)
    if wants_block() and target == "part":
        response.headers["HX-Push-Url"] = shown.here
    return response


def _grown(shown: Shown) -> Response:
    """The drawing, if anything is new; no more after the end."""
    if not shown.story.broadcast.is_on:
        return render("observations/timeline.html", "line", CANCEL_POLLING, shown=shown)
    if shown.wanted.get("seen") == shown.head:
        return Response(status=204)
    return render("observations/timeline.html", "line", shown=shown)


@bp.get("/broadcasts/<int:broadcast_id>/moments/<int:ms>")
@signed_in
def moment(broadcast_id: int, ms: int) -> Response:
    """One moment, to read and to share: whoever opens it is asked the same as on the line itself."""
    one = Moment(_story(broadcast_id), ms)
    found(one.exists or None)
    return render("observations/moment.html", "moment", one=one, shown=Shown(one.story, {}))


@bp.post("/broadcasts/<int:broadcast_id>/timeline/files")
@signed_in
def export_timeline(broadcast_id: int) -> Response:
    """Take what one sees of the line along, as a file; written down, and not without end."""
    return downloads.file_of(_story(broadcast_id), request.form.get("format", ""))
