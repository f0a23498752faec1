"""What viewers did: the logs `like.csv`, `gift.csv`, `social.csv` and the room's `stats.csv`.

Counted are increments. A like row tells its own number; the running total beside it goes down at
times and is not read. A gift row tells how far a combo has come (2, 3, 10, and 10 again at its end):
a row of the same viewer and gift within COMBO adds only what is more than the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhubo_web.audience.importing.figures import figure
from zhubo_web.audience.importing.logs import LogClock, Problem, Repeats, row_problem
from zhubo_web.audience.keys import source_key
from zhubo_web.audience.lines import Deed
from zhubo_web.audience.records import Broken
from zhubo_web.core.marking import N_

COMBO = timedelta(seconds=5)
MOST_COMBOS = 1000
MOST_AT_ONCE = 100_000

_BAD_COUNT = N_("应是 0 到 %(most)s 的整数，这一行没有导入。")
_BAD_FIGURE = N_("人数应写成 9961、27.4万 或 1万+ 的样子，这一行没有导入。")
_BAD_ACTION = N_("只认“关注”和“分享”，这一行没有导入。")

Counts = tuple[tuple[str, int], ...]
Read = Callable[[list[str], datetime], Counts]


class Unclear(Exception):
    """A cell that cannot be read: its column and why."""

    def __init__(self, column: str, msgid: str, **values: int) -> None:
        super().__init__(msgid)
        self.column, self.msgid, self.values = column, msgid, values


@dataclass(frozen=True)
class DeedLog:
    """A log's columns, those that make a row this row, and what reads its counts."""

    name: str
    columns: tuple[str, ...]
    telling: tuple[int, ...]
    reader: Callable[[], Read]


def _count(cell: str, column: str) -> int:
    number = figure(cell)
    if number is None or number > MOST_AT_ONCE:
        raise Unclear(column, _BAD_COUNT, most=MOST_AT_ONCE)
    return number


def _figure(cell: str, column: str) -> int:
    number = figure(cell)
    if number is None:
        raise Unclear(column, _BAD_FIGURE)
    return number


def _likes(row: list[str], _at: datetime) -> Counts:
    return (("likes", _count(row[3], "count")),)


class _Combos:
    """How far the combo of each viewer and gift has come; forgets those that are over."""

    def __init__(self) -> None:
        self._reached: dict[tuple[str, str], tuple[datetime, int]] = {}

    def __call__(self, row: list[str], at: datetime) -> Counts:
        """What this row adds."""
        reached, which = _count(row[4], "gift_count"), (row[1].strip(), row[3])
        told, before = self._reached.get(which, (at, 0))
        goes_on = at - told <= COMBO and reached >= before
        self._reached[which] = (max(at, told), reached)
        if len(self._reached) > MOST_COMBOS:
            known = self._reached.items()
            self._reached = {one: last for one, last in known if at - last[0] <= COMBO}
        return (("gifts", reached - before if goes_on else reached),)


def _social(row: list[str], _at: datetime) -> Counts:
    action = row[3]
    if "分享" in action:
        return (("shares", 1),)
    if "关注" not in action or "取消" in action or "取关" in action:
        raise Unclear("action", _BAD_ACTION)
    return (("follows", 1),)


def _stats(row: list[str], _at: datetime) -> Counts:
    return ("viewers", _figure(row[1], "current")), ("visits", _figure(row[2], "total_pv"))


_WHO = ("time", "user_id", "user_name")
_RANK = ("grade", "fans_club")
DEED_LOGS = {
    log.name: log
    for log in (
        DeedLog("like", (*_WHO, "count", "total", *_RANK), (1, 3, 4), lambda: _likes),
        DeedLog("gift", (*_WHO, "gift_name", "gift_count", "diamond_total", *_RANK), (1, 3, 4, 5),
                _Combos),
        DeedLog("social", (*_WHO, "action", "follow_count", *_RANK), (1, 3), lambda: _social),
        DeedLog("stats", ("time", "current", "total_pv", "total_user", "online_anchor"),
                (1, 2, 3, 4), lambda: _stats),
    )
}  # fmt: skip


def read_deeds(
    log: DeedLog, rows: Iterator[list[str] | Broken], started: datetime
) -> Iterator[Deed | Problem]:
    """The rows below the heading; memory holds an hour of them at most."""
    seen, clock, read = Repeats(), LogClock(started), log.reader()
    for number, row in enumerate(rows, start=2):
        if problem := row_problem(number, row, log.columns):
            yield problem
            continue
        assert isinstance(row, list)
        at = clock.moment(row[0].strip())
        told = tuple(row[place].strip() for place in log.telling)
        try:
            counts = read(row, at)
        except Unclear as unclear:
            yield Problem(number, unclear.column, unclear.msgid, unclear.values)
            continue
        yield Deed(number, at, counts, (log.name, *told), seen.count(at, *told))


def deed_key(key: bytes, room: str, deed: Deed) -> str:
    """The same for the same row however often, and in however long a recording, it comes."""
    seconds = int(deed.at.timestamp())
    return source_key(key, seconds, room, deed.at.isoformat(), *deed.source, deed.occurrence)
