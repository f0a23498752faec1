"""The list of broadcasts: twenty a page, what is on first, and it costs the same however long it is."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from tests.broadcasts.seeds import Browsers
from tests.cast import Cast
from tests.cast import broadcast as a_broadcast
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.extensions import db, writing


def many(app: Flask, cast: Cast, *, live: int = 0, planned: int = 0) -> list[int]:
    """So many broadcasts that are on, then so many of this week; their ids."""
    with app.app_context(), writing():
        made = [a_broadcast(cast, live=False, minutes_ago=0) for _ in range(live + planned)]
        for one in made[:live]:
            one.state, one.started_at = "live", one.planned_start
        db.session.flush()
        return [one.id for one in made]


def listed(page: str) -> list[int]:
    """The broadcasts that a page lists, in its order."""
    return [int(number) for number in re.findall(r'id="broadcast-(\d+)"', page)]


def following(page: str) -> str | None:
    """The way to the next twenty."""
    link = re.search(r'href="([^"]+)" rel="next"', page)
    return link and unescape(link[1])


def test_it_asks_the_database_as_often_for_sixty_as_for_five(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    browser, took = client_of(cast.ma), []
    for live, planned in ((3, 2), (40, 15)):
        many(app, cast, live=live, planned=planned)
        with counted(app) as statements:
            assert browser.get("/broadcasts").status_code == 200
        took.append(len(statements))
    assert took[0] == took[1] <= MOST_STATEMENTS, statements


@pytest.mark.parametrize("room", ["", "&room="])
def test_every_broadcast_stands_on_one_page_the_live_ones_first(
    app: Flask, cast: Cast, client_of: Browsers, room: str
) -> None:
    made, browser = many(app, cast, live=23, planned=22), client_of(cast.ma)
    found, address = [], f"/broadcasts?page=0{room}{cast.care if room else ''}"
    while address:
        page = browser.get(address).text
        assert 0 < len(listed(page)) <= 20
        assert ("正在播" in page) == bool({*listed(page)} & {*made[:23]})
        assert 'class="card__title"' in page, "each page says which day it is about"
        assert "没有排场次" not in page
        assert "没有别的场次" not in page
        found += listed(page)
        address = following(page)
    assert found == made


def test_a_week_that_fits_a_page_has_no_next(app: Flask, cast: Cast, client_of: Browsers) -> None:
    many(app, cast, live=1, planned=19)
    page = client_of(cast.ma).get("/broadcasts").text
    assert len(listed(page)) == 20
    assert following(page) is None


def test_the_last_page_takes_the_button_away(app: Flask, cast: Cast, client_of: Browsers) -> None:
    many(app, cast, planned=21)
    first = client_of(cast.ma).get("/broadcasts").text
    assert 'hx-select-oob="#broadcasts-more"' in first
    last = client_of(cast.ma).get(following(first) or "").text
    assert 'id="broadcasts-more"' in last, "htmx puts this in the place of the one before"
    assert following(last) is None
