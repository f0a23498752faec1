"""A screen that stops reading is cut off; nobody waits for it; when it comes back it has everything."""

from __future__ import annotations

import socket
from collections.abc import Callable
from time import monotonic

import pytest

from tests.faults.amounts import LONG, chance
from tests.faults.screens import Screen
from tests.faults.visitors import Visitor, Writer, tap
from tests.servers import Server, until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.once,
    pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]
BATCH = 40 if LONG else 8
WARM_UP = 20
#: Twice the ping, and what a busy machine adds.
CUT_OFF_SECONDS = 60
LONGEST_SECONDS = 3.0
#: A window so small that what the server sends soon stays with the server.
NARROW = {"sockopt": [(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]}
OTHERS = (("screen", "overlay"), ("chen", "overlay"), ("ma", "console"), ("ma", "console"))


class Room:
    """A writer, screens that read, and one console that will not."""

    def __init__(self, server: Server) -> None:
        self.id = server.seeded["broadcast"]
        self.reader = self._visitor(server, "ma", "console")
        self.writer = Writer(self._visitor(server, "ma", "console"), self.id, chance("slow"))
        self.others = [
            Screen(self._visitor(server, who, part), self.id, part).open() for who, part in OTHERS
        ]
        lin = self._visitor(server, "lin", "console")
        self.slow = Screen(lin, self.id, "console", options=NARROW).open()
        for screen in (*self.others, self.slow):
            screen.entered()

    def _visitor(self, server: Server, who: str, part: str) -> Visitor:
        page = "/screen" if who == "screen" else f"/broadcasts/{self.id}/{part}"
        return Visitor(server, who, page)

    def shown_after(self) -> float:
        """Seconds from a batch's sending to its being on every console that reads."""
        notes = [tap() for _ in range(BATCH)]
        began = monotonic()
        self.writer.send(notes)
        places = {note["key"] for note in notes}
        consoles = [one for one in self.others if one.part == "console"]
        until(lambda: all(self._has(one, places) for one in consoles), 60, "the others have it")
        return monotonic() - began

    @staticmethod
    def _has(screen: Screen, keys: set[str]) -> bool:
        return keys <= {note["key"] for note in screen.applied[-4 * BATCH :]}

    def watched_by_lin(self) -> bool:
        """Whether the server still takes Lin's console for one that is open."""
        state = self.reader.get(f"/broadcasts/{self.id}/state")
        return state is None or "senior_host" in [one["role"] for one in state["observers"]]

    def equal(self) -> bool:
        """Whether every screen stands where the server does."""
        truth = self.reader.notes(self.id) or []
        states = {note["id"]: note["v"] for note in truth}
        screens = (*self.others, self.slow)
        return all({id: one["v"] for id, one in each.held().items()} == states for each in screens)


def test_a_screen_that_stops_reading_is_cut_off_and_nobody_waits_for_it(
    server: Server, figures: Callable[..., None]
) -> None:
    room = Room(server)
    before = [room.shown_after() for _ in range(WARM_UP)]
    until(room.watched_by_lin, 10, "Lin is seen to watch")
    room.slow.awake.clear()
    began, meanwhile = monotonic(), []
    while room.watched_by_lin():
        assert monotonic() - began < CUT_OFF_SECONDS, "a screen that does not read stays"
        meanwhile.append(room.shown_after())
    cut_off = monotonic() - began
    assert max(meanwhile) < max(LONGEST_SECONDS, 4 * max(before))

    room.slow.awake.set()
    until(lambda: room.slow.count.joins > 1, 90, "the slow screen joins again")
    until(room.equal, 90, "the slow screen has everything")
    for screen in (*room.others, room.slow):
        screen.close()
    figures(
        frames_meanwhile=len(meanwhile),
        notes=len(room.writer.acknowledged),
        cut_off_after_s=round(cut_off, 1),
        shown_before_longest_ms=round(max(before) * 1000),
        shown_meanwhile_median_ms=round(sorted(meanwhile)[len(meanwhile) // 2] * 1000),
        shown_meanwhile_longest_ms=round(max(meanwhile) * 1000),
    )
