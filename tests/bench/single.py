"""One note by HTTP against a bare Flask view that commits one row."""

from __future__ import annotations

from tests.bench.driving import driven
from tests.bench.figures import Figure, Wanted, least_ratio
from tests.bench.live import GROUP, RATE, throughput
from tests.bench.serving import flask_peer
from tests.bench.session import Run

BARE = Wanted(
    "one note by HTTP against a bare Flask view that commits one row, SQLite FULL",
    RATE,
    least_ratio(0.5),
)


def measure(run: Run) -> None:
    """Both without a screen, so that only the request is weighed."""

    def compare() -> list[Figure]:
        place, seeds = run.spread
        peer = flask_peer(run.folder / "bare", "bare")
        ours = run.ours(place, "single", workers=1)
        with driven(ours, seeds, 0) as one, driven(peer, seeds, 0) as other:
            return [throughput(run, one, other, 1, BARE)]

    run.attempt(GROUP, [BARE], compare)
