"""The pages of the check and of a broadcast that is on."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from tests.broadcasts.seeds import Browsers, kept, planned, rows, when
from tests.cast import Cast, broadcast
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.accounts.models import Screen, SignIn
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.broadcasts.workflow import CHECK_ITEMS
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing


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
    assert "同上场由 马运营 确认，还差第二个人" in browser.get(f"/broadcasts/{number}").text
    assert client_of(cast.he).post(f"/broadcasts/{number}/second").status_code == 303
    assert "已确认同上场" in browser.get(f"/broadcasts/{number}").text
    again = browser.post(f"/broadcasts/{number}/confirmation", data={"seen": seen})
    assert again.status_code == 409


def test_one_tap_does_where_nothing_is_new(app: Flask, cast: Cast, client_of: Browsers) -> None:
    """The broadcast's own page has 同上场; with something new it leads to what is asked."""
    number, browser = planned(app, cast), client_of(cast.ma)
    asking = f'action="/broadcasts/{number}/confirmation"'
    page = browser.get(f"/broadcasts/{number}").text
    assert "同上场，或做播前检查" in page and asking not in page
    with app.app_context(), writing():
        (sold,) = db.session.get_one(Broadcast, number).products()
        last = broadcast(cast, live=False, minutes_ago=24 * 60)
        Segment.replace(last, rows(sold.id), None)
        assert sold.card is not None
        last.state, sold.card.created_at = "closed", clock.now() - timedelta(days=2)
    with counted(app) as statements:
        page = browser.get(f"/broadcasts/{number}").text
    assert "没有新商品，也没有新的人。" in page and asking in page
    assert len(statements) <= MOST_STATEMENTS, statements
    assert asking not in client_of(cast.chen).get(f"/broadcasts/{number}").text
    assert browser.post(f"/broadcasts/{number}/confirmation").status_code == 303
    seconded = client_of(cast.chen).post(f"/broadcasts/{number}/second")
    assert seconded.status_code == 303
    assert "已确认同上场" in browser.get(f"/broadcasts/{number}").text


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
    odd = ("第二段", True, "²", "9" * 5000, 2**31)
    for wrong in (*({"to": to} for to in odd), {"to": "next", "seen": "²"}, [1]):
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
