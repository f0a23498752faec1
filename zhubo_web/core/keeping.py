"""What the live path reads again and again, kept in this process until something else happens.

A tap needs to know who taps and what is on; both seldom change, and every change is an event. So
what was read is kept until the follower of the event table sees an event that is not the live
path's own, and only while the follower has looked within ``SECONDS``: a right that ended is gone
within them, whatever happens to the follower. A process that follows nothing keeps nothing. Kept
things are detached and only read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from zhubo_web.core import clock

T = TypeVar("T")
SECONDS = 3.0
MOST = 5000
#: Events that change nothing of what is kept.
OWN = ("observation.", "note_delivery.", "correction.", "question.", "feedback.", "watch.")


class Kept:
    """The things of one process, by their keys."""

    def __init__(self) -> None:
        self._things: dict[Hashable, Any] = {}
        self._age = 0
        self._looked: float | None = None

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """The thing of a key, read if it is not kept; what ``read`` raises is not kept."""
        if not self._is_followed():
            self.forget()
            return read()
        if key in self._things:
            kept: T = self._things[key]
            return kept
        age = self._age
        fresh = read()
        if age == self._age and len(self._things) < MOST:
            self._things[key] = fresh
        return fresh

    def _is_followed(self) -> bool:
        return self._looked is not None and clock.monotonic() - self._looked < SECONDS

    def hear(self, names: Sequence[str], looked: float, *, complete: bool = True) -> None:
        """The follower looked at a moment and saw these events, all there were if ``complete``."""
        if not all(name.startswith(OWN) for name in names):
            self.forget()
        if complete:
            self._looked = looked

    def forget(self) -> None:
        """Forget everything, also what is being read just now."""
        self._age += 1
        self._things.clear()


KEPT = Kept()
