"""A room's feed on its page: the owner's word in writing, the token once, what others see; keeping."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.audience.test_receiving import on_air, says, send, token
from tests.cast import Cast, Member
from zhubo_web.audience.jobs import forget
from zhubo_web.audience.models import (
    KEPT_DAYS,
    SENTENCE,
    Comment,
    Feed,
    MinuteCount,
    SourceMark,
    why_closed,
)
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, writing

__all__ = ["on_air", "send", "token"]

Enter = Callable[[Member], FlaskClient]


def confirm(client: FlaskClient, room_id: int, sentence: str = SENTENCE, **more: str) -> Any:
    values = {"sentence": sentence, "ticked": "y", **more}
    return client.post(f"/rooms/{room_id}/feed", data=values)


def shown_token(page: str) -> str:
    found = re.search(r'<code id="token">([\w-]{43})</code>', page)
    assert found is not None
    return found[1]


def events(app: Flask, name: str) -> list[AuditEvent]:
    with app.app_context():
        begin_reading()
        return list(
            db.session.scalars(
                select(AuditEvent).where(AuditEvent.name == name).order_by(AuditEvent.id)
            )
        )


def test_loading_the_page_of_the_token_again_leads_back_to_the_feed(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    qian = client_of(cast.qian)
    confirm(qian, cast.care)
    again = confirm(qian, cast.care)
    assert again.status_code == 303
    assert again.location == f"/rooms/{cast.care}/feed"
    assert len(events(app, "feed.switched_on")) == 1


def test_the_owner_switches_it_on_in_writing_and_sees_the_token_once(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    qian = client_of(cast.qian)
    before = qian.get(f"/rooms/{cast.care}/feed").text
    assert "不构成法律意见" in before and "100 万元" in before and 'id="token"' not in before
    page = confirm(qian, cast.care).text
    told = shown_token(page)
    assert told not in qian.get(f"/rooms/{cast.care}/feed").text
    with app.app_context():
        begin_reading()
        feed = Feed.of(cast.care)
        assert feed is not None
        assert (feed.confirmed_by_id, feed.words_version, feed.confirmed_words) == (
            cast.qian.id, 1, SENTENCE,
        )  # fmt: skip
    (event,) = events(app, "feed.switched_on")
    assert event.actor_id == cast.qian.id and told not in str(event.told())


@pytest.mark.parametrize(
    "typed",
    ["这是我们自己的直播间,我已看过平台的条款。", " 这是我们自己的直播间 我已看过平台的条款"],
)
def test_punctuation_and_blanks_of_the_sentence_do_not_matter(
    cast: Cast, client_of: Enter, typed: str
) -> None:
    assert confirm(client_of(cast.qian), cast.care, typed).status_code == 200


@pytest.mark.parametrize("values", [{"sentence": "好的"}, {"sentence": ""}, {"ticked": ""}])
def test_without_the_sentence_and_the_tick_it_stays_off(
    app: Flask, cast: Cast, client_of: Enter, values: dict[str, str]
) -> None:
    answer = confirm(client_of(cast.qian), cast.care, **values)
    assert answer.status_code == 422 and 'id="token"' not in answer.text
    assert events(app, "feed.switched_on") == []


@pytest.mark.parametrize("name", ["ma", "guo", "he"])
def test_those_who_keep_rooms_see_it_but_only_the_owner_changes_it(
    app: Flask, cast: Cast, client_of: Enter, token: str, name: str
) -> None:
    client = client_of(getattr(cast, name))
    page = client.get(f"/rooms/{cast.care}/feed")
    if page.status_code == 200:
        assert "开着" in page.text and "只能由商户负责人" in page.text
        assert "/feed/token" not in page.text and 'name="sentence"' not in page.text
    for tail in ("", "/token", "/end", "/accounts"):
        answer = client.post(f"/rooms/{cast.care}/feed{tail}", data={"accounts": "x"})
        assert answer.status_code == 403, tail
    assert len(events(app, "feed.token_renewed") + events(app, "feed.switched_off")) == 0


def test_the_operations_lead_sees_the_state_and_why_not(
    cast: Cast, client_of: Enter, token: str
) -> None:
    assert "只能由商户负责人" in client_of(cast.ma).get(f"/rooms/{cast.care}/feed").text


def test_a_stranger_does_not_find_the_rooms_feed(cast: Cast, client_of: Enter) -> None:
    assert client_of(cast.wu).get(f"/rooms/{cast.care}/feed").status_code == 404


def test_a_new_token_is_shown_once_and_switching_off_needs_a_new_word(
    app: Flask, cast: Cast, client_of: Enter, token: str, on_air: int, send: Any
) -> None:
    qian = client_of(cast.qian)
    fresh = shown_token(qian.post(f"/rooms/{cast.care}/feed/token").text)
    assert send(says(), bearer=fresh).status_code == 200
    assert qian.post(f"/rooms/{cast.care}/feed/end").status_code == 303
    assert send(says(), bearer=fresh).status_code == 401
    page = qian.get(f"/rooms/{cast.care}/feed").text
    assert "关着" in page and 'name="sentence"' in page
    assert qian.post(f"/rooms/{cast.care}/feed/token").status_code == 409
    assert [len(events(app, f"feed.{one}")) for one in ("token_renewed", "switched_off")] == [1, 1]


def test_loading_the_new_tokens_page_again_makes_no_other(
    cast: Cast, client_of: Enter, token: str, on_air: int, send: Any
) -> None:
    qian = client_of(cast.qian)
    asked = re.search(r"/rooms/\d+/feed/token\?seen=\d+", qian.get(f"/rooms/{cast.care}/feed").text)
    assert asked is not None
    fresh = shown_token(qian.post(asked[0]).text)
    assert qian.post(asked[0]).status_code == 303
    assert send(says(), bearer=fresh).status_code == 200


def test_the_page_tells_what_came_today_and_nothing_of_viewers(
    cast: Cast, client_of: Enter, on_air: int, send: Any
) -> None:
    send(says("1", "机洗吗", name="木棉花开"), says("1"), says("2", "x" * 1001, name="木棉花开"))
    send({"id": "1", "kind": "like"})
    page = client_of(cast.ma).get(f"/rooms/{cast.care}/feed").text
    assert "最近一次收到" in page and "text 不能超过 1000 字" in page and "点赞" in page
    assert "木棉" not in page and "机洗" not in page and "10001" not in page


def test_own_accounts_are_named_line_by_line(
    app: Flask, cast: Cast, client_of: Enter, token: str
) -> None:
    qian = client_of(cast.qian)
    where = f"/rooms/{cast.care}/feed/accounts"
    assert qian.post(where, data={"accounts": "88001\r\n\r\n 官方 \n88001"}).status_code == 303
    with app.app_context():
        begin_reading()
        feed = Feed.of(cast.care)
        assert feed is not None and feed.own_accounts == ["88001", "官方"]
    assert qian.post(where, data={"accounts": "\n".join(map(str, range(11)))}).status_code == 422


# ── how long texts are kept ─────────────────────────────────────────────────────────────────────


def test_the_owner_sets_how_long_texts_are_kept_and_others_read_it(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    qian, ma = client_of(cast.qian), client_of(cast.ma)
    assert "75" in ma.get("/comments/keeping").text
    assert ma.post("/comments/keeping", data={"value": "40"}).status_code == 403
    for value, status in (("29", 422), ("401", 422), ("x", 422), ("", 422), ("40", 303)):
        assert qian.post("/comments/keeping", data={"value": value}).status_code == status
    assert "40" in ma.get("/comments/keeping").text
    (event,) = events(app, "shop_setting.changed")
    assert (event.data["before"], event.data["value"]) == (75, 40)


def age(app: Flask, broadcast_id: int, days: float) -> None:
    with app.app_context(), writing():
        over = db.session.get_one(Broadcast, broadcast_id)
        over.state, over.ended_at = "ended", clock.now() - timedelta(days=days)


def left(app: Flask) -> list[int]:
    with app.app_context():
        begin_reading()
        tables = (Comment, SourceMark, MinuteCount)
        return [db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]


def test_texts_go_when_their_time_is_over_and_counts_stay(
    app: Flask, cast: Cast, on_air: int, send: Any
) -> None:
    send(says("1"), says("2"), {"id": "1", "kind": "like"})
    for days, kept in ((74, [2, 1, 1]), (76, [0, 0, 1])):
        age(app, on_air, days)
        with app.app_context():
            forget()
        assert left(app) == kept
    assert len(events(app, "comments.forgotten")) == 1
    with app.app_context():
        begin_reading()
        assert why_closed(db.session.get_one(Broadcast, on_air)) is not None


def test_what_was_forgotten_cannot_be_read_in_again_when_the_time_is_made_longer(
    app: Flask, cast: Cast, on_air: int, send: Any
) -> None:
    send(says("1"))
    age(app, on_air, 76)
    with app.app_context():
        forget()
        with writing():
            from zhubo_web.accounts.models import Person

            KEPT_DAYS.change(400, db.session.get_one(Person, cast.qian.id))
        begin_reading()
        assert why_closed(db.session.get_one(Broadcast, on_air)) is not None


def test_the_comments_page_says_until_when_texts_are_kept(
    app: Flask, cast: Cast, client_of: Enter, on_air: int, send: Any
) -> None:
    send(says("1"))
    age(app, on_air, 1)
    with app.app_context():
        until = clock.local(clock.now() + timedelta(days=74))
    page = client_of(cast.ma).get(f"/broadcasts/{on_air}/comments").text
    assert f"{until.month}月{until.day}日" in page
