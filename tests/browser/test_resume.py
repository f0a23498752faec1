"""The link breaks and comes back: a grey plate meanwhile, then what is new once, and nothing stale."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import LAPTOP, TABLET, Server
from tests.browsing import console, overlay

pytestmark = pytest.mark.browser


def test_the_screens_resume_after_the_server_was_killed(
    someone: Callable[..., BrowserContext], server: Server
) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    laptop.keyboard.press("KeyW")
    laptop.locator("#chips button").first.wait_for()
    server.kill()
    laptop.locator("[data-urgent=price]").click()
    expect(tablet.locator("#plate")).to_be_visible()
    server.start()
    expect(tablet.locator("#plate")).to_be_hidden()
    expect(tablet.locator("#cue-text")).to_have_text("马上更正：到手价 129 元")
    expect(laptop.locator("#sync")).to_have_attribute("data-sync", "saved")
    tablet.get_by_role("button", name="改了").click()
    expect(tablet.locator("#cue")).to_be_hidden()
    expect(laptop.locator("#notes li").first).to_contain_text("改了")
    tablet.reload()
    expect(tablet.locator("[data-link=live]").first).to_be_visible()
    expect(tablet.locator("#cue")).to_be_hidden()


def test_a_revoked_sign_in_is_sent_away_within_five_seconds(
    someone: Callable[..., BrowserContext], server: Server
) -> None:
    page = console(someone("lin", viewport=LAPTOP), server)
    owner = someone("qian", viewport=LAPTOP).new_page()
    began = monotonic()
    owner.goto(f"/people/{server.seeded['people']['lin']}")
    opening = monotonic() - began
    token = owner.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = owner.request.post(
        f"/people/{server.seeded['people']['lin']}/suspension",
        headers={"X-CSRFToken": token, "Origin": server.url},
    )
    assert answer.ok
    within = max(5, 4 * opening)  # a machine that is busy takes its time for any page
    expect(page).to_have_url(re.compile("/sign-in"), timeout=1000 * within)
