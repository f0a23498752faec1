"""The identity ledger: how it stands with everybody on air, and one person's lines."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.documents import KINDS
from zhubo_web.broadcasts.forms.identity import IdentityForm
from zhubo_web.broadcasts.models.identity import (
    STANDINGS,
    IdentityCheck,
    kept_by,
    on_the_list,
    standings,
)
from zhubo_web.broadcasts.permissions import checks_identity, keeps_identity
from zhubo_web.broadcasts.views.blueprint import bp
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, requires, signed_in
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

PAGE = 20
PILLS = {"fine": "praise", "soon": "remind", "expired": "issue", "missing": "issue"}


def _person_or_404(person_id: int) -> Person:
    """Oneself, or somebody whose line one keeps."""
    me = actor()
    query = db.session.query(Person).filter(Person.id == person_id)
    if me.id != person_id:
        query = query.filter(Person.id.in_(kept_by(me)))
    person: Person = found(query.one_or_none())
    return person


@bp.get("/identities")
@requires(keeps_identity)
def identities() -> Response:
    """Everybody who is on air in one's rooms, by name, twenty a page."""
    page = max(0, request.args.get("page", 0, type=int))
    rows = list(db.session.scalars(on_the_list(actor()).limit(PAGE + 1).offset(page * PAGE)))
    more = url_for("broadcasts.identities", page=page + 1) if rows[PAGE:] else None
    return render(
        "broadcasts/identities.html",
        rows=standings(rows[:PAGE]),
        more=more,
        pills=PILLS,
        said=STANDINGS,
        kinds=KINDS,
    )


def _page(person: Person, form: IdentityForm | None = None) -> Response:
    shown = form or IdentityForm(formdata=None, checked_on=clock.today())
    shown.offer()
    lines = db.session.scalars(
        IdentityCheck.visible_to(actor()).where(IdentityCheck.person_id == person.id).limit(PAGE)
    ).all()
    return render(
        "broadcasts/identity.html",
        status=status_of(shown),
        person=person,
        form=shown,
        lines=lines,
        standing=standings([person])[0],
        why_not=checks_identity(actor(), person),
        keeps=keeps_identity(actor()) is None,
        pills=PILLS,
        said=STANDINGS,
        kinds=KINDS,
    )


@bp.get("/identities/<int:person_id>")
@signed_in
def identity(person_id: int) -> Response:
    """One person's lines: for themselves, and for who keeps them."""
    return _page(_person_or_404(person_id))


@bp.post("/identities/<int:person_id>")
@requires(keeps_identity)
def note_identity(person_id: int) -> ResponseReturnValue:
    """Write down a look at a document."""
    person, form = _person_or_404(person_id), IdentityForm()
    form.offer()
    if form.validate():
        with refusing(form):
            IdentityCheck.note(person, actor(), **form.values())
            flash(_("记下了"))
            return redirect(url_for("broadcasts.identity", person_id=person.id), 303)
    return _page(person, form)
