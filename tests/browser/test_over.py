"""A broadcast ends while its pages are open, and while they cannot hear it: nothing stale stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import LAPTOP, PHONE, TABLET, Server
from tests.browser.looking import by_axe
from tests.browsing import SOON, console, overlay

Someone = Callable[..., BrowserContext]
pytestmark = pytest.mark.browser
#: What a push does not bring, the page's own asking does: every thirty seconds at the latest.
ASKED_AGAIN = 2 * SOON


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, as its broadcast ends only once."""
    made = Server(tmp_path)
    made.start()
    yield made
    made.stop()


def _end(page: Page, server: Server) -> None:
    """Somebody ends it, from another page than these."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    headers = {"X-CSRFToken": token, "Origin": server.url}
    address = f"/broadcasts/{server.seeded['broadcast']}/end"
    assert page.request.post(address, headers=headers).ok


def _shows_the_end(screen: Page) -> None:
    expect(screen.locator("#ended")).to_be_visible(timeout=ASKED_AGAIN)
    expect(screen.locator("#ended")).to_contain_text("辛苦了")
    for live in ("#cue", "#plate", "#card", "#sheet", "#link", "#clock", "#free"):
        expect(screen.locator(live)).to_be_hidden()


def test_the_end_comes_while_the_pages_are_open(someone: Someone, server: Server) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    phone = overlay(
        someone("chen", viewport=PHONE), f"/broadcasts/{server.seeded['broadcast']}/overlay"
    )
    laptop.keyboard.press("Digit1")
    laptop.locator("#chips button").first.click()
    laptop.locator("#line-text").fill("收尾收得好")
    expect(phone.locator("#cue")).to_be_hidden()
    _end(laptop, server)

    expect(laptop.locator("#over")).to_be_visible(timeout=ASKED_AGAIN)
    for live in ("#pad", ".console-urgent", "#line", "#recent", "#asks", "#sheet", "#link"):
        expect(laptop.locator(live)).to_be_hidden()
    expect(phone.locator("#cue-kind")).to_have_text("表扬", timeout=ASKED_AGAIN)
    phone.get_by_role("button", name="收到").click()
    _shows_the_end(phone)
    expect(phone.get_by_role("link", name="写下播小结")).to_be_visible()

    expect(laptop.locator("#late-text")).to_have_value("收尾收得好")
    expect(laptop.locator("#late-text")).to_be_focused()
    laptop.locator("#over-title").click()
    laptop.keyboard.press("Digit3")
    laptop.get_by_role("radio", name="问题").check()
    laptop.locator("[name=dimension]").select_option("product")
    laptop.locator("#late-text").press("Enter")
    expect(laptop.locator("#notes li")).to_have_count(2)
    expect(laptop.locator("#notes li").first).to_contain_text("收尾收得好")
    expect(laptop.locator("#sync")).to_have_attribute("data-sync", "saved")
    expect(laptop.locator("#refused li")).to_have_count(0)
    assert [*by_axe(laptop), *by_axe(phone)] == []


def test_the_end_comes_while_nobody_hears_it_and_old_praise_stays_away(
    someone: Someone, server: Server
) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    laptop.keyboard.press("Digit1")
    laptop.locator("#chips button").first.click()
    expect(laptop.locator("#sync")).to_have_attribute("data-sync", "saved")
    server.kill()
    expect(tablet.locator("#plate")).to_be_visible()
    server.passes("over", "40")
    server.start()
    _shows_the_end(tablet)
    expect(laptop.locator("#over")).to_be_visible(timeout=ASKED_AGAIN)
