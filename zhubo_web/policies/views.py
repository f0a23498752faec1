"""The policy in force and its versions, for everybody; its numbers and settings, for who keeps it."""

from __future__ import annotations

from decimal import Decimal
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
from zhubo_web.policies import weighing
from zhubo_web.policies.composites import DIMENSIONS as MONTH_SIDES
from zhubo_web.policies.composites import POSTS, SOURCES, Composite, Grade, MonthItem
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
    "month": N_("月评怎么算"),
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


def _month(version: PolicyVersion) -> dict[str, Any]:
    """What a month is made of, in rows: weights by post, sources and anchors by item, the bands."""
    month, posts = version.composite, list(version.composite.posts)
    rows = [
        (f"{_(MONTH_SIDES[one.dimension])} · {_(one.name)}", str(one.weight),
         *(str(month.weight(one, post)) for post in posts), _mix(one), *(map(_, one.anchors)))
        for one in month.items
    ]  # fmt: skip
    return {
        "columns": [_("项目"), *((_(POSTS[post]), "num") for post in ("", *posts)), _("来源")],
        "rows": [row[: 3 + len(posts)] for row in rows],
        "levels": [(row[0], *row[3 + len(posts) :]) for row in rows if len(row) > 3 + len(posts)],
        "bands": _bands(month),
    }


def _mix(item: MonthItem) -> str:
    """直播数据 100, or each source with its share and the most it may be."""
    told = []
    for one in item.sources:
        most = _("（最多 %(num)s%%）", num=one.cap) if one.cap < 100 else ""
        told.append(f"{_(SOURCES[one.name])} {one.weight}{most}")
    return _("、").join(told)


def _bands(month: Composite) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(what, how many points)]) of marks, figures, shares, tallies and grades."""

    def points(value: Decimal) -> str:
        return _("%(num)s 分", num=weighing.plain(value))

    def grade(one: Grade) -> str:
        least = _("%(num)s 分起", num=weighing.plain(one.least))
        if one.coefficient is None:
            return least + _("，系数由人力资源定")
        return least + _("，系数 %(num)s", num=weighing.plain(one.coefficient))

    shares = [(f"≥ {weighing.plain(least)}%", points(worth)) for least, worth in month.shares]
    named = weighing.STANDINGS.items()
    tally = weighing.TALLIES.items()
    rows = {
        "marks": [
            (_("打 %(num)s 分", num=one), points(month.marks[one])) for one in weighing.MARKS
        ],
        "figures": [(_(title), points(month.figures[name])) for name, title in named],
        "shares": shares,
        "tally": [(_(title), weighing.plain(month.tally[name])) for name, title in tally],
        "grades": [(one.name, grade(one)) for one in month.grades],
    }
    return [(_(weighing.GROUPS[name]), pairs) for name, pairs in rows.items()]


def _changes(version: PolicyVersion) -> list[tuple[str, ...]]:
    """What it changed of the version before: title, before, after."""
    before = version.before()
    if before is None:
        return []
    numbers = [
        (_(one.title), _worded(one, before), _worded(one, version))
        for one in PARAMETERS
        if before.numbers.number(one.name) != version.numbers.number(one.name)
    ]
    month = weighing.changed(before.composite, version.composite)
    return numbers + [
        (" · ".join(_(word) for word in one.words), *(_shown(one, text) for text in pair))
        for one, *pair in month
    ]


def _shown(field: weighing.Field, text: str) -> str:
    """A value of the month; words of the product's own in the reader's language."""
    return _(text) if field.is_text and text else text


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
        month=_month(version) if _part() == "month" else {},
        changes=_changes(version) if _part() in ("numbers", "month", "versions") else [],
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


def _edit(form: VersionForm, version: PolicyVersion, status: int = 200) -> Response:
    fields = [
        (_(GROUPS[group]), [form[one.name] for one in of])
        for group, of in groupby(PARAMETERS, lambda one: one.group)
    ]
    fields += [
        (_(weighing.GROUPS[group]), [form[one.name] for one in of])
        for group, of in groupby(weighing.fields(version.composite), lambda one: one.group)
    ]
    return render("policies/edit.html", status=status, form=form, groups=fields)


@bp.get("/policy/versions/new")
@requires(keeps_policy)
def new() -> Response:
    """The next version begins as the one in force."""
    version = PolicyVersion.in_force()
    return _edit(VersionForm.after(version, posted=False), version)


@bp.post("/policy/versions")
@requires(keeps_policy)
def enact() -> ResponseReturnValue:
    """Announce the next version."""
    version = PolicyVersion.in_force()
    form = VersionForm.after(version, posted=True)
    if form.validate():
        with refusing(form):
            made = PolicyVersion.enact(
                form.typed(), form.effective_on.data, form.note.data or "", actor()
            )
            flash(_("第 %(number)s 版已公布，到日子自动生效", number=made.number))
            return redirect(url_for("policies.version", number=made.number), 303)
    return _edit(form, version, 422)
