"""Viewers' comments to the screens: frames against one packet a comment, and what notes feel of it."""

from __future__ import annotations

from statistics import median
from typing import Any

from tests.bench.driving import driven, spend
from tests.bench.figures import Figure, Wanted, at_most, least_ratio
from tests.bench.live import GROUP
from tests.bench.serving import flask_peer
from tests.bench.session import SCREENS, Run

RATE, NOTES = 500, 20
DELIVERED = Wanted(
    "500 comments/s into 10 rooms of 100 screens, against one packet a comment",
    "deliveries/CPU-s",
    least_ratio(8),
)
MEANWHILE = Wanted("note posted → on the screen meanwhile, 99th percentile", "ms", at_most(60))


def measure(run: Run) -> None:
    """Both figures, ours and the peer by turns."""

    def compare() -> list[Figure]:
        place, seeds = run.crowded
        peer = flask_peer(run.folder / "stock", "stock", str(place / "seeded.json"))
        order: dict[str, Any] = {"do": "comments", "rate": RATE, "seconds": run.seconds + 4}
        with (
            driven(run.ours(place, "commented"), seeds, SCREENS) as ours,
            driven(peer, seeds, SCREENS) as other,
        ):
            for driver in (ours, other):  # who hears the first of a room is told by its state
                driver.order("comments", rate=RATE, seconds=1)
            pairs = [(spend(ours, **order), spend(other, **order)) for _ in range(run.turns)]
            noted = [spend(ours, **order, notes=NOTES, sort="urgent") for _ in range(run.turns)]
        numbers = [(a.per_cpu_second, b.per_cpu_second) for a, b in pairs]
        shares = [
            [one.told["accepted"] / one.told["due"] for one in side]
            for side in zip(*pairs, strict=True)
        ]
        how = (
            f"a comment on a screen is a delivery; by POST /feed; "
            f"delivered {min(shares[0]):.0%} / {min(shares[1]):.0%} of what was due"
        )
        tail = median(one.told["shown"]["p99"] for one in noted)
        samples = sum(one.told["shown"]["count"] for one in noted)
        return [
            DELIVERED.compared(numbers, how),
            MEANWHILE.had(float(tail), None, f"{samples:,} arrivals, {NOTES} notes/s"),
        ]

    run.attempt(GROUP, [DELIVERED, MEANWHILE], compare)
