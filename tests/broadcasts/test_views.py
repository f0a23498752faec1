"""The pages of rooms, weeks and broadcasts: who may, what is refused, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, product
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts.models import Person, Screen, SignIn
from zhubo_web.broadcasts.models import Broadcast, Room, Segment
from zhubo_web.broadcasts.workflow import CHECK_ITEMS
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

Browsers = Callable[[Member], FlaskClient]
TOMORROW = timedelta(days=1)


def planned(app: Flask, cast: Cast, *, live: bool = False) -> int:
    """A broadcast with two segments and a product; its id."""
    with app.app_context(), writing():
        made = a_broadcast(cast, live=False, minutes_ago=10 if live else -300)
        cream = product("修护精华")
        sheet = [
            {"title": "开场", "kind": "opening", "planned_ms": 0},
            {"title": "修护精华", "kind": "product", "planned_ms": 600_000, "product_id": cream.id},
        ]
        Segment.replace(made, sheet, None)
        if live:
            made.go_live(db.session.get_one(Person, cast.ma.id), "赶时间")
        return made.id


def field_of(page: str, name: str) -> str:
    """The value of an input."""
    match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    assert match is not None
    return match[1]


def when(days: float = 1) -> str:
    """A moment from now, as a browser sends it."""
    return f"{clock.local(clock.now() + timedelta(days=days)):%Y-%m-%dT%H:%M}"


def kept(app: Flask, number: int) -> Broadcast:
    """The broadcast as it stands in the database, with what its tests look at."""
    with app.app_context():
        made = db.session.get_one(Broadcast, number)
        assert made.roster is not None
        assert made.interruptions is not None
        db.session.expunge_all()
        return made


# ── who sees what ───────────────────────────────────────────────────────────────────────────


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


# ── planning ────────────────────────────────────────────────────────────────────────────────


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


# ── people, run sheet ───────────────────────────────────────────────────────────────────────


def test_the_roster_is_chosen_in_order(app: Flask, cast: Cast, client_of: Browsers) -> None:
    number = planned(app, cast)
    typed = {"host": [cast.he.id], "assistant_1": cast.li.id, "assistant_2": cast.chen.id}
    typed |= {"observer": [cast.ma.id, cast.hong.id]}
    answer = client_of(cast.ma).post(f"/broadcasts/{number}/roster", data=typed)
    assert answer.status_code == 303
    made = kept(app, number)
    order = [entry.person_id for entry in made.roster if entry.part == "assistant"]
    assert order == [cast.li.id, cast.chen.id]
    assert made.has_on_roster(cast.hong, "observer")
    assert client_of(cast.li).get(f"/broadcasts/{number}").status_code == 200


def test_only_people_of_the_room_are_offered(app: Flask, cast: Cast, client_of: Browsers) -> None:
    number = planned(app, cast)
    browser = client_of(cast.ma)
    assert "吴外人" not in browser.get(f"/broadcasts/{number}/roster").text
    answer = browser.post(f"/broadcasts/{number}/roster", data={"observer": [cast.wu.id]})
    assert answer.status_code == 422


ROW = {"minute": "", "title": "", "kind": "product", "product": "", "host_action": ""}
ROW |= {"assistant_action": "", "interaction": ""}


def lists(*typed: dict[str, str], **more: str | list[str]) -> dict[str, str | list[str]]:
    """The run sheet's form as a browser sends it."""
    return {name: [{**ROW, **row}[name] for row in typed] for name in ROW} | more


