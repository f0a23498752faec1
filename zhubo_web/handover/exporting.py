"""A package as files for other systems: the same lines in .xlsx, JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.spreadsheets import Cell, csv_lines, workbook
from zhubo_web.handover.models import Package
from zhubo_web.handover.packaging import STATUSES, Line

#: The version of the JSON's form; another one says so here.
FORM = "zhubo.month-package/1"
COLUMNS = (
    N_("编号"), N_("工号"), N_("助播"), N_("状态"), N_("总分"), N_("等级"), N_("系数"), N_("工作业绩"),
    N_("工作态度"), N_("专业能力"), N_("场次"), N_("跟播场次"), N_("结果版本"), N_("校验码"),
)  # fmt: skip


def _row(line: Line) -> list[Cell]:
    named: list[Cell] = [line.assistant_id, line.employee_number]
    named += [line.name, _(STATUSES[line.status])]
    scores: list[Cell] = [line.score, line.grade, line.coefficient]
    parts: list[Cell] = [line.results, line.attitude, line.ability]
    return [*named, *scores, *parts, line.broadcasts, line.watched, line.version, line.digest]


def _about(package: Package) -> list[Sequence[Cell]]:
    return [
        (_("月份"), package.month.name),
        (_("更正编号"), package.number),
        (_("制度版本"), package.month.policy.number),
        (_("校验码"), package.digest),
        (_("说明"), _("复核中和没有定稿的按系数 1.0，定下来以后出编号的更正；D 级由人力决定。")),
    ]


def as_workbook(package: Package) -> bytes:
    """Two sheets: the lines, and what they are; a third with what a correction replaces."""
    head = [_(one) for one in COLUMNS]
    sheets: dict[str, Any] = {_("月度包"): (head, [_row(one) for one in package.read])}
    if package.is_correction:
        before = [_row(one.before) for one in package.changes if one.before is not None]
        sheets[_("更正前")] = (head, before)
    return workbook({**sheets, _("说明"): ([_("项"), _("值")], _about(package))})


def as_csv(package: Package) -> Iterator[bytes]:
    """The lines."""
    return csv_lines([_(one) for one in COLUMNS], [_row(one) for one in package.read])


def as_json(package: Package) -> dict[str, Any]:
    """Everything, numbers as text so that no program rounds them."""
    return {
        "form": FORM,
        "month": package.month.name,
        "number": package.number,
        "sent_at": package.created_at.isoformat(),
        "policy_version": package.month.policy.number,
        "lines": package.lines,
        "replaces": package.before,
        "digest": package.digest,
    }
