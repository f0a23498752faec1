"""Every page as people meet it: no overflow, targets of 44 px, axe finds nothing, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import PHONE, PageOf, Server
from tests.browser.looking import by_axe, by_measure, open_for_a_look

pytestmark = pytest.mark.browser
Someone = Callable[..., BrowserContext]
STATIC = Path(__file__).parents[2] / "static"

#: (who, address): everything a person can open, by role.
PAGES = (
    (None, "/sign-in"),
    (None, "/join"),
    (None, "/screen/bind"),
    ("ma", "/"),
    ("ma", "/broadcasts"),
    ("ma", "/broadcasts/new"),
    ("ma", "/broadcasts/{broadcast}"),
    ("ma", "/broadcasts/{broadcast}/console"),
    ("ma", "/broadcasts/{broadcast}/records"),
    ("ma", "/broadcasts/{broadcast}/comments"),
    ("ma", "/broadcasts/{broadcast}/timeline"),
    ("ma", "/broadcasts/{broadcast}/moments/60000"),
    ("ma", "/products"),
    ("ma", "/products/new"),
    ("ma", "/products/{product}"),
    ("ma", "/tags"),
    ("ma", "/rooms"),
    ("ma", "/notices"),
    ("ma", "/duties"),
    ("qian", "/channels"),
    ("qian", "/calendar"),
    ("qian", "/notices/times"),
    ("chen", "/me/messages"),
    ("qian", "/"),
    ("qian", "/people"),
    ("qian", "/people/{chen}"),
    ("qian", "/people/{chen}/leaving"),
    ("qian", "/people/import"),
    ("qian", "/group"),
    ("qian", "/screens"),
    ("qian", "/start"),
    ("chen", "/"),
    ("chen", "/me"),
    ("chen", "/broadcasts/{broadcast}"),
    ("chen", "/broadcasts/{broadcast}/overlay"),
    ("chen", "/broadcasts/{broadcast}/records"),
    ("chen", "/broadcasts/{broadcast}/timeline"),
    ("screen", "/screen"),
    ("sun", "/"),
    ("wu", "/broadcasts/{broadcast}"),
    ("chen", "/plans"),
    ("chen", "/plans/{draft}"),
    ("chen", "/plans/{draft}/edit"),
    ("li", "/plans/{filed}/versions/1"),
    ("ma", "/plans"),
    ("ma", "/plans/{filed}"),
    ("ma", "/plans/templates"),
    ("ma", "/plans/templates/1"),
    ("ma", "/broadcasts/{broadcast}/plans"),
    ("chen", "/shifts"),
    ("ma", "/shifts/team"),
    ("ma", "/leaves"),
    ("chen", "/broadcasts/{broadcast}/leaves/new"),
    ("ma", "/broadcasts/{tomorrow}/leaves"),
    ("chen", "/broadcasts/{tomorrow}/complaints"),
    ("qian", "/broadcasts/{tomorrow}/complaints"),
    ("ma", "/broadcasts/{broadcast}/arrival"),
    ("chen", "/arrive/{broadcast}"),
    ("ma", "/broadcasts/{broadcast}/turns"),
    ("ma", "/broadcasts/{broadcast}/turns?leaves=host-{he}"),
    ("ma", "/broadcasts/{tomorrow}"),
    ("ma", "/broadcasts/{tomorrow}/check"),
    ("ma", "/broadcasts/{tomorrow}/roster"),
    ("ma", "/broadcasts/paste"),
    ("ma", "/broadcasts/copies/new"),
    ("ma", "/series"),
    ("ma", "/series/new"),
    ("hong", "/identities"),
    ("hong", "/identities/{chen}"),
    ("ma", "/broadcasts/{over}"),
    ("chen", "/broadcasts/{over}/after"),
    ("ma", "/broadcasts/{over}/after"),
    ("he", "/broadcasts/{over}/after"),
    ("chen", "/broadcasts/{disputed_at}/after"),
    ("chen", "/summaries/{summary}"),
    ("ma", "/evaluations"),
    ("chen", "/evaluations"),
    ("ma", "/evaluations/{strict}"),
    ("lin", "/evaluations/{disputed}"),
    ("hong", "/evaluations/ties"),
    ("ma", "/feedback"),
    ("ma", "/feedback/{waiting}"),
    ("chen", "/feedback/{counted}"),
    ("hong", "/feedback/new"),
    ("hong", "/feedback/replies"),
    ("chen", "/me/feedback"),
    ("he", "/broadcasts/{over}/thanks"),
    ("he", "/thanks"),
    ("ma", "/tasks"),
    ("ma", "/tasks/new"),
    ("chen", "/tasks/{item}"),
    ("qian", "/channels/{robot}"),
    ("qian", "/channels/log"),
    ("qian", "/policy"),
    ("chen", "/policy?part=rubric"),
    ("chen", "/policy?part=numbers"),
    ("chen", "/policy?part=versions"),
    ("qian", "/policy/versions/new"),
    ("chen", "/policy/versions/1"),
    ("ma", "/broadcasts/{over}/card"),
    ("ma", "/broadcasts/{tomorrow}/card"),
    ("ma", "/works"),
    ("ma", "/talks"),
    ("li", "/talks?which=all"),
    ("ma", "/talks/{talk_new}"),
    ("chen", "/talks/{talk_new}"),
    ("dai", "/talks/{talk_new}"),
    ("ma", "/talks/{talk_held}"),
    ("li", "/talks/{talk_written}"),
    ("hong", "/talks/{talk_closed}"),
    ("chen", "/months/{month_told}/agreed"),
    ("chen", "/months"),
    ("ma", "/months?which=month"),
    ("chen", "/months/{month_self}"),
    ("hong", "/months/{month_rating}"),
    ("hong", "/months/{month_signing}"),
    ("chen", "/months/{month_told}/report"),
    ("ma", "/months/{month_told}/report/sheet"),
    ("chen", "/months/{month_told}/report/figures/engage_rate"),
    ("hong", "/handover"),
    ("hong", "/handover/months/{month_open}"),
    ("hong", "/handover/{package}"),
    ("hong", "/handover/{correction}"),
    ("chen", "/principles"),
    ("ma", "/principles/enough"),
    ("ma", "/principles/people"),
    ("ma", "/principles/people/{chen}"),
    ("chen", "/principles/people/{chen}"),
    ("ma", "/principles/raters"),
    ("ma", "/ledger"),
    ("chen", "/ledger"),
    ("ma", "/decisions"),
    ("ma", "/desk"),
    ("hong", "/desk"),
    ("chen", "/appeals"),
    ("guo", "/appeals/{appeal}"),
    ("ma", "/figures"),
    ("ma", "/figures/dictionary"),
    ("ma", "/figures/imports"),
    ("ma", "/figures/imports/{mapping}"),
    ("ma", "/figures/imports/{checked}"),
    ("ma", "/broadcasts/{over}/figures"),
    ("ma", "/broadcasts/{over}/figures/edit"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a whole round: plans, a broadcast that is on, and what others left behind."""
    made = Server(tmp_path_factory.mktemp("round"), seed="round")
    made.start()
    yield made
    made.stop()


