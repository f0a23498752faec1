"""The question radar's loop: each second what is new in rooms that are on, then what lies behind.

Only the worker listens, as only it loads the dictionary of words. Rooms that are on come first; a
log that was read in afterwards, or an old broadcast that nobody looked at yet, is looked at in what
is left of the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import sleep

from zhubo_web.audience.cutting import Cutter
from zhubo_web.audience.likeness import Cut
from zhubo_web.audience.models import Radar, unlooked
from zhubo_web.broadcasts.models.planned import ON
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

#: So much of each second is spent on listening at most: timers and seals share the worker.
BUDGET_SECONDS = 0.7
#: Between two transactions: on SQLite whoever taps must come in between.
PAUSE_SECONDS = 0.03
OVER = ("ended", "summarised", "closed")


class Listener:
    """Looks at the comments that came since it last did."""

    def __init__(self, folder: Path, cut: Cut | None = None) -> None:
        self._radar = Radar(cut or Cutter(folder))

    def listen(self) -> int:
        """Look at what is there, within the budget; return how many comments."""
        until, count = clock.monotonic() + BUDGET_SECONDS, 0
        for broadcast_id in _waiting():
            while fresh := self.step(broadcast_id):
                count += fresh
                if clock.monotonic() > until:
                    return count
                sleep(PAUSE_SECONDS)
        return count

    def step(self, broadcast_id: int) -> int:
        """Look at the next few comments of a broadcast; return how many."""
        found = self._radar.look(broadcast_id)
        if found.count == 0:
            return 0
        with writing():
            kept = self._radar.keep(found)
        db.session.expunge_all()
        return found.count if kept else 0


def _waiting() -> Iterator[int]:
    """The broadcasts that are on, then the others, with something nobody looked at."""
    for states in (ON, OVER):
        waiting = unlooked(*states)
        db.session.rollback()
        yield from waiting
