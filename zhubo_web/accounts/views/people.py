"""The people of the shop: list, page, invitation, roles, codes, suspension."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts import permissions, roles
from zhubo_web.accounts.forms import GrantForm, InviteForm, NameForm, NumberForm, ProbationForm
from zhubo_web.accounts.models import Person, SignIn
from zhubo_web.accounts.views import showing
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.core.access import actor, found, requires, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

PAGE = 20
PERMISSIONS = (
    "invites", "resets_password", "suspends", "sees_off", "renames", "numbers", "ends_sign_ins",
    "keeps_probation", "reads_probation",
)  # fmt: skip


def seen(person_id: int) -> Any:
    """The person with this number, if the one who asks may see them."""
    return found(db.session.scalar(Person.visible_to(actor()).where(Person.id == person_id)))


@bp.get("/people")
@requires(permissions.reads_people)
def people() -> ResponseReturnValue:
    """Everybody, by name, twenty a page."""
    words, role = request.args.get("q", ""), request.args.get("role", "")
    page = max(0, request.args.get("page", 0, type=int))
    query = Person.matching(actor(), words=words, role=role if role in roles.ALL else "")
    rows = list(db.session.scalars(query.limit(PAGE + 1).offset(page * PAGE)))
    more = url_for("accounts.people", q=words, role=role, page=page + 1) if rows[PAGE:] else None
    values: dict[str, Any] = {"words": words, "role": role, "roles": roles.ALL, "more": more}
    may_invite = permissions.keeps_accounts(actor()) is None
    may_exchange = permissions.exchanges_people(actor()) is None
    values |= {"may_invite": may_invite, "may_exchange": may_exchange, "page": page}
    return render("accounts/people.html", people=rows[:PAGE], **values)


def _invitation(form: InviteForm, status: int = 200) -> Response:
    return render("accounts/invite.html", status=status, form=form)


@bp.get("/people/new")
@requires(permissions.keeps_accounts)
def new_person() -> ResponseReturnValue:
    """The form that invites somebody."""
    form = InviteForm(formdata=None, roles=request.args.getlist("role"))
    form.offer(actor())
    return _invitation(form)


@bp.post("/people")
@requires(permissions.keeps_accounts)
def invite() -> ResponseReturnValue:
    """Invite somebody and show the code that lets them in."""
    form = InviteForm()
    form.offer(actor())
    if form.validate():
        with refusing(form):
            name, username = form.name.data, form.username.data
            person = Person.invite(name=name, username=username, by=actor())
            for role in form.roles.data:
                person.grant(role, actor(), **form.chosen)
            showing.keep(person, person.issue_code("invitation", actor()))
            return redirect(url_for("accounts.show_code", person_id=person.id), 303)
    return _invitation(form, 422)


def _page(person: Person, status: int = 200, **forms: Any) -> Response:
    """A person's page; each verb with the reason why it is not for the one who looks."""
    grant = GrantForm(formdata=None)
    grant.offer(actor())
    given: dict[str, Any] = {"name_form": NameForm(formdata=None, name=person.name)}
    number = NumberForm(formdata=None, number=person.employee_number)
    probation = ProbationForm(formdata=None, probation_until=person.probation_until)
    given |= {"number_form": number, "grant_form": grant, "probation_form": probation} | forms
    why = {name: getattr(permissions, name)(actor(), person) for name in PERMISSIONS}
    why["grants"] = permissions.gives_role(actor(), roles.ASSISTANT, person.id)
    ending = {
        grant.id: permissions.gives_role(actor(), grant.role, person.id, grant.scope)
        for grant in person.grants_in_force
    }
    shown = SignIn.living_of(person) if why["ends_sign_ins"] is None else []
    values: dict[str, Any] = {"why_not": why, "ending": ending, "sign_ins": shown}
    return render("accounts/person.html", status=status, person=person, **values, **given)


@bp.get("/people/<int:person_id>")
@signed_in
def person(person_id: int) -> ResponseReturnValue:
    """One person."""
    return _page(seen(person_id))


