"""A pasted schedule on the page: shown first, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.cast import broadcast as a_broadcast
from tests.counting import counted
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

Browsers = Callable[[Member], FlaskClient]
HEAD = "日期\t开始\t结束\t直播间\t主题\t主播\t助播\t跟播\n"


def line(days: int = 2, times: str = "19:30\t21:30", rest: str = "晚场\t何主播\t陈小满") -> str:
    day = clock.today() + timedelta(days=days)
    return f"{day:%Y-%m-%d}\t{times}\t护肤直播间\t{rest}\n"


def made(app: Flask) -> list[str]:
    with app.app_context():
        return [one.title for one in db.session.scalars(select(Broadcast).order_by(Broadcast.id))]


def test_it_is_shown_and_then_made_with_its_people(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    ma, text = (
        client_of(cast.ma),
        HEAD + line() + line(3, rest="早场\t何主播\t陈小满、李一帆\t马运营"),
    )
    page = ma.post("/broadcasts/paste", data={"pasted": text})
    assert page.status_code == 200 and "排这 2 场" in page.text and made(app) == []
    answer = ma.post("/broadcasts/paste", data={"pasted": text, "make": "1"})
    assert answer.status_code == 303 and made(app) == ["晚场", "早场"]
    with app.app_context():
        second = db.session.scalars(select(Broadcast).filter_by(title="早场")).one()
        people = [one.name for one in second.people("assistant")]
        assert people == ["陈小满", "李一帆"]
        assert [one.name for one in second.people("observer")] == ["马运营"]


def test_one_bad_line_and_nothing_is_made(app: Flask, cast: Cast, client_of: Browsers) -> None:
    bad = line(4, rest="夜场\t何主播\t张三")
    data = {"pasted": HEAD + line() + bad, "make": "1"}
    answer = client_of(cast.ma).post("/broadcasts/paste", data=data)
    assert answer.status_code == 422 and made(app) == []
    assert "第 3 行" in answer.text and "张三" in answer.text
    assert "晚场\t何主播" in answer.text


def test_past_clashing_and_foreign_lines_say_so(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        there = a_broadcast(cast, live=False, minutes_ago=-2 * 24 * 60)
        taken = clock.local(there.planned_start)
    busy = f"{taken:%Y-%m-%d}\t{taken:%H:%M}\t{taken + timedelta(hours=1):%H:%M}\t护肤直播间\n"
    text = (
        HEAD + line(-2) + busy + line(5) + line(5, "20:00\t22:00") + line(6).replace("护肤", "别家")
    )
    page = client_of(cast.ma).post("/broadcasts/paste", data={"pasted": text}).text
    for words in ("时间已经过了", "这个时间已经排了“秋冬专场”", "和第 4 行的时间重叠"):
        assert words in page
    assert "没有你管的直播间叫“别家直播间”" in page


def test_a_name_that_two_have_says_which_sign_in_names(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        other = Person.invite(name="陈小满", username="chen2", by=None)
        db.session.flush()
        other.grant("assistant", None)
    ma = client_of(cast.ma)
    page = ma.post("/broadcasts/paste", data={"pasted": HEAD + line()})
    assert page.status_code == 422 and "chen、chen2" in page.text
    fixed = HEAD + line(rest="晚场\t何主播\tchen2")
    assert ma.post("/broadcasts/paste", data={"pasted": fixed}).status_code == 200


def test_host_and_assistant_at_once_is_refused(app: Flask, cast: Cast, client_of: Browsers) -> None:
    with app.app_context(), writing():
        db.session.get_one(Person, cast.chen.id).grant("host", None)
    text = HEAD + line(rest="晚场\t陈小满\t陈小满")
    page = client_of(cast.ma).post("/broadcasts/paste", data={"pasted": text})
    assert page.status_code == 422 and "不能又做主播又做助播" in page.text


def test_nothing_is_sent_and_nothing_may_be_sent_by_others(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    assert client_of(cast.ma).post("/broadcasts/paste", data={"pasted": " "}).status_code == 422
    for name in ("chen", "lin", "hong", "sun"):
        assert client_of(getattr(cast, name)).get("/broadcasts/paste").status_code == 403


def test_sixty_lines_are_shown_with_one_question_a_line_at_most(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    ma = client_of(cast.ma)
    text = HEAD + "".join(
        line(2 + n // 2, ("9:00\t11:00", "19:00\t21:00")[n % 2]) for n in range(60)
    )
    with counted(app) as heard:
        assert ma.post("/broadcasts/paste", data={"pasted": text}).status_code == 200
    assert len(heard) <= 75
