"""Rows of a log as they may be stored: pseudonym, masked text, key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from zhubo_web.audience.importing import deed_key, line_key
from zhubo_web.audience.lines import Deed, Line
from zhubo_web.audience.masking import mask, pseudonym
from zhubo_web.audience.models import Done, Heard, Told


def viewer_key() -> bytes:
    """The key of pseudonyms, from the settings."""
    key: str = current_app.extensions["zhubo"].viewer_key
    return key.encode()


@dataclass(frozen=True)
class Hiding:
    """What is needed to hide a room's viewers, and to know the room's own accounts."""

    key: bytes
    room: str
    own: frozenset[str] = frozenset()

    def told(self, row: Line | Deed, at_ms: int) -> Told:
        """A row as it may be stored."""
        if isinstance(row, Deed):
            return Done(deed_key(self.key, self.room, row), at_ms, row.counts)
        return Heard(
            line_key(self.key, self.room, row),
            at_ms,
            pseudonym(self.key, self.room, row.viewer.user_id),
            mask(row.text),
            self.is_own(row.viewer.user_id, row.viewer.user_name),
        )

    def is_own(self, *names: str) -> bool:
        """Whether one of these is an account of the room."""
        return any(name.strip() in self.own for name in names)

    def all_told(self, rows: Iterable[Line | Deed], at_ms: Callable[[datetime], int]) -> list[Told]:
        """A batch as it may be stored."""
        return [self.told(row, at_ms(row.at)) for row in rows]
