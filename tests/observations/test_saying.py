"""The console's page is small: what never changes with a broadcast stands in a file that browsers keep."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from zhubo_web.core.i18n import LANGUAGES
from zhubo_web.extensions import writing
from zhubo_web.observations.emergencies import EMERGENCIES

Enter = Callable[[Member], FlaskClient]
MOST_BYTES = 8_500


@pytest.fixture
def live(app: Flask, cast: Cast) -> int:
    with app.app_context(), writing():
        return broadcast(cast).id


def address(page: str) -> str:
    """Where a console's page finds its words."""
    found = re.search(r'data-said="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_console_stays_within_its_bytes(cast: Cast, client_of: Enter, live: int) -> None:
    page = client_of(cast.ma).get(
        f"/broadcasts/{live}/console", headers={"Accept-Encoding": "gzip"}
    )
    assert len(page.data) <= MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_each_language_are_kept_for_ever(
    cast: Cast, client_of: Enter, live: int, language: str
) -> None:
    page = client_of(cast.ma).get(f"/broadcasts/{live}/console?lang={language}").text
    where = address(page)
    assert f'rel="preload" href="{where}"' in page
    answer = client_of(cast.chen).get(where)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    said = answer.get_json()
    assert said["words"]["sort_wish"] and len(said["keys"]) >= 10
    titles = [one.title_en if language == "en" else one.title_zh for one in EMERGENCIES]
    assert [card["title"] for card in said["cards"]] == titles


def test_an_address_says_the_same_whoever_asks(cast: Cast, client_of: Enter, live: int) -> None:
    where = address(client_of(cast.ma).get(f"/broadcasts/{live}/console?lang=en").text)
    told = [
        client_of(cast.ma).get(where, headers={"Accept-Language": other}).data
        for other in ("en", "zh-TW")
    ]
    assert told[0] == told[1]


def test_a_page_of_another_release_gets_words_it_may_not_keep(
    cast: Cast, client_of: Enter, live: int
) -> None:
    old = client_of(cast.ma).get("/static/words/console.zh-Hans.0123456789ab.json")
    assert old.status_code == 200 and old.headers["Cache-Control"] == "no-store"
    assert client_of(cast.ma).get("/static/words/console.fr.0123456789ab.json").status_code == 404
