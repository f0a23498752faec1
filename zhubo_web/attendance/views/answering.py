"""The requests about a broadcast and their answers; and all of them, for who plans and for HR."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.attendance.forms import RefuseForm
from zhubo_web.attendance.models import Leave, warnings_for
from zhubo_web.attendance.permissions import decides_leave, is_asked, reads_shifts
from zhubo_web.attendance.views.blueprint import (
    back_to_leaves,
    bp,
    broadcast_or_404,
    leave_or_404,
)
from zhubo_web.attendance.workflow import KINDS, LEAVE
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.permissions import sees_broadcasts
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

SHOWN = 20
VERBS = ("approve", "cancel")
PILLS = {"requested": "remind", "approved": "praise", "refused": "mark", "cancelled": "mark"}


def _ways(leave: Leave) -> dict[str, Reason | None]:
    """For every verb that leaves the present state: None, or why this person may not."""
    ways = {
        verb: leave.why_not(verb, actor())
        for verb in VERBS
        if LEAVE.row(leave.state, verb) is not None
    }
    if leave.state == "requested":
        ways["refuse"] = decides_leave(actor(), leave)
        ways["answer"] = is_asked(actor(), leave) or (
            Reason(N_("已经答复过")) if leave.other_agreed_at else None
        )
    return ways


def _strained(leave: Leave) -> list[tuple[str, list[Reason]]]:
    """Who would work what instead, where something stands against it."""
    if leave.state != "requested" or leave.other is None:
        return []
    found = []
    mine = warnings_for(leave.broadcast, [leave.other.id], without=leave.given_id)
    found.append((leave.other.name, mine[leave.other.id]))
    if leave.given is not None:
        theirs = warnings_for(leave.given, [leave.person_id], without=leave.broadcast_id)
        found.append((leave.person.name, theirs[leave.person_id]))
    return [(name, reasons) for name, reasons in found if reasons]


def _leaves(broadcast_id: int) -> list[Leave]:
    query = Leave.listed(actor()).where(Leave.broadcast_id == broadcast_id)
    return list(db.session.scalars(query.limit(SHOWN)))


def _page(broadcast: Broadcast, leaves: list[Leave], status: int = 200, **given: Any) -> Response:
    return render(
        "attendance/leaves.html",
        status=status,
        broadcast=broadcast,
        sees=broadcast.open_to(actor()),
        rows=[(leave, _ways(leave), _strained(leave)) for leave in leaves],
        form=given.get("form"),
        blank=RefuseForm(formdata=None),
        refused=given.get("refused", 0),
        kinds=KINDS,
        states=LEAVE.states,
        pills=PILLS,
    )


@bp.get("/broadcasts/<int:broadcast_id>/leaves")
@requires(sees_broadcasts)
def of_broadcast(broadcast_id: int) -> Response:
    """Those of its requests that one may see; also for who is not, or no longer, on the roster."""
    leaves = _leaves(broadcast_id)
    return _page(leaves[0].broadcast if leaves else broadcast_or_404(broadcast_id), leaves)


@bp.post("/leaves/<int:leave_id>/consent")
@requires(sees_broadcasts)
def agree(leave_id: int) -> ResponseReturnValue:
    """The other person's yes."""
    leave = leave_or_404(leave_id)
    leave.agree(actor())
    flash(_("你同意了，现在由主管批准"))
    return back_to_leaves(leave.broadcast_id)


@bp.post("/leaves/<int:leave_id>/declining")
@requires(sees_broadcasts)
def decline(leave_id: int) -> ResponseReturnValue:
    """The other person's no."""
    leave = leave_or_404(leave_id)
    leave.decline(actor())
    flash(_("已告诉对方"))
    return back_to_leaves(leave.broadcast_id)


@bp.post("/leaves/<int:leave_id>/approval")
@requires(sees_broadcasts)
def approve(leave_id: int) -> ResponseReturnValue:
    """Yes; the roster follows."""
    leave = leave_or_404(leave_id)
    leave.approve(actor())
    flash(
        _("批准了，本场人员已经改好；还要找人顶班")
        if leave.kind == "leave"
        else _("批准了，本场人员已经改好")
    )
    return back_to_leaves(leave.broadcast_id)


@bp.post("/leaves/<int:leave_id>/refusal")
@requires(sees_broadcasts)
def refuse(leave_id: int) -> ResponseReturnValue:
    """No, with a reason."""
    leave, form = leave_or_404(leave_id), RefuseForm()
    if form.validate():
        with refusing(form):
            leave.refuse(actor(), form.reason.data)
            flash(_("没有批准，原因本人看得到"))
            return back_to_leaves(leave.broadcast_id)
    return _page(leave.broadcast, _leaves(leave.broadcast_id), 422, form=form, refused=leave.id)


@bp.post("/leaves/<int:leave_id>/cancellation")
@requires(sees_broadcasts)
def cancel(leave_id: int) -> ResponseReturnValue:
    """Call it off."""
    leave = leave_or_404(leave_id)
    restored = leave.cancel(actor())
    flash(_("已撤回") if restored else _("已撤回；这一班已经有别人顶上，人员没有改回来"))
    return back_to_leaves(leave.broadcast_id)


@bp.get("/leaves")
@requires(reads_shifts)
def all_leaves() -> Response:
    """What waits for an answer first, then what was decided; twenty a page."""
    page = max(0, request.args.get("page", 0, type=int))
    waiting = (Leave.state != "requested", Leave.created_at.desc(), Leave.id.desc())
    query = Leave.listed(actor()).order_by(None).order_by(*waiting)
    rows = db.session.scalars(query.limit(SHOWN + 1).offset(page * SHOWN)).all()
    return render(
        "attendance/all.html",
        rows=rows[:SHOWN],
        following=page + 1 if len(rows) > SHOWN else None,
        kinds=KINDS,
        states=LEAVE.states,
        pills=PILLS,
    )
