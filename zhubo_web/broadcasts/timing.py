"""Stream time: milliseconds since the broadcast began, with interruptions taken out. Pure.

The server's clock is the only base. While a broadcast is interrupted its stream time stands still.
Interruptions do not overlap; what lies before the start does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

Pause = tuple[datetime, datetime | None]
MILLISECOND = timedelta(milliseconds=1)


def stream_ms(started: datetime, pauses: Iterable[Pause], at: datetime) -> int:
    """Stream time at a moment; never negative."""
    paused = timedelta()
    for begin, end in pauses:
        first, last = max(begin, started), min(end or at, at)
        paused += max(timedelta(), last - first)
    return max(0, (at - started - paused) // MILLISECOND)


def moment_of(started: datetime, pauses: Iterable[Pause], ms: int) -> datetime:
    """The moment at which stream time reached ``ms``: the first, if it stood still there."""
    moment = started + ms * MILLISECOND
    for begin, end in sorted(pauses, key=lambda pause: pause[0]):
        first = max(begin, started)
        if end is not None and first < moment:
            moment += max(timedelta(), end - first)
    return moment


def tapped_at(received: datetime, sent_ms: int, tapped_ms: int) -> datetime:
    """When a tap was made, by the server's clock: its age is what the device's own clock says.

    The device's clock need not be right, only run evenly between the tap and its sending; a tap
    from the future is taken as made now.
    """
    return received - max(0, sent_ms - tapped_ms) * MILLISECOND
