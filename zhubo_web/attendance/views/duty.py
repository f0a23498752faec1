"""Who was on duty when, and 换人 while it is on: who leaves, who comes."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import CheckIn, warnings_for
from zhubo_web.attendance.models.check_in import BANDS
from zhubo_web.attendance.models.duty import record_of
from zhubo_web.attendance.models.shifts import PARTS
from zhubo_web.attendance.permissions import READS
from zhubo_web.attendance.views.blueprint import bp, broadcast_or_404
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.staffing import PART_NAMES
from zhubo_web.broadcasts.permissions import leads, plans_broadcasts, sees_broadcasts
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.core.rendering import render


def _leaving(broadcast: Broadcast, asked: str) -> tuple[str, Person] | None:
    """The part and the person that a key like assistant-12 names, if they are there."""
    part, _dash, number = asked.partition("-")
    there = broadcast.people(part) if part in PARTS else []
    return next(((part, one) for one in there if str(one.id) == number), None)


def _could_come(broadcast: Broadcast, part: str) -> list[Person]:
    return [one for one in broadcast.candidates(part) if not broadcast.has_on_roster(one)]


@bp.get("/broadcasts/<int:broadcast_id>/turns")
@requires(sees_broadcasts)
def duty(broadcast_id: int) -> Response:
    """Turns, gaps and check-ins; for the lead, while it is on, who could come instead of whom."""
    broadcast = broadcast_or_404(broadcast_id)
    changes = broadcast.is_on and leads(actor(), broadcast) is None
    leaving = _leaving(broadcast, request.args.get("leaves", "")) if changes else None
    coming = _could_come(broadcast, leaving[0]) if leaving else []
    reads = actor().holds(*READS, room=broadcast.room)
    own = [one for one in CheckIn.every(broadcast) if reads or one.person_id == actor().id]
    values: dict[str, Any] = {"changes": changes, "leaving": leaving, "coming": coming}
    return render(
        "attendance/duty.html",
        "turns",
        broadcast=broadcast,
        record=record_of(broadcast),
        check_ins=own,
        bands=BANDS,
        parts=PART_NAMES,
        works=PARTS,
        warnings=warnings_for(broadcast, [one.id for one in coming]) if coming else {},
        **values,
    )


@bp.post("/broadcasts/<int:broadcast_id>/turns")
@requires(plans_broadcasts)
def take_over(broadcast_id: int) -> ResponseReturnValue:
    """One takes the other's place, from now on."""
    broadcast = broadcast_or_404(broadcast_id)
    if reason := leads(actor(), broadcast):
        raise Denied(reason)
    leaving = _leaving(broadcast, request.form.get("leaves", ""))
    if leaving is None:
        raise Invalid(N_("本场人员已经变了，请看最新的再换"))
    part, person = leaving
    wanted = request.form.get("comes", "")
    comes = next((one for one in _could_come(broadcast, part) if str(one.id) == wanted), None)
    if comes is None:
        raise Invalid(N_("这个人现在接不了，请看最新的名单"))
    broadcast.take_over(part, person, comes, actor())
    flash(_("换好了：%(old)s 下，%(new)s 上", old=person.name, new=comes.name))
    return redirect(url_for("attendance.duty", broadcast_id=broadcast.id), 303)
