"""Facts of a month as they are frozen, for tests of what is reckoned from them."""

from __future__ import annotations

from typing import Any

from zhubo_web.policies.composites import USUAL, Composite

Given = dict[str, Any]


def figure(word: str = "flat", change: int = 0, better: str = "up", margin: int = 30) -> Given:
    """A figure against what is usual."""
    return {"kind": "figure", "metric": "engage_rate", "word": word, "change": change,
            "better": better, "margin": margin}  # fmt: skip


def mark(value: int | None, **more: Any) -> Given:
    """A mark of 1 to 5."""
    return {"kind": "mark", "mark": value, **more}


def points(value: str, **more: Any) -> Given:
    """The points of a broadcast's side."""
    return {"kind": "points", "points": value, **more}


def share(done: int, due: int) -> Given:
    """On time, of what was due."""
    return {"kind": "share", "done": done, "due": due}


def everywhere(value: int, composite: Composite = USUAL, watched: int = 8) -> dict[str, Any]:
    """Everybody gives the same mark everywhere, figures are as usual."""
    worth = str(composite.marks[value])
    items: dict[str, Any] = {}
    for item in composite.items:
        own = {}
        for source in item.sources:
            own[source.name] = [figure() if source.name == "figures" else points(worth)]
        items[item.code] = own
    return {"post": "", "watched": watched, "items": items}
