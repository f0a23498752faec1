"""Sixty taps through everything that goes wrong: each arrives once, none is lost, in order.

Two tabs of one observer, a spell offline, answers lost after the commit, requests refused with 503,
and the server killed twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from tests.browser.conftest import LAPTOP, Server
from tests.browser.test_chain import console

pytestmark = pytest.mark.browser
KEYS = ("Digit1", "Digit2", "Digit3", "KeyQ", "KeyW", "KeyE", "KeyA", "KeyS", "KeyD", "KeyZ",
        "KeyX", "KeyC")  # fmt: skip
CELLS = [
    (dimension, kind)
    for dimension in ("language", "interaction", "product", "emergency")
    for kind in ("praise", "remind", "issue")
]
TAPS = 60
#: A batch's time on the way is not known: one that hung while the server was dead lies later by so
#: much than one that went through at once. The order of the notes is exact all the same.
NETWORK_MS = 30_000


def _bad_network(chance: random.Random) -> Callable[[Route], None]:
    """A fifth of the requests is refused, a quarter of the answers is lost after the commit."""

    def handle(route: Route) -> None:
        draw = chance.random()
        if draw < 0.2:
            route.fulfill(status=503, json={"error": "busy"})
        elif draw < 0.45:
            with suppress(Error):  # a dead server loses the request instead of the answer
                route.fetch()
            route.abort()
        else:
            route.continue_()

    return handle


def _tap(tabs: list[Page], numbers: range) -> None:
    for number in numbers:
        tab = tabs[number % 2]
        tab.keyboard.press(KEYS[number % len(KEYS)])
        tab.wait_for_timeout(40)


def test_every_tap_arrives_once_and_in_order(
    someone: Callable[..., BrowserContext], server: Server, violations: list[str]
) -> None:
    context = someone("ma", viewport=LAPTOP)
    tabs = [console(context, server), console(context, server)]
    context.route("**/taps", _bad_network(random.Random(20261123)))

    _tap(tabs, range(12))
    context.set_offline(True)
    _tap(tabs, range(12, 28))
    expect(tabs[0].locator("#sync")).not_to_have_attribute("data-sync", "saved")
    context.set_offline(False)
    _tap(tabs, range(28, 36))
    server.kill()
    _tap(tabs, range(36, 42))
    server.start()
    _tap(tabs, range(42, 48))
    server.kill()
    _tap(tabs, range(48, 54))
    server.start()
    _tap(tabs, range(54, TAPS))
    context.unroute_all(behavior="ignoreErrors")

    for tab in tabs:
        expect(tab.locator("#sync")).to_have_attribute("data-sync", "saved", timeout=60_000)
    address = f"/broadcasts/{server.seeded['broadcast']}/notes?after=0"
    notes = sorted(tabs[0].request.get(address).json()["notes"], key=lambda note: note["seq"])
    assert [(note["dimension"], note["kind"]) for note in notes] == [
        CELLS[number % len(CELLS)] for number in range(TAPS)
    ]
    assert len({note["key"] for note in notes}) == TAPS
    moments = [note["at"] for note in notes]
    backwards = [earlier - later for earlier, later in pairwise(moments) if later < earlier]
    assert max(backwards, default=0) < NETWORK_MS
    for tab in tabs:
        expect(tab.locator("#notes li")).to_have_count(TAPS, timeout=20_000)
