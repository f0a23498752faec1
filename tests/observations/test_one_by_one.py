"""Notes in 严谨: each is seen by itself, and 全部看过 is not offered."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast, broadcast
from tests.observations.test_after import Enter, Evening
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation
from zhubo_web.policies.models import KindSetting


@pytest.fixture
def evening(app: Flask, cast: Cast) -> Evening:
    """It is over, with two notes about chen; the shop handles notes 严谨."""
    with app.app_context(), writing():
        KindSetting.choose("notes", "strict", None)
        made = Evening(app, cast, broadcast(cast).id)
    made.note(tag="I12", kind="remind")
    made.note(tag="L01", kind="praise")
    made.over()
    return made


def _states(evening: Evening) -> list[str]:
    with evening.app.app_context():
        return [one.state for one in db.session.query(Observation).order_by(Observation.id)]


def test_all_at_once_is_refused_and_changes_nothing(evening: Evening, client_of: Enter) -> None:
    chen = client_of(evening.cast.chen)
    for page in ("records", "after"):
        shown = chen.get(f"/broadcasts/{evening.id}/{page}").text
        assert f"/broadcasts/{evening.id}/seen" not in shown and "请逐条点" in shown
    answer = chen.post(f"/broadcasts/{evening.id}/seen")
    assert answer.status_code == 409 and "逐条" in answer.text
    assert _states(evening) == ["released", "released"]


def test_one_is_seen_at_a_time_by_whom_it_is_about_alone(
    evening: Evening, client_of: Enter
) -> None:
    assert client_of(evening.cast.ma).post("/notes/1/seen").status_code == 403
    assert client_of(evening.cast.wu).post("/notes/1/seen").status_code == 404
    chen = client_of(evening.cast.chen)
    assert '/notes/1/seen"' in chen.get(f"/broadcasts/{evening.id}/after").text
    assert '/notes/1/seen"' in chen.get(f"/broadcasts/{evening.id}/records").text
    assert chen.post("/notes/1/seen", data={"from": "after"}).status_code == 303
    assert _states(evening) == ["acknowledged", "released"]
    assert chen.post("/notes/1/seen").status_code == 409


def test_the_summary_offers_no_tick_for_all(evening: Evening, client_of: Enter) -> None:
    assert (
        'name="seen"'
        not in client_of(evening.cast.chen).get(f"/broadcasts/{evening.id}/after").text
    )
