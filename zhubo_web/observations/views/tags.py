"""The catalogue of tags: read by everybody it describes, put into the shop's own words by its keepers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.observations import permissions
from zhubo_web.observations.catalogue import RED_LINES
from zhubo_web.observations.forms import LEVELS, PRIORITIES, TagForm
from zhubo_web.observations.models import Tag
from zhubo_web.observations.models.tag import EDITABLE
from zhubo_web.observations.views import reading
from zhubo_web.observations.views.blueprint import bp


@dataclass(frozen=True)
class Difference:
    """One field of a version and what it was before."""

    label: str
    before: str
    after: str


def _in_words(name: str, value: Any) -> str:
    if name == "active":
        return _("在用") if value else _("已停用")
    if name == "severity":
        return str(dict(LEVELS)[value])
    if name == "priority":
        return str(dict(PRIORITIES)["" if value is None else str(value)])
    return str(value)


def _label(name: str) -> str:
    return _("在不在用") if name == "active" else str(TagForm(formdata=None)[name].label.text)


def differences(old: Tag, new: Tag) -> list[Difference]:
    """What changed from one version to the next."""
    changed = [name for name in EDITABLE if getattr(old, name) != getattr(new, name)]
    return [
        Difference(
            _label(name), _in_words(name, getattr(old, name)), _in_words(name, getattr(new, name))
        )
        for name in changed
    ]


def _history(code: str) -> list[tuple[Tag, list[Difference]]]:
    versions = Tag.versions(code)
    steps = [(new, differences(old, new)) for old, new in pairwise(versions)]
    return [(versions[0], []), *steps][::-1]


def _page(tag: Tag, form: TagForm, status: int = 200) -> Response:
    return render(
        "observations/tag.html",
        "tag",
        status,
        tag=tag,
        form=form,
        say=reading,
        history=_history(tag.code),
        red_line=RED_LINES.get(tag.code),
        keeps=permissions.keeps_tags(actor()),
    )


@bp.get("/tags")
@requires(permissions.reads_tags)
def tags() -> Response:
    """All of them by dimension."""
    order = list(reading.DIMENSION_NAMES)
    every = sorted(Tag.current(), key=lambda tag: (order.index(tag.dimension), tag.code))
    grouped = [(name, list(of)) for name, of in groupby(every, key=lambda tag: tag.dimension)]
    return render("observations/tags.html", grouped=grouped, say=reading, total=len(every))


@bp.get("/tags/<code>")
@requires(permissions.reads_tags)
def tag(code: str) -> Response:
    """One tag: its words, its versions, and what it may mean."""
    one: Tag = found(Tag.find(code))
    return _page(one, TagForm.of(one))


@bp.post("/tags/<code>")
@requires(permissions.keeps_tags)
def revise_tag(code: str) -> ResponseReturnValue:
    """The next version."""
    one: Tag = found(Tag.find(code))
    form = TagForm.of(one)
    if form.validate():
        with refusing(form):
            one.revise(actor(), seen=form.seen, **form.values)
            flash(_("已保存，从现在起的记录用新的说法"))
            return redirect(url_for("observations.tag", code=code), 303)
    return _page(one, form, 422)


@bp.post("/tags/<code>/use")
@requires(permissions.keeps_tags)
def use_tag(code: str) -> ResponseReturnValue:
    """Offer it on the consoles, or no longer."""
    one: Tag = found(Tag.find(code))
    active = request.form.get("active") == "1"
    one.revise(actor(), active=active)
    flash(_("已启用，跟播页上又有它了") if active else _("已停用，跟播页上不再出现，旧记录不变"))
    return redirect(url_for("observations.tag", code=code), 303)
