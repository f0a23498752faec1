"""What looking at a page finds where it is only wrong by night, on a phone or at one width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import by_axe, by_measure
from tests.browsing import PHONE

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="zh-CN"><title>页</title><style>
body { background: #fff; color: #111; }
p { transition: color 400ms; }
button { height: 60px; }
%s</style><main><h1>页</h1><p>要看清的字</p><button>按</button></main></html>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a phone."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def test_a_page_that_is_right_has_no_faults(page: Page) -> None:
    page.set_content(PAGE % "")
    assert [*by_axe(page), *by_measure(page)] == []


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ("(prefers-color-scheme: dark)", ["dark 390", "dark 1440"]),
        ("(prefers-color-scheme: light)", ["light 390", "light 1440"]),
        ("(max-width: 400px)", ["light 390", "dark 390"]),
        ("(min-width: 1400px) and (prefers-color-scheme: dark)", ["dark 1440"]),
    ],
)
def test_colours_are_compared_at_each_size_by_day_and_by_night(
    page: Page, wrong: str, found: list[str]
) -> None:
    page.set_content(PAGE % f"@media {wrong} {{ p {{ color: #ccc; }} }}")
    assert list(by_axe(page)) == [f"{one}: color-contrast: <p>要看清的字</p>" for one in found]


def test_what_is_too_wide_or_too_small_is_measured(page: Page) -> None:
    page.set_content(
        PAGE % "button { height: 30px; } @media (width: 768px) { h1 { width: 800px; } }"
    )
    over, small = by_measure(page)
    assert over.startswith("768 px wide: ")
    assert small == "small: <button>按</button>"
