"""One run of the bench: how thorough it is, where it works, and what it has found so far."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.bench import databases
from tests.bench.figures import Figure, Wanted
from tests.bench.serving import Ours, copied, seeded

log = logging.getLogger("bench")
ROOMS, SCREENS = 100, 1000
CROWDED_ROOMS = 10
SEED_DATABASE = "zhubo_bench_seed"


@dataclass
class Run:
    """What every measurement gets."""

    folder: Path
    quick: bool
    recordings: Path | None = None
    groups: dict[str, list[Figure]] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long one turn of load lasts."""
        return 3 if self.quick else 6

    @property
    def turns(self) -> int:
        """How often ours and the peer take turns."""
        return 1 if self.quick else 3

    def attempt(
        self, group: str, wanted: Sequence[Wanted], measure: Callable[[], list[Figure]]
    ) -> None:
        """Measure; where that fails, the figures stand in the table as not measured."""
        found = self.groups.setdefault(group, [])
        log.info("%s: %s …", group, wanted[0].name)
        try:
            figures = measure()
        except Exception as error:
            log.exception("not measured")
            figures = [one.missing(error) for one in wanted]
        found += figures
        for one in figures:
            log.info("  %s", json.dumps(one.record(""), ensure_ascii=False))

    # ── seeded once, copied for each server ─────────────────────────────────────────────────

    def _seeds(self, name: str, rooms: int) -> tuple[Path, dict[str, Any]]:
        place = self.folder / name
        return place, seeded(place, "seeding", rooms, SCREENS)

    @cached_property
    def spread(self) -> tuple[Path, dict[str, Any]]:
        """A thousand screens over a hundred rooms."""
        return self._seeds("spread", ROOMS)

    @cached_property
    def crowded(self) -> tuple[Path, dict[str, Any]]:
        """A thousand screens in ten rooms."""
        return self._seeds("crowded", CROWDED_ROOMS)

    @cached_property
    def studio(self) -> tuple[Path, dict[str, Any]]:
        """One broadcast with everything that belongs to it, for the pages."""
        return self.folder / "studio", seeded(self.folder / "studio", "full", 0)

    @cached_property
    def full(self) -> tuple[Path, dict[str, Any]]:
        """A hundred times as much of everything."""
        return self.folder / "full", seeded(self.folder / "full", "full", ROOMS)

    @cached_property
    def year(self) -> tuple[Path, dict[str, Any]]:
        """A year of a large shop, for the lists."""
        return self.folder / "year", seeded(self.folder / "year", "year")

    @cached_property
    def on_postgres(self) -> tuple[Path, dict[str, Any]]:
        """The hundred rooms in PostgreSQL."""
        place = self.folder / "postgres"
        settings = databases.for_ours(databases.fresh(SEED_DATABASE))
        return place, seeded(place, "seeding", ROOMS, SCREENS, **settings)

    def ours(self, seeds: Path, name: str, *, workers: int = 0, **settings: str) -> Ours:
        """Our server over a copy of seeded rows."""
        return Ours(copied(seeds, self.folder / name), settings, workers)

    def ours_on_postgres(self, name: str, *, workers: int, **settings: str) -> Ours:
        """The same over a copy of the seeded PostgreSQL database."""
        place, _seeds = self.on_postgres
        url = databases.fresh(f"zhubo_bench_{name}", SEED_DATABASE)
        return self.ours(place, name, workers=workers, **databases.for_ours(url), **settings)
