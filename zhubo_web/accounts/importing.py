"""Reading a table of people pasted from a spreadsheet or uploaded as CSV: one person a line. Pure.

The first line names the columns, in any order: 工号 登录名 姓名 角色 试用期到; others are passed over, so
that our own export can be brought back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.spreadsheets import DANGEROUS, safe
from zhubo_web.core.tables import key, plain, rows_of

LONGEST_TEXT = 100_000
MOST_LINES = 300
LONGEST_CELL = 40
USERNAME = re.compile(r"[\w.@+-]{2,40}")
#: Column → what may stand over it.
HEADERS = {
    "number": ("工号", "工號", "员工编号", "employeenumber"),
    "username": ("登录名", "登錄名", "登入名", "用户名", "username", "signinname", "sign-inname"),
    "name": ("姓名", "名字", "name"),
    "roles": ("角色", "role", "roles"),
    "probation": ("试用期到", "試用期到", "试用期", "probationuntil"),
}
COLUMN_NAMES = {
    "number": N_("工号"),
    "username": N_("登录名"),
    "name": N_("姓名"),
    "roles": N_("角色"),
    "probation": N_("试用期到"),
}
FORMULA = N_("%(column)s 是公式，请粘贴成数值再导入")
TOO_LONG = N_("%(column)s 太长，最多 40 个字")
_BETWEEN = re.compile(r"[、,;/&+\n]+")
_ROLES = {key(said): role for role, name in roles.NAMES.items() for said in (role, name)}


@dataclass
class Line:
    """One line as it was read. ``place`` counts from 1, the headers included."""

    place: int
    number: str = ""
    username: str = ""
    name: str = ""
    probation: date | None = None
    roles: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    errors: list[Reason] = field(default_factory=list)


def read(text: str) -> tuple[list[Line], list[Reason]]:
    """The lines, and what is wrong with the table as a whole (then there are no lines)."""
    if len(text) > LONGEST_TEXT:
        return [], [Reason(N_("内容太长，请分几次粘贴"))]
    rows = rows_of(text)
    if not rows:
        return [], [Reason(N_("没有内容，请从表格复制，连标题那一行一起"))]
    columns = _columns(rows[0][1])
    if not {"number", "username"} & set(columns):
        return [], [Reason(N_("第一行要是标题，至少有“工号”或“登录名”一列"))]
    if len(rows) - 1 > MOST_LINES:
        return [], [Reason(N_("一次最多 %(most)s 行，请分几次粘贴"), {"most": MOST_LINES})]
    if len(rows) == 1:
        return [], [Reason(N_("只有标题，没有人"))]
    return [_line(place, cells, columns) for place, cells in rows[1:]], []


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Column → its place; the first of two with one name."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for name, names in HEADERS.items():
            if key(cell) in names:
                places.setdefault(name, place)
    return places


def _line(place: int, cells: Sequence[str], columns: Mapping[str, int]) -> Line:
    line = Line(place)
    said = {name: _cell(line, name, cells, columns) for name in HEADERS}
    line.number, line.name = said["number"], said["name"]
    line.username = said["username"].lower()
    line.probation = _day(line, said["probation"])
    for word in (one.strip() for one in _BETWEEN.split(said["roles"])):
        if role := _ROLES.get(key(word)):
            line.roles.append(role)
        elif word:
            line.unknown.append(word)
    if not line.number and not line.username and not line.errors:
        line.errors.append(Reason(N_("没写工号，也没写登录名")))
    return line


def _day(line: Line, text: str) -> date | None:
    """2026-12-31, also with slashes or dots, as spreadsheets write it."""
    try:
        return date(*map(int, re.split(r"[-/.]", text))) if text else None
    except (ValueError, TypeError, OverflowError):
        line.errors.append(Reason(N_("试用期到 要写成 2026-12-31 这样的日期")))
        return None


def _cell(line: Line, name: str, cells: Sequence[str], columns: Mapping[str, int]) -> str:
    place = columns.get(name, len(cells))
    text = plain(cells[place]) if place < len(cells) else ""
    if text.startswith("'") and safe(text[1:]) == text:
        text = text[1:]  # the sign by which our own export stops a formula
    elif text[:1] in DANGEROUS and text:
        line.errors.append(Reason(FORMULA, {"column": COLUMN_NAMES[name]}))
        return ""
    if len(text) > LONGEST_CELL and name != "roles":
        line.errors.append(Reason(TOO_LONG, {"column": COLUMN_NAMES[name]}))
        return ""
    return text
