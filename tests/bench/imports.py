"""A large list of broadcasts: reading, checking and writing 20,000 rows in a process as the worker's."""

from __future__ import annotations

import json
import subprocess

from tests.bench import databases
from tests.bench.figures import Figure, Wanted, at_most
from tests.bench.serving import PYTHON, ROOT, environment
from tests.bench.session import Run

GROUP = "A large import"
STORES = ("SQLite", "PostgreSQL")
SECONDS = {one: Wanted(f"{one}: 20,000 rows of 54 columns", "s", at_most(20)) for one in STORES}
MEMORY = {one: Wanted(f"{one}: memory of an import at most", "MB", at_most(300)) for one in STORES}


def measure(run: Run) -> None:
    """On a file, and on a server."""
    for store in STORES:
        wanted = [SECONDS[store], MEMORY[store]]
        run.attempt(GROUP, wanted, lambda store=store: _import(run, store))  # type: ignore[misc]


def _import(run: Run, store: str) -> list[Figure]:
    place = run.folder / f"import-{store}"
    place.mkdir()
    url = ""
    if store == "PostgreSQL":
        url = databases.for_ours(databases.fresh("zhubo_bench_import"))["ZHUBO_DATABASE_URL"]
    command = [PYTHON, "-m", "tests.metrics.measure_import", str(place), url]
    done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-3000:])
    new, known = (json.loads(line) for line in done.stdout.decode().splitlines()[-2:])
    how = (
        f"head {new['head']:.1f}, check {new['check']:.1f}, write {new['write']:.1f} s; "
        f"{new['busy']:.1f} busy; a file that is known {known['seconds']:.1f} s"
    )
    most = max(new["memory"], new["reader"])
    return [
        SECONDS[store].had(new["seconds"], None, how),
        MEMORY[store].had(most, None, f"the process that opens the file {new['reader']} MB"),
    ]
