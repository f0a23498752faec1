"""The page of one broadcast: where it stands, what comes next, who is on it, how it went."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, url_for

from zhubo_web.accounts import roles
from zhubo_web.accounts.views.links import only_here, outside, qr
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.forms import CancelForm, CorrectForm, InterruptForm, StartForm
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.run_sheet import KINDS, progress
from zhubo_web.broadcasts.models.staffing import PART_NAMES
from zhubo_web.broadcasts.permissions import sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import bp, broadcast_or_404
from zhubo_web.broadcasts.workflow import CAUSES, WORKFLOW
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.reasons import Reason
from zhubo_web.core.rendering import render

STEPS = ("scheduled", "checked", "live", "ended", "summarised")
PLACES = {state: place for place, state in enumerate(STEPS)} | {"interrupted": 2, "closed": 5}
PILLS = {"live": "live", "interrupted": "interrupted", "scheduled": "scheduled"}


def screens_of(broadcast: Broadcast, person: Any) -> list[dict[str, Any]]:
    """The live screens this person may open, each with its whole address and QR code."""
    mine = broadcast.has_on_roster(person)
    watches = person.holds(*roles.GROUP, room=broadcast.room) and not mine
    sees = mine or permissions.oversees(person, broadcast) is None
    wanted = [
        ("observations.console", watches, "console"),
        ("observations.overlay", sees, "overlay"),
    ]
    return [_screen(endpoint, kind, broadcast) for endpoint, may, kind in wanted if may]


def _screen(endpoint: str, kind: str, broadcast: Broadcast) -> dict[str, Any]:
    """A link to what an upper feature shows; this one only knows its name."""
    assert endpoint in current_app.view_functions
    href = url_for(endpoint, broadcast_id=broadcast.id)
    whole = outside(href)
    picture = qr(whole)
    return {"kind": kind, "href": href, "whole": whole, "qr": picture, "here": only_here(whole)}


def reasons(broadcast: Broadcast, person: Any) -> dict[str, Reason | None]:
    """For every verb that leaves the present state: None, or why this person may not."""
    verbs = ("cancel", "interrupt", "resume", "end")
    ways = {verb: broadcast.why_not(verb, person) for verb in verbs if _leaves(broadcast, verb)}
    if broadcast.is_coming:
        ways["start"] = broadcast.why_not_start(person)
        ways["replan"] = broadcast.why_not_replan(person)
        ways["check"] = permissions.checks(person, broadcast)
        ways["second"] = broadcast.why_not_second(person)
        ways["sheet"] = permissions.leads_or_assists(person, broadcast)
    if broadcast.is_coming or broadcast.is_on:
        ways["roster"] = permissions.leads(person, broadcast)
    if broadcast.is_on:
        ways["advance"] = permissions.advances(person, broadcast)
    if broadcast.started_at is not None and broadcast.state != "closed":
        ways["correct"] = broadcast.why_not_correct(person)
    return ways


def _leaves(broadcast: Broadcast, verb: str) -> bool:
    return WORKFLOW.row(broadcast.state, verb) is not None


def _place(broadcast: Broadcast) -> int:
    """How far it is: 同上场 counts as checked."""
    confirmed = broadcast.state == "scheduled" and not broadcast.unchecked
    return 1 if confirmed else PLACES.get(broadcast.state, 0)


def page(broadcast: Broadcast, status: int = 200, **forms: Any) -> Response:
    """The page, perhaps with a form that was refused."""
    interrupt = forms.pop("interrupt_form", None) or InterruptForm(formdata=None)
    interrupt.offer()
    times = {"started_at": broadcast.started_at, "ended_at": broadcast.ended_at}
    given = {
        "start_form": StartForm(formdata=None),
        "cancel_form": CancelForm(formdata=None),
        "correct_form": CorrectForm(formdata=None, data=times),
        "interrupt_form": interrupt,
        **forms,
    }
    return render(
        "broadcasts/show.html",
        status=status,
        broadcast=broadcast,
        state=WORKFLOW.states[broadcast.state],
        pill=PILLS.get(broadcast.state, "ended"),
        steps_said=[_(WORKFLOW.states[one]) for one in STEPS],
        place=_place(broadcast),
        rows=progress(broadcast),
        why=reasons(broadcast, actor()),
        screens=screens_of(broadcast, actor()),
        causes=CAUSES,
        kinds=KINDS,
        parts=PART_NAMES,
        signers=broadcast.signers(),
        **given,
    )


@bp.get("/broadcasts/<int:broadcast_id>")
@requires(sees_broadcasts)
def show(broadcast_id: int) -> Response:
    """One broadcast."""
    return page(broadcast_or_404(broadcast_id))
