"""A thing with a small workflow, followed like any feature's: a door that somebody must close.

It has no table of its own: what is followed is only read by its timers, and it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from zhubo_web.core.workflow import Due, Transition, Workflow
from zhubo_web.duties.models import follow, following


def anybody(_person: Any, _thing: Any) -> None:
    """Allow everybody."""


@dataclass
class Door:
    """``closers`` must close it, ``neighbours`` are told, ``keepers`` hear when it stays open."""

    __tablename__: ClassVar[str] = "door"
    id: int = 7
    state: str = ""
    closers: list[int] = field(default_factory=list)
    neighbours: list[int] = field(default_factory=list)
    keepers: list[int] = field(default_factory=list)
    room_id: int | None = None

    def told(self) -> dict[str, Any]:
        return {"title": "后门", "url": {"person_id": 3}}


def table(*, after: timedelta = timedelta(hours=5), at_once: bool = False) -> Workflow:
    """The door's table: opened, then closed; who is told of which."""
    return Workflow(
        name="door",
        initial="open",
        terminal=frozenset({"shut"}),
        rows=(
            Transition(
                "",
                "open",
                "open",
                "door.opened",
                anybody,
                due=Due(
                    title="关门：%(title)s",
                    whom=lambda door: door.closers,
                    endpoint="accounts.person",
                    after=after,
                    escalate_to=lambda door: door.keepers,
                ),
                tells=lambda door: door.neighbours,
                at_once=at_once,
                notice="%(title)s开了",
            ),
            Transition(
                "open",
                "shut",
                "close",
                "door.closed",
                anybody,
                tells=lambda door: door.neighbours,
                notice="%(title)s关了",
            ),
        ),
    )


@contextmanager
def followed_doors(workflow: Workflow) -> Iterator[None]:
    """Doors are followed for the length of a test."""
    follow(Door, workflow, page="accounts.person")
    try:
        yield
    finally:
        following._followed.pop("door")
