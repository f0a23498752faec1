"""The numbers of the attention budget that the server keeps: grace, and how long a cue lives. Pure.

Priority 0 (price, illegal claim, leak) passes at once and stays until 改了; 1 lives 60 s, 2 lives
30 s from ``visible_from``; 3 (praise) waits for a break or the end. What the screen does with
gaps and quotas is the overlay's module of the same name.
"""

from __future__ import annotations

from datetime import datetime, timedelta

GRACE = timedelta(seconds=3)
LIFETIMES: dict[int, timedelta | None] = {
    0: None,
    1: timedelta(seconds=60),
    2: timedelta(seconds=30),
    3: None,
}
PRAISE = 3
#: So long after the end praise may be read on the screen; whoever was to do something has gone.
PRAISE_AFTER_THE_END = timedelta(minutes=30)
#: A correction that arrives this late from an offline console is no longer news.
URGENT_NEWS = timedelta(minutes=2)
PRIORITIES = {"praise": 3, "remind": 2, "issue": 1, "mark": None}


def window(
    priority: int, given_at: datetime, now: datetime, ended_at: datetime | None = None
) -> tuple[datetime, datetime | None]:
    """When a cue may first be drawn and when it is stale, from the moment it got its words.

    What arrives after the end (``ended_at``) was given before it, by a console that was offline.
    """
    if ended_at is not None:
        until = ended_at + PRAISE_AFTER_THE_END if priority == PRAISE else given_at
        return given_at, until
    if priority == 0:
        stale = now - given_at > URGENT_NEWS
        return given_at, given_at + URGENT_NEWS if stale else None
    visible = given_at + GRACE
    lifetime = LIFETIMES[priority]
    return visible, visible + lifetime if lifetime else None


def in_time(given_at: datetime, ended_at: datetime | None) -> bool:
    """Whether words were given while it was on, or before the end can have reached the console."""
    return ended_at is None or given_at <= ended_at + GRACE


def begun(visible: datetime, expires: datetime | None, now: datetime) -> tuple[str, ...]:
    """The clock's steps that a delivery given at this moment has behind it already."""
    if visible > now:
        return ()
    return ("elapse",) if expires is None or expires > now else ("elapse", "expire")
