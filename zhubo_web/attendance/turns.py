"""Who was on duty when: turns from what the roster was, how it changed, and when people came. Pure.

A turn runs from the start (or from coming onto the roster, or from checking in, whichever is later) to
the end (or to leaving). Who never checked in was there as the roster says: a missing check-in is a gap
in the record, not in the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Change:
    """At a moment somebody came onto the roster in a part, or left it."""

    at: datetime
    person: int
    part: str
    on: bool


@dataclass(frozen=True)
class Turn:
    """One person in one part from a moment to another."""

    person: int
    part: str
    begin: datetime
    end: datetime


def turns(
    start: datetime, end: datetime, changes: Iterable[Change], came: Mapping[int, datetime]
) -> list[Turn]:
    """The turns of a broadcast that lasted from start to end, in the order they began."""
    since: dict[tuple[int, str], datetime] = {}
    found: list[Turn] = []

    def close(who: tuple[int, str], moment: datetime) -> None:
        person, part = who
        begin = max(since.pop(who), start, came.get(person, start))
        last = min(moment, end)
        if begin < last:
            found.append(Turn(person, part, begin, last))

    for change in sorted(changes, key=lambda one: one.at):
        who = (change.person, change.part)
        if change.on:
            since.setdefault(who, change.at)
        elif who in since:
            close(who, change.at)
    for who in list(since):
        close(who, end)
    return sorted(found, key=lambda one: (one.begin, one.part != "host", one.person))


def missing(
    start: datetime, end: datetime, part: str, of: Iterable[Turn]
) -> list[tuple[datetime, datetime]]:
    """The stretches in which nobody had the part."""
    at, gaps = start, []
    for turn in sorted((one for one in of if one.part == part), key=lambda one: one.begin):
        if turn.begin > at:
            gaps.append((at, turn.begin))
        at = max(at, turn.end)
    return [*gaps, (at, end)] if at < end else gaps
