"""A pasted schedule: what each line would make, whom its names mean, and making all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.importing import schedule as reading
from zhubo_web.broadcasts.importing.schedule import Line
from zhubo_web.broadcasts.models.broadcast import Broadcast
from zhubo_web.broadcasts.models.room import Room
from zhubo_web.broadcasts.models.staffing import PARTS as ROLES
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.core.tables import key

USUAL_TITLE = N_("直播")


@dataclass
class Planned:
    """One line that would become a broadcast, and what stands against it."""

    line: Line
    room: Room | None = None
    people: dict[str, list[Person]] = field(default_factory=dict)
    errors: list[Reason] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it would be called."""
        return self.line.title or (self.room.name if self.room else USUAL_TITLE)

    def overlaps(self, other: Planned) -> bool:
        """Whether both are in one room at one time."""
        if self.room is None or self.room is not other.room:
            return False
        start, end = _times(self.line)
        first, last = _times(other.line)
        return start < last and first < end


def _times(line: Line) -> tuple[datetime, datetime]:
    assert line.start is not None and line.end is not None
    return line.start, line.end


class Pasted:
    """The table as a whole. ``errors`` are about all of it; then there are no rows."""

    def __init__(self, text: str, by: Any) -> None:
        self.by = by
        self._rooms = {key(room.name): room for room in Room.led_by(by)}
        self._candidates: dict[tuple[int, str], list[Person]] = {}
        lines, self.errors = reading.read(text, clock.today())
        self.rows = [self._planned(line) for line in lines]
        self._look_for_clashes()

    @property
    def faulty(self) -> int:
        """How many lines cannot be made."""
        return sum(bool(row.errors) for row in self.rows)

    def make(self) -> list[Broadcast]:
        """All of it. Raises Invalid, with nothing to be kept, if one line cannot be made."""
        if self.errors or self.faulty or not self.rows:
            raise Invalid(N_("还有不能排的行，改好再排；现在一场也没有排"), "pasted")
        return [self._make(row) for row in self.rows]

    def _make(self, row: Planned) -> Broadcast:
        assert row.room is not None
        made = Broadcast.schedule(row.room, row.title, *_times(row.line), self.by)
        made.restaff({part: people for part, people in row.people.items() if people}, self.by)
        return made

    # ── what a line means ───────────────────────────────────────────────────────────────────

    def _planned(self, line: Line) -> Planned:
        row = Planned(line, errors=list(line.errors))
        row.room = self._rooms.get(key(line.room))
        if line.room and row.room is None:
            unknown = N_("没有你管的直播间叫“%(name)s”")
            row.errors.append(Reason(unknown, {"name": line.room[:40]}))
        if line.start is not None and line.start < clock.now():
            row.errors.append(Reason(N_("时间已经过了")))
        if row.room is not None:
            for part, names in line.names.items():
                row.people[part] = self._people(row, row.room, part, names)
            self._not_twice(row)
        return row

    def _people(self, row: Planned, room: Room, part: str, names: tuple[str, ...]) -> list[Person]:
        found = []
        for name in names:
            meant = self._meant(room, part, name)
            if isinstance(meant, Reason):
                row.errors.append(meant)
            elif meant not in found:
                found.append(meant)
        return found

    def _meant(self, room: Room, part: str, name: str) -> Person | Reason:
        """Whom a name means: by name, or by sign-in name where two have the same."""
        if (room.id, part) not in self._candidates:
            self._candidates[room.id, part] = room.people_holding(*ROLES[part])
        people = self._candidates[room.id, part]
        by_name = [one for one in people if key(one.name) == key(name)]
        by_login = [one for one in people if key(one.username) == key(name)]
        if len(by_name) == 1 or by_login:
            return (by_login or by_name)[0]
        if not by_name:
            unknown = N_("“%(name)s”在%(room)s没有对应的角色，或没有这个人")
            return Reason(unknown, {"name": name[:40], "room": room.name})
        which = "、".join(one.username for one in by_name)
        several = N_("有几个人叫“%(name)s”：%(which)s，请写登录名")
        return Reason(several, {"name": name[:40], "which": which})

    @staticmethod
    def _not_twice(row: Planned) -> None:
        both = [one for one in row.people["assistant"] if one in row.people["host"]]
        for person in both:
            reason = N_("%(name)s 不能又做主播又做助播，请在一边去掉")
            row.errors.append(Reason(reason, {"name": person.name}))

    def _look_for_clashes(self) -> None:
        timed = [row for row in self.rows if row.room is not None and row.line.end is not None]
        for place, row in enumerate(timed):
            assert row.room is not None
            if other := Broadcast.clash(row.room, *_times(row.line)):
                taken = N_("这个时间已经排了“%(title)s”")
                row.errors.append(Reason(taken, {"title": other.title}))
            for before in timed[:place]:
                if row.overlaps(before):
                    values = {"number": before.line.number}
                    row.errors.append(Reason(N_("和第 %(number)s 行的时间重叠"), values))
