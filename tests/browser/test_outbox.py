"""The queue of taps where a request stands still: what it does when the link is back.

The page's own module and store, with a server that does what the test says, on a clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OPEN = """async () => {
  const {openOutbox} = await import('/static/ui/outbox.js');
  const posted = globalThis.posted = [];
  globalThis.fetch = (url, {signal, body}) => new Promise((_answered, failed) => {
    posted.push(JSON.parse(body).taps.map(({op}) => op));
    signal.addEventListener('abort', () => failed(new DOMException('', 'AbortError')));
  });
  globalThis.outbox = await openOutbox({url: '/taps', person: 1, broadcast: 7, csrf: 'x'});
  globalThis.outbox.add({do: 'tap', key: globalThis.outbox.newId()});
}"""
TURNS = 200


@pytest.fixture
def page(someone: Callable[..., BrowserContext]) -> Page:
    """A page with a tap on its way to a server that never answers."""
    made = someone("ma").new_page()
    made.clock.install(time=BEGIN)
    made.goto("/me")
    made.clock.pause_at(BEGIN + timedelta(hours=1))  # or it goes on with the machine's clock
    made.evaluate(OPEN)
    assert len(posted(made, 1)) == 1
    return made


def posted(page: Page, wanted: int) -> list[Any]:
    """What was sent, once there are so many requests, or after the time in which there would be."""
    for _turn in range(TURNS):
        page.clock.run_for(10)
        found: list[Any] = page.evaluate("globalThis.posted")
        if len(found) >= wanted:
            break
    return found


def test_what_stands_still_is_sent_again_when_the_link_is_back(page: Page) -> None:
    page.clock.run_for(5000)
    page.evaluate("globalThis.outbox.hurry()")
    first, second = posted(page, 2)
    assert first == second


def test_what_was_just_sent_is_waited_for(page: Page) -> None:
    page.evaluate("globalThis.outbox.hurry()")
    assert len(posted(page, 2)) == 1
