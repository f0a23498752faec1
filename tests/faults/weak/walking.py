"""An evening on the weak wire: taps, cues, questions, relays and the time line at the same time.

While only packets are lost, while the wire hangs (nothing passes and nobody is told), while the
far place is without a network and knows it, and after each. What is counted is exact; what is
timed is reported, and has come at all within the patience.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from statistics import median
from time import monotonic, time

from playwright.sync_api import Error, Page

from tests.faults.test_cut import KEYS
from tests.faults.weak import lamp
from tests.faults.weak.loading import LIVES, READY
from tests.faults.weak.people import Crew, Tool, Witness
from tests.faults.weak.places import Places
from tests.faults.weak.telling import Report
from tests.servers import Server

PATIENCE_SECONDS = 120
TAPS, PACE_MS, SPELL_SECONDS = 10, 1000, 20
ANSWERED = "#radar-list li:not([data-settled]):not(.is-hollow)"
ASKED = "#asking-list li:not([data-settled]):not(.is-hollow)"
MARKED = re.compile(r'id="f(\d+)-[^"]*" aria-label="([^"]*)"')
LINE = "document.getElementById('line').outerHTML"


class Evening:
    """The three pages, and what was done on them."""

    def __init__(self, crew: Crew, places: Places, server: Server, report: Report) -> None:
        self.crew, self.places, self.report = crew, places, report
        self.witness, self.tool = Witness(server), Tool(server)
        self.pages: dict[str, Page] = {}
        self.spells: list[lamp.Spell] = []
        self.tapped: dict[str, float] = {}
        self.took: dict[str, list[float]] = {}
        self.cues = self.answers = 0

    # ── waiting and timing ──────────────────────────────────────────────────────────────────

    def comes(self, what: str, holds: Callable[[], bool], since: float) -> None:
        """Wait until it holds; the time from ``since`` counts under what it is."""
        while not holds():
            if time() - since > PATIENCE_SECONDS:
                self.report.claim(what, f"not within {PATIENCE_SECONDS} s", "comes", False)
                return
            self.pages["console"].wait_for_timeout(50)
        self.took.setdefault(what, []).append(time() - since)

    def has(self, part: str, selector: str, text: str, times: int = 1) -> bool:
        """Whether a page shows it so often."""
        return self.pages[part].locator(selector, has_text=text).count() == times

    # ── what is done ────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Everybody opens their page."""
        for part, address in self.crew.addresses.items():
            page = self.pages[part] = self.crew.enter(part).new_page()
            self._goto(page, address, part)
        for part in ("console", "overlay"):
            self.comes("live", lambda part=part: self.pages[part].evaluate(LIVES), time())

    def _goto(self, page: Page, address: str, part: str) -> None:
        """Open a page; who sees nothing for a minute loads it again."""
        for _attempt in range(5):
            began = monotonic()
            with suppress(Error):
                page.goto(address, wait_until="commit", timeout=60_000)
                while monotonic() - began < 60:
                    if page.evaluate(READY[part]):
                        return
                    page.wait_for_timeout(100)
        raise AssertionError(f"{address} never came")

    def tap(self, how_often: int) -> None:
        """So many keys, one a second."""
        page = self.pages["console"]
        for _one in range(how_often):
            before = page.locator("#recent").get_attribute("data-note")
            page.keyboard.press(KEYS[len(self.tapped) % len(KEYS)])
            while (key := page.locator("#recent").get_attribute("data-note")) in (None, "", before):
                page.wait_for_timeout(10)
            self.tapped[str(key)] = time()
            page.wait_for_timeout(PACE_MS)

    def cue(self, urgent: str) -> float:
        """A cue by one tap; when."""
        self.pages["console"].locator(f"[data-urgent={urgent}]").click()
        self.tapped[str(self.pages["console"].locator("#recent").get_attribute("data-note"))] = (
            time()
        )
        self.cues += 1
        return time()

    def answer_cue(self, text: str, since: float, what: str) -> None:
        """It is seen, answered by one tap, and the answer comes back."""
        tablet = self.pages["overlay"]
        self.comes(
            f"cue on the overlay{what}", lambda: self.has("overlay", "#cue-text", text), since
        )
        tablet.locator("#cue [data-answer=done]").click()
        self.answers += 1
        answered = lambda: self.pages["console"].locator("#notes li", has_text="改了").count()  # noqa: E731
        self.comes("its answer on the console", lambda: answered() == self.answers, time())

    def relay(self, text: str, people: int) -> float:
        """What viewers said, by the form of the console; when."""
        page = self.pages["console"]
        if not page.locator("#relay").is_visible():
            page.locator("#asks-own").click()
        page.locator("#relay-text").fill(text)
        for _one in range(people - 1):
            page.locator("#relay-more").click()
        page.locator("#relay-text").press("Enter")
        page.locator("#relay-text").press("Escape")
        return time()

    def question(self, text: str, people: int, since: float, by: str, what: str) -> None:
        """It stands on both screens, once and counted right; one tap on one of them takes it away."""
        self.comes(f"{what} on the server", lambda: self._is_open(text, people), since)
        for part, rows in (("console", ANSWERED), ("overlay", ASKED)):
            shown = re.compile(rf"{re.escape(text)}.*\b{people} 人", re.S)
            rightly = lambda part=part, rows=rows, shown=shown: (  # noqa: E731
                self.pages[part].locator(rows).filter(has_text=shown).count() == 1
                and self.has(part, rows, text))  # fmt: skip
            self.comes(f"{what} on the {part}", rightly, since)
        rows = {"console": ANSWERED, "overlay": ASKED}
        row = self.pages[by].locator(rows[by], has_text=text)
        row.locator("[data-verb=answer]").click()
        since = time()
        for part in rows:
            self.comes(
                f"answered, gone on the {part}",
                lambda part=part: self.has(part, rows[part], text, 0),
                since,
            )

    def _is_open(self, text: str, people: int) -> bool:
        told = [(one["text"], one["askers"]) for one in self.witness.state()["questions"]]
        return told.count((text, people)) == 1

    def spell(self, kind: str, meanwhile: Callable[[], None]) -> None:
        """Twenty seconds without a link, in which people go on."""
        begin, end = {"hang": (self._hang, self._heal), "cut": (self.places.cut, self.places.mend)}[
            kind
        ]
        began = time()
        begin()
        meanwhile()
        while time() - began < SPELL_SECONDS:
            self.pages["console"].wait_for_timeout(100)
        end()
        self.spells.append(lamp.Spell(kind, began * 1000, time() * 1000))

    def _hang(self) -> None:
        self.places.wire.hangs = True

    def _heal(self) -> None:
        self.places.wire.hangs = False

    def saved(self) -> None:
        """The console says that everything is saved."""
        pill = self.pages["console"].locator("#sync")
        saved = lambda: pill.get_attribute("data-sync") == "saved"  # noqa: E731
        self.comes("everything saved, after the link was back", saved, self.healed)

    @property
    def healed(self) -> float:
        """When the link was back the last time."""
        return self.spells[-1].ended / 1000

    def watch(self, seconds: float) -> None:
        """Nobody does anything: only the light is looked at."""
        self.pages["console"].wait_for_timeout(seconds * 1000)

    # ── what came of it ─────────────────────────────────────────────────────────────────────

    def check_notes(self) -> None:
        """Everything tapped stands once, on the server and on the console."""
        notes = Counter(note["key"] for note in self.witness.notes())
        exact = notes == Counter(list(self.tapped))
        self.report.claim(
            "taps on the server, once each", f"{len(notes)} of {len(self.tapped)}", "all", exact
        )
        shown = Counter(self.pages["console"].locator("#notes li").evaluate_all(
            "rows => rows.map(row => row.dataset.key)"))  # fmt: skip
        self.report.claim("notes on the console, once each", str(sum(shown.values())),
            str(len(self.tapped)), shown == Counter(list(self.tapped)))  # fmt: skip
        answered = [
            n for n in self.witness.notes() if (n["delivery"] or {}).get("answer") == "done"
        ]
        self.report.claim("answers of cues on the server", str(len(answered)), str(self.cues),
            len(answered) == self.cues)  # fmt: skip

    def check_questions(self, asked: int) -> None:
        """As many questions as were asked, all answered, none twice."""
        answering = self.witness.state()["answering"]
        told = f"{answering['answered']} of {answering['asked']}"
        held = (answering["answered"], answering["asked"]) == (asked, asked)
        self.report.claim("questions answered on the server", told, f"{asked} of {asked}", held)

    def check_line(self) -> None:
        """The time line that stayed open shows as many of each lane as the server has."""

        def shown() -> Counter[str]:
            return _counted(self.pages["line"].evaluate(LINE))

        wanted = _counted(self.witness.line())
        self.comes("time line: as on the server", lambda: shown() == wanted, time())
        held = shown() == wanted and wanted["0"] == len(self.tapped)
        told = ", ".join(str(many) for _lane, many in sorted(shown().items()))
        self.report.claim("notes and questions on the open time line", told,
            f"{len(self.tapped)}, …, as the server", held)  # fmt: skip

    def tell_times(self) -> None:
        """The times of everything."""
        for key, at in self.tapped.items():
            apart = any(one.began <= at * 1000 < one.ended for one in self.spells)
            name = "tap on the server" + (", tapped without a link" if apart else "")
            if key in self.witness.came:
                self.took.setdefault(name, []).append(self.witness.came[key] - at)
        for what, seconds in self.took.items():
            told = f"median {median(seconds):.1f} s, at most {max(seconds):.1f}, of {len(seconds)}"
            self.report.figure(what, told)
        for part in ("console", "overlay"):
            self._tell_asked(part)

    def _tell_asked(self, part: str) -> None:
        """What the page asked over HTTP, and how much of it was given up."""
        asked = [
            one
            for one in self.pages[part].evaluate("globalThis.weakness.asked")
            if "/static/" not in one[0]
        ]
        failed = sum(not status for _url, _ms, status in asked)
        came = sorted(ms / 1000 for _url, ms, status in asked if status)
        told = f"{len(asked)} asked, {failed} without an answer, median {median(came or [0]):.1f} s"
        self.report.figure(f"{part}: over HTTP", f"{told}, at most {max(came or [0]):.1f}")


def _counted(line: str) -> Counter[str]:
    """How many a drawing of the time line shows, lane by lane."""
    many: Counter[str] = Counter()
    for lane, label in MARKED.findall(line):
        several = re.search(r"起 (\d+) 条", label)
        many[lane] += int(several[1]) if several else 1
    return many
