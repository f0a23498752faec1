"""Pages in a real browser: what a first visit loads, what axe finds, what Lighthouse says."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.figures import Figure, Wanted, at_least, at_most
from tests.bench.pages import CONSOLE, GROUP, KB, MAIN, OVERLAY, TIME_LINE, address, serving, told
from tests.bench.processes import free_port
from tests.bench.serving import Server
from tests.bench.session import Run
from tests.browsing import FLAGS, PHONE

MODULES = Path(__file__).parent / "node_modules"
SETTLED_MS = 1500
CATEGORIES = ("performance", "accessibility", "best-practices")
APART = {CONSOLE: "console", OVERLAY: "overlay", TIME_LINE: "time line"}

LOADED = {
    "main pages": Wanted("first load on a phone, heaviest main page", "KB", at_most(45)),
    "console": Wanted("first load on a phone, console", "KB", at_most(45)),
    "overlay": Wanted("first load on a phone, overlay", "KB", at_most(45)),
    "time line": Wanted("first load on a phone, time line", "KB", at_most(60)),
}
REQUESTS = Wanted("requests of a first load, most of any main page", "", at_most(10))
AXE = Wanted("axe, nodes with a fault, all main pages", "", at_most(0))
LIGHTHOUSE = {
    "performance": Wanted("Lighthouse mobile, performance, lowest", "", at_least(95)),
    "accessibility": Wanted("Lighthouse mobile, accessibility, lowest", "", at_least(100)),
    "best-practices": Wanted("Lighthouse mobile, best practices, lowest", "", at_least(100)),
}


def _profile() -> tempfile.TemporaryDirectory[str]:
    """A folder for a browser, which may still write into it while it is removed."""
    return tempfile.TemporaryDirectory(prefix="zhubo-bench-phone-", ignore_cleanup_errors=True)


@contextmanager
def phone(server: Server, cookie: str, port: int = 0) -> Iterator[BrowserContext]:
    """A phone's browser that was never here, signed in; ``port`` lets Lighthouse take part."""
    debugging = [f"--remote-debugging-port={port}"] if port else []
    with sync_playwright() as playwright, _profile() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=[*FLAGS, *debugging],
            viewport=PHONE,  # type: ignore[arg-type]
            is_mobile=True,
            locale="zh-CN",
            bypass_csp=True,
        )
        context.add_cookies([{"name": "sid", "value": cookie, "url": server.url}])
        try:
            yield context
        finally:
            context.close()


def load(context: BrowserContext, url: str) -> tuple[Page, list[int]]:
    """Open a page; the bytes of each answer as they came over the wire, heads included.

    What took none was no request: a picture written into the page, an icon from the cache."""
    page = context.pages[0] if context.pages else context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda one: sizes.append(int(one["encodedDataLength"])))
    wire.send("Network.enable")
    answer = page.goto(url)
    page.wait_for_timeout(SETTLED_MS)
    if answer is None or answer.status != 200:
        raise Gone(f"{url} answers {answer.status if answer else 'nothing'}")
    return page, [size for size in sizes if size]


class Gone(RuntimeError):
    """A page that this version does not have."""


def faults(page: Page) -> list[str]:
    """The rule that each node with a fault breaks, by axe-core from npm."""
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text())
    found: dict[str, Any] = page.evaluate("() => axe.run()")
    return [str(one["id"]) for one in found["violations"] for _node in one["nodes"]]


def visited(run: Run) -> None:
    """Each main page once by a phone that was never here."""
    wanted = [*LOADED.values(), REQUESTS, AXE]

    def visit() -> list[Figure]:
        place, seeds = run.studio
        loads, found = {}, {}
        with serving(run.ours(place, "visited", workers=1)) as server:
            for who, pattern in MAIN:
                try:
                    with phone(server, seeds["cookies"][who]) as context:
                        page, sizes = load(context, server.url + address(pattern, seeds))
                        loads[pattern], found[pattern] = sizes, faults(page)
                except Gone:
                    if pattern != TIME_LINE:
                        raise
        return [*weights(loads), requests(loads), axe(found)]

    run.attempt(GROUP, wanted, visit)


