"""评分 as a list: who sees which, filters, twenty a page; what the pages cost; declared ties by form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.cast import Cast, Member
from tests.held import ENDS, Held, hold
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db

Enter = Callable[[Member], FlaskClient]
HOUR = timedelta(hours=1)
MOST_STATEMENTS, MOST_BYTES = 12, 8 * 1024


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    return hold(app, cast)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The SQL statements of a block."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def publish(held: Held) -> int:
    with held.at(HOUR):
        one = held.evaluation()
        one.submit(held.person("ma"), Given(one.normal(), why="公屏一直很快"))
        one.publish(held.person("hong"))
        return one.id


def test_each_sees_what_they_have_to_do(held: Held, client_of: Enter) -> None:
    pages = {name: client_of(getattr(held.cast, name)) for name in ("ma", "hong", "chen", "li")}
    row = f"/broadcasts/{held.id}/after"
    assert row in pages["ma"].get("/evaluations").text
    assert row not in pages["ma"].get("/evaluations?which=check").text
    assert row in pages["ma"].get("/evaluations?which=all&state=draft&q=小满").text
    assert row not in pages["ma"].get("/evaluations?which=all&q=一帆").text
    assert row not in pages["chen"].get("/evaluations").text
    number = publish(held)
    assert row in pages["chen"].get("/evaluations").text
    assert row not in pages["li"].get("/evaluations").text
    with held.at(2 * HOUR):
        held.evaluation().dispute(held.person("chen"), "讲了")
    assert row in pages["hong"].get("/evaluations?which=check").text
    assert pages["chen"].get(f"/evaluations/{number}").status_code == 200


@pytest.mark.parametrize("name", ["dai", "sun", "he"])
def test_others_have_no_list(held: Held, client_of: Enter, name: str) -> None:
    assert client_of(getattr(held.cast, name)).get("/evaluations").status_code == 403


def test_the_menu_has_it_for_those_who_may(held: Held, client_of: Enter) -> None:
    assert 'href="/evaluations"' in client_of(held.cast.chen).get("/").text
    assert 'href="/evaluations"' not in client_of(held.cast.sun).get("/").text


def test_twenty_a_page_and_then_the_rest(app: Flask, cast: Cast, client_of: Enter) -> None:
    for day in range(23):
        held = hold(app, cast, taps=(), ends=ENDS - timedelta(days=day))
        publish(held)
    client = client_of(cast.ma)
    first = client.get("/evaluations?which=all").text
    assert first.count("/after?who=") == 20 and "page=2" in first
    assert client.get("/evaluations?which=all&page=2").text.count("/after?who=") == 3
    with counted(app) as statements:
        client.get("/evaluations?which=all")
    assert len(statements) <= MOST_STATEMENTS


def test_the_pages_stay_within_their_statements_and_bytes(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    taps = [(minute, {"kind": "remind", "tag": "I11"}) for minute in range(5, 95, 3)]
    held = hold(app, cast, taps=tuple(taps), assistants=("chen", "li"))
    held.clock(timedelta(minutes=1))
    number = publish(held)
    paths = (held.page, f"/evaluations/{number}", f"{held.page}?who={cast.li.id}")
    for member in (cast.ma, cast.qian, cast.chen):
        client = client_of(member)
        client.get("/")
        for path in paths[: 2 if member is cast.chen else 3]:
            with counted(app) as statements:
                answer = client.get(path, headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200
            assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
            assert len(answer.data) <= MOST_BYTES


def test_a_tie_is_declared_by_oneself_or_by_hr(held: Held, client_of: Enter) -> None:
    cast = held.cast
    ma, hong, chen = (client_of(one) for one in (cast.ma, cast.hong, cast.chen))
    tie = {"person": str(cast.ma.id), "other": str(cast.chen.id), "kind": "family"}
    assert ma.post("/evaluations/ties", data=tie).status_code == 303
    assert ma.post("/evaluations/ties", data=tie).status_code == 422
    forged = {"person": str(cast.lin.id), "other": str(cast.chen.id), "kind": "family"}
    assert chen.post("/evaluations/ties", data=forged).status_code == 422
    assert hong.post("/evaluations/ties", data=forged).status_code == 303
    page = hong.get("/evaluations/ties").text
    assert "马运营 — 陈小满" in page and "林资深 — 陈小满" in page
    assert (
        "林资深"
        not in ma.get("/evaluations/ties").text.split("有效的申报")[1].split("申报</h2>")[0]
    )
    assert "利害关系" in ma.get(held.page).text or "正常，提交" not in ma.get(held.page).text
    why = {"reason": "已经不来往了"}
    assert ma.post("/evaluations/ties/1/end", data=why).status_code == 403
    assert hong.post("/evaluations/ties/1/end", data={"reason": ""}).status_code == 422
    assert hong.post("/evaluations/ties/1/end", data=why).status_code == 303
    assert "正常，提交" in ma.get(held.page).text


def test_a_tie_that_the_assistant_declares_waits_for_hr(held: Held, client_of: Enter) -> None:
    cast = held.cast
    ma, hong, guo, chen = (client_of(one) for one in (cast.ma, cast.hong, cast.guo, cast.chen))
    tie = {"person": str(cast.chen.id), "other": str(cast.ma.id), "kind": "quarrel"}
    assert "确认以后算数" in chen.post("/evaluations/ties", data=tie, follow_redirects=True).text
    assert "正常，提交" in ma.get(held.page).text
    assert {"有利害关系申报等确认"} <= set(held.waiting("hong")) & set(held.waiting("guo"))
    assert chen.post("/evaluations/ties/1/confirmation").status_code == 403
    assert "确认，算数" in guo.get("/evaluations/ties").text
    assert "确认，算数" not in chen.get("/evaluations/ties").text
    assert hong.post("/evaluations/ties/1/confirmation").status_code == 303
    assert "正常，提交" not in ma.get(held.page).text
    assert "有利害关系申报等确认" not in held.waiting("guo")


def test_a_tie_that_both_declare_counts_at_once(held: Held, client_of: Enter) -> None:
    cast = held.cast
    ma, chen, li = (client_of(one) for one in (cast.ma, cast.chen, cast.li))
    tie = {"person": str(cast.chen.id), "other": str(cast.li.id), "kind": "quarrel"}
    back = {"person": str(cast.li.id), "other": str(cast.chen.id), "kind": "family"}
    assert chen.post("/evaluations/ties", data=tie).status_code == 303
    assert chen.post("/evaluations/ties", data=tie).status_code == 422
    assert "等确认的申报" in li.get("/evaluations/ties").text
    assert li.post("/evaluations/ties", data=back).status_code == 303
    page = li.get("/evaluations/ties").text
    assert "等确认的申报" not in page and "陈小满 — 李一帆" in page and "李一帆 — 陈小满" in page
    assert "有利害关系申报等确认" not in held.waiting("hong")
    assert ma.post("/evaluations/ties/1/confirmation").status_code == 404
