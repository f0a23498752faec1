"""The pages of rooms and groups."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.broadcasts.seeds import Browsers, field_of
from tests.cast import Cast
from zhubo_web.broadcasts.models import Room
from zhubo_web.extensions import db, writing

ROOM = {"name": "三号间", "account": "", "group_id": "0", "setback_seconds": "8"}


def test_rooms_are_set_up_for_the_shop_by_who_keeps_it_all(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    for name in ("ma", "chen", "lin", "sun"):
        assert client_of(getattr(cast, name)).post("/rooms", data=ROOM).status_code == 403
    assert client_of(cast.guo).post("/rooms", data=ROOM).status_code == 303
    assert "三号间" in client_of(cast.qian).get("/rooms").text
    assert "三号间" not in client_of(cast.ma).get("/rooms").text


def test_a_room_is_changed_by_who_leads_it(app: Flask, cast: Cast, client_of: Browsers) -> None:
    browser = client_of(cast.ma)
    changed = {**ROOM, "setback_seconds": "12"}
    assert browser.post(f"/rooms/{cast.other}", data=changed).status_code == 404
    assert browser.post(f"/rooms/{cast.care}", data=changed).status_code == 303
    with app.app_context():
        assert db.session.get_one(Room, cast.care).setback_ms == 12_000
    assert client_of(cast.chen).post(f"/rooms/{cast.care}", data=changed).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("setback_seconds", "31", "0 到 30 秒"),
        ("setback_seconds", "很多", "整数"),
        ("name", "", "请填写"),
        ("name", "别家直播间", "不能和别的直播间一样"),
    ],
)
def test_wrong_settings_of_a_room_are_refused_and_kept(
    field: str, value: str, sentence: str, cast: Cast, client_of: Browsers
) -> None:
    answer = client_of(cast.qian).post("/rooms", data={**ROOM, "account": "abc", field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert field_of(answer.text, "account") == "abc"


def test_a_room_that_is_not_used_any_more_leaves_the_lists(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    browser = client_of(cast.qian)
    assert browser.post(f"/rooms/{cast.other}/retirement").status_code == 303
    assert "已停用“别家直播间”" in browser.get("/rooms").text
    assert "别家直播间" not in browser.get("/broadcasts/new").text
    assert "别家直播间" in browser.get("/rooms?state=retired").text
    assert browser.post(f"/rooms/{cast.other}/restoration").status_code == 303
    assert "别家直播间" in browser.get("/broadcasts/new").text


def test_groups_have_names_of_their_own(cast: Cast, client_of: Browsers) -> None:
    browser = client_of(cast.qian)
    assert browser.post("/rooms/groups", data={"name": "甲品牌"}).status_code == 303
    assert browser.post("/rooms/groups", data={"name": "甲品牌"}).status_code == 422
    assert "甲品牌" in browser.get("/rooms/new").text
    assert client_of(cast.ma).post("/rooms/groups", data={"name": "乙"}).status_code == 403


def test_rooms_come_thirty_a_page_in_use_and_retired_apart(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        for number in range(65):
            db.session.add(Room(name=f"第{number:02}间", active=number < 40, setback_ms=8000))
    browser = client_of(cast.qian)

    def named(page: str) -> list[str]:
        return re.findall(r"第\d\d间", re.sub(r'aria-label="[^"]*"', "", page))

    pages = [browser.get(f"/rooms?page={number}").text for number in (1, 2, 3)]
    # The two rooms of the cast stand behind them or before them, by name.
    assert [len(named(page)) for page in pages] in ([30, 10, 0], [28, 12, 0])
    assert len({one for page in pages for one in named(page)}) == 40
    assert "共 42 条" in pages[0] and 'rel="next"' in pages[0] and 'rel="next"' not in pages[1]
    retired = browser.get("/rooms?state=retired").text
    assert len(named(retired)) == 25 and 'rel="next"' not in retired
    assert browser.get("/rooms?page=no").status_code == 200
