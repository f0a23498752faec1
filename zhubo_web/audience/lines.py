"""One comment of a recorded room, before anything about its viewer is hidden."""

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
