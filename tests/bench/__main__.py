"""``make bench``: measure ours and the peers in one run, write docs/measured.json and its table."""

from __future__ import annotations

import logging
import os
import platform
import signal
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import (
    browser,
    comments,
    databases,
    imports,
    lists,
    live,
    months,
    pages,
    recordings,
    reporting,
    single,
)
from tests.bench.session import Run

DOCS = Path(__file__).resolve().parents[2] / "docs"
PARTS: dict[str, Callable[[Run], None]] = {
    "live": live.measure,
    "comments": comments.measure,
    "single": single.measure,
    "pages": pages.measure,
    "lists": lists.measure,
    "months": months.measure,
    "imports": imports.measure,
    "browser": browser.measure,
    "recordings": recordings.measure,
}


def machine() -> str:
    """What it ran on, and how busy that was with other things."""
    cores, load = os.cpu_count(), os.getloadavg()[2]
    return f"{cores} cores, Python {platform.python_version()}, load of 15 minutes {load:.1f}"


def asked() -> Namespace:
    """What is asked for."""
    parser = ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short turn of each: a look")
    parser.add_argument("--only", help="parts, with commas between: " + ",".join(PARTS))
    parser.add_argument("--recordings", type=Path, help="folder with recorded broadcasts")
    parser.add_argument("--docs", type=Path, help="where to write instead of docs/")
    return parser.parse_args()


def main() -> None:
    """Run the parts that are asked for and write them down; a look is told only."""
    options = asked()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    names = options.only.split(",") if options.only else list(PARTS)
    docs = options.docs or (None if options.quick else DOCS)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    with tempfile.TemporaryDirectory(prefix="zhubo-bench-", ignore_cleanup_errors=True) as folder:
        run = Run(Path(folder), options.quick, options.recordings)
        for name in names:
            if name != "recordings" or options.recordings:
                PARTS[name](run)
            if docs:
                reporting.write(docs, run.groups, today, machine())
    databases.forget()
    sys.stdout.write(reporting.section(reporting.records_of(run.groups, today), machine()) + "\n")


if __name__ == "__main__":
    main()
