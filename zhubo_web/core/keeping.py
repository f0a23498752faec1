"""What the live path reads again and again, kept in this process until something else happens.

A tap needs to know who taps and what is on; both seldom change, and every change is an event. So
what was read is kept until the follower of the event table sees an event that is not the live
path's own, at most for ``SECONDS`` (a right that ended is gone within them, whatever happens to the
follower), and not at all in a process that follows nothing. Kept things are detached and only read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
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
        self._things: dict[Hashable, tuple[float, Any]] = {}
        self._age = 0
        self.follows = False

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """The thing of a key, read if it is not kept; what ``read`` raises is not kept."""
        until, thing = self._things.get(key, (0.0, None))
        if until > clock.monotonic():
            kept: T = thing
            return kept
        age = self._age
        fresh = read()
        if self.follows and age == self._age and len(self._things) < MOST:
            self._things[key] = (clock.monotonic() + SECONDS, fresh)
        return fresh

    def hear(self, names: Iterable[str]) -> None:
        """Events were seen: forget everything, unless they are the live path's own."""
        if not all(name.startswith(OWN) for name in names):
            self.forget()

    def forget(self) -> None:
        """Forget everything, also what is being read just now."""
        self._age += 1
        self._things.clear()


KEPT = Kept()
