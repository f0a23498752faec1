"""The pages of rosters and run sheets."""

from __future__ import annotations

from flask import Flask

from tests.broadcasts.seeds import Browsers, kept, planned
from tests.cast import Cast
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.extensions import db


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
