"""The shop's templates by theme."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.plans.forms import TemplateForm
from zhubo_web.plans.models import PlanTemplate
from zhubo_web.plans.permissions import keeps_templates, reads_plans
from zhubo_web.plans.views.blueprint import bp


def _form(theme: PlanTemplate | None = None, **given: Any) -> TemplateForm:
    values = {} if theme is None else {
        "name": theme.name,
        "interactions": "\n".join(theme.interactions),
        "sentence": theme.sentence,
    }  # fmt: skip
    return TemplateForm(**given, data=values)


def _page(form: TemplateForm | None = None, theme: PlanTemplate | None = None) -> Response:
    """All themes, with one form: for a new one, or for the one that is being changed."""
    form = form or _form(theme, formdata=None)
    return render(
        "plans/templates.html",
        status=status_of(form),
        themes=PlanTemplate.every(retired=True),
        form=form,
        theme=theme,
        why_not=keeps_templates(actor()),
    )


def _theme(template_id: int) -> PlanTemplate:
    theme: PlanTemplate = found(db.session.get(PlanTemplate, template_id))
    return theme


def _back(text: str) -> ResponseReturnValue:
    flash(text)
    return redirect(url_for("plans.themes"), 303)


@bp.get("/plans/templates")
@requires(reads_plans)
def themes() -> Response:
    """What there is to choose from, and for those who keep it a form."""
    return _page()


@bp.get("/plans/templates/<int:template_id>")
@requires(keeps_templates)
def theme(template_id: int) -> Response:
    """The form with a theme."""
    return _page(theme=_theme(template_id))


@bp.post("/plans/templates")
@requires(keeps_templates)
def add_theme() -> ResponseReturnValue:
    """A new theme."""
    form = TemplateForm()
    if form.validate():
        with refusing(form):
            PlanTemplate.add(*form.values(), actor())
            return _back(_("已保存"))
    return _page(form)


@bp.post("/plans/templates/<int:template_id>")
@requires(keeps_templates)
def change_theme(template_id: int) -> ResponseReturnValue:
    """Change it."""
    found_theme, form = _theme(template_id), TemplateForm()
    if form.validate():
        with refusing(form):
            found_theme.change(*form.values(), actor())
            return _back(_("已保存"))
    return _page(form, found_theme)


@bp.post("/plans/templates/<int:template_id>/retirement")
@requires(keeps_templates)
def retire_theme(template_id: int) -> ResponseReturnValue:
    """Take it out of use."""
    _theme(template_id).retire(actor())
    return _back(_("已停用"))


@bp.post("/plans/templates/<int:template_id>/restoration")
@requires(keeps_templates)
def restore_theme(template_id: int) -> ResponseReturnValue:
    """Take it into use again."""
    _theme(template_id).retire(actor(), active=True)
    return _back(_("已恢复"))
