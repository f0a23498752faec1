"""The policy's page for everybody, and its numbers and settings for who keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.core import clock
from zhubo_web.policies.models import PolicyVersion, setting_for
from zhubo_web.policies.parameters import BY_NAME, USUAL

Client = Callable[[Member], FlaskClient]
SHOWN = {name: BY_NAME[name].shown(value) for name, value in USUAL.items()}


def _typed(**changed: str) -> dict[str, str]:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    return {**SHOWN, "effective_on": tomorrow, "note": "周末人少，放宽", **changed}


@pytest.mark.parametrize("who", ["ma", "lin", "hong", "guo", "qian", "he", "chen", "dai"])
def test_everybody_in_scope_reads_the_numbers_and_the_rubric(
    client_of: Client, cast: Cast, who: str
) -> None:
    client = client_of(getattr(cast, who))
    assert "一周一句话" in client.get("/policy").text
    numbers = client.get("/policy?part=numbers").text
    assert "交上来多久要审完" in numbers and "24 小时" in numbers and "14:00" in numbers
    assert "周六" in numbers
    rubric = client.get("/policy?part=rubric").text
    assert "全程零错误" in rubric and "30 分" in rubric


def test_the_page_takes_few_statements(app: Flask, client_of: Client, cast: Cast) -> None:
    client = client_of(cast.guo)
    with counted(app) as statements:
        assert client.get("/policy").status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_a_new_version_begins_with_the_numbers_in_force(client_of: Client, cast: Cast) -> None:
    page = client_of(cast.guo).get("/policy/versions/new").text
    assert 'value="14:00"' in page and 'value="24"' in page


def test_a_version_is_announced_and_named_on_the_page(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    client = client_of(cast.guo)
    answer = client.post("/policy/versions", data=_typed(summary_due_time="15:30"))
    assert answer.status_code == 303 and answer.location == "/policy/versions/2"
    assert "15:30" in client.get("/policy/versions/2?part=numbers").text
    assert "周末人少，放宽" in client.get("/policy").text
    with app.app_context():
        coming = PolicyVersion.coming()
        assert coming and coming.numbers.whole("summary_due_time") == 930


@pytest.mark.parametrize(
    ("name", "text"),
    [("summary_due_time", "25:00"), ("summary_due_time", "14:75"), ("plan_review_hours", "0"),
     ("effective_on", "2020-01-01"), ("effective_on", "明天"), ("note", "")],
)  # fmt: skip
def test_a_wrong_number_is_named_and_nothing_typed_is_lost(
    app: Flask, client_of: Client, cast: Cast, name: str, text: str
) -> None:
    answer = client_of(cast.guo).post(
        "/policy/versions", data=_typed(plan_gap_hours="6", **{name: text})
    )
    assert answer.status_code == 422
    assert 'value="6"' in answer.text and 'aria-invalid="true"' in answer.text
    if text and name != "note":
        assert text in answer.text
    with app.app_context():
        assert PolicyVersion.coming() is None


def test_a_setting_is_chosen_by_who_keeps_the_policy(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    chosen = {"setting": "light"}
    assert client_of(cast.ma).post("/policy/settings/plan", data=chosen).status_code == 403
    assert client_of(cast.guo).post("/policy/settings/plan", data=chosen).status_code == 303
    assert client_of(cast.guo).post("/policy/settings/nothing", data=chosen).status_code == 404
    assert client_of(cast.guo).post("/policy/settings/plan", data={}).status_code == 422
    with app.app_context():
        assert setting_for("plan") == "light"
