"""Every number of 四项原则 opens to its rows: the sum of what was kept in time, objections by what became
of them, what was seen too little, and each assistant's own page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.case import UPHELD, Case
from tests.appeals.conftest import case
from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.dashboards.test_principles_page import rated
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.duties.models import Duty, discreet
from zhubo_web.extensions import db, writing

__all__ = ["case"]
Client = Callable[[Member], FlaskClient]
NOW = clock.shanghai(date(2026, 11, 30), 12)
PAGE = "/principles?month=2026-11"


def ways(page: str) -> list[str]:
    """Where the numbers of a page lead."""
    return [unescape(one) for one in re.findall(r'href="(/principles/[^"]*)"', page)]


def rows(page: str) -> int:
    return page.count('class="list__item"')


def test_every_way_from_the_page_opens(app: Flask, cast: Cast, client_of: Client) -> None:
    rated(app, cast)
    with time_machine.travel(NOW, tick=False):
        for name in ("chen", "li", "he", "ma", "qian"):
            client = client_of(getattr(cast, name))
            found = ways(client.get(PAGE).text)
            wanted = {"/principles/timely?month=2026-11", "/principles/agreement?month=2026-11",
                      "/principles/raters?month=2026-11"}  # fmt: skip
            assert wanted <= set(found), name
            for way in found:
                assert client.get(way).status_code == 200, (name, way)


def test_the_sum_of_what_was_kept_opens_to_the_same_rows(
    app: Flask, cast: Cast, client_of: Client
) -> None:
    rated(app, cast)
    with time_machine.travel(NOW, tick=False):
        owner = client_of(cast.qian)
        page = owner.get(PAGE).text
        shares = re.findall(r'(\d+)% <span class="quiet">(\d+) / (\d+)</span></td>', page)
        met, of = (sum(int(one[at]) for one in shares) for at in (1, 2))
        percent = re.search(r'href="/principles/timely\?month=2026-11"><b>(\d+)%', page)
        assert percent and int(percent[1]) == round(100 * met / of)
        with counted(app) as statements:
            told = owner.get("/principles/timely?month=2026-11").text
        assert len(statements) <= MOST_STATEMENTS
        assert (rows(told), told.count("做到了</")) == (of, met)
        assert "单场评分 · 马运营" in told
        mine = client_of(cast.chen).get("/principles/timely?month=2026-11").text
        assert "陈小满" in mine and "马运营" not in mine
        own = rows(mine)
        assert 0 < own < of and f"还有 {of - own} 条是别人的" in mine


def test_the_sum_tells_nobody_else_that_there_is_something_discreet(
    app: Flask, cast: Cast, client_of: Client
) -> None:
    rated(app, cast)
    way = "/principles/timely?month=2026-11"
    with time_machine.travel(NOW, tick=False):
        before = {name: client_of(getattr(cast, name)).get(way).text for name in ("chen", "ma")}
        with app.app_context(), writing():
            one = Duty(
                person_id=cast.guo.id, title=discreet()[0], endpoint="appeals.show", values={},
                subject_type="appeal", subject_id=1, due_at=NOW - timedelta(days=1),
            )  # fmt: skip
            db.session.add(one)
        for name, page in before.items():
            after = client_of(getattr(cast, name)).get(way).text
            assert rows(after) == rows(page) and _hidden(after) == _hidden(page), name
        assert _hidden(client_of(cast.qian).get(way).text) == ["1"]


def _hidden(page: str) -> list[str]:
    return re.findall(r"还有 (\d+) 条是别人的", page)


def test_objections_open_by_what_became_of_them(case: Case, client_of: Client) -> None:
    case.served(UPHELD)
    with time_machine.travel(clock.shanghai(date(2026, 12, 20), 12), tick=False):
        client = client_of(case.cast.guo)
        page = unescape(client.get(PAGE).text)
        stood, changed = (
            f"/principles/upheld?month=2026-11&of=appeal&stood={one}" for one in (1, 0)
        )
        assert stood in page and changed in page
        counts = [rows(client.get(way).text) for way in (stood, changed)]
        assert sum(counts) == 1
        told = re.findall(r"(?:维持|改了) (\d+) 件", page)
        assert [int(one) for one in told] == counts
        assert client_of(case.cast.ma).get(stood).status_code == 404
        assert client_of(case.cast.he).get(changed).status_code == 404


def test_people_open_their_own_page_for_who_may_read_it(
    app: Flask, cast: Cast, client_of: Client
) -> None:
    rated(app, cast)
    way = f'href="/principles/people/{cast.chen.id}?month=2026-11"'
    with time_machine.travel(NOW, tick=False):
        for name in ("chen", "ma", "lin", "hong", "guo", "qian"):
            client = client_of(getattr(cast, name))
            with counted(app) as statements:
                page = client.get("/principles/enough?month=2026-11").text
            assert way in page, name
            assert len(statements) <= MOST_STATEMENTS
            assert client.get(f"/principles/people/{cast.chen.id}?month=2026-11").status_code == 200
        # Who leads another room reads the name and has no page to open.
        stranger = client_of(cast.wu).get("/principles/enough?month=2026-11").text
        assert "陈小满" in stranger and way not in stranger
        assert way not in client_of(cast.li).get("/principles/enough?month=2026-11").text


def test_who_oversees_and_assists_opens_their_own(
    app: Flask, cast: Cast, client_of: Client
) -> None:
    rated(app, cast)
    with app.app_context(), writing():
        db.session.get_one(Person, cast.chen.id).grant(roles.HR, None)
    with time_machine.travel(NOW, tick=False):
        client = client_of(cast.chen)
        way = f"/principles/people/{cast.chen.id}?month=2026-11"
        assert way in client.get("/principles/enough?month=2026-11").text
        assert client.get(way).status_code == 200
