"""The cards to copy: facts and praise for the group, what to do better for the assistant alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast, product
from tests.counting import MOST_STATEMENTS, counted
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.summaries.models import Summary

Client = Callable[[Member], FlaskClient]


def _copied(page: str) -> str:
    return page.split('data-copy="')[1].split('"')[0]


@pytest.fixture
def shop(app: Flask, cast: Cast) -> dict[str, int]:
    """One broadcast with notes that is over, and the next one with two products."""
    with app.app_context(), writing():
        ma, chen = (db.session.get_one(Person, one.id) for one in (cast.ma, cast.chen))
        over = broadcast(cast, minutes_ago=180)
        now = clock.epoch_ms()
        notes = [
            tap(tag="L01", kind="praise"),
            tap(tag="I12", kind="remind"),
            tap(tag="I12", kind="remind"),
        ]
        take_operations(over, now, notes, ma)
        over.end(ma)
        start = clock.now() + timedelta(days=1)
        coming = Broadcast.schedule(over.room, "返场专场", start, start + timedelta(hours=2), None)
        coming.put_on(chen, "assistant", None)
        cream = product(offer="拍一发一", forbidden=[{"word": "治疗", "instead": "帮助舒缓"}])
        late = product("洁面", valid_until=clock.now() - timedelta(days=1))
        first = {"planned_ms": 0, "title": "精华", "product_id": cream.id, "no_interrupt": True}
        then = {
            "planned_ms": 600_000,
            "title": "洁面",
            "product_id": late.id,
            "no_interrupt": False,
        }
        rows = [{"kind": "product", **one} for one in (first, then)]
        Segment.replace(coming, rows, None)
        return {"over": over.id, "coming": coming.id}


def test_before_it_has_prices_words_and_when_to_be_quiet(
    shop: dict[str, int], client_of: Client, cast: Cast
) -> None:
    copied = _copied(client_of(cast.ma).get(f"/broadcasts/{shop['coming']}/card").text)
    assert "1. 修护精华：到手价 129 元；拍一发一" in copied
    assert "2. 洁面：优惠不在有效期内，先核对价格" in copied
    assert "“治疗”说成“帮助舒缓”" in copied and "讲解勿扰：0:00:00 精华" in copied
    assert "到岗" in copied and "陈小满" in copied


def test_what_to_do_better_is_shown_to_the_assistant_alone_and_never_copied(
    shop: dict[str, int], client_of: Client, cast: Cast
) -> None:
    mine = client_of(cast.chen).get(f"/broadcasts/{shop['coming']}/card").text
    leads = client_of(cast.ma).get(f"/broadcasts/{shop['coming']}/card").text
    assert "比上次做得更好" not in leads
    assert "回复过慢" not in _copied(mine) and "回复过慢" not in _copied(leads)


def test_what_the_last_summary_meant_to_do_comes_first(
    app: Flask, shop: dict[str, int], client_of: Client, cast: Cast
) -> None:
    with app.app_context(), writing():
        mine = db.session.scalars(select(Summary).where(Summary.broadcast_id == shop["over"])).one()
        mine.parts = {"texts": {"next": "福袋规则贴在镜头下面"}, "chips": {"next": ["read"]}}
        mine.submitted_at = clock.now()
    page = client_of(cast.chen).get(f"/broadcasts/{shop['coming']}/card").text
    assert "先看公屏再接话" in page and "福袋规则贴在镜头下面" in page
    assert "福袋规则" not in _copied(page)
    assert "福袋规则" not in client_of(cast.ma).get(f"/broadcasts/{shop['coming']}/card").text


def test_after_it_praises_and_names_nothing_bad(
    shop: dict[str, int], client_of: Client, cast: Cast
) -> None:
    copied = _copied(client_of(cast.ma).get(f"/broadcasts/{shop['over']}/card").text)
    assert "表扬 1 次：吐字清晰" in copied and "下一场：" in copied
    assert "回复过慢" not in copied and "提醒" not in copied
    assert "评论" not in copied


def test_a_stranger_finds_no_card(shop: dict[str, int], client_of: Client, cast: Cast) -> None:
    assert client_of(cast.wu).get(f"/broadcasts/{shop['over']}/card").status_code == 404


@pytest.mark.parametrize("which", ["over", "coming"])
def test_a_card_takes_few_statements(
    app: Flask, shop: dict[str, int], client_of: Client, cast: Cast, which: str
) -> None:
    client = client_of(cast.chen)
    with counted(app) as statements:
        assert client.get(f"/broadcasts/{shop[which]}/card").status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
