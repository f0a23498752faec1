"""How a page stands there: what axe finds, what is too wide or too small, at every size, light and dark.

One load serves for all of it. Colours follow the scheme by style sheets alone, which
test_pages.py holds the scripts to, so the scheme changes under a page that stands, as it does when
evening comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from playwright.sync_api import Page, ViewportSize

from tests.browsing import LAPTOP, PHONE

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (360, 390, 480, 768, 1024, 1440, 1920)
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll(
  'button, input:not([type=hidden]), select, textarea, summary, a[href]')].filter(element => {
  const box = element.getBoundingClientRect();
  const inside = element.closest('label')?.getBoundingClientRect();
  const inText = element.tagName === 'A' && getComputedStyle(element).display === 'inline';
  const seen = element.checkVisibility?.() !== false && box.width > 1 && box.height > 1;
  const height = Math.max(box.height, inside?.height ?? 0);
  return seen && !inText && !element.closest('.visually-hidden, .skip-link') && height < 43.5;
}).map(element => element.outerHTML.slice(0, 120))"""
#: Colours are compared as they end: a page that is not drawn never ends by itself. Of what axe
#: approves it need not tell every place.
AXE = """async () => {
  document.getAnimations()
    .filter(one => one.effect.getComputedTiming().endTime !== Infinity && one.playbackRate)
    .forEach(one => one.finish());
  const {violations} = await axe.run({resultTypes: ['violations'], selectors: false});
  return violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 100)}`));
}"""


@cache
def axe() -> str:
    """axe-core's source, as the Python package carries it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text()


def faults(page: Page) -> list[str]:
    """What axe finds, one line a fault."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe())
    found: list[str] = page.evaluate(AXE)
    return found


def open_for_a_look(page: Page, address: str, *, quiet: bool = True) -> None:
    """Open it as on a phone by day; ``quiet``: until nothing is asked for any more."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    page.goto(address)
    if quiet:
        page.evaluate(axe())  # while what the page asks for is on its way
        page.wait_for_load_state("networkidle")


def by_axe(
    page: Page,
    *,
    sizes: Iterable[ViewportSize] = (PHONE, LAPTOP),
    schemes: Iterable[Scheme] = SCHEMES,
) -> Iterator[str]:
    """What axe finds at each size, light and dark."""
    for size in sizes:
        page.set_viewport_size(size)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            yield from (f"{scheme} {size['width']}: {one}" for one in faults(page))


def by_measure(page: Page, *, widths: Iterable[int] = WIDTHS, height: int = 900) -> Iterator[str]:
    """What is wider than the page at a width, and what is too small for a finger on a phone."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        over = page.evaluate(OVERFLOW)
        if over > 0:
            yield f"{width} px wide: {over} px too much"
    page.set_viewport_size(PHONE)
    yield from (f"small: {one}" for one in page.evaluate(SMALL))
