"""四项原则 as a page: numbers for everybody, names for the group, one's own for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.held import hold
from zhubo_web.core import clock
from zhubo_web.dashboards.models.measuring import Span
from zhubo_web.evaluations.models import Given
from zhubo_web.months import calendars

THREES: dict[str, int | None] = {"language": 3, "interaction": 3, "product": 3, "emergency": None}


def rated(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(timedelta(hours=1)):
        held.evaluation().submit(held.person("ma"), Given(THREES))
    held.clock(timedelta(days=4))


def test_everybody_reads_the_numbers_and_the_group_the_names(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    rated(app, cast)
    with time_machine.travel(clock.shanghai(date(2026, 11, 30), 12), tick=False):
        for name in ("chen", "he", "sun", "qian"):
            client = client_of(getattr(cast, name))
            with counted(app) as statements:
                page = client.get("/principles?month=2026-11")
            assert page.status_code == 200 and "客观" in page.text and "看得太少" in page.text
            assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
        assert "陈小满" in client_of(cast.qian).get("/principles/enough?month=2026-11").text
        assert "陈小满" in client_of(cast.chen).get("/principles/enough?month=2026-11").text
        other = client_of(cast.li).get("/principles/enough?month=2026-11").text
        assert "陈小满" not in other and "还有 1 条是别人的" in other


def test_what_supervisors_owe_stands_beside_what_assistants_owe(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    rated(app, cast)
    with time_machine.travel(clock.shanghai(date(2026, 11, 30), 12), tick=False):
        page = client_of(cast.chen).get("/principles?month=2026-11").text
        assert "单场评分" in page and "下播小结" in page
        rows = client_of(cast.ma).get("/principles/timely?month=2026-11&of=单场评分").text
        assert "马运营" in rows and "做到了" in rows


def test_hours_open_to_broadcasts_and_agreement_to_what_two_rated(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    held = hold(app, cast)
    with held.at(timedelta(minutes=30)):
        held.evaluation().join_blind(held.person("lin"), replayed=True)
    with held.at(timedelta(hours=1)):
        held.evaluation().submit(held.person("ma"), Given(THREES))
        held.evaluation().submit_blind(
            held.person("lin"), Given({**THREES, "product": 4}, replayed=True)
        )
    held.clock(timedelta(days=4))
    with time_machine.travel(clock.shanghai(date(2026, 11, 30), 12), tick=False):
        hours = client_of(cast.ma).get("/principles/hours?month=2026-11").text
        assert "跟播 120 分钟，共 120 分钟" in hours and "做到了" in hours
        assert "跟播 120" in client_of(cast.ma).get("/principles/hours?month=2026-11&of=晚上").text
        morning = client_of(cast.ma).get("/principles/hours?month=2026-11&of=上午").text
        assert f"/broadcasts/{held.id}/after" not in morning
        assert (
            "2 项一样，共 3 项"
            in client_of(cast.ma).get("/principles/agreement?month=2026-11").text
        )
        other = client_of(cast.li).get("/principles/agreement?month=2026-11").text
        assert "陈小满" not in other and "还有 1 条是别人的" in other


def test_an_empty_month_says_so_and_a_wrong_one_is_the_present(
    cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    assert "还没有" in client_of(cast.chen).get("/principles?month=2026-01").text
    assert client_of(cast.chen).get("/principles?month=13").status_code == 200
    assert client_of(cast.chen).get("/principles/nothing").status_code == 404
    assert client_of(cast.chen).get("/principles/timely?of=没有").status_code == 404


def test_marks_that_are_not_out_are_in_no_number(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    """Neither the assistant nor a second, blind rater learns that the first gave a 5."""
    held = hold(app, cast)
    with held.at(timedelta(hours=1)):
        given = Given({**THREES, "product": 5}, {"product": [held.notes[2]]}, "讲得清楚", "无", "")
        assert not held.evaluation().submit(held.person("ma"), given)
    with held.looking(timedelta(hours=2)):
        span = Span(*calendars.bounds(date(2026, 11, 1)))
        assert span._evidence().of == 0
