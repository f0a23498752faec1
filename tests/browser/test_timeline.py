"""The time line in a browser: a marker opens its moment in place, and the moment's link is shared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Server
from tests.browser.looking import OVERFLOW, SMALL, faults

Someone = Callable[..., BrowserContext]
pytestmark = pytest.mark.browser
TOUCH: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
MARKERS = "#line svg g a[data-into='#moment']:visible"


@pytest.fixture
def noted(someone: Someone, server: Server) -> str:
    """The address of the line of a live broadcast with one note on it, tapped by the first test."""
    line = f"/broadcasts/{server.seeded['broadcast']}/timeline"
    if server.seeded.setdefault("noted", False):
        return line
    page = someone("ma", viewport=LAPTOP).new_page()
    page.goto(f"/broadcasts/{server.seeded['broadcast']}/console")
    expect(page.locator("#link")).to_have_attribute("data-link", "live")
    page.locator("[data-kind='remind']").first.click()
    expect(page.locator("#notes li").first).to_be_visible()
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved")
    server.seeded["noted"] = True
    return line


def clean(page: Page) -> list[str]:
    """What is wrong with how the page stands there."""
    over = page.evaluate(OVERFLOW)
    small = [f"small: {one}" for one in page.evaluate(SMALL)]
    return [*faults(page), *small, *([f"{over} px too wide"] if over > 0 else [])]


@pytest.mark.parametrize("device", [TOUCH, {"viewport": LAPTOP}], ids=["phone", "laptop"])
def test_a_marker_opens_its_moment_in_place_and_the_link_serves_colleagues_only(
    someone: Someone, noted: str, device: dict[str, Any]
) -> None:
    page = someone("ma", **device).new_page()
    page.goto(noted)
    assert clean(page) == []
    page.locator(MARKERS).first.click()
    heading = page.locator("#moment h2")
    expect(heading).to_be_focused()
    assert page.url.endswith("/timeline"), "it opens in place"
    assert clean(page) == []
    link = page.locator("#moment [data-copy^='http']").get_attribute("data-copy")
    at = heading.inner_text()
    assert link is not None
    colleague = someone("lin", **device).new_page()
    answer = colleague.goto(link)
    assert answer is not None and answer.status == 200
    expect(colleague.locator("#moment h2")).to_have_text(at)
    assert clean(colleague) == []
    stranger = someone("wu", **device).new_page()
    answer = stranger.goto(link)
    assert answer is not None and answer.status == 404


def test_the_line_works_by_keyboard_and_goes_back(someone: Someone, noted: str) -> None:
    page = someone("ma", viewport=LAPTOP).new_page()
    page.goto(noted)
    page.locator(".line a[id^='band-']").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("看全场").first).to_be_visible()
    assert "from=" in page.url
    page.go_back()
    expect(page).to_have_url(re.compile("/timeline$"))


def test_without_javascript_a_marker_is_a_page(someone: Someone, noted: str) -> None:
    page = someone("ma", java_script_enabled=False, **TOUCH).new_page()
    page.goto(noted)
    page.locator(MARKERS).first.click()
    assert "/moments/" in page.url
    expect(page.locator("#moment h2")).to_be_visible()


def test_a_note_appears_on_the_open_line_and_what_was_opened_stays(
    someone: Someone, server: Server, noted: str
) -> None:
    page = someone("ma", viewport=LAPTOP).new_page()
    page.goto(noted)
    page.locator(MARKERS).first.click()
    expect(page.locator("#moment h2")).to_be_focused()
    shapes = page.locator("#line use").count()
    other = someone("lin", viewport=LAPTOP).new_page()
    other.goto(f"/broadcasts/{server.seeded['broadcast']}/console")
    expect(other.locator("#link")).to_have_attribute("data-link", "live")
    other.locator("[data-kind='praise']").first.click()
    expect(page.locator(".line-news")).to_be_visible()
    assert page.locator("#line use").count() > shapes
    expect(page.locator("#moment h2")).to_be_visible()
