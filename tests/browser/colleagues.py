"""Somebody of the cast at a device of their own, who goes on by what the pages offer and counts it.

A tap is a link, a button, a fold or a chip; a field that is typed into counts as one tap more. Only
``arrives`` types an address: the one a person has open in the morning, or scans.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect
from playwright.sync_api import TimeoutError as TooLong

from tests.browsing import LAPTOP, PHONE, SOON
from tests.servers import until

AT_ONCE = 1_500
#: Who carries a phone; the others sit at laptops.
ON_THE_PHONE = ("chen", "he")
REFUSED = 400
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Colleague:
    """One person with one page open. ``taps`` counts; ``heard`` is what the browser complained of."""

    name: str
    page: Page
    heard: list[str]
    taps: int = 0

    @classmethod
    def sits_down(
        cls, name: str, someone: Callable[..., BrowserContext], heard: list[str]
    ) -> Colleague:
        """In front of a phone or a laptop, signed in, with 今天 open."""
        phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
        context = someone(name, **(phone if name in ON_THE_PHONE else {"viewport": LAPTOP}))
        made = cls(name, context.new_page(), heard)
        context.on("console", lambda entry: made._complain(entry.type == "error", entry.text))
        context.on("response", made._look)
        made.arrives("/")
        return made

    def _look(self, answer: Response) -> None:
        self._complain(answer.status >= REFUSED, f"{answer.status} {answer.url}")

    def _complain(self, bad: bool, text: str) -> None:
        if bad:
            self.heard.append(f"{self.name}: {text}")

    # ── going about ─────────────────────────────────────────────────────────────────────────

    def arrives(self, address: str) -> None:
        """Open an address."""
        self.page.goto(address)

    def takes_up(self, text: str) -> None:
        """Open 今天 and what waits there; it is looked at again until the clock has put it there."""
        self.taps += 1
        self._touch(self._finds("/", text))

    def hears(self, text: str) -> None:
        """Open the bell and the notice that reads so."""
        self.touches("[data-bell]")
        self.page.wait_for_url("**/notices")
        self._touch(self._finds("/notices", text))

    def _finds(self, address: str, text: str) -> Locator:
        """A link that is there at once, or soon: the worker may still be about it."""
        link = self.page.locator("main").get_by_role("link", name=text).first

        def there() -> bool:
            self.page.goto(address)
            try:
                link.wait_for(timeout=AT_ONCE)
            except TooLong:
                return False
            return True

        until(there, SOON / 1000, f"{self.name} finds: {text}")
        return link

    def follows(self, text: str, *, within: str = "main") -> None:
        """A link that reads so."""
        self._touch(self.page.locator(within).get_by_role("link", name=text).first)

    def presses(self, text: str, *, within: str = "body", exact: bool = True) -> None:
        """A button that reads so."""
        place = self.page.locator(within)
        self._touch(place.get_by_role("button", name=text, exact=exact).first)

    def unfolds(self, text: str, *, within: str = "main") -> None:
        """What is folded under such words."""
        self._touch(self.page.locator(within).locator("summary", has_text=text).first)

    def chooses(self, text: str, *, within: str = "main") -> None:
        """A chip, a tick or one of several: whatever has a label that reads so."""
        place = self.page.locator(within).first
        self._touch(place.locator("label", has_text=re.compile(rf"^\s*{re.escape(text)}")).first)

    def touches(self, selector: str) -> None:
        """A key of the console or the overlay, by what it is."""
        self._touch(self.page.locator(selector).first)

    def picks(self, label: str, option: str, *, within: str = "main") -> None:
        """The last of a list that drops down whose words hold these."""
        self.taps += 1
        field = self.page.locator(within).get_by_label(label).first
        words = field.locator("option", has_text=option).last.inner_text()
        field.select_option(label=words)

    def writes(self, label: str, text: str, *, within: str = "main") -> None:
        """Words into a field."""
        self.taps += 1
        self.page.locator(within).get_by_label(label).first.fill(text)

    def _touch(self, there: Locator) -> None:
        self.taps += 1
        expect(there, self.name).to_be_visible(timeout=SOON)
        assert self.page.evaluate(OVERFLOW) <= 0, f"{self.name}: {self.page.url} is too wide"
        (there.tap if self.name in ON_THE_PHONE else there.click)(timeout=SOON)

    # ── seeing ──────────────────────────────────────────────────────────────────────────────

    def sees(self, *texts: str, within: str = "body") -> None:
        """All of these can be read."""
        for text in texts:
            place = self.page.locator(within).get_by_text(text).locator("visible=true")
            expect(place.first).to_be_visible(timeout=SOON)

    def sees_nothing_of(self, *texts: str, within: str = "body") -> None:
        """None of these stands there."""
        for text in texts:
            expect(self.page.locator(within).get_by_text(text)).to_have_count(0, timeout=SOON)


class Team:
    """The people of a story by their short names; each sits down when first spoken of."""

    def __init__(self, seat: Callable[[str], Colleague]) -> None:
        self._seat, self.seated = seat, dict[str, Colleague]()

    def __getattr__(self, name: str) -> Colleague:
        if name not in self.seated:
            self.seated[name] = self._seat(name)
        return self.seated[name]

    def told(self) -> str:
        """How many taps the story took of each, and of all."""
        each = ", ".join(f"{one.name} {one.taps}" for one in self.seated.values())
        return f"taps: {each}; together {sum(one.taps for one in self.seated.values())}"
