"""A table of people: what each line would do, and doing all of it or nothing.

A line is of whoever has its employee number, else of whoever has its sign-in name; else of somebody
new. The same table brought in again changes nothing. Roles are given to who is new, and left alone
otherwise, as taking one back is a decision of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts import importing, permissions
from zhubo_web.accounts.importing import Line
from zhubo_web.accounts.models.person import Person, why_not_probation
from zhubo_web.accounts.models.scope import WHOLE_SHOP
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.extensions import db

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass
class Row:
    """One line, whose it is, and what it would change: column → (before, after)."""

    line: Line
    person: Person | None = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    errors: list[Reason] = field(default_factory=list)

    @property
    def fate(self) -> str:
        """What will become of it."""
        if self.errors:
            return WRONG
        if self.person is None:
            return NEW
        return CHANGED if self.changes else SAME

    @property
    def name(self) -> str:
        """What to call it on the page."""
        kept = self.person.name if self.person else ""
        return self.line.name or kept or self.line.username or self.line.number


class PastedPeople:
    """The table as a whole. ``errors`` are about all of it; then there are no rows."""

    def __init__(self, text: str, by: Any) -> None:
        self.by = by
        lines, self.errors = importing.read(text)
        self._by_number = _people(Person.employee_number, [one.number for one in lines])
        self._by_username = _people(Person.username, [one.username for one in lines])
        self.rows = [self._row(line) for line in lines]
        self._look_for_twice()

    def count(self, fate: str) -> int:
        """How many lines have this fate."""
        return sum(row.fate == fate for row in self.rows)

    @property
    def fine(self) -> bool:
        """Whether there is something to do and nothing is wrong."""
        return (
            not self.errors
            and bool(self.count(NEW) + self.count(CHANGED))
            and not self.count(WRONG)
        )

    @property
    def seal(self) -> str:
        """What was shown, in short: another one when people changed meanwhile."""
        told = [
            (row.line.place, row.fate, getattr(row.person, "id", 0), row.changes)
            for row in self.rows
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    def make(self, seal: str) -> None:
        """All of it, if it is still what was shown. Raises Invalid, with nothing to be kept."""
        if not self.fine:
            raise Invalid(N_("还有不能导入的行，改好再导；现在什么也没有改"), "pasted")
        if seal != self.seal:
            raise Invalid(N_("看过以后有人改了人员，请再看一遍；现在什么也没有改"), "pasted")
        for row in self.rows:
            self._make(row)

    def _make(self, row: Row) -> None:
        line, person = row.line, row.person
        if person is None:
            person = Person.invite(name=line.name, username=line.username, by=self.by)
            for role in line.roles:
                person.grant(role, self.by)
            db.session.flush()
        elif "name" in row.changes:
            person.rename(line.name, by=self.by)
        if line.number and line.number != person.employee_number:
            person.give_number(line.number, by=self.by)
        if line.probation:
            person.set_probation(line.probation, by=self.by)

    # ── what a line means ───────────────────────────────────────────────────────────────────

    def _row(self, line: Line) -> Row:
        row = Row(line, errors=list(line.errors))
        by_number = self._by_number.get(line.number)
        by_username = self._by_username.get(line.username)
        row.person = by_number or by_username
        if by_number and by_username and by_number is not by_username:
            values = {"one": by_number.name, "other": by_username.name}
            row.errors.append(Reason(N_("工号是 %(one)s 的，登录名是 %(other)s 的"), values))
        elif row.errors:
            return row
        elif row.person is None:
            row.errors += self._against_new(line)
        else:
            row.errors += self._against_change(row, row.person)
        return row

    def _against_new(self, line: Line) -> Iterator[Reason]:
        if not line.name:
            yield Reason(N_("姓名 没写，新人要有姓名"))
        if not importing.USERNAME.fullmatch(line.username):
            yield Reason(N_("登录名 要用 2 到 40 个字母、数字或汉字，不含空格"))
        for word in line.unknown:
            yield Reason(N_("角色 里没有“%(name)s”"), {"name": word[:40]})
        yield from _refusals(permissions.keeps_accounts(self.by))
        if line.number:
            yield from _refusals(permissions.numbers(self.by))
        if line.probation:
            yield from _refusals(why_not_probation(self.by, None, line.probation))
        for role in line.roles:
            yield from _refusals(permissions.gives_role(self.by, role, None, WHOLE_SHOP))

    def _against_change(self, row: Row, person: Person) -> Iterator[Reason]:
        line = row.line
        if line.username and line.username != person.username:
            said = N_("登录名 改不了，这个工号的登录名是 %(name)s")
            yield Reason(said, {"name": person.username})
        if line.name and line.name != person.name:
            row.changes["name"] = person.name, line.name
            yield from _refusals(permissions.renames(self.by, person))
        if line.number and line.number != person.employee_number:
            row.changes["number"] = person.employee_number or "", line.number
            yield from _refusals(permissions.numbers(self.by, person))
        if line.probation and line.probation != person.probation_until:
            before = person.probation_until.isoformat() if person.probation_until else ""
            row.changes["probation"] = before, line.probation.isoformat()
            yield from _refusals(why_not_probation(self.by, person, line.probation))

    def _look_for_twice(self) -> None:
        seen: dict[Any, int] = {}
        for row in self.rows:
            ways: list[Any] = [("person", row.person.id)] if row.person else []
            ways += [
                (kind, said) for kind in ("number", "username") if (said := getattr(row.line, kind))
            ]
            if before := next((seen[one] for one in ways if one in seen), None):
                row.errors.append(Reason(N_("和第 %(number)s 行是同一个人"), {"number": before}))
            seen |= {one: row.line.place for one in ways if one not in seen}


def _people(column: Any, wanted: list[str]) -> dict[str, Person]:
    """Those of these numbers or names, each under its own."""
    found = db.session.scalars(select(Person).where(column.in_([one for one in wanted if one])))
    return {getattr(one, column.key): one for one in found}


def _refusals(reason: Reason | None) -> list[Reason]:
    return [reason] if reason else []
