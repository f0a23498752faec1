"""利害关系: ties that keep people from rating each other, declared by themselves or by HR."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import choices, refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.evaluations import permissions
from zhubo_web.evaluations.forms import TieForm
from zhubo_web.evaluations.models import Closeness
from zhubo_web.evaluations.views import saying
from zhubo_web.evaluations.views.blueprint import bp
from zhubo_web.extensions import db


def _people() -> dict[int, Person]:
    query = select(Person).where(Person.status.in_(("active", "invited"))).order_by(Person.name)
    return {one.id: one for one in db.session.scalars(query.options(lazyload(Person.grants)))}


def _form(people: dict[int, Person], *, posted: bool) -> TieForm:
    form = TieForm() if posted else TieForm(formdata=None)
    named = [(one.id, one.name) for one in people.values()]
    mine = [(actor().id, actor().name)]
    everybody = actor().holds(*permissions.DECLARES_FOR_OTHERS)
    form.person.choices = choices(named if everybody else mine)
    others = [pair for pair in named if everybody or pair[0] != actor().id]
    form.other.choices = choices([(0, _("请选")), *others])
    if not posted:
        form.person.data = actor().id
    return form


def _page(form: TieForm, status: int = 200) -> Response:
    named = (Closeness.person, Closeness.other)
    query: Any = Closeness.visible_to(actor())
    query = query.options(*(joinedload(one).lazyload(Person.grants) for one in named))
    ties = list(db.session.scalars(query))
    return render("evaluations/ties.html", status=status, ties=ties, form=form, say=saying)


@bp.get("/evaluations/ties")
@requires(permissions.reads_evaluations)
def ties() -> Response:
    """Those in force, and the form."""
    return _page(_form(_people(), posted=False))


@bp.post("/evaluations/ties")
@requires(permissions.reads_evaluations)
def declare() -> ResponseReturnValue:
    """申报."""
    people = _people()
    form = _form(people, posted=True)
    if form.validate():
        with refusing(form):
            one, other = people[form.person.data], people[form.other.data]
            Closeness.declare(one, other, form.kind.data, actor())
            flash(_("已申报，以后不参加这个人的评分"))
            return redirect(url_for("evaluations.ties"), 303)
    return _page(form, 422)


@bp.post("/evaluations/ties/<int:tie_id>/end")
@requires(permissions.reads_evaluations)
def end_tie(tie_id: int) -> ResponseReturnValue:
    """It holds no longer."""
    query: Any = Closeness.visible_to(actor()).where(Closeness.id == tie_id)
    tie: Closeness = found(db.session.scalar(query))
    tie.end(actor())
    flash(_("已取消申报"))
    return redirect(url_for("evaluations.ties"), 303)
