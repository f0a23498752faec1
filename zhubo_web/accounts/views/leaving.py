"""离职: what will come of it is read first, then it is done."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts import appointments, permissions, roles
from zhubo_web.accounts.appointments import Gap
from zhubo_web.accounts.models import Person, consequences_of
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.accounts.views.counting import appointed
from zhubo_web.accounts.views.people import seen
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render


def _gaps(person: Person) -> list[Gap]:
    """The steps that would stop without this person and go on with them."""
    people = appointed()
    before = appointments.blocked(people)
    without = appointments.blocked([one for one in people if one.id != person.id])
    return [gap for gap in without if gap not in before]


@bp.get("/people/<int:person_id>/leaving")
@requires(permissions.lets_go)
def leaving(person_id: int) -> Response:
    """What leaving means for what this person has a part in."""
    person = seen(person_id)
    values: dict[str, Any] = {"consequences": consequences_of(person), "gaps": _gaps(person)}
    values["held"] = [_(roles.NAMES[role]) for role in person.roles]
    why_not = permissions.sees_off(actor(), person)
    return render("accounts/leaving.html", person=person, why_not=why_not, **values)


@bp.post("/people/<int:person_id>/leaving")
@requires(permissions.lets_go)
def leave(person_id: int) -> ResponseReturnValue:
    """See somebody off."""
    person = seen(person_id)
    person.leave(by=actor())
    flash(_("已办理 %(name)s 离职，所有设备都已退出", name=person.name))
    return redirect(url_for("accounts.person", person_id=person.id), 303)
