"""The catalogue as a shop keeps it: everybody reads, keepers edit, versions stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation, Tag
from zhubo_web.observations.models.intake import take_operations

Enter = Callable[[Member], FlaskClient]


def versions(app: Flask, code: str) -> list[Tag]:
    with app.app_context():
        begin_reading()
        found = Tag.versions(code)
        db.session.expunge_all()
        return found


def form(app: Flask, code: str, **changed: Any) -> dict[str, Any]:
    """What the page's form sends."""
    now = versions(app, code)[-1]
    names = ("number", "name_zh", "name_en", "phrase_zh", "phrase_en", "severity", "priority")
    told = {name: getattr(now, name) for name in names}
    told["priority"] = "" if now.priority is None else str(now.priority)
    return {**told, **changed}


@pytest.mark.parametrize("name", ["ma", "lin", "hong", "guo", "qian", "chen", "he"])
def test_whoever_the_tags_are_about_reads_them(cast: Cast, client_of: Enter, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert "慢一点说" in client.get("/tags").text
    assert client.get("/tags/L11").status_code == 200


@pytest.mark.parametrize("name", ["lin", "hong", "chen", "he", "sun", "dai"])
def test_only_keepers_edit(app: Flask, cast: Cast, client_of: Enter, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert client.post("/tags/L11", data=form(app, "L11", phrase_zh="慢点")).status_code == 403
    assert client.post("/tags/L11/use", data={"active": "0"}).status_code == 403
    assert len(versions(app, "L11")) == 1


def test_an_edit_is_a_new_version_and_shows_what_changed(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    ma = client_of(cast.ma)
    answer = ma.post("/tags/L11", data=form(app, "L11", phrase_zh="放慢一点", priority="1"))
    assert answer.status_code == 303
    old, new = versions(app, "L11")
    assert (old.phrase_zh, new.phrase_zh, new.number) == ("慢一点说", "放慢一点", 2)
    page = ma.get("/tags/L11").text
    assert "<del>慢一点说</del>" in page and "<ins>放慢一点</ins>" in page
    assert "第 2 版在用" in page


def test_saving_without_a_change_makes_no_version(app: Flask, cast: Cast, client_of: Enter) -> None:
    client_of(cast.ma).post("/tags/L11", data=form(app, "L11"))
    assert len(versions(app, "L11")) == 1


def test_of_two_who_edit_the_second_is_told(app: Flask, cast: Cast, client_of: Enter) -> None:
    stale = form(app, "L11", phrase_zh="第二个人的话")
    ma = client_of(cast.ma)
    ma.post("/tags/L11", data=form(app, "L11", phrase_zh="放慢一点"))
    answer = ma.post("/tags/L11", data=stale)
    assert answer.status_code == 422 and "刚才有人改过" in answer.text
    assert "第二个人的话" in answer.text
    assert versions(app, "L11")[-1].phrase_zh == "放慢一点"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phrase_zh", "这一句话写得实在太长了根本不可能在两行之内放得下去"),
        ("phrase_zh", "看公屏：{details}"),
        ("name_zh", " "),
        ("name_zh", "名" * 31),
        ("name_en", ""),
        ("severity", "7"),
        ("priority", "9"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, client_of: Enter, field: str, value: str
) -> None:
    sent = form(app, "L11", **{"phrase_en": "kept words", field: value})
    answer = client_of(cast.ma).post("/tags/L11", data=sent)
    assert answer.status_code == 422 and "kept words" in answer.text
    assert len(versions(app, "L11")) == 1


def test_a_tag_switched_off_is_offered_no_more_and_comes_back(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        live = broadcast(cast).id
    ma = client_of(cast.ma)
    ma.post("/tags/L11/use", data={"active": "0"})
    assert "慢一点说" not in ma.get(f"/broadcasts/{live}/console").text
    ma.post("/tags/L11/use", data={"active": "1"})
    assert "慢一点说" in ma.get(f"/broadcasts/{live}/console").text
    assert [one.active for one in versions(app, "L11")] == [True, False, True]


def test_a_note_keeps_the_version_it_used(app: Flask, cast: Cast, client_of: Enter) -> None:
    with app.app_context(), writing():
        live, ma = broadcast(cast), db.session.get_one(Person, cast.ma.id)
        take_operations(live, clock.epoch_ms(), [tap(tag="L11")], ma)
    client_of(cast.ma).post("/tags/L11", data=form(app, "L11", name_zh="说得太快"))
    with app.app_context():
        note = db.session.query(Observation).one()
        assert note.tag is not None and note.tag.name_zh == "语速过快"


def test_a_red_line_says_its_condition_and_what_it_may_be(cast: Cast, client_of: Enter) -> None:
    page = client_of(cast.chen).get("/tags/P15").text
    assert "仅限医疗或功效宣称" in page and "两名小组成员" in page and "A04" in page


def test_a_tag_that_is_not_there_is_not_found(cast: Cast, client_of: Enter) -> None:
    assert client_of(cast.ma).get("/tags/Z99").status_code == 404
