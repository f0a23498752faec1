"""static/ui/stream/sequencer.js in Python, rule by rule (test_links.py compares the two)."""

from __future__ import annotations

from typing import Any

Frame = dict[str, Any]
Note = dict[str, Any]
MOST_AHEAD = 200


class Sequencer:
    """Gives the notes to apply, in order, each state once; what is known is dropped, what is ahead
    waits."""

    def __init__(self, start: int = 0) -> None:
        self.last = start
        self.ahead: list[Frame] = []

    def behind(self) -> bool:
        """Something is missing."""
        return bool(self.ahead)

    def take(self, frame: Frame) -> list[Note]:
        """The notes that may be applied now that this frame came."""
        if frame["head"] <= self.last:
            return []
        if frame["after"] > self.last:
            self.ahead = [*self.ahead, frame][-MOST_AHEAD:]
            return []
        fresh = [note for note in frame["notes"] if note["v"] > self.last]
        self.last = frame["head"]
        return [*sorted(fresh, key=lambda note: note["v"]), *self._release()]

    def _release(self) -> list[Note]:
        self.ahead = [frame for frame in self.ahead if frame["head"] > self.last]
        following = next((frame for frame in self.ahead if frame["after"] <= self.last), None)
        if following is None:
            return []
        self.ahead.remove(following)
        return self.take(following)
