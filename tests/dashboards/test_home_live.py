"""今天 with many rooms on at once: some of them and the way to the rest, at the same cost."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.counting import MOST_STATEMENTS, counted
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import Heard, take_comments
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.dashboards.views.home import SHOWN
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.intake import take_operations

Enter = Callable[[Member], FlaskClient]


def many_live(cast: Cast, amount: int, comments: int = 1) -> list[int]:
    """So many broadcasts that are on, in the caller's transaction; their ids."""
    made = [broadcast(cast, live=False) for _ in range(amount)]
    for one in made:
        one.state, one.started_at = "live", one.planned_start
        lines = [(f"c{n}", 590_000 - n * 40_000) for n in range(comments)]
        take_comments(one, [Heard(key, at, "甲", "多少钱") for key, at in lines])
    db.session.flush()
    return [one.id for one in made]


def cards(page: str) -> list[int]:
    """The live broadcasts that a page shows, in its order."""
    return [int(number) for number in re.findall(r'<section [^>]*id="live-(\d+)"', page)]


def figure(page: str, number: int, label: str) -> str:
    """A figure of a live card, by its label."""
    card = page.split(f'id="live-{number}"')[1].split("</section>")[0]
    shown = re.search(rf'<dt>{label}</dt>\s*<dd><span class="stat__value">([^<]*)<', card)
    assert shown is not None, card
    return shown[1]


def test_it_asks_the_database_as_often_for_sixty_as_for_five(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    for who in (cast.ma, cast.chen, cast.qian):
        client, took = client_of(who), []
        for amount in (5, 55):
            with app.app_context(), writing():
                many_live(cast, amount)
                broadcast(cast, live=False, minutes_ago=-60)
            with counted(app) as statements:
                assert client.get("/").status_code == 200
            took.append(len(statements))
        assert took[0] == took[1] <= MOST_STATEMENTS, statements


def test_some_are_shown_and_the_rest_are_a_link(app: Flask, cast: Cast, client_of: Enter) -> None:
    with app.app_context(), writing():
        made = many_live(cast, SHOWN + 3)
    page = client_of(cast.qian).get("/").text
    assert cards(page) == made[:SHOWN]
    assert "还有 3 场正在播" in page
    assert re.search(r'href="/broadcasts"[^>]*>.{0,200}还有 3 场', page, re.DOTALL)
    with app.app_context(), writing():
        for number in made[SHOWN:]:
            db.session.get_one(Broadcast, number).state = "ended"
    assert "场正在播" not in client_of(cast.qian).get("/").text


def test_the_ones_somebody_watches_stand_first(app: Flask, cast: Cast, client_of: Enter) -> None:
    with app.app_context(), writing():
        last = many_live(cast, SHOWN + 3)[-1]
        lin = db.session.get_one(Person, cast.lin.id)
        db.session.get_one(Broadcast, last).put_on(lin, "observer", None)
    assert cards(client_of(cast.lin).get("/").text)[0] == last


def test_each_card_has_the_figures_of_its_own_broadcast(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        (first,), (silent,) = many_live(cast, 1, comments=6), many_live(cast, 1, comments=0)
        ma = db.session.get_one(Person, cast.ma.id)
        other = db.session.get_one(Broadcast, silent)
        taps = [tap(text="看一下公屏") for _ in range(3)]
        take_operations(other, clock.epoch_ms(), taps, ma)
    page = client_of(cast.ma).get("/").text
    assert figure(page, first, "评论/分") == "2"
    assert figure(page, first, "已记") == "0"
    assert figure(page, silent, "已记") == "3"
    assert "评论/分" not in page.split(f'id="live-{silent}"')[1].split("</section>")[0]
