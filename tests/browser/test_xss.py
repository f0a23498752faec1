"""What people wrote is only ever text: a corpus of attacks in every field, read in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import LAPTOP, Server

pytestmark = pytest.mark.browser
CORPUS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{7*7}}",
    "javascript:alert(1)",
    "\u2028</title><b>bold</b>",
)
PAGES = ("/", "/broadcasts", "/products", "/products/{product}", "/rooms", "/people",
         "/broadcasts/{broadcast}", "/broadcasts/{broadcast}/console",
         "/broadcasts/{broadcast}/records", "/broadcasts/{broadcast}/overlay")  # fmt: skip


def _post(page: Page, server: Server, address: str, form: dict[str, str]) -> int:
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = page.request.post(
        address, form={**form, "csrf_token": token}, headers={"Origin": server.url}
    )
    return answer.status


def _write(page: Page, server: Server, attack: str, number: int) -> None:
    """Put an attack into names, a product's card, a room and a broadcast's title."""
    person = {"name": attack[:38], "username": f"x{number}", "role": "host", "scope": "all"}
    product = {"name": attack[:58], "points": attack, "forbidden": f"{attack}｜{attack}"}
    _post(page, server, "/people", person)
    _post(page, server, "/products", product)
    _post(page, server, "/rooms", {"name": attack[:38], "setback": "8"})
    _post(page, server, f"/products/{server.seeded['product']}", {**product, "version": "1"})


def test_nothing_that_was_written_runs(
    someone: Callable[..., BrowserContext], server: Server, violations: list[str]
) -> None:
    context = someone("qian", viewport=LAPTOP)
    page = context.new_page()
    page.goto("/")
    for number, attack in enumerate(CORPUS):
        _write(page, server, attack, number)
    lead = someone("ma", viewport=LAPTOP).new_page()
    ran: list[str] = []
    for reader in (page, lead):
        reader.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        for pattern in PAGES:
            seeded = server.seeded
            reader.goto(pattern.format(product=seeded["product"], broadcast=seeded["broadcast"]))
            reader.wait_for_load_state("load")
            assert reader.locator("[onerror], [onload], b:text-is('bold')").count() == 0
    assert ran == []
    page.goto("/products")
    assert page.get_by_text(CORPUS[0][:20]).count() >= 1
