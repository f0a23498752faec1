"""The start page of each of the nine roles: what waits by what it is, and pages that open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.duties.doors import Door, followed_doors, table
from zhubo_web.accounts import roles
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.dashboards.views.desks import DESKS
from zhubo_web.duties.models import step
from zhubo_web.extensions import writing

Enter = Callable[[Member], FlaskClient]
NINE = ("ma", "lin", "hong", "guo", "qian", "he", "chen", "dai", "sun")


def test_every_role_has_a_desk() -> None:
    assert set(DESKS) == set(roles.ALL)


@pytest.mark.parametrize("name", NINE)
def test_each_page_of_a_desk_opens_for_its_role(cast: Cast, client_of: Enter, name: str) -> None:
    client = client_of(getattr(cast, name))
    desk = client.get("/").text.split('id="starts"', 1)[1].split("</section>", 1)[0]
    links = re.findall(r'href="([^"]+)"', desk)
    assert links
    assert {address: client.get(address).status_code for address in links} == dict.fromkeys(
        links, 200
    )


def test_what_waits_is_counted_by_what_it_is_and_leads_to_its_list(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    doors = table(after=timedelta(hours=1))
    with app.app_context(), writing(), followed_doors(doors):
        broadcast(cast, live=False, minutes_ago=-60)
        for number in (1, 2):
            step(Door(number, closers=[cast.ma.id]), doors, "open", SYSTEM)
    ma = client_of(cast.ma)
    page = ma.get("/").text
    assert "今天有 3 件事" in page
    assert re.search(
        r'href="/duties\?kind=door"[^>]*>\s*<span>关门</span>\s*<span class="count">2', page
    )
    assert 'href="/people/3"' in page
    assert ma.get("/duties?kind=broadcast").text.count("开播前确认：秋冬专场") == 1
