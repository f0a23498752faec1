"""The pages of weeks and plans: who may, what is refused, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.broadcasts.seeds import Browsers, field_of, kept, planned, when
from tests.cast import Cast
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db


def test_the_week_is_named_and_shows_its_broadcasts_the_live_first(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    planned(app, cast, live=True)
    page = client_of(cast.ma).get("/broadcasts").text
    assert "正在播" in page
    assert "秋冬专场" in page
    assert "11.23–11.29" in client_of(cast.ma).get("/broadcasts?week=2026-11-25").text
    assert "没有排场次" in client_of(cast.ma).get("/broadcasts?week=2031-01-01").text


@pytest.mark.parametrize(
    "address", ["/broadcasts?week=nonsense&room=x", "/broadcasts?week=0001-01-01"]
)
def test_a_crooked_address_shows_this_week(address: str, cast: Cast, client_of: Browsers) -> None:
    assert client_of(cast.ma).get(address).status_code == 200


def test_a_foreign_broadcast_is_not_there(app: Flask, cast: Cast, client_of: Browsers) -> None:
    number = planned(app, cast)
    for name in ("wu", "li"):
        browser = client_of(getattr(cast, name))
        assert browser.get(f"/broadcasts/{number}").status_code == 404
        assert browser.post(f"/broadcasts/{number}/start").status_code == 404
        assert "秋冬专场" not in browser.get("/broadcasts").text
    for name in ("sun", "dai"):
        assert client_of(getattr(cast, name)).get(f"/broadcasts/{number}").status_code == 403


@pytest.mark.parametrize("path", ["edit", "roster"])
def test_who_does_not_lead_may_not_change_it(
    path: str, app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number = planned(app, cast)
    for name in ("chen", "he", "lin", "hong", "guo"):
        assert client_of(getattr(cast, name)).get(f"/broadcasts/{number}/{path}").status_code == 403
    assert client_of(cast.ma).get(f"/broadcasts/{number}/{path}").status_code == 200


def test_a_verb_that_is_not_allowed_is_explained_and_not_offered(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number = planned(app, cast)
    page = client_of(cast.chen).get(f"/broadcasts/{number}").text
    assert f"/broadcasts/{number}/cancellation" not in page
    assert "这一步由本直播间的运营主管来做" in page
    assert (
        f"/broadcasts/{number}/cancellation" in client_of(cast.ma).get(f"/broadcasts/{number}").text
    )


def test_a_broadcast_is_planned_with_the_people_and_sheet_of_the_last(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    old = planned(app, cast)
    typed = {"room_id": cast.care, "title": "周末专场", "planned_start": when(3)}
    typed |= {"length_minutes": "90", "take_over": "y"}
    answer = client_of(cast.ma).post("/broadcasts", data=typed)
    assert answer.status_code == 303
    made = kept(app, old + 1)
    assert made.title == "周末专场"
    assert made.length == timedelta(minutes=90)
    assert {entry.person_id for entry in made.roster} == {cast.he.id, cast.chen.id}
    assert "修护精华" in client_of(cast.ma).get(answer.location).text


def test_what_was_typed_stays_when_it_is_refused(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    typed = {"room_id": cast.care, "title": "周末专场", "planned_start": when(-2)}
    answer = client_of(cast.ma).post("/broadcasts", data={**typed, "length_minutes": "5"})
    assert answer.status_code == 422
    assert field_of(answer.text, "title") == "周末专场"
    assert field_of(answer.text, "planned_start") == typed["planned_start"]
    assert "这个时间已经过去了" in answer.text
    assert "10 分钟到 12 小时" in answer.text


def test_a_taken_time_is_refused_at_its_field(app: Flask, cast: Cast, client_of: Browsers) -> None:
    typed = {"room_id": cast.care, "title": "一场", "planned_start": when(3)}
    typed |= {"length_minutes": "90"}
    browser = client_of(cast.ma)
    assert browser.post("/broadcasts", data=typed).status_code == 303
    answer = browser.post("/broadcasts", data={**typed, "title": "又一场"})
    assert answer.status_code == 422
    assert "已经排了“一场”" in answer.text
    with app.app_context():
        assert db.session.query(Broadcast).count() == 1


def test_nobody_plans_in_a_room_they_do_not_lead(cast: Cast, client_of: Browsers) -> None:
    typed = {
        "room_id": cast.other,
        "title": "一场",
        "planned_start": when(),
        "length_minutes": "90",
    }
    assert client_of(cast.ma).post("/broadcasts", data=typed).status_code == 422
    assert client_of(cast.chen).post("/broadcasts", data=typed).status_code == 403


def test_of_two_who_change_the_plan_the_second_is_shown_the_first(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number, browser = planned(app, cast), client_of(cast.ma)
    version = field_of(browser.get(f"/broadcasts/{number}/edit").text, "version")
    typed = {"room_id": cast.care, "planned_start": when(), "length_minutes": "90"}
    one = browser.post(f"/broadcasts/{number}", data={**typed, "title": "甲", "version": version})
    two = browser.post(f"/broadcasts/{number}", data={**typed, "title": "乙", "version": version})
    assert (one.status_code, two.status_code) == (303, 409)
    assert "现在是“甲”" in two.text
    assert field_of(two.text, "title") == "乙"
    again = field_of(two.text, "version")
    three = browser.post(f"/broadcasts/{number}", data={**typed, "title": "乙", "version": again})
    assert three.status_code == 303
    assert kept(app, number).title == "乙"


def test_a_cancellation_says_why(app: Flask, cast: Cast, client_of: Browsers) -> None:
    number, browser = planned(app, cast), client_of(cast.ma)
    assert browser.post(f"/broadcasts/{number}/cancellation").status_code == 422
    answer = browser.post(f"/broadcasts/{number}/cancellation", data={"reason": "主播生病"})
    assert answer.status_code == 303
    assert "主播生病" in client_of(cast.chen).get(f"/broadcasts/{number}").text
    assert browser.post(f"/broadcasts/{number}/start").status_code == 409


def test_last_week_is_previewed_and_then_copied(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    planned(app, cast)
    week = (clock.today() + timedelta(days=7)).isoformat()
    browser = client_of(cast.ma)
    preview = browser.get(f"/broadcasts/copies/new?room={cast.care}&week={week}")
    assert "会排出 1 场" in preview.text
    answer = browser.post("/broadcasts/copies", data={"room": cast.care, "week": week})
    assert answer.status_code == 303
    assert "秋冬专场" in browser.get(answer.location).text
    foreign = browser.post("/broadcasts/copies", data={"room": cast.other, "week": week})
    assert foreign.status_code == 404


def test_a_rhythm_is_begun_and_ended(app: Flask, cast: Cast, client_of: Browsers) -> None:
    browser = client_of(cast.ma)
    typed = {"room_id": cast.care, "title": "晚场", "at": "19:30", "length_minutes": "120"}
    refused = browser.post("/series", data=typed)
    assert refused.status_code == 422
    assert "请选星期几开播" in refused.text
    assert browser.post("/series", data={**typed, "weekdays": ["0", "3"]}).status_code == 303
    assert "周一、周四 19:30" in browser.get("/series").text
    assert client_of(cast.wu).post("/series/1/end").status_code == 404
    assert browser.post("/series/1/end").status_code == 303
    assert "已停止" in browser.get("/series").text
    with app.app_context():
        assert db.session.query(Broadcast).count() in (3, 4)
