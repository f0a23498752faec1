"""The pages of action items: given, done, verified, called off; few statements, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast
from tests.counting import MOST_STATEMENTS, counted
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.core import clock
from zhubo_web.duties.jobs import run_timers
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.intake import take_operations

Client = Callable[[Member], FlaskClient]


def give(
    app: Flask, cast: Cast, title: str = "练三遍尺码回答", days: int = 2, by: str = "lin"
) -> int:
    with app.app_context(), writing():
        giver, owner = (db.session.get_one(Person, getattr(cast, n).id) for n in (by, "chen"))
        due_at = clock.now() + timedelta(days=days)
        return ActionItem.open(
            title=title, owner=owner, by=giver, due_at=due_at, room_id=cast.care
        ).id


def typed(cast: Cast, **values: str) -> dict[str, str]:
    day = (clock.today() + timedelta(days=2)).isoformat()
    given = {"title": "练三遍", "why": "昨天慢了", "owner": str(cast.chen.id), "day": day}
    return {**given, "room": str(cast.care), "at": "18:00", "source": "", "url": "", **values}


def state(app: Flask, number: int) -> str:
    with app.app_context():
        return db.session.get_one(ActionItem, number).state


def test_a_page_fills_the_form_in_and_it_leads_back_there(
    app: Flask, cast: Cast, client_of: Client
) -> None:
    client = client_of(cast.ma)
    asked = f"/tasks/new?title=练&owner={cast.chen.id}&room={cast.care}&source=observation-12&url=/notes/12"
    page = client.get(asked).text
    assert 'value="练"' in page and f'<option selected value="{cast.chen.id}">' in page
    answer = client.post("/tasks", data=typed(cast, source="observation-12", url="/notes/12"))
    assert answer.status_code == 303
    assert 'href="/notes/12"' in client.get(answer.location).text
    with app.app_context():
        item = db.session.scalars(select(ActionItem)).one()
        assert (item.source_type, item.source_id) == ("observation", 12)


def test_a_page_of_another_site_is_no_way_back(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.ma)
    for url in ("javascript:alert(1)", "//evil.example", "https://evil.example"):
        assert f'href="{url}' not in client.get("/tasks/new", query_string={"url": url}).text


def test_a_coached_note_offers_something_to_follow(
    app: Flask, cast: Cast, client_of: Client
) -> None:
    with app.app_context(), writing():
        on, ma = broadcast(cast), db.session.get_one(Person, cast.ma.id)
        made = tap(tag="P12", kind="issue", assistant=cast.chen.id)
        take_operations(on, clock.epoch_ms(), [made], ma)
        on.end(ma)
    with app.app_context():
        run_timers()
    client = client_of(cast.ma)
    assert "开一个跟进事项" not in client.get("/notes/1").text
    client.post("/notes/1/disposition", data={"disposition": "coached"})
    page = client.get("/notes/1").text
    assert "开一个跟进事项" in page and "observation-1" in page
    assert "开一个跟进事项" not in client_of(cast.chen).get("/notes/1").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("owner", ""), ("owner", "999"), ("day", "2020-01-01"), ("day", "x"),
     ("at", "下午"), ("url", "//evil.example"), ("room", "999")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, client_of: Client, field: str, value: str
) -> None:
    answer = client_of(cast.ma).post("/tasks", data=typed(cast, **{field: value}))
    assert answer.status_code == 422 and "昨天慢了" in answer.text
    with app.app_context():
        assert db.session.scalar(select(ActionItem.id)) is None


def test_it_is_done_and_verified(app: Flask, cast: Cast, client_of: Client) -> None:
    number = give(app, cast)
    chen, lin = client_of(cast.chen), client_of(cast.lin)
    assert "练三遍尺码回答" in chen.get("/tasks").text
    assert chen.post(f"/tasks/{number}/start").status_code == 303
    answer = chen.post(f"/tasks/{number}/claim", data={"evidence": "", "evidence_url": ""})
    assert answer.status_code == 422 and "请写做了什么" in answer.text
    bad = {"evidence": "练了", "evidence_url": "javascript:alert(1)"}
    answer = chen.post(f"/tasks/{number}/claim", data=bad)
    assert answer.status_code == 422 and "练了" in answer.text
    assert chen.post(f"/tasks/{number}/claim", data={"evidence": "练了"}).status_code == 303
    assert chen.post(f"/tasks/{number}/verification").status_code == 403
    assert lin.post(f"/tasks/{number}/reopening", data={"reason": ""}).status_code == 422
    again = {"reason": "第二句还不顺"}
    assert lin.post(f"/tasks/{number}/reopening", data=again).status_code == 303
    assert "第二句还不顺" in chen.get(f"/tasks/{number}").text
    assert chen.post(f"/tasks/{number}/claim", data={"evidence": "顺了"}).status_code == 303
    assert lin.post(f"/tasks/{number}/verification").status_code == 303
    assert lin.post(f"/tasks/{number}/verification").status_code == 409
    assert "练三遍尺码回答" in chen.get("/tasks?state=done").text


def test_it_is_called_off_by_two(app: Flask, cast: Cast, client_of: Client) -> None:
    number = give(app, cast)
    client_of(cast.chen).post(f"/tasks/{number}/start")
    lin, ma = client_of(cast.lin), client_of(cast.ma)
    assert lin.post(f"/tasks/{number}/cancellation", data={"reason": ""}).status_code == 422
    assert lin.post(f"/tasks/{number}/cancellation", data={"reason": "换人"}).status_code == 303
    assert state(app, number) == "in_progress"
    assert "提出取消" in ma.get(f"/tasks/{number}").text
    assert ma.post(f"/tasks/{number}/cancellation", data={"reason": ""}).status_code == 303
    assert state(app, number) == "cancelled"


def test_each_sees_their_own_lists(app: Flask, cast: Cast, client_of: Client) -> None:
    give(app, cast)
    lin = client_of(cast.lin)
    assert "练三遍尺码回答" not in lin.get("/tasks").text
    assert "练三遍尺码回答" in lin.get("/tasks?view=given").text
    assert "练三遍尺码回答" in client_of(cast.ma).get("/tasks?view=all").text
    assert "练三遍尺码回答" not in client_of(cast.wu).get("/tasks?view=all").text
    assert "我布置的" not in client_of(cast.chen).get("/tasks").text
    assert client_of(cast.li).get("/tasks/1").status_code == 404
    assert client_of(cast.chen).get("/tasks/new").status_code == 403
    assert client_of(cast.sun).get("/tasks").status_code == 403


def test_twenty_a_page_what_is_due_first_on_top(app: Flask, cast: Cast, client_of: Client) -> None:
    for place in range(21):
        give(app, cast, f"第{place:02}件", days=30 - place)
    client = client_of(cast.chen)
    page = client.get("/tasks").text
    assert page.index("第20件") < page.index("第01件") and "第00件" not in page
    assert "第00件" in client.get("/tasks?page=2").text
    assert client.get("/tasks?page=99999999999&view=x&room=y").status_code == 200


@pytest.mark.parametrize(
    ("who", "path"),
    [("chen", "/tasks"), ("ma", "/tasks?view=all"), ("ma", "/tasks/new"), ("lin", "/tasks/1"),
     ("ma", "/tasks/1")],
)  # fmt: skip
def test_the_pages_take_few_statements(
    app: Flask, cast: Cast, client_of: Client, who: str, path: str
) -> None:
    for place in range(20):
        give(app, cast, f"第{place:02}件", by="hong" if place % 2 else "lin")
    client_of(cast.chen).post("/tasks/1/claim", data={"evidence": "练了"})
    client = client_of(getattr(cast, who))
    with counted(app) as statements:
        assert client.get(path).status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
