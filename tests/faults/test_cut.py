"""Everything tapped stands once, none is lost, in order, on the server and in both tabs.

Two tabs of one observer: spells offline, most answers lost after the commit, requests refused with
503, the server killed again and again, and the browser closed with notes unsent and opened again.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.browsing import LAPTOP, console, let_in
from tests.faults import amounts
from tests.faults.network import Network
from tests.faults.visitors import Visitor
from tests.servers import Server, until

pytestmark = [pytest.mark.faults, pytest.mark.browser]
KEYS = ("Digit1", "Digit2", "Digit3", "KeyQ", "KeyW", "KeyE", "KeyA", "KeyS", "KeyD", "KeyZ",
        "KeyX", "KeyC")  # fmt: skip
CELLS = [
    (dimension, kind)
    for dimension in ("language", "interaction", "product", "emergency")
    for kind in ("praise", "remind", "issue")
]
HURRY_MS = 1000
JOINED_MS = 60_000
SAVED_MS = 120_000
MOST_ROWS = 200
#: The keys of the notes that lie in the browser's own storage.
KEPT = """() => new Promise(resolve => {
  const opening = indexedDB.open('zhubo-outbox', 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('ops').objectStore('ops').getAll();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result.map(({op}) => op.key)); };
  };
})"""
ROWS = "rows => rows.map(row => row.dataset.key)"


class Evening:
    """One observer with two tabs of one browser, and what happens to them."""

    def __init__(self, server: Server, open_browser: Callable[[], BrowserContext]) -> None:
        self.server, self.open_browser = server, open_browser
        self.network = Network(amounts.chance("network"))
        self.reader = Visitor(server, "ma", "/me")
        self.tapped: list[str] = []
        self.kills = 0
        self.unsent_at_closing = 0
        self.open()

    def open(self) -> None:
        """A browser with two consoles and a bad network."""
        self.server.wait()
        self.context = self.open_browser()
        self.tabs = [console(self.context, self.server, within=JOINED_MS) for _ in range(2)]
        self.network.spoil(self.context)

    def tap(self, number: int) -> None:
        """One key in one of the tabs; what it made is remembered by its id."""
        tab = self.tabs[number % 2]
        before = tab.locator("#recent").get_attribute("data-note")
        tab.keyboard.press(KEYS[number % len(KEYS)])
        expect(tab.locator("#recent")).not_to_have_attribute("data-note", before or "")
        self.tapped.append(tab.locator("#recent").get_attribute("data-note") or "")
        tab.wait_for_timeout(amounts.PACE_MS)

    # ── what happens ────────────────────────────────────────────────────────────────────────

    def cut(self) -> None:
        """No link from here on."""
        self.network.cut(self.context)

    def mend(self) -> None:
        """The link is back."""
        expect(self.tabs[0].locator("#sync")).not_to_have_attribute("data-sync", "saved")
        self.network.mend(self.context)

    def kill(self) -> None:
        """The server is dead from here on."""
        self.server.kill()
        self.kills += 1

    def begin(self) -> None:
        """The server starts."""
        self.server.begin()

    def reopen(self) -> None:
        """The browser is closed while notes wait in it, and opened again."""
        until(self._all_is_kept, 60, "every tap lies in the browser or on the server")
        self.unsent_at_closing = len(self.tabs[0].evaluate(KEPT))
        self.context.close()
        self.network.offline = False
        self.open()

    def _all_is_kept(self) -> bool:
        notes = self.reader.notes(self.server.seeded["broadcast"]) or []
        kept = {note["key"] for note in notes} | set(self.tabs[0].evaluate(KEPT))
        return kept >= set(self.tapped)


def _plan(dice: random.Random) -> dict[int, list[str]]:
    """Which acts come before which tap: each in a stretch of the evening of its own."""
    happenings = [("kill", "begin")] * amounts.SERVER_KILLS + [("cut", "reopen")]
    happenings += [("cut", "mend")] * amounts.OFFLINE_SPELLS
    dice.shuffle(happenings)
    stretch = amounts.TAPS / (len(happenings) + 1)
    plan: dict[int, list[str]] = defaultdict(list)
    for number, (first, second) in enumerate(happenings):
        begins = round(stretch * (number + dice.uniform(0.3, 0.6)))
        plan[begins].append(first)
        plan[round(begins + max(2, stretch * dice.uniform(0.3, 0.6)))].append(second)
    return plan


@pytest.fixture
def open_browser(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
    server: Server,
    violations: list[str],
) -> Iterator[Callable[[], BrowserContext]]:
    """Ma's browser: closed and opened again it still has its storage."""
    opened: list[BrowserContext] = []

    def open_it() -> BrowserContext:
        context = browser_type.launch_persistent_context(
            tmp_path / "browser",
            **browser_type_launch_args,
            base_url=server.url,
            locale="zh-CN",
            viewport=LAPTOP,
        )
        opened.append(context)
        return let_in(context, server, "ma", violations)

    yield open_it
    for context in opened[-1:]:
        context.close()


def test_every_tap_stands_once_and_in_order(
    server: Server, open_browser: Callable[[], BrowserContext], figures: Callable[..., None]
) -> None:
    began = monotonic()
    evening = Evening(server, open_browser)
    plan = _plan(amounts.chance("plan"))
    for number in range(amounts.TAPS):
        for act in plan[number]:
            getattr(evening, act)()
        evening.tap(number)
    evening.context.unroute_all(behavior="ignoreErrors")
    server.wait()

    for tab in evening.tabs:
        expect(tab.locator("#sync")).to_have_attribute("data-sync", "saved", timeout=SAVED_MS)
    _check_server(evening)
    for tab in evening.tabs:
        _check_tab(tab, evening.tapped)
    figures(
        taps=amounts.TAPS,
        killed=evening.kills,
        unsent_when_closed=evening.unsent_at_closing,
        **dict(sorted(evening.network.count.items())),
        longest_way_s=round(evening.network.longest_ms / 1000, 1),
        seconds=round(monotonic() - began),
    )


def _check_server(evening: Evening) -> None:
    notes = evening.reader.notes(evening.server.seeded["broadcast"])
    assert notes is not None and len(set(evening.tapped)) == amounts.TAPS
    assert [note["key"] for note in notes] == evening.tapped
    assert [(note["dimension"], note["kind"]) for note in notes] == [
        CELLS[number % len(CELLS)] for number in range(amounts.TAPS)
    ]
    assert len({note["seq"] for note in notes}) == amounts.TAPS
    moments = [note["at"] for note in notes]
    backwards = [earlier - later for earlier, later in pairwise(moments) if later < earlier]
    # A batch's time on the way is not known: by so much one that hung may lie later than it was.
    assert max(backwards, default=0) <= evening.network.longest_ms + HURRY_MS


def _check_tab(tab: Page, tapped: list[str]) -> None:
    """The newest stand there, newest first, and all are counted."""
    shown = min(len(tapped), MOST_ROWS)
    expect(tab.locator("#stream-count")).to_have_text(str(len(tapped)), timeout=30_000)
    expect(tab.locator("#notes li")).to_have_count(shown, timeout=30_000)
    until(
        lambda: tab.locator("#notes li").evaluate_all(ROWS) == tapped[: -shown - 1 : -1],
        30,
        "order",
    )
