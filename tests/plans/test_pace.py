"""A week's plan in the standard setting takes under six minutes, counted from what its form asks for."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.pace import Effort, of_form
from tests.plans.conftest import Week
from tests.plans.seeds import Enter, acting, kept, week_of

SIX_MINUTES = 6 * 60
#: Twenty-one broadcasts a week by four assistants: six at most.
BROADCASTS = 6
#: 今天 → 交周计划, and 提交.
AROUND = Effort(taps=3)
#: Long enough to say what is meant.
SENTENCE = "先问肤质再报价，福袋开奖前说清名额和规则"


def least(shop: Week) -> dict[str, object]:
    """What somebody fills in of a week: two choices and a sentence a broadcast."""
    sent = week_of(shop, **{f"b{one}_sentence": SENTENCE for one in shop.ids})
    del sent["revision"]
    return sent


def test_a_week_of_six_broadcasts_takes_under_six_minutes(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    with acting(app):
        plan_id = shop.opened().id
    sent = least(shop)
    filed = client_of(shop.cast.chen).post(
        f"/plans/{plan_id}/submission", data={"revision": "0", **sent}
    )
    assert filed.status_code == 303 and kept(app, plan_id).state == "submitted"
    once = of_form(sent)
    assert once == Effort(taps=3, characters=len(SENTENCE)) * len(shop.ids)
    week = once * (BROADCASTS // len(shop.ids)) + AROUND
    assert week.seconds < SIX_MINUTES, week


@pytest.mark.parametrize("part", ["interactions", "focus", "sentence"])
def test_none_of_it_may_be_left_out(app: Flask, shop: Week, client_of: Enter, part: str) -> None:
    """So that what is counted is what is asked for."""
    with acting(app):
        plan_id = shop.opened().id
    sent = {"revision": "0", **least(shop)}
    del sent[f"b{shop.monday}_{part}"]
    answer = client_of(shop.cast.chen).post(f"/plans/{plan_id}/submission", data=sent)
    assert answer.status_code == 422 and kept(app, plan_id).state == "draft"
