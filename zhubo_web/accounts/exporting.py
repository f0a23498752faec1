"""The people of the shop as a CSV file, which can be brought back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.spreadsheets import csv_lines

COLUMNS = (N_("编号"), N_("工号"), N_("登录名"), N_("姓名"), N_("角色"), N_("状态"))
PROBATION = N_("试用期到")
STATUSES = {
    "invited": N_("待加入"),
    "active": N_("在职"),
    "suspended": N_("已停用"),
    "left": N_("已离开"),
}


def as_csv(people: Iterable[Person], *, probation: bool) -> Iterator[bytes]:
    """A line for each; their roles by name, and their probation for who may read it."""
    columns = (*COLUMNS, PROBATION) if probation else COLUMNS
    rows = (
        [
            one.id,
            one.employee_number,
            one.username,
            one.name,
            _("、").join(_(roles.NAMES[role]) for role in one.roles),
            _(STATUSES[one.status]),
            *([_until(one)] if probation else []),
        ]
        for one in people
    )
    return csv_lines([_(one) for one in columns], rows)


def _until(person: Person) -> str:
    """The last day of somebody's probation as it is brought back in."""
    return person.probation_until.isoformat() if person.probation_until else ""
