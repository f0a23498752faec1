"""The bell of an ordinary page rings by itself, and says when something may be read out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from tests.browser.conftest import LAPTOP, PHONE, TABLET, Server
from tests.browsing import SOON

pytestmark = pytest.mark.browser
Someone = Callable[..., BrowserContext]


def let_in(page: Page, path: str) -> WebSocket:
    """The socket of a page's bell once the server let it in: before that it can't be closed well."""
    heard: list[str] = []
    page.on(
        "websocket", lambda one: one.on("framereceived", lambda frame: heard.append(str(frame)[:2]))
    )
    with page.expect_websocket() as opened:
        page.goto(path)
    while "40" not in heard:
        opened.value.wait_for_event("framereceived")
    return opened.value


def test_a_call_for_help_rings_the_bell_of_the_page_its_lead_looks_at(
    someone: Someone, server: Server
) -> None:
    page = someone("ma", viewport=PHONE).new_page()
    let_in(page, "/products")
    bell = page.get_by_role("link", name="通知", exact=False).first
    before = bell.get_attribute("aria-label")
    tablet = someone("screen", viewport=TABLET).new_page()
    tablet.goto("/screen")
    tablet.get_by_role("button", name="呼叫运营").click()
    expect(bell).not_to_have_attribute("aria-label", before or "", timeout=SOON)
    expect(page.get_by_text("有新通知，请看右上角的铃铛")).to_be_visible(timeout=SOON * 2)
    bell.click()
    expect(page.get_by_text("直播中有人求助").first).to_be_visible()


def test_a_page_that_nobody_looks_at_lets_go_of_its_socket(
    someone: Someone, server: Server
) -> None:
    page = someone("ma", viewport=LAPTOP).new_page()
    socket = let_in(page, "/products")
    with socket.expect_event("close", timeout=SOON):
        page.evaluate(
            "() => { Object.defineProperty(document, 'visibilityState', { value: 'hidden' });"
            " document.dispatchEvent(new Event('visibilitychange')); }"
        )
