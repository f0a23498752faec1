"""A supervisor's tap reaches the assistant's screen, and her answer comes back.

The walk (also made on PostgreSQL): an observer on a laptop and one on a phone, the room's tablet and
the assistant's own phone; a bare tap is evidence, a chip gives it words, the words appear on both
screens, one tap answers, both consoles see the answer.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import LAPTOP, PHONE, TABLET, Server
from tests.browsing import SOON, console, overlay

Someone = Callable[..., BrowserContext]
pytestmark = pytest.mark.browser


@pytest.mark.walk
def test_a_tap_reaches_the_screens_and_the_answer_comes_back(
    someone: Someone, server: Server
) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    phone = console(someone("lin", viewport=PHONE, has_touch=True, is_mobile=True), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    own = overlay(
        someone("chen", viewport=PHONE), f"/broadcasts/{server.seeded['broadcast']}/overlay"
    )

    laptop.keyboard.press("KeyD")
    expect(phone.locator("#notes li")).to_have_count(1, timeout=SOON)
    expect(tablet.get_by_text("马上更正")).to_have_count(0)

    phone.locator("[data-urgent=price]").click()
    for screen in (tablet, own):
        expect(screen.get_by_text("马上更正：到手价 129 元").first).to_be_visible(timeout=SOON)
    tablet.get_by_role("button", name="改了").click()
    for page in (laptop, phone):
        expect(page.locator("#notes li").first).to_contain_text("改了", timeout=SOON)
    expect(own.get_by_text("马上更正：到手价 129 元").first).to_be_hidden(timeout=SOON)


def test_a_call_for_help_rings_on_every_console(someone: Someone, server: Server) -> None:
    first = console(someone("ma", viewport=LAPTOP), server)
    second = console(someone("lin", viewport=PHONE), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    tablet.get_by_role("button", name="呼叫运营").click()
    for page in (first, second):
        expect(page.get_by_role("button", name="我来")).to_be_visible(timeout=SOON)
    second.get_by_role("button", name="我来").click()
    expect(tablet.get_by_text("来了").first).to_be_visible(timeout=SOON)


def test_an_emergency_card_shows_on_the_overlay_and_goes(someone: Someone, server: Server) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    token = laptop.locator("meta[name=csrf-token]").get_attribute("content") or ""
    address = f"/broadcasts/{server.seeded['broadcast']}/emergency"
    for code, shown in (("E-stream", 1), (None, 0)):
        answer = laptop.request.post(
            address, data={"code": code}, headers={"X-CSRFToken": token, "Origin": server.url}
        )
        assert answer.ok
        expect(tablet.get_by_role("heading", name="断流")).to_have_count(shown, timeout=SOON)