def test_rows_are_added_moved_and_taken_out_without_a_script(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number, browser = planned(app, cast), client_of(cast.chen)
    typed = lists({"minute": "0", "title": "甲"}, {"minute": "十", "title": "乙"})
    address = f"/broadcasts/{number}/run-sheet"
    added = browser.post(address, data={**typed, "wish": "add"}).text
    assert added.count("<fieldset") == 3
    assert 'value="十"' in added
    moved = browser.post(address, data={**typed, "wish": "down-0"}).text
    assert moved.index('value="乙"') < moved.index('value="甲"')
    assert 'value="乙"' not in browser.post(address, data={**typed, "wish": "remove-1"}).text
    with app.app_context():
        assert len(Segment.of(db.session.get_one(Broadcast, number))) == 2


def test_the_run_sheet_is_saved_and_empty_rows_do_not_count(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number, browser = planned(app, cast), client_of(cast.chen)
    typed = lists(
        {"minute": "0", "title": "开场", "kind": "opening"},
        {},
        {"minute": "1:05", "product": "1", "host_action": "讲成分"},
        no_interrupt="2",
    )
    assert browser.post(f"/broadcasts/{number}/run-sheet", data=typed).status_code == 303
    with app.app_context():
        first, second = Segment.of(db.session.get_one(Broadcast, number))
        assert (first.title, first.planned_ms, first.no_interrupt) == ("开场", 0, False)
        assert (second.title, second.planned_ms) == ("修护精华", 65 * 60_000)
        assert (second.host_action, second.no_interrupt) == ("讲成分", True)


def test_a_wrong_row_is_refused_where_it_is_wrong(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number, browser = planned(app, cast), client_of(cast.ma)
    typed = lists(
        {"minute": "30", "title": "甲"},
        {"minute": "10", "title": "乙"},
        {"minute": "晚点", "title": "", "host_action": "讲", "product": "99"},
    )
    answer = browser.post(f"/broadcasts/{number}/run-sheet", data=typed)
    assert answer.status_code == 422
    assert "有 4 处要改" in answer.text
    assert 'value="晚点"' in answer.text
    assert "比上一个环节还早" in answer.text


def test_a_table_is_pasted_and_shown_before_it_is_saved(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number, browser = planned(app, cast), client_of(cast.ma)
    table = "分钟\t环节\t类型\t商品\n0\t开场\t开场\n10\t\t讲品\t修护精华\t讲\t演示\t问答\t是\n20\t\t\t没有的"
    answer = browser.post(f"/broadcasts/{number}/run-sheet", data={"pasted": table})
    assert answer.status_code == 200
    assert answer.text.count("<fieldset") == 3
    assert "没有叫“没有的”的商品" in answer.text


def test_a_run_sheet_is_not_rewritten_on_air(app: Flask, cast: Cast, client_of: Browsers) -> None:
    number = planned(app, cast, live=True)
    answer = client_of(cast.ma).get(f"/broadcasts/{number}/run-sheet")
    assert answer.status_code == 409
    assert "流程只能推进" in answer.text


# ── check, start, end ───────────────────────────────────────────────────────────────────────


def test_the_same_as_last_time_asks_about_what_is_new(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number, browser = planned(app, cast), client_of(cast.ma)
    assert "新商品：修护精华" in browser.get(f"/broadcasts/{number}/check").text
    answer = browser.post(f"/broadcasts/{number}/confirmation", data={"seen": ["product-1"]})
    assert answer.status_code == 422
    assert re.search(r'value="product-1" checked', answer.text)
    seen = ["product-1", f"person-{cast.he.id}", f"person-{cast.chen.id}"]
    done = browser.post(f"/broadcasts/{number}/confirmation", data={"seen": seen})
    assert done.status_code == 303
    assert "已确认同上场" in browser.get(f"/broadcasts/{number}").text
    again = browser.post(f"/broadcasts/{number}/confirmation", data={"seen": seen})
    assert again.status_code == 409


def test_two_people_sign_the_full_check(app: Flask, cast: Cast, client_of: Browsers) -> None:
    number = planned(app, cast)
    items = {"items": list(CHECK_ITEMS)}
    address = f"/broadcasts/{number}/signature"
    assert client_of(cast.ma).post(address, data={"items": ["goods"]}).status_code == 422
    assert client_of(cast.ma).post(address, data=items).status_code == 303
    assert client_of(cast.ma).post(address, data=items).status_code == 422
    assert client_of(cast.chen).post(address, data=items).status_code == 403
    assert kept(app, number).state == "scheduled"
    assert client_of(cast.lin).post(address, data=items).status_code == 303
    assert kept(app, number).state == "checked"


def test_a_broadcast_from_start_to_correction(app: Flask, cast: Cast, client_of: Browsers) -> None:
    number, browser = planned(app, cast), client_of(cast.ma)
    at = f"/broadcasts/{number}"
    assert browser.post(f"{at}/start").status_code == 422
    assert browser.post(f"{at}/start", data={"reason": "赶时间"}).status_code == 303
    assert browser.post(f"{at}/interruption").status_code == 422
    cause = {"cause": "platform", "notice": "N-77"}
    assert client_of(cast.chen).post(f"{at}/interruption", data=cause).status_code == 303
    assert client_of(cast.chen).post(f"{at}/resumption").status_code == 403
    assert browser.post(f"{at}/resumption").status_code == 303
    assert browser.post(f"{at}/end").status_code == 303
    assert browser.post(f"{at}/end").status_code == 409
    early = f"{clock.local(clock.now() - timedelta(minutes=30)):%Y-%m-%dT%H:%M}"
    refused = browser.post(f"{at}/correction", data={"started_at": when(1)})
    assert refused.status_code == 422
    assert browser.post(f"{at}/correction", data={"started_at": early}).status_code == 303
    assert browser.post(f"{at}/correction", data={"started_at": early}).status_code == 409
    page = browser.get(at).text
    assert "N-77" in page
    assert "跳过了" in page


def test_the_live_pages_advance_and_say_free_by_json(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number = planned(app, cast, live=True)
    at, chen = f"/broadcasts/{number}", client_of(cast.chen)
    answer = chen.post(f"{at}/advance", json={"to": "next"})
    assert answer.json == {"ok": True, "segment": 1}
    assert chen.post(f"{at}/advance", json={"to": 2}).json == {"ok": True, "segment": 2}
    late = chen.post(f"{at}/advance", json={"to": "next", "seen": 1})
    assert late.json == {"ok": True, "segment": 2}
    over = chen.post(f"{at}/advance", json={"to": "next"})
    assert over.status_code == 409
    assert over.json is not None
    assert "没有下一个环节" in over.json["error"]
    for wrong in ({"to": "第二段"}, {"to": True}, [1]):
        assert chen.post(f"{at}/advance", json=wrong).status_code == 422
    assert chen.post(f"{at}/free", json={}).json == {"ok": True}
    assert kept(app, number).free_until is not None
    for path in ("advance", "free"):
        assert client_of(cast.wu).post(f"{at}/{path}", json={}).status_code == 404


def test_the_rooms_tablet_advances_and_the_other_rooms_does_not(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number = planned(app, cast, live=True)
    client_of(cast.ma)  # form tokens are not asked for
    statuses = []
    for room in (cast.care, cast.other):
        with app.app_context(), writing():
            screen = Screen(name="平板", room_id=room)
            db.session.add(screen)
            db.session.flush()
            _row, token = SignIn.open(screen, "screen", device="test", address="127.0.0.1")
        tablet = app.test_client()
        with tablet.session_transaction() as session:
            session["sid"] = token
        statuses.append(tablet.post(f"/broadcasts/{number}/free", json={}).status_code)
        assert tablet.post(f"/broadcasts/{number}/end").status_code == 403
    assert statuses == [200, 404]


# ── rooms ───────────────────────────────────────────────────────────────────────────────────

ROOM = {"name": "三号间", "account": "", "group_id": "0", "setback_seconds": "8"}
ROOM |= {"arrival_minutes": "40"}


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
        ("arrival_minutes", "-1", "0 到 240"),
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