def address(server: Server, pattern: str) -> str:
    """The pattern filled with what was seeded."""
    return pattern.format(**server.seeded["people"], **server.seeded)


@pytest.mark.parametrize(("who", "pattern"), PAGES)
def test_a_page_fits_every_width_and_axe_finds_nothing(
    page_of: PageOf, server: Server, who: str | None, pattern: str
) -> None:
    page = page_of(who)
    open_for_a_look(page, address(server, pattern), quiet="console" not in pattern)
    assert [*by_axe(page), *by_measure(page)] == []


def test_no_script_asks_for_the_scheme() -> None:
    """So that a page looked at by day and by night need not be loaded twice."""
    scripts = [one for one in STATIC.rglob("*.js") if "vendor" not in one.parts]
    assert scripts
    assert [one.name for one in scripts if "color-scheme" in one.read_text()] == []


@pytest.mark.parametrize("pattern", ["/sign-in", "/", "/people", "/products/new", "/me"])
def test_a_page_works_without_javascript(someone: Someone, server: Server, pattern: str) -> None:
    page = someone("qian", viewport=PHONE, java_script_enabled=False).new_page()
    answer = page.goto(pattern)
    assert answer is not None and answer.ok
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        ("/", 45_000),
        ("/broadcasts/{broadcast}", 45_000),
        ("/broadcasts/{broadcast}/timeline", 45_000),
        ("/broadcasts/{broadcast}/console", 55_000),
        ("/broadcasts/{broadcast}/overlay", 42_000),
    ],
)
def test_a_first_visit_stays_within_the_budget(
    someone: Someone, server: Server, pattern: str, most: int
) -> None:
    page = someone("ma", viewport=PHONE).new_page()
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address(server, pattern))
    page.wait_for_load_state("networkidle")
    sizes = [answer.request.sizes()["responseBodySize"] for answer in answers]
    told = [f"{size} {answer.url}" for size, answer in zip(sizes, answers, strict=True)]
    assert len(told) <= 10, told
    assert sum(sizes) <= most, told
