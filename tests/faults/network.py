"""The way from a browser to the server, gone bad: refusals, answers lost after the commit, no link."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from time import monotonic

from playwright.sync_api import BrowserContext, Error, Route

REFUSED, LOST = 0.3, 0.6


class Network:
    """30 % of what a browser taps is refused with 503; of the rest 60 % of the answers are lost after
    the server has committed."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.offline = dice, False
        self.longest_ms = 0.0
        self.count: Counter[str] = Counter()

    def spoil(self, context: BrowserContext) -> None:
        """Stand between this browser and the server."""
        context.route("**/taps", self._handle)

    def cut(self, context: BrowserContext) -> None:
        """No link, as the browser itself sees it."""
        self.offline = True
        self.count["spells offline"] += 1
        context.set_offline(True)

    def mend(self, context: BrowserContext) -> None:
        """The link is back."""
        self.offline = False
        context.set_offline(False)

    def _handle(self, route: Route) -> None:
        with suppress(Error):  # the server is dead, or the browser closed
            if self.offline:
                route.abort("internetdisconnected")
            elif self.dice.random() < REFUSED:
                self.count["refused"] += 1
                route.fulfill(status=503, json={"error": "busy"})
            else:
                self._carry(route, lose=self.dice.random() < LOST)

    def _carry(self, route: Route, *, lose: bool) -> None:
        """Take a request to the server; its answer comes back, or is lost."""
        began = monotonic()
        try:
            answer = route.fetch(timeout=0)
        except Error:
            self.count["not reached"] += 1
            route.abort()
            return
        finally:
            self.longest_ms = max(self.longest_ms, 1000 * (monotonic() - began))
        if lose:
            self.count["lost after the commit" if answer.ok else "lost"] += 1
            route.abort()
        else:
            self.count["answered"] += 1
            route.fulfill(response=answer)
