"""A real server as a process of its own, a real browser, and nothing against the content policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browsing import (
    LAPTOP,
    PHONE,
    TABLET,
    PageOf,
    browser_type_launch_args,
    listen,
    page_of,
    seats,
    someone,
    violations,
)
from tests.servers import Server

__all__ = [
    "LAPTOP", "PHONE", "TABLET", "PageOf", "Server", "browser_type_launch_args", "listen", "page_of",
    "seats", "settled", "someone", "violations",
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with the seeded studio for the tests of a module."""
    made = Server(tmp_path_factory.mktemp("served"))
    made.start()
    yield made
    made.stop()


def settled(page: Page) -> Page:
    """The page once its first requests are done."""
    page.wait_for_load_state("load")
    return page
