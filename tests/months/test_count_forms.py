"""互动 of a month whose figures come from the compass list: counts alone, marked as such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.cast import Member
from tests.months.compass import listed_by_compass
from tests.months.november import FROZEN, November
from tests.months.reported import result
from zhubo_web.months import scoring
from zhubo_web.months.models.gathering import regather_figures
from zhubo_web.policies.composites import USUAL


@pytest.fixture
def listed(november: November, tmp_path: Path) -> November:
    listed_by_compass(november, tmp_path)
    return november


def test_the_compass_list_alone_gives_interaction_its_points_and_says_by_what(
    listed: November, client_of: Callable[[Member], FlaskClient]
) -> None:
    listed.opened()
    listed.freeze()
    facts = listed.frozen()
    (engaged,) = facts["items"]["R1"]["figures"]
    assert (engaged["metric"], engaged["instead_of"]) == ("comment_count_rate", "comment_rate")
    assert (engaged["word"], Decimal(engaged["value"])) == ("above", Decimal("42.6667"))
    assert round(Decimal(engaged["usual"]), 2) == Decimal("19.97") and engaged["change"] == 114
    assert facts["forms"]["comment_rate"] == "comment_count_rate"
    assert "engage_rate" not in facts["forms"] and facts["forms"]["watch_avg"] == "watch_avg"
    assert scoring.compose(facts, USUAL).part("R1").points == 100
    with listed.at(FROZEN):
        made = result(listed.one(), listed.cast, facts)
        number = made.id
    with time_machine.travel(FROZEN, tick=False):
        client = client_of(listed.cast.ma)
        told = client.get(f"/months/{number}/report").text
        assert "评论率（次数口径） 42.67% 高于平时水平 +114%" in told
        told = client.get(f"/months/{number}/report/figures/comment_count_rate").text
        assert "只知道次数，不知道人数，所以用它代替评论率" in told and "第 10 行" in told


def evenings(november: November, **values: float) -> None:
    """Eight of October, each with one more comment than the one before."""
    held = [november.another(date(2026, 10, 11 + day), "chen", "li").id for day in range(8)]
    with november.at(november.held_at):
        for day, number in enumerate(held):
            more = {name: values[name] + day for name in values if name.startswith("comment")}
            november.figures(number, **{**values, **more})


def test_levels_of_people_are_none_for_counts(november: November) -> None:
    """October has people and November only counts: there is nothing to compare with, so nothing is said."""
    evenings(november, view_uv=1000, comment_uv=100, comments=500)
    with november.at(november.held_at):
        november.figures(november.id, view_pv=1500, comments=900)
    (engaged,) = november.facts()["items"]["R1"]["figures"]
    assert (engaged["metric"], engaged["word"]) == ("comment_count_rate", "few")
    assert scoring.compose(november.facts(), USUAL).part("R1").points is None


def test_where_people_are_known_too_the_month_stands_on_them(november: November) -> None:
    evenings(november, view_uv=1000, view_pv=1500, comment_uv=100, comments=300)
    with november.at(november.held_at):
        november.figures(november.id, view_uv=1000, view_pv=1500, comment_uv=105, comments=900)
    (engaged,) = november.facts()["items"]["R1"]["figures"]
    assert (engaged["metric"], engaged["word"]) == ("comment_rate", "flat")
    assert "instead_of" not in engaged


def test_reckoned_anew_a_frozen_month_keeps_the_forms_that_it_had(listed: November) -> None:
    listed.opened()
    listed.freeze()
    facts = listed.frozen()
    people = {listed.id: {"comment_uv": Decimal(900)}}
    with listed.at(FROZEN):
        one = listed.one()
        assert regather_figures(one, facts) == facts
        patched = regather_figures(one, facts, people)
        assert patched["items"]["R1"] == facts["items"]["R1"]
        before = {name: value for name, value in facts.items() if name != "forms"}
        before["items"] = {**facts["items"], "R1": {"figures": []}}
        assert regather_figures(one, before) == before
