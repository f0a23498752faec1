"""How long a page takes to be of use over the weak wire: from nothing, and the second time."""

from __future__ import annotations

from statistics import median
from time import monotonic

from playwright.sync_api import BrowserContext, Error, Page

from tests.faults.weak.people import Crew
from tests.faults.weak.telling import Report

#: What a person with a weak network still waits for; a browser's own end to connecting is 2–4 minutes.
PATIENCE_SECONDS = 180
ATTEMPTS = 3
LIVES = "document.getElementById('link')?.dataset.link === 'live'"
READY = {
    "console": LIVES,
    "overlay": LIVES,
    "line": "Boolean(document.getElementById('line') && globalThis.htmx)",
}
KEPT = """async () => {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async name => (await caches.open(name)).keys()));
  return all.flat().some(({url}) => url.endsWith(location.pathname));
}"""
KEEPING_SECONDS = 90


def measure(crew: Crew, report: Report, rounds: int) -> None:
    """Each page so many times from a clean profile, and each time a second time."""
    for part in READY:
        firsts, seconds = [], []
        for _round in range(rounds):
            context = crew.enter(part)
            firsts.append(_load(context, crew, part))
            _let_it_keep(context.pages[0], part)
            context.pages[0].close()
            seconds.append(_load(context, crew, part))
            context.close()
        for name, took in (("first", firsts), ("second", seconds)):
            failed = took.count(None)
            came = sorted(one for one in took if one is not None)
            told = f"median {median(came):.1f} s, {came[0]:.1f}–{came[-1]:.1f}" if came else "never"
            report.claim(f"{part}: {name} visit", f"{told}, of {len(took)}", "comes", not failed)


def _load(context: BrowserContext, crew: Crew, part: str) -> float | None:
    """Seconds until the page is of use; None where it was not within the patience."""
    page, began = context.new_page(), monotonic()
    for _attempt in range(ATTEMPTS):
        left = PATIENCE_SECONDS - (monotonic() - began)
        try:
            page.goto(crew.addresses[part], wait_until="commit", timeout=max(1, left) * 1000)
        except Error:
            continue
        if _is_ready(page, part, began):
            return monotonic() - began
    return None


def _is_ready(page: Page, part: str, began: float) -> bool:
    while monotonic() - began < PATIENCE_SECONDS:
        if page.evaluate(READY[part]):
            return True
        page.wait_for_timeout(100)
    return False


def _let_it_keep(page: Page, part: str) -> None:
    """The console's page has the time to be kept by its worker, as while a broadcast is watched."""
    end = monotonic() + KEEPING_SECONDS
    while part == "console" and monotonic() < end and not page.evaluate(KEPT):
        page.wait_for_timeout(500)
