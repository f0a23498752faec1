"""走势 in a browser: curves that can be read on a phone, in both schemes, and choices that lead on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import LAPTOP, PHONE, PageOf, Server
from tests.browser.looking import by_axe, by_measure, open_for_a_look
from tests.browser.test_pages import address

pytestmark = pytest.mark.browser
Someone = Callable[..., BrowserContext]
PAGES = (
    ("chen", "/trends"),
    ("chen", "/trends?line=engage_rate&by=week"),
    ("chen", "/trends?line=months"),
    ("ma", "/trends?whose=team&period=chosen&from=2026-05-20&to=2026-11-27"),
    ("ma", "/trends?whose=person-{li}&line=score&by=week"),
    ("ma", "/trends?whose=room-{room}&line=observe_cover"),
    ("ma", "/trends/team"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with half a year behind it."""
    made = Server(tmp_path_factory.mktemp("trends"), seed="trends")
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize(("who", "pattern"), PAGES)
def test_a_page_fits_every_width_and_axe_finds_nothing(
    page_of: PageOf, server: Server, who: str, pattern: str
) -> None:
    page = page_of(who)
    open_for_a_look(page, address(server, pattern))
    assert [*by_axe(page), *by_measure(page)] == []


def test_the_names_of_the_axis_do_not_lie_on_each_other_on_a_phone(
    someone: Someone, server: Server
) -> None:
    page = someone("chen", viewport=PHONE).new_page()
    for query in ("", "?by=week", "?line=watch_avg", "?line=cvr"):
        page.goto(f"/trends{query}")
        boxes = [one.bounding_box() for one in page.locator(".curve__text").all()]
        known = [one for one in boxes if one is not None]
        axis = page.locator(".curve__axis").bounding_box()
        assert axis is not None and min(one["x"] for one in known) >= axis["x"]
        for number, one in enumerate(known):
            assert one["height"] >= 11 and one["x"] >= 0
            for other in known[number + 1 :]:
                apart = (
                    one["x"] + one["width"] <= other["x"]
                    or other["x"] + other["width"] <= one["x"]
                    or one["y"] + one["height"] <= other["y"] + 1
                    or other["y"] + other["height"] <= one["y"] + 1
                )
                assert apart, (query, one, other)


def test_from_the_team_to_a_person_to_a_week_to_an_evaluation(
    someone: Someone, server: Server
) -> None:
    page = someone("ma", viewport=LAPTOP, java_script_enabled=False).new_page()
    page.goto("/trends/team")
    first = page.locator("#team-rows tr").first
    expect(first).to_contain_text("李一帆")
    expect(first).to_contain_text("单场评分平均低于 75")
    first.get_by_role("link", name="李一帆").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("李一帆的走势")
    expect(page.locator(".definitions")).to_contain_text("更差")
    page.get_by_role("link", name="每周").click()
    page.locator("#trend-rows a").first.click()
    page.locator("#trend-rows a").first.click()
    assert "/evaluations/" in page.url