def _to(person: Person, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("accounts.person", person_id=person.id), 303)


@bp.post("/people/<int:person_id>/name")
@requires(permissions.keeps_accounts)
def rename(person_id: int) -> ResponseReturnValue:
    """Correct a name."""
    person, form = seen(person_id), NameForm()
    if not form.validate():
        return _page(person, 422, name_form=form)
    person.rename(form.name.data, by=actor())
    return _to(person, _("名字已改"))


@bp.post("/people/<int:person_id>/number")
@requires(permissions.numbers)
def give_number(person_id: int) -> ResponseReturnValue:
    """Write down, change or take out the number of the shop's HR system."""
    person, form = seen(person_id), NumberForm()
    if form.validate():
        with refusing(form):
            person.give_number(form.number.data, by=actor())
            return _to(person, _("工号已保存"))
    return _page(person, 422, number_form=form)


@bp.post("/people/<int:person_id>/probation")
@requires(permissions.keeps_probation)
def set_probation(person_id: int) -> ResponseReturnValue:
    """Write down until when somebody is on probation, or that they are not."""
    person, form = seen(person_id), ProbationForm()
    if form.validate():
        with refusing(form):
            person.set_probation(form.probation_until.data, by=actor())
            return _to(person, _("试用期已保存"))
    return _page(person, 422, probation_form=form)


@bp.post("/people/<int:person_id>/grants")
@requires(permissions.keeps_accounts)
def grant(person_id: int) -> ResponseReturnValue:
    """Give a role."""
    person, form = seen(person_id), GrantForm()
    form.offer(actor())
    if form.validate():
        with refusing(form):
            person.grant(form.role.data, actor(), **form.chosen)
            return _to(person, _("已加上角色，对方下一次操作就生效"))
    return _page(person, 422, grant_form=form)


@bp.post("/people/<int:person_id>/grants/<int:grant_id>/end")
@requires(permissions.keeps_accounts)
def end_grant(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role back."""
    person = seen(person_id)
    given = found(next((one for one in person.grants if one.id == grant_id), None))
    given.end(by=actor())
    return _to(person, _("已收回角色“%(role)s”", role=_(roles.NAMES[given.role])))


@bp.post("/people/<int:person_id>/code")
@requires(permissions.keeps_accounts)
def issue_code(person_id: int) -> ResponseReturnValue:
    """A fresh invitation, or a reset for who has a password already."""
    person = seen(person_id)
    purpose = "reset" if person.password_hash else "invitation"
    showing.keep(person, person.issue_code(purpose, actor()))
    return redirect(url_for("accounts.show_code", person_id=person_id), 303)


@bp.get("/people/<int:person_id>/code")
@requires(permissions.keeps_accounts)
def show_code(person_id: int) -> ResponseReturnValue:
    """The code that was just made, to scan, to copy or to read aloud."""
    person = seen(person_id)
    values = showing.shown(person, url_for("accounts.join"))
    return render("accounts/code.html", person=person, **values)


@bp.post("/people/<int:person_id>/suspension")
@requires(permissions.keeps_accounts)
def suspend(person_id: int) -> ResponseReturnValue:
    """Stop an account; all its devices are signed out at once."""
    person = seen(person_id)
    person.suspend(by=actor())
    return _to(person, _("账号已停用，所有设备都已退出"))


@bp.post("/people/<int:person_id>/restoration")
@requires(permissions.restores)
def restore(person_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    person = seen(person_id)
    person.restore(by=actor())
    return _to(person, _("账号已恢复，可以登录了") if person.is_active else _("现在是待加入"))


@bp.post("/people/<int:person_id>/sign-ins/end")
@requires(permissions.keeps_accounts)
def end_sign_ins(person_id: int) -> ResponseReturnValue:
    """Sign all devices of a person out."""
    person = seen(person_id)
    person.end_sign_ins(actor())
    return _to(person, _("对方的设备都已退出"))
