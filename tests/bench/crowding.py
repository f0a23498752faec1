"""The recordings at hand as one crowded room: all their comments and deeds on one clock, with bursts.

The rooms at hand peak at 14 comments in a second; busy ones were seen with 65 in a second and 480
in a minute. So every five minutes the comments that come next are drawn together to just that.
Words, viewers and order stay those of the recordings; only moments change.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter
from pathlib import Path

MINUTES = 100  # ten of them at ten times the pace
BURST_EVERY = 5 * 60
IN_A_SECOND, IN_A_MINUTE = 65, 480
LOGS = ("chat.csv", "like.csv", "gift.csv", "social.csv", "stats.csv")

Row = list[str]


def crowded(folders: Sequence[Path], place: Path) -> Path:
    """Write the crowded room below `place`; its chat.csv. The folder is named as a recorder does."""
    start = min(_rows(folder / "chat.csv")[0][0] for folder in folders)
    room = place / f"20260424_{start[:2]}{start[3:5]}_1"
    room.mkdir()
    for name in LOGS:
        heading = _heading(folders[0] / name)
        rows = list(merge(*(_rows(folder / name) for folder in folders), key=itemgetter(0)))
        drawn = _bursts(rows) if name == "chat.csv" else iter(rows)
        _write(room / name, heading, _within(drawn, start))
    return room / "chat.csv"


def _heading(file: Path) -> Row:
    with file.open(encoding="utf-8-sig", newline="") as source:
        return next(csv.reader(source))


def _rows(file: Path) -> list[Row]:
    """In order of time; the recordings at hand end before midnight."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        return sorted(list(csv.reader(source))[1:], key=itemgetter(0))


def _second(row: Row) -> int:
    """Of the day."""
    hours, minutes, seconds = map(int, row[0].split(":"))
    return (hours * 60 + minutes) * 60 + seconds


def _told(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _bursts(rows: list[Row]) -> Iterator[Row]:
    """Every five minutes: 65 comments at once, the rest of 480 evenly over the minute."""
    due, place = _second(rows[0]) + BURST_EVERY, 0
    while place < len(rows):
        if _second(rows[place]) < due:
            yield rows[place]
            place += 1
            continue
        for nth, row in enumerate(rows[place : place + IN_A_MINUTE]):
            rest = nth - IN_A_SECOND
            later = 0 if rest < 0 else 1 + rest * 59 // (IN_A_MINUTE - IN_A_SECOND)
            yield [_told(due + later), *row[1:]]
        place += IN_A_MINUTE
        due += BURST_EVERY


def _within(rows: Iterator[Row], start: str) -> Iterator[Row]:
    end = _second([start]) + 60 * MINUTES
    return (row for row in rows if _second(row) < end)


def _write(file: Path, heading: Row, rows: Iterator[Row]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(heading)
        writer.writerows(rows)
