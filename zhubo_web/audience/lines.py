"""What a recorded room tells, before anything about its viewers is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Viewer:
    """Who wrote: the recorder's id and nickname; kept out of logs and tracebacks."""

    user_id: str = field(repr=False)
    user_name: str = field(repr=False)


@dataclass(frozen=True)
class Line:
    """A comment as recorded: `row` counts from the heading (row 1), `at` is Asia/Shanghai.

    `occurrence` numbers the comments of one viewer with the same words in the same second, from 1.
    """

    row: int
    at: datetime
    viewer: Viewer
    text: str = field(repr=False)
    occurrence: int = 1


@dataclass(frozen=True)
class Deed:
    """Something viewers did, or how many were there, as recorded: what is counted, and how much.

    `counts` are pairs of a column of the minute's counts and a number; `source` is what makes the
    row this row, and `occurrence` numbers equal rows of one second, from 1.
    """

    row: int
    at: datetime
    counts: tuple[tuple[str, int], ...]
    source: tuple[str, ...] = field(repr=False)
    occurrence: int = 1
