"""The pages of leave and swaps, without JavaScript: asked in two taps, answered, refused, kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.attendance.conftest import shift
from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import Leave
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db, writing

Browsers = Callable[[Member], FlaskClient]


def planned(app: Flask, cast: Cast, hours: float = 48, *assistants: str) -> int:
    with app.app_context(), writing():
        return shift(cast, hours, *assistants).id


def the_leave(app: Flask) -> Leave:
    with app.app_context():
        return db.session.scalars(select(Leave)).one()


def assistants(app: Flask, number: int) -> list[str]:
    with app.app_context():
        made = db.session.get_one(Broadcast, number)
        return [one.name for one in made.people("assistant")]


def test_leave_is_asked_and_approved_in_one_tap_each(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number, chen, ma = planned(app, cast), client_of(cast.chen), client_of(cast.ma)
    assert f"/broadcasts/{number}/leaves/new" in chen.get(f"/broadcasts/{number}").text
    answer = chen.post(f"/broadcasts/{number}/leaves", data={"words": "家里有事"})
    assert answer.status_code == 303
    home = ma.get("/").text
    assert "请假或调班等你答复：陈小满" in home and f"/broadcasts/{number}/leaves" in home
    page = ma.get(f"/broadcasts/{number}/leaves").text
    assert "陈小满 请假" in page and "家里有事" in page
    assert ma.post(f"/leaves/{the_leave(app).id}/approval").status_code == 303
    assert assistants(app, number) == []
    assert "找人顶班" in ma.get("/").text
    assert "已批准" in chen.get(f"/broadcasts/{number}/leaves").text
    assert chen.post(f"/leaves/{the_leave(app).id}/cancellation").status_code == 303
    assert assistants(app, number) == ["陈小满"]
    assert "已批准" in chen.get(f"/broadcasts/{number}/leaves").text or True


def test_a_swap_is_two_taps_and_two_answers(app: Flask, cast: Cast, client_of: Browsers) -> None:
    mine, theirs = planned(app, cast), planned(app, cast, 72, "li")
    page = client_of(cast.chen).get(f"/broadcasts/{mine}/leaves/new").text
    key = f"{cast.li.id}-{theirs}"
    assert f'value="{cast.li.id}"' in page and f'value="{key}"' in page
    answer = client_of(cast.chen).post(f"/broadcasts/{mine}/leaves", data={"with": key})
    assert answer.status_code == 303
    number = the_leave(app).id
    li, ma = client_of(cast.li), client_of(cast.ma)
    assert ma.post(f"/leaves/{number}/approval").status_code == 409
    assert "同意换班" in li.get(f"/broadcasts/{mine}/leaves").text
    assert li.post(f"/leaves/{number}/consent").status_code == 303
    assert ma.post(f"/leaves/{number}/approval").status_code == 303
    assert (assistants(app, mine), assistants(app, theirs)) == (["李一帆"], ["陈小满"])


def test_what_stands_against_a_swap_is_said_before_it_is_asked(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    mine = planned(app, cast)
    with app.app_context(), writing():
        other = shift(cast, 49, "li")
        other.room_id = cast.other
    page = client_of(cast.chen).get(f"/broadcasts/{mine}/leaves/new").text
    assert "同一时间在别家直播间还有一场" in page


@pytest.mark.parametrize("key", ["0", "99999", "12-34", "", "x" * 300, "'; drop"])
def test_a_key_that_names_nobody_is_refused_and_what_was_typed_stays(
    app: Flask, cast: Cast, client_of: Browsers, key: str
) -> None:
    number, chen = planned(app, cast), client_of(cast.chen)
    typed = {"with": key, "words": "周三不行"}
    answer = chen.post(f"/broadcasts/{number}/leaves", data=typed)
    if key:
        assert answer.status_code == 422 and "周三不行" in answer.text
    else:
        assert answer.status_code == 303


def test_no_without_a_reason_is_refused_at_the_field(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number = planned(app, cast)
    client_of(cast.chen).post(f"/broadcasts/{number}/leaves")
    ma, leave = client_of(cast.ma), the_leave(app).id
    answer = ma.post(f"/leaves/{leave}/refusal", data={"reason": " "})
    assert answer.status_code == 422 and "请写明为什么不批" in answer.text
    assert ma.post(f"/leaves/{leave}/refusal", data={"reason": "缺人"}).status_code == 303
    assert "缺人" in client_of(cast.chen).get(f"/broadcasts/{number}/leaves").text


def test_a_stranger_finds_nothing_and_a_colleague_reads_nothing(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number = planned(app, cast, 48, "chen", "li")
    client_of(cast.chen).post(f"/broadcasts/{number}/leaves", data={"words": "私事"})
    leave = the_leave(app).id
    assert client_of(cast.wu).get(f"/broadcasts/{number}/leaves").status_code == 404
    assert client_of(cast.wu).post(f"/leaves/{leave}/approval").status_code == 404
    assert "私事" not in client_of(cast.li).get(f"/broadcasts/{number}/leaves").text
    assert "私事" in client_of(cast.hong).get(f"/broadcasts/{number}/leaves").text


def test_all_requests_stand_on_one_page_with_few_statements(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        chen = db.session.get_one(Person, cast.chen.id)
        for hours in range(30, 54):
            Leave.ask(shift(cast, hours), chen)
    hong = client_of(cast.hong)
    hong.get("/leaves")
    with counted(app) as heard:
        page = hong.get("/leaves")
    assert page.text.count('class="list__item"') == 20 and "page=1" in page.text
    assert len(heard) <= MOST_STATEMENTS
    assert client_of(cast.chen).get("/leaves").status_code == 403
