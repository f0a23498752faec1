"""What a test needs of the machine: skipped where that is missing, said at the end, never silent.

On PostgreSQL only those run that reach its database: the others say the same there as on SQLite.

Loaded for every run (pyproject.toml). With ``ZHUBO_TEST_NO_SKIP=1``, as in .ci/run, a test that
was skipped for any reason is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _no_browser() -> bool:
    return not any(shutil.which(name) for name in BROWSERS)


def _unset(variable: str) -> bool:
    return not os.environ.get(variable)


#: Marker → (whether it is missing, what is missing, what brings it).
NEEDS = {
    "browser": (
        _no_browser,
        "a browser",
        "chromium and a Chinese font (apt-get install chromium fonts-wqy-microhei)",
    ),
    "postgres": (
        lambda: _unset("ZHUBO_TEST_DATABASE_URL_PG"),
        "PostgreSQL",
        "ZHUBO_TEST_DATABASE_URL_PG=postgresql+psycopg://person@host/an_empty_database",
    ),
    "redis": (
        lambda: _unset("ZHUBO_TEST_REDIS_URL"),
        "Redis",
        "ZHUBO_TEST_REDIS_URL=redis://host:6379/15",
    ),
}
#: Fixtures that give a test the database of ZHUBO_TEST_DATABASE_URL, or one beside it.
DATABASES = {"started_app", "own_database"}
#: Markers of tests that have servers or databases of their own.
APART = ("browser", "faults", "postgres", "redis")
COUNTED = pytest.StashKey[Counter[str]]()


def no_skips() -> bool:
    """Whether a skipped test is a failure."""
    return os.environ.get("ZHUBO_TEST_NO_SKIP") == "1"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COUNTED] = Counter()


def _reaches_database(item: pytest.Item) -> bool:
    return not DATABASES.isdisjoint(getattr(item, "fixturenames", ())) or any(
        item.get_closest_marker(name) for name in APART
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("ZHUBO_TEST_DATABASE_URL"):
        left = [item for item in items if not _reaches_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _reaches_database(item)]
    for name, (missing, what, _how) in NEEDS.items():
        needing = [item for item in items if item.get_closest_marker(name)]
        if needing and missing():
            for item in needing:
                item.add_marker(pytest.mark.skip(reason=f"needs {what}"))


def _refuse(report: Any, name: str) -> None:
    """Turn a skip into a failure that says why it was skipped."""
    if no_skips():
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{name} was not run, and here nothing may be left out. {why}"


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    report = yield
    if report.skipped:
        _refuse(report, collector.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _count(item)
        _refuse(report, item.nodeid)
    return report


def _count(item: pytest.Item) -> None:
    for name, (missing, _what, _how) in NEEDS.items():
        if item.get_closest_marker(name) and missing():
            item.config.stash[COUNTED][name] += 1


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for name, count in config.stash[COUNTED].items():
        _missing, what, how = NEEDS[name]
        terminalreporter.write_line(f"Not run for want of {what}: {count}. With {how} they run.")
