"""利害关系: ties that keep people from rating each other, declared, confirmed and ended."""

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
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.evaluations import permissions
from zhubo_web.evaluations.forms import EndTieForm, TieForm
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


def _page(
    form: TieForm, status: int = 200, *, ending: tuple[int, EndTieForm] | None = None
) -> Response:
    named = (Closeness.person, Closeness.other)
    query: Any = Closeness.visible_to(actor())
    query = query.options(*(joinedload(one).lazyload(Person.grants) for one in named))
    ties = list(db.session.scalars(query))
    ends = {one.id: _end_form(one) for one in ties if _settles(one)}
    if ending is not None:
        ends[ending[0]] = ending[1]
    waiting = [one for one in ties if one.confirmed_at is None]
    counting = [one for one in ties if one.confirmed_at is not None]
    values: dict[str, Any] = {
        "waiting": waiting,
        "counting": counting,
        "form": form,
        "ends": ends,
        "say": saying,
    }
    return render("evaluations/ties.html", status=status, **values)


def _settles(tie: Closeness) -> bool:
    return permissions.settles_tie(actor(), tie) is None


def _end_form(tie: Closeness, *, posted: bool = False) -> EndTieForm:
    """With an id of its own: the page has one for each tie."""
    form = EndTieForm() if posted else EndTieForm(formdata=None)
    form.reason.id = f"reason-{tie.id}"
    return form


def _tie(tie_id: int) -> Closeness:
    query: Any = Closeness.visible_to(actor()).where(Closeness.id == tie_id)
    tie: Closeness = found(db.session.scalar(query))
    return tie


@bp.get("/evaluations/ties")
@requires(permissions.reads_evaluations)
def ties() -> Response:
    """Those that count, those that wait, and the form."""
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
            made = Closeness.declare(one, other, form.kind.data, actor())
            if made.confirmed_at is None:
                flash(_("已申报，人力资源或行政确认以后算数；对方也申报了马上算数"))
            else:
                flash(_("已申报，以后这两个人互不评分"))
            return redirect(url_for("evaluations.ties"), 303)
    return _page(form, 422)


@bp.post("/evaluations/ties/<int:tie_id>/confirmation")
@requires(permissions.reads_evaluations)
def confirm_tie(tie_id: int) -> ResponseReturnValue:
    """It counts."""
    _tie(tie_id).confirm(actor())
    flash(_("已确认，以后这两个人互不评分"))
    return redirect(url_for("evaluations.ties"), 303)


@bp.post("/evaluations/ties/<int:tie_id>/end")
@requires(permissions.reads_evaluations)
def end_tie(tie_id: int) -> ResponseReturnValue:
    """It holds no longer, with the reason."""
    tie = _tie(tie_id)
    if reason := permissions.settles_tie(actor(), tie):
        raise Denied(reason)
    form = _end_form(tie, posted=True)
    if form.validate():
        with refusing(form):
            tie.end(actor(), form.reason.data or "")
            flash(_("已取消申报"))
            return redirect(url_for("evaluations.ties"), 303)
    return _page(_form(_people(), posted=False), 422, ending=(tie.id, form))
