"""The pages of feedback: one tap a piece, few statements, nothing typed is lost, no viewer named."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast
from tests.counting import MOST_STATEMENTS, counted
from tests.fresh import kept, once
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.policies.models import KindSetting
from zhubo_web.surveys.models import Feedback, Rating, ReplyRate

Client = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true"}
MOST_BYTES = 8 * 1024


@pytest.fixture
@kept
def shop(app: Flask, cast: Cast) -> int:
    """A broadcast that is over, of 何主播 and 陈小满."""
    with app.app_context(), writing():
        made = broadcast(cast)
        made.end(db.session.get_one(Person, cast.ma.id))
        made.ended_at = clock.now()
        return made.id


def enter(app: Flask, cast: Cast, shop: int | None = None, **values: object) -> int:
    with app.app_context(), writing():
        given: dict[str, object] = {
            "room": db.session.get_one(Room, cast.care),
            "broadcast": db.session.get(Broadcast, shop) if shop else None,
            "source": "complaint",
            "sort": "complaint",
            "text": "三次没回尺码",
            "happened_at": clock.now(),
            **values,
        }
        ma = db.session.get_one(Person, cast.ma.id)
        return Feedback.enter(ma, **given).id  # type: ignore[arg-type]


def state(app: Flask, number: int) -> tuple[str, int | None]:
    with app.app_context():
        one = db.session.get_one(Feedback, number)
        return one.state, one.assistant_id


def test_one_tap_attributes_and_undo_opens_it_again(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    number = enter(app, cast, shop)
    client = client_of(cast.ma)
    page = client.get("/feedback").text
    assert "三次没回尺码" in page and "归到陈小满" in page and "说的是主播" in page
    tap = {"assistant": str(cast.chen.id), "code": "alone"}
    answer = client.post(f"/feedback/{number}/attribution", data=tap, headers=HTMX)
    assert answer.status_code == 200 and "已归人" in answer.text and "toast" in str(answer.headers)
    assert state(app, number) == ("attributed", cast.chen.id)
    assert "三次没回尺码" in client.get("/feedback?state=attributed").text
    answer = client.post(f"/feedback/{number}/undo", headers=HTMX)
    assert answer.status_code == 200 and "归到陈小满" in answer.text
    assert state(app, number)[0] == "pending"


def test_without_script_every_decision_goes_back_to_the_list(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    client = client_of(cast.lin)
    root, one, two = (enter(app, cast, shop) for _ in range(3))
    assert client.post(f"/feedback/{one}/clearance", data={"code": "host"}).status_code == 303
    assert client.post(f"/feedback/{two}/duplicate", data={"other": str(root)}).status_code == 303
    assert "撤销" in client.get("/feedback").text
    other = client.get("/feedback?state=other").text
    assert "说的是主播" in other and "同一件事" in other


def test_what_was_typed_without_a_reason_is_kept(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    number = enter(app, cast, shop)
    client = client_of(cast.ma)
    answer = client.post(f"/feedback/{number}/attribution", data={"assistant": cast.chen.id})
    assert answer.status_code == 422 and "请选一个理由" in answer.text
    long = {"assistant": cast.chen.id, "words": "因" * 201}
    answer = client.post(f"/feedback/{number}/attribution", data=long)
    assert answer.status_code == 422 and "因" * 201 in answer.text
    for path, data in (("clearance", {}), ("duplicate", {"other": "x"}), ("reopening", {})):
        assert client.post(f"/feedback/{number}/{path}", data=data).status_code == 422
    assert state(app, number)[0] == "pending"


def test_the_list_is_by_what_is_due_first_twenty_a_page_and_filtered(
    app: Flask, cast: Cast, client_of: Client
) -> None:
    for place in range(21):
        enter(app, cast, text=f"第{place:02}条", source="service" if place == 5 else "complaint")
    client = client_of(cast.ma)
    page = client.get("/feedback").text
    assert page.index("第00条") < page.index("第19条") and "第20条" not in page
    assert "第20条" in client.get("/feedback?page=2").text
    only = client.get("/feedback?source=service").text
    assert "第05条" in only and "第04条" not in only
    assert "第05条" not in client.get(f"/feedback?room={cast.other}").text
    assert client.get("/feedback?page=99999999999&room=x&state=y").status_code == 200


@pytest.mark.parametrize("path", ["/feedback", "/feedback?state=attributed", "/feedback/new",
                                  "/feedback/replies", "/feedback/{one}"])  # fmt: skip
def test_the_groups_pages_take_few_statements_and_are_small(
    app: Flask, cast: Cast, client_of: Client, shop: int, path: str
) -> None:
    once(app, "surveys.many", lambda: many(app, cast, shop))
    client = client_of(cast.ma)
    with app.app_context():
        one = db.session.scalar(select(Feedback.id).where(Feedback.state == "pending"))
    with counted(app) as statements:
        answer = client.get(path.format(one=one))
    assert answer.status_code == 200 and len(gzip.compress(answer.data)) <= MOST_BYTES
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def many(app: Flask, cast: Cast, shop: int) -> None:
    """Twenty that wait in several broadcasts, and thirty that count for 陈小满."""
    with app.app_context(), writing():
        ids = [shop]
        for number in range(2, 6):
            one = broadcast(cast, minutes_ago=600 * number)
            one.end(db.session.get_one(Person, cast.ma.id))
            one.ended_at = clock.now() - timedelta(hours=1)
            ids.append(one.id)
    for place in range(20):
        enter(app, cast, ids[place % 5] if place % 3 else None, text=f"等 {place}")
    for place in range(30):
        number = enter(app, cast, ids[place % 5], text=f"算 {place}")
        with app.app_context(), writing():
            ma, chen = (db.session.get_one(Person, m.id) for m in (cast.ma, cast.chen))
            db.session.get_one(Feedback, number).attribute(ma, chen, "duty")


@pytest.mark.parametrize("path", ["/me/feedback", "/broadcasts/{shop}/thanks", "/thanks"])
def test_ones_own_pages_take_few_statements(
    app: Flask, cast: Cast, client_of: Client, shop: int, path: str
) -> None:
    once(app, "surveys.many", lambda: many(app, cast, shop))
    client = client_of(cast.chen if "me" in path else cast.he)
    with counted(app) as statements:
        assert client.get(path.format(shop=shop)).status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_an_entry_is_kept_without_the_viewers_name(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    client = client_of(cast.hong)
    typed = {"source": "service", "sort": "complaint", "text": "@小鱼儿 13812345678 说没人回",
             "broadcast": str(shop), "room": str(cast.care), "assistant": "", "score": "",
             "day": clock.today().isoformat(), "at": "0:05:30", "count": "3"}  # fmt: skip
    answer = client.post("/feedback", data=typed)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "〔观众〕" in page and "小鱼儿" not in page and "138" not in page
    assert "0:05:30" in page and "3 人说" in page
    for field, wrong in {
        "at": "早上",
        "day": "昨天",
        "count": "0",
        "source": "x",
        "text": "",
    }.items():
        answer = client.post("/feedback", data={**typed, "text": "没回", field: wrong})
        assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text, field
    loose = {**typed, "broadcast": "", "at": "00:01", "text": "声音小"}
    assert client.post("/feedback", data=loose).status_code == 303


def test_the_days_number_is_written_and_read(app: Flask, cast: Cast, client_of: Client) -> None:
    client = client_of(cast.ma)
    typed = {"room": str(cast.care), "day": clock.today().isoformat(), "rate": "92.5%",
             "source": "飞鸽后台"}  # fmt: skip
    assert client.post("/feedback/replies", data=typed).status_code == 303
    assert "92.50 %" in client.get("/feedback/replies").text
    for rate in ("", "八成", "101", "1e1", "-1"):
        answer = client.post("/feedback/replies", data={**typed, "rate": rate})
        assert answer.status_code == 422, rate
    with app.app_context():
        assert len(db.session.scalars(select(ReplyRate)).all()) == 1


def test_the_host_taps_and_takes_it_back(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    client, address = client_of(cast.he), f"/broadcasts/{shop}/thanks"
    page = client.get(address).text
    assert "谢谢TA" in page and "还能点 5 次" in page
    tap = {"assistant": str(cast.chen.id), "verdict": "thanks"}
    assert client.post(address, data=tap).status_code == 303
    page = client.get(address).text
    assert "还能点 4 次" in page and "/withdrawal" in page
    assert client.post(address, data=tap).status_code == 409
    with app.app_context():
        number = db.session.scalars(select(Feedback.id)).one()
    assert client.post(f"/feedback/{number}/withdrawal").status_code == 303
    problem = {"assistant": str(cast.chen.id), "text": "换样品没人接"}
    answer = client.post(address, data=problem)
    assert answer.status_code == 422 and "换样品没人接" in answer.text
    assert client.post(address, data={**problem, "chip": "cover"}).status_code == 303
    mine = client_of(cast.chen).get("/me/feedback").text
    assert "没补位，换样品没人接" in mine and "何主播" not in mine


def test_strict_answers_every_item(app: Flask, cast: Cast, client_of: Client, shop: int) -> None:
    with app.app_context(), writing():
        KindSetting.choose("host_rating", "strict", db.session.get_one(Person, cast.guo.id))
    client, address = client_of(cast.he), f"/broadcasts/{shop}/thanks"
    given = {"assistant": str(cast.chen.id), "rhythm": "5", "display": "4", "cover": "4"}
    answer = client.post(address, data={**given, "text": "演示稳"})
    assert answer.status_code == 422 and "演示稳" in answer.text
    assert client.post(address, data={**given, "talk": "5"}).status_code == 303
    assert "节奏配合 5" in client.get(address).text


@pytest.mark.parametrize("who", ["ma", "lin", "chen", "li", "qian", "wu"])
def test_the_hosts_card_is_the_hosts(cast: Cast, client_of: Client, shop: int, who: str) -> None:
    client = client_of(getattr(cast, who))
    assert client.get(f"/broadcasts/{shop}/thanks").status_code == 404
    assert client.post(f"/broadcasts/{shop}/thanks").status_code == 404


def test_the_host_finds_it_on_today_and_on_the_broadcast(
    cast: Cast, client_of: Client, shop: int
) -> None:
    host = client_of(cast.he)
    assert 'hx-get="/thanks"' in host.get("/").text
    assert f"/broadcasts/{shop}/thanks" in host.get(f"/broadcasts/{shop}").text
    block = host.get("/thanks", headers=HTMX).text
    assert "秋冬专场" in block and "<html" not in block
    for member in (cast.chen, cast.ma):
        assert 'hx-get="/thanks"' not in client_of(member).get("/").text
        assert "/thanks" not in client_of(member).get(f"/broadcasts/{shop}").text


def test_the_assistant_sees_why_and_says_not_me(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    number = enter(app, cast, shop, source="service")
    chen = client_of(cast.chen)
    assert chen.get(f"/feedback/{number}").status_code == 404
    tap = {"assistant": str(cast.chen.id), "words": "回放里是TA"}
    client_of(cast.ma).post(f"/feedback/{number}/attribution", data=tap)
    for page in (chen.get("/me/feedback").text, chen.get(f"/feedback/{number}").text):
        assert "客服" in page and "回放里是TA" in page and "马运营" not in page
    assert chen.post(f"/feedback/{number}/reopening", data={"words": " "}).status_code == 422
    answer = chen.post(f"/feedback/{number}/reopening", data={"words": "当时在换样品"})
    assert answer.status_code == 303 and answer.location == "/me/feedback"
    assert "重新核对中" in chen.get("/me/feedback").text
    assert client_of(cast.li).get(f"/feedback/{number}").status_code == 404


def test_months_are_kept_apart_and_scores_hidden_below_five(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    with app.app_context(), writing():
        rating = Rating(db.session.get_one(Broadcast, shop), db.session.get_one(Person, cast.he.id))
        rating.thank(db.session.get_one(Person, cast.chen.id))
    client = client_of(cast.chen)
    page = client.get("/me/feedback").text
    assert "本场主播" in page and "现在 0 个" in page
    assert "谢谢TA" not in client.get("/me/feedback?month=2024-01").text
    assert client.get("/me/feedback?month=2024-13&page=x").status_code == 200


def test_where_nobody_may_decide_the_page_says_whom_to_appoint(
    app: Flask, cast: Cast, client_of: Client, shop: int
) -> None:
    number = enter(app, cast, shop)
    with app.app_context(), writing():
        for member in (cast.ma, cast.lin, cast.hong):
            for grant in db.session.get_one(Person, member.id).grants:
                grant.ended_at = clock.now()
    page = client_of(cast.qian).get(f"/feedback/{number}").text
    assert "再任命一位" in page
