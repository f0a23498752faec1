"""The policy in force and its versions, for everybody; its numbers and settings, for who keeps it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.policies.forms import SettingForm, VersionForm
from zhubo_web.policies.models import KindSetting, PolicyVersion
from zhubo_web.policies.parameters import GROUPS, PARAMETERS, UNITS, Parameter
from zhubo_web.policies.permissions import chooses_settings, keeps_policy, reads_policy
from zhubo_web.policies.rising import KINDS, MEANINGS, SETTING_NAMES
from zhubo_web.policies.rubrics import DIMENSIONS, weights

bp = Blueprint("policies", __name__)
PARTS = {
    "settings": N_("省事、标准、严谨"),
    "rubric": N_("打分尺度"),
    "numbers": N_("数值"),
    "versions": N_("各个版本"),
}
WEEKDAYS = ("", "周一", "周二", "周三", "周四", "周五", "周六", "周日")


def _worded(one: Parameter, version: PolicyVersion) -> str:
    """A number with its unit: 24 小时, 14:00, 周六."""
    value = version.numbers.number(one.name)
    if one.unit == "weekday":
        return _(WEEKDAYS[int(value)])
    return one.shown(value) if one.unit == "time" else f"{value} {_(UNITS[one.unit])}"


def _numbers(version: PolicyVersion) -> list[tuple[str, list[tuple[str, str]]]]:
    """The numbers by part of the work: (heading, [(title, value)])."""
    grouped = groupby(PARAMETERS, lambda one: one.group)
    return [
        (_(GROUPS[group]), [(_(one.title), _worded(one, version)) for one in of])
        for group, of in grouped
    ]


def _rubric(version: PolicyVersion) -> dict[str, list[tuple[str, ...]]]:
    """Dimension → a row for each item: name, weight, what 1, 3 and 5 look like."""
    rows: dict[str, list[tuple[str, ...]]] = {key: [] for key in DIMENSIONS}
    for one in version.rubric:
        seen = tuple(_(anchor) for anchor in one.anchors)
        rows[one.dimension].append((f"{one.code} {_(one.name)}", str(one.weight), *seen))
    return rows


def _kinds(wrong: SettingForm | None = None, kind: str = "") -> list[dict[str, Any]]:
    """Each kind of object, what is chosen for it, and what that means."""
    chosen = KindSetting.chosen()
    return [
        {
            "key": key,
            "name": _(name),
            "form": wrong if key == kind else SettingForm(formdata=None, setting=chosen[key]),
            "setting": _(SETTING_NAMES[chosen[key]]),
            "meanings": list(zip(SETTING_NAMES.values(), MEANINGS[key], strict=True)),
        }
        for key, name in KINDS.items()
    ]


def _tabs(version: PolicyVersion, part: str) -> list[dict[str, Any]]:
    def address(key: str) -> str:
        return url_for("policies.version", number=version.number, part=key)

    return [
        {"text": _(name), "href": address(key), "current": key == part}
        for key, name in PARTS.items()
    ]


def _part() -> str:
    asked = request.args.get("part", "")
    return asked if asked in PARTS else next(iter(PARTS))


def _page(
    version: PolicyVersion, wrong: SettingForm | None = None, kind: str = "", status: int = 200
) -> Response:
    return render(
        "policies/show.html",
        status=status,
        version=version,
        part=_part(),
        tabs=_tabs(version, _part()),
        coming=PolicyVersion.coming(),
        in_force=PolicyVersion.in_force(),
        versions=list(db.session.scalars(PolicyVersion.visible_to(actor()).limit(20))),
        numbers=_numbers(version),
        rubric_rows=_rubric(version),
        dimensions=DIMENSIONS,
        weights=weights(version.rubric),
        kinds=_kinds(wrong, kind),
        why_not=keeps_policy(actor()),
        why_not_choose=chooses_settings(actor()),
    )


@bp.get("/policy")
@requires(reads_policy)
def show() -> Response:
    """What is in force now."""
    return _page(PolicyVersion.in_force())


@bp.get("/policy/versions/<int:number>")
@requires(reads_policy)
def version(number: int) -> Response:
    """One version, past, present or coming."""
    query = PolicyVersion.visible_to(actor()).where(PolicyVersion.number == number)
    return _page(found(db.session.scalar(query)))


@bp.post("/policy/settings/<kind>")
@requires(chooses_settings)
def choose(kind: str) -> ResponseReturnValue:
    """省事, 标准 or 严谨 for what begins from now on."""
    found(KINDS.get(kind))
    form = SettingForm()
    if form.validate():
        with refusing(form):
            KindSetting.choose(kind, form.setting.data, actor())
            flash(_("已保存，从现在开始的新事项按这个办"))
            return redirect(url_for("policies.show", _anchor=f"kind-{kind}"), 303)
    return _page(PolicyVersion.in_force(), form, kind, 422)


def _edit(form: VersionForm, status: int = 200) -> Response:
    fields = [
        (_(GROUPS[group]), [form[one.name] for one in of])
        for group, of in groupby(PARAMETERS, lambda one: one.group)
    ]
    return render("policies/edit.html", status=status, form=form, groups=fields)


@bp.get("/policy/versions/new")
@requires(keeps_policy)
def new() -> Response:
    """The next version begins as the one in force."""
    return _edit(VersionForm.following(PolicyVersion.in_force()))


@bp.post("/policy/versions")
@requires(keeps_policy)
def enact() -> ResponseReturnValue:
    """Announce the next version."""
    form = VersionForm()
    if form.validate():
        with refusing(form):
            made = PolicyVersion.enact(
                form.typed(), form.effective_on.data, form.note.data or "", actor()
            )
            flash(_("第 %(number)s 版已公布，到日子自动生效", number=made.number))
            return redirect(url_for("policies.version", number=made.number), 303)
    return _edit(form, 422)
