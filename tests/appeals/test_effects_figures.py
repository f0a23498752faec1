"""What a decision sets that the product counts: figures and what was in time, never to the worse."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.appeals.shops import month_for
from tests.appeals.test_effects import HOUR, LATER, aired, appeal, month_in, numbers, recorded
from tests.cast import Cast
from tests.held import ENDS, Held, hold
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.effects import Remedy
from zhubo_web.appeals.models.effects.reckoning import ripple
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db
from zhubo_web.metrics.models import standing
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.gathering import gather


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """Chen's broadcast as it usually is."""
    return hold(app, cast)


def test_what_counts_as_in_time_is_put_right_and_never_the_other_way(held: Held) -> None:
    """The product's own count of an item, by the path of every other decision."""
    number = month_in(held)
    with held.at(LATER):
        one = db.session.get_one(MonthlyEvaluation, number)
        late = {"kind": "share", "record": "plan_ontime", "done": 1, "due": 4, "late": [1, 2, 3]}
        marks = [{"kind": "mark", "mark": 3, "of": "hr"}]
        facts = {**one.facts, "items": {**one.facts["items"],
                                        "T1": {"records": [late], "group": marks}}}  # fmt: skip
        one.amend(facts, "试", ("appeal", 4), Decimal(70))
        chen = held.person("chen")
        target = effects.target_of("month_item", number, chen, "T1")
        assert target is not None
        for wrong in ({"plan_ontime": "0"}, {"plan_ontime": "5"}, {"plan_ontime": "x"},
                      {"attend_ontime": "1"}):  # fmt: skip
            with pytest.raises(Invalid, match="不少于原来的") as refused:
                effects.preview(target, Remedy("granted", {"records": wrong}))
            assert refused.value.field in wrong
        what = {"marks": {"hr": 3}, "records": {"plan_ontime": "4"}}
        found = effects.carry_out(
            appeal("month_item", number, Remedy("granted", what), held.cast.chen.id, "T1"), None
        )
        told = numbers(found, "source", "item", "month")
        assert set(told) >= {("source", "T1.records"), ("item", "T1")}
        share = one.results[-1].facts["items"]["T1"]["records"][0]
        assert (share["done"], share["due"]) == (4, 4)
        before, after = told[("item", "T1")]
        assert Decimal(after) > Decimal(before)


def test_own_figures_say_what_to_contest_instead(held: Held) -> None:
    with held.at(LATER):
        for code in ("plan_ontime", "neg_density", "complaint_rate"):
            with pytest.raises(Invalid, match="系统从记录里数出来"):
                effects.target_of("metric", held.id, held.person("chen"), code)


def _measured(held: Held, cast: Cast) -> None:
    with held.at(ENDS + HOUR):
        recorded(held.id, cast, clock.now(), view_uv=1000, engage_uv=100, new_fans=50)


def set_to(held: Held, code: str, value: str) -> Any:
    target = effects.target_of("metric", held.id, held.person("chen"), code)
    assert target is not None
    return effects.preview(target, Remedy("granted", {"value": value}))


@pytest.mark.parametrize("state", ["", "rating"])
def test_before_there_is_a_result_no_figure_that_counts_gets_worse(
    app: Flask, cast: Cast, state: str
) -> None:
    """Not frozen yet, or frozen and not rated: there is no score to compare, so the figures are."""
    held = hold(app, cast)
    _measured(held, cast)
    if state:
        month_in(held, state)
    with held.at(LATER):
        for code, value, worse in (
            ("engage_uv", "90", True),
            ("engage_uv", "120", False),
            ("view_uv", "1200", True),
            ("view_uv", "900", False),
            ("new_fans", "10", True),
            ("engage_uv", "", False),
        ):
            assert set_to(held, code, value).worse == worse, (code, value)
        one = appeal(
            "metric", held.id, Remedy("granted", {"value": "90"}), cast.chen.id, "engage_uv"
        )
        assert effects.falls(one)
        with pytest.raises(Invalid, match="变差"):
            effects.carry_out(one, None)
        assert standing([held.id])[held.id]["engage_uv"] == 100


def test_where_only_counts_are_known_they_do_not_get_worse_either(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(ENDS + HOUR):
        recorded(held.id, cast, clock.now(), view_pv=1500, comments=400)
    with held.at(LATER):
        assert set_to(held, "comments", "390").worse and not set_to(held, "comments", "410").worse


def test_a_colleagues_frozen_month_without_a_result_does_not_fall_either(
    app: Flask, cast: Cast
) -> None:
    """Chen's month has a result that rises by the figure; li's is frozen, and would come to less."""
    held = hold(app, cast, assistants=("chen", "li"))
    with held.at(ENDS + HOUR):
        for back in range(10):
            peer = aired(cast, date(2026, 10, 5) + back * timedelta(days=2))
            recorded(peer.id, cast, clock.now(), view_uv=1000, engage_uv=100 + back % 3)
        recorded(held.id, cast, clock.now(), view_uv=1000, engage_uv=300)
    month_in(held)
    with held.at(LATER):
        cycle = db.session.query(MonthlyEvaluation).one().month
        li = month_for(cycle, held.person("li"), cast.care, "rating", gather)
        before, number = dict(li.facts), li.id
        lower = ripple(
            li, {**li.facts, "items": _worse_figures(li.facts)}, contested=False, drops=False
        )
        assert lower is None
        raised = ripple(
            li, {**li.facts, "items": _worse_figures(li.facts)}, contested=True, drops=False
        )
        assert raised is not None
        assert db.session.get_one(MonthlyEvaluation, number).facts == before


def _worse_figures(facts: Any) -> dict[str, Any]:
    items = dict(facts["items"])
    figures = [{**one, "word": "below", "change": -90} for one in items["R1"]["figures"]]
    assert figures
    return {**items, "R1": {"figures": figures}}


def test_a_figure_that_is_computed_since_the_decision_ends_the_matter_with_a_sentence(
    app: Flask, cast: Cast
) -> None:
    held = hold(app, cast)
    with held.at(ENDS + HOUR):
        recorded(held.id, cast, clock.now(), engage_rate=5)
    with held.at(LATER):
        one = appeal(
            "metric", held.id, Remedy("granted", {"value": "9"}), cast.chen.id, "engage_rate"
        )
        assert not effects.overtaken(one) and not set_to(held, "engage_rate", "9").worse
        recorded(held.id, cast, clock.now(), view_uv=1000, engage_uv=60)
        db.session.flush()
        assert effects.overtaken(one)
        with pytest.raises(Invalid, match="由别的数算出来"):
            effects.carry_out(one, None)