def weights(loads: dict[str, list[int]]) -> Iterator[Figure]:
    """The heaviest of the ordinary pages, and each live page by itself."""
    plain = {page: sizes for page, sizes in loads.items() if page not in APART}
    heaviest = max(plain, key=lambda page: sum(plain[page]))
    for name, wanted in LOADED.items():
        page = next((one for one, apart in APART.items() if apart == name), heaviest)
        if page not in loads:
            yield wanted.missing("this version has no such page")
            continue
        yield wanted.had(sum(loads[page]) / KB, None, f"{page}, {len(loads[page])} requests")


def requests(loads: dict[str, list[int]]) -> Figure:
    """How many answers the busiest page waits for."""
    most = max(loads, key=lambda page: len(loads[page]))
    over = [f"{page} {len(sizes)}" for page, sizes in loads.items() if len(sizes) > 10]
    return REQUESTS.had(len(loads[most]), None, f"{most}; over: {told(over)}")


def axe(found: dict[str, list[str]]) -> Figure:
    """Faults over all pages."""
    bad = [f"{page}: {' '.join(rules)}" for page, rules in found.items() if rules]
    return AXE.had(sum(map(len, found.values())), None, f"{len(found)} pages; {told(bad)}")


def audited(run: Run) -> None:
    """Lighthouse on each main page (in a quick run on the first two), a page below again."""

    def audit() -> list[Figure]:
        place, seeds = run.studio
        scores: dict[str, dict[str, float]] = {}
        with serving(run.ours(place, "audited", workers=1)) as server:
            for who, pattern in MAIN[:2] if run.quick else MAIN:
                url = server.url + address(pattern, seeds)
                found = lighthouse(server, seeds["cookies"][who], url)
                if found is not None:
                    scores[pattern] = found
        return [lowest(category, scores) for category in CATEGORIES]

    run.attempt(GROUP, list(LIGHTHOUSE.values()), audit)


def lowest(category: str, scores: dict[str, dict[str, float]]) -> Figure:
    """The page that does worst."""
    wanted = LIGHTHOUSE[category]
    worst = min(scores, key=lambda page: scores[page][category])
    bound = wanted.target.bound if wanted.target else 0
    below = [f"{p} {s[category]:.0f}" for p, s in scores.items() if s[category] < bound]
    how = f"{len(scores)} pages, signed in; below: {told(below)}"
    return wanted.had(scores[worst][category], None, how)


def lighthouse(server: Server, cookie: str, url: str) -> dict[str, float] | None:
    """The scores of a page; one that falls short is asked three times in all, and medians count."""
    runs = [once_more(server, cookie, url)]
    while runs[0] is not None and min(runs[0].values()) < 95 and len(runs) < 3:
        runs.append(once_more(server, cookie, url))
    had = [one for one in runs if one is not None]
    return {name: median(one[name] for one in had) for name in CATEGORIES} if had else None


def once_more(server: Server, cookie: str, url: str) -> dict[str, float] | None:
    """One run, and another where Lighthouse lost its trace and asks to be run again."""
    try:
        return scored(server, cookie, url)
    except TraceLost:
        return scored(server, cookie, url)


class TraceLost(RuntimeError):
    """Chromium gave Lighthouse a trace without its beginning."""


def scored(server: Server, cookie: str, url: str) -> dict[str, float] | None:
    """One run of Lighthouse in a signed-in browser; None where the page does not exist."""
    port = free_port()
    only = f"--only-categories={','.join(CATEGORIES)}"
    with phone(server, cookie, port):
        done = subprocess.run(
            [
                str(MODULES / ".bin" / "lighthouse"),
                url,
                "--quiet",
                "--output=json",
                f"--port={port}",
                "--disable-storage-reset",
                only,
            ],
            capture_output=True,
            check=False,
            timeout=240,
        )
    if done.returncode:
        told_of = done.stderr.decode()[-400:]
        raise TraceLost(told_of) if "run Lighthouse again" in told_of else RuntimeError(told_of)
    told_: dict[str, Any] = json.loads(done.stdout)
    if (told_.get("runtimeError") or {}).get("code") == "ERRORED_DOCUMENT_REQUEST":
        return None
    return {name: 100 * (told_["categories"][name]["score"] or 0) for name in CATEGORIES}


def measure(run: Run) -> None:
    """All of it."""
    visited(run)
    audited(run)
