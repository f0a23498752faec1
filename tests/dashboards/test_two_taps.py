"""On a phone the foot bar has five places. 月评 is none of most people's, and two taps from 今天 at most."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from zhubo_web.core import clock
from zhubo_web.dashboards.views.desks import is_month_time

Client = Callable[[Member], FlaskClient]
READERS = ("ma", "lin", "hong", "guo", "qian", "chen")
QUIET_DAY, MONTHS_END, FIRST_WEEK = date(2026, 11, 17), date(2026, 11, 29), date(2026, 12, 4)


def taps(html: str) -> list[str]:
    """Where a phone's page leads: its contents and its foot bar, not the bar of wide screens."""
    seen = re.sub(r'<nav class="topbar__nav".*?</nav>', "", html, flags=re.S)
    return re.findall(r'<a[^>]* href="(/[^"#]*)"', seen)


@pytest.mark.parametrize("who", READERS)
def test_the_month_is_two_taps_from_today_on_any_day(
    app: Flask, cast: Cast, client_of: Client, who: str
) -> None:
    with time_machine.travel(clock.shanghai(QUIET_DAY, 12), tick=False):
        client = client_of(getattr(cast, who))
        first = taps(client.get("/").text)
        second = {at for one in dict.fromkeys(first) for at in taps(client.get(one).text)}
        assert "/months" in {*first, *second}, sorted({*first, *second})


@pytest.mark.parametrize("day", [MONTHS_END, FIRST_WEEK])
def test_in_the_days_of_the_month_it_is_one_tap_and_the_first_of_the_desk(
    app: Flask, cast: Cast, client_of: Client, day: date
) -> None:
    with time_machine.travel(clock.shanghai(day, 12), tick=False):
        for who in READERS:
            desk = client_of(getattr(cast, who)).get("/").text.split('id="starts"', 1)[1]
            links = taps(desk.split("</section>", 1)[0])
            assert links[0] == "/months" and len(links) <= 4, who
            assert len(set(links)) == len(links), who
        for who in ("he", "dai", "sun"):
            assert "/months" not in taps(client_of(getattr(cast, who)).get("/").text)


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2026, 2, 25), False), (date(2026, 2, 26), True), (date(2026, 2, 28), True),
     (date(2026, 3, 1), True), (date(2026, 3, 8), True), (date(2026, 3, 9), False)],
)  # fmt: skip
def test_its_days_are_the_last_three_and_the_first_eight(day: date, told: bool) -> None:
    assert is_month_time(day) is told
