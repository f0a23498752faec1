"""Fixtures of all tests that drive a browser: somebody signed in, and what browsers complain of.

Imported by the conftest of each folder that has such tests; ``server`` is that folder's own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers import Server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}
#: How long what must come is waited for: it is met at once, or late on a busy machine, or never.
SOON = 30_000
expect.set_options(timeout=SOON)
PageOf = Callable[[str | None], Page]
#: What Chromium says of a view transition that it skips when a page hurries on.
HURRIED = ("ViewTransition", "Transition was skipped")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium."""
    name = shutil.which("chromium") or shutil.which("google-chrome")
    return {**browser_type_launch_args, "executable_path": name, "args": FLAGS}


@pytest.fixture
def violations() -> Iterator[list[str]]:
    """What browsers complained of: nothing may go against the content policy or throw."""
    heard: list[str] = []
    yield heard
    assert heard == [], heard


@pytest.fixture
def someone(
    browser: Browser, server: Server, violations: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of somebody of the cast (or of the bound tablet, ``screen``), signed in."""
    opened: list[BrowserContext] = []

    def open_for(name: str | None, **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=server.url, locale="zh-CN", **options)
        opened.append(context)
        return let_in(context, server, name, violations)

    yield open_for
    for context in opened:
        context.close()


class Seats:
    """A page for each person, kept for the tests that only look: what came once need not come again."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self._browser, self._server = browser, server
        self._pages: dict[str | None, Page] = {}
        self.heard: list[str] = []

    def page_of(self, name: str | None) -> Page:
        """Somebody's page, as the last test left it."""
        if name not in self._pages:
            context = self._browser.new_context(base_url=self._server.url, locale="zh-CN")
            self._pages[name] = let_in(context, self._server, name, self.heard).new_page()
        return self._pages[name]

    def close(self) -> None:
        """Everybody leaves."""
        for page in self._pages.values():
            page.context.close()


@pytest.fixture(scope="module")
def seats(browser: Browser, server: Server) -> Iterator[Seats]:
    """The pages that people keep open while a module looks at them."""
    made = Seats(browser, server)
    yield made
    made.close()
    assert made.heard == [], made.heard


@pytest.fixture
def page_of(seats: Seats) -> Iterator[PageOf]:
    """The page that somebody of the cast keeps; nothing may go against the content policy or throw."""
    yield seats.page_of
    heard, seats.heard[:] = list(seats.heard), []
    assert heard == [], heard


def let_in(
    context: BrowserContext, server: Server, name: str | None, heard: list[str]
) -> BrowserContext:
    """Sign somebody in to a browser that was just opened, and listen to its complaints."""
    if name is not None:
        sid = server.seeded["cookies"][name]
        context.add_cookies([{"name": "sid", "value": sid, "url": server.url}])
    listen(context, heard)
    return context


def listen(context: BrowserContext, heard: list[str]) -> None:
    """Note what goes against the content policy, and errors that nobody caught."""

    def message(entry: Any) -> None:
        if "Content Security Policy" in entry.text:
            heard.append(entry.text)

    def thrown(entry: Any) -> None:
        if not any(words in str(entry.error) for words in HURRIED):
            heard.append(str(entry.error))

    context.on("console", message)
    context.on("weberror", thrown)


def console(context: BrowserContext, server: Server, *, within: int = SOON) -> Page:
    """The console, joined."""
    page = context.new_page()
    page.goto(f"/broadcasts/{server.seeded['broadcast']}/console")
    expect(page.locator("#link")).to_have_attribute("data-link", "live", timeout=within)
    return page


def overlay(context: BrowserContext, address: str, *, within: int = SOON) -> Page:
    """An overlay, joined."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator("[data-link=live]").first).to_be_visible(timeout=within)
    return page
