"""Signing out while notes wait in the browser: it asks first, and they are still there afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import LAPTOP, Server
from tests.browsing import console

pytestmark = pytest.mark.browser
KEPT = """() => new Promise(resolve => {
  const opening = indexedDB.open('zhubo-outbox', 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('ops').objectStore('ops').count();
    asked.onsuccess = () => resolve(asked.result);
  };
})"""


def test_signing_out_asks_where_notes_wait_and_keeps_them(
    someone: Callable[..., BrowserContext], server: Server
) -> None:
    context = someone("ma", viewport=LAPTOP, reduced_motion="reduce")
    page = console(context, server)
    context.route("**/taps", lambda route: route.fulfill(status=503, json={"error": "busy"}))
    for key in ("KeyD", "KeyQ"):
        page.keyboard.press(key)
    expect(page.locator("#notes li")).to_have_count(2)
    page.goto("/me")
    page.get_by_role("button", name="退出登录").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("还有 2 条没上传")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    assert page.evaluate("location.pathname") == "/me"
    page.get_by_role("button", name="退出登录").click()
    dialog.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(KEPT) == 2


def test_signing_out_asks_nothing_where_nothing_of_this_person_waits(
    someone: Callable[..., BrowserContext], server: Server
) -> None:
    page = someone("lin", viewport=LAPTOP, reduced_motion="reduce").new_page()
    page.goto("/me")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in")
