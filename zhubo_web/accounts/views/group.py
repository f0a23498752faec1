"""The supervision group: three classes, their members and substitutes."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts import appointments, permissions, roles
from zhubo_web.accounts.forms import SeatForm
from zhubo_web.accounts.models import Grant, GroupSeat, Person
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.accounts.views.counting import appointed
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import choices, refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


def _form(formdata: bool) -> SeatForm:
    """Those who hold the role of one of the classes can be appointed."""
    form = SeatForm() if formdata else SeatForm(formdata=None)
    able = Person.visible_to(actor()).where(
        Person.grants.any(Grant.role.in_(roles.GROUP) & Grant.ended_at.is_(None)),
        Person.status.in_(("invited", "active")),
    )
    named = {person.id: person for person in db.session.scalars(able)}
    form.person.choices = choices(
        (one.id, f"{one.name}（{'、'.join(_(roles.NAMES[r]) for r in one.roles)}）")
        for one in named.values()
    )
    return form


def _page(form: SeatForm, status: int = 200) -> Response:
    seats = GroupSeat.current()
    values: dict[str, Any] = {
        "seats": {key: [s for s in seats if s.member_class == key] for key in roles.CLASSES},
        "class_names": roles.CLASS_NAMES,
        "gaps": {key: appointments.EMPTY_CLASS[key] for key in roles.CLASSES},
        "blocked": appointments.blocked(appointed()),
        "why_not": permissions.appoints_group(actor()),
    }
    return render("accounts/group.html", status=status, form=form, **values)


@bp.get("/group")
@requires(permissions.reads_group)
def group() -> ResponseReturnValue:
    """Who supervises, by class, and what an empty class blocks."""
    return _page(_form(formdata=False))


@bp.post("/group/seats")
@requires(permissions.appoints_group)
def appoint() -> ResponseReturnValue:
    """Give somebody a seat."""
    form = _form(formdata=True)
    if form.validate():
        with refusing(form):
            person = db.session.get(Person, form.person.data)
            assert person is not None
            kind, substitute = form.member_class.data, form.substitute.data
            GroupSeat.appoint(person, kind, actor(), substitute=substitute)
            flash(_("已任命 %(name)s", name=person.name))
            return redirect(url_for("accounts.group"), 303)
    return _page(form, 422)


@bp.post("/group/seats/<int:seat_id>/end")
@requires(permissions.appoints_group)
def end_seat(seat_id: int) -> ResponseReturnValue:
    """Take a seat back."""
    seat = found(next((one for one in GroupSeat.current() if one.id == seat_id), None))
    seat.end(by=actor())
    flash(_("%(name)s 已不在小组里", name=seat.person.name))
    return redirect(url_for("accounts.group"), 303)
