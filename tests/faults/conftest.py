"""A server that is killed and started again, and the figures of each run, said at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browsing import browser_type_launch_args, someone, violations
from tests.faults.amounts import SEED, told
from tests.faults.screens import OPENED
from tests.servers import Server, of_the_environment

__all__ = ["browser_type_launch_args", "someone", "violations"]
FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The seeded studio for the tests of a module: one process, or two over PostgreSQL and Redis."""
    made = of_the_environment(tmp_path_factory.mktemp("served"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def figures(request: pytest.FixtureRequest, server: Server) -> Callable[..., None]:
    """What a test measured, to be said when all have run."""

    def tell(**values: Any) -> None:
        line = f"{request.node.name.removeprefix('test_')} ({server}): {told(values)}"
        request.config.stash.setdefault(FIGURES, []).append(line)

    return tell


@pytest.fixture(autouse=True)
def _nobody_stays() -> Iterator[None]:
    """Screens of a test that failed do not go on asking."""
    yield
    while OPENED:
        OPENED.pop().leave()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if lines := config.stash.get(FIGURES, []):
        terminalreporter.section(f"faults, seed {SEED}")
        for line in lines:
            terminalreporter.write_line(line)
