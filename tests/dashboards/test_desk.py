"""本月该做的 of the group's classes, and 最近的决定: who, when, why, and to whom it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.case import PUBLISHED, UPHELD, Case
from tests.appeals.conftest import case
from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.held import ENDS, hold
from zhubo_web.core.database import begin_reading
from zhubo_web.dashboards.models.desk import done_by, kept_by, to_rate
from zhubo_web.evaluations.models import Closeness, Given
from zhubo_web.months import calendars

__all__ = ["case"]
Enter = Callable[[Member], FlaskClient]
THREES: dict[str, int | None] = {"language": 3, "interaction": 3, "product": 3, "emergency": None}
SOON = ENDS + timedelta(hours=3)


def test_a_class_counts_what_it_did_this_month(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(timedelta(hours=1)):
        held.evaluation().submit(held.person("ma"), Given(THREES))
    bounds = calendars.bounds(date(2026, 11, 1))
    with held.looking(timedelta(hours=2)):
        done = {one.name: count for one, count in done_by(held.person("ma"), *bounds)}
        assert done == {
            "watched": 1, "noted": 3, "rated": 1, "planned": 0, "months": 0, "talks": 0
        }  # fmt: skip
        lin = {one.name: count for one, count in done_by(held.person("lin"), *bounds)}
        assert lin["watched"] == lin["rated"] == 0 and "planned" not in lin
        assert done_by(held.person("chen"), *bounds) == []
        kept, whole = kept_by(held.person("ma"), *bounds)
        assert 0 <= kept <= whole


@pytest.mark.parametrize("name", ["ma", "lin", "hong"])
def test_each_class_has_its_page(app: Flask, cast: Cast, client_of: Enter, name: str) -> None:
    held = hold(app, cast)
    with time_machine.travel(SOON, tick=False):
        client = client_of(getattr(cast, name))
        with counted(app) as statements:
            page = client.get("/desk").text
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
        assert ("陈小满" in page) is (name != "hong")
        assert (f"/broadcasts/{held.id}/timeline" in page) is (name != "hong")
        assert ("复核中的申请" in page) is (name == "hong")
        assert ("等审的周计划" in page) is (name == "ma")
        assert 'hx-get="/desk"' in client.get("/").text


def test_the_page_is_the_groups(cast: Cast, client_of: Enter) -> None:
    for name in ("chen", "he", "qian"):
        client = client_of(getattr(cast, name))
        assert client.get("/desk").status_code == 403
        assert 'hx-get="/desk"' not in client.get("/").text


def test_nobody_is_asked_to_rate_whom_they_are_close_to(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.looking(timedelta(hours=1)):
        assert [one.assistant_id for one in to_rate(held.person("lin"))] == [cast.chen.id]
        assert to_rate(held.person("hong")) == []
    with held.at(timedelta(hours=1)):
        hong = held.person("hong")
        Closeness.declare(held.person("lin"), held.person("chen"), "family", hong).confirm(hong)
    with held.looking(timedelta(hours=2)):
        begin_reading()
        assert to_rate(held.person("lin")) == []


# ── decisions ───────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_told_with_who_when_and_why(app: Flask, cast: Cast, client_of: Enter) -> None:
    held = hold(app, cast)
    held.clock(timedelta(minutes=10))
    with held.at(timedelta(hours=1)):
        held.note(1).dispute(held.person("chen"), "那时我在换货")
    with held.at(timedelta(hours=2)):
        held.note(1).uphold(held.person("lin"), "回放里看得到")
    with time_machine.travel(SOON, tick=False):
        owner = client_of(cast.qian)
        with counted(app) as statements:
            page = owner.get("/decisions").text
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
        assert "跟播记录有出入，看过维持" in page and "林资深" in page and "回放里看得到" in page
        assert f"/notes/{held.notes[1]}" in page
        own = client_of(cast.chen).get("/decisions").text
        assert "回放里看得到" in own and "林资深" not in own
        for name in ("li", "wu", "he"):
            assert "回放里看得到" not in client_of(getattr(cast, name)).get("/decisions").text


def test_a_decision_about_an_objection_is_told_once_it_is_served(
    case: Case, cast: Cast, client_of: Enter
) -> None:
    number = case.quick(kind="observation")
    case.do(number, "write_decision", "qian", UPHELD)
    with time_machine.travel(PUBLISHED + timedelta(hours=2), tick=False):
        assert "申请复核有决定" not in client_of(cast.chen).get("/decisions").text
    case.do(number, "serve", "hong")
    with time_machine.travel(PUBLISHED + timedelta(hours=2), tick=False):
        assert "申请复核有决定" in client_of(cast.chen).get("/decisions").text
        assert "申请复核" not in client_of(cast.li).get("/decisions").text.split("<main", 1)[1]
