"""The forms of a note in a list of many: they come when they are opened, with a script or without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import PHONE, Server, settled
from tests.servers import until

pytestmark = pytest.mark.browser
WHOSE = "不是TA，或者撤回"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with broadcasts that are over."""
    made = Server(tmp_path_factory.mktemp("over"), seed="round")
    made.start()
    yield made
    made.stop()


def first_of(page: Page, server: Server) -> Locator:
    """What is folded at the first note, once the clock has released the notes."""
    fold = page.locator(".fold", has_text=WHOSE)
    address = f"/broadcasts/{server.seeded['over']}/records"
    until(lambda: page.goto(address) and fold.count(), 20, "the notes are released")
    return fold.first


def test_opened_in_place_and_refused_with_what_was_typed(
    server: Server, someone: Callable[..., BrowserContext]
) -> None:
    page = someone("ma", viewport=PHONE).new_page()
    fold = first_of(page, server)
    settled(page)
    expect(fold.get_by_role("textbox")).to_have_count(0)
    fold.locator("summary").press("Enter")
    reason = fold.get_by_role("textbox", name="为什么撤回")
    expect(reason).to_be_visible()
    reason.fill("　")
    fold.get_by_role("button", name="撤回这一条").click()
    expect(page.get_by_text("请写明为什么撤回").first).to_be_visible()
    again = page.get_by_role("textbox", name="为什么撤回")
    again.fill("是主播说的")
    page.get_by_role("button", name="撤回这一条").click()
    expect(page.get_by_text("已撤回，不再计入")).to_be_visible()


def test_without_a_script_it_is_written_on_the_notes_own_page(
    server: Server, someone: Callable[..., BrowserContext]
) -> None:
    page = someone("ma", viewport=PHONE, java_script_enabled=False).new_page()
    fold = first_of(page, server)
    fold.locator("summary").click()
    fold.get_by_role("link", name="到这一条的页面去写").click()
    page.locator(".fold", has_text=WHOSE).locator("summary").click()
    page.get_by_label("主播").check()
    page.get_by_role("button", name="改成记这一位").click()
    expect(page.get_by_text("已改，原来的写法留着")).to_be_visible()
