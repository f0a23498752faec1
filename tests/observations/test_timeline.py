"""The time line: who sees what of it, what it says, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast, product
from tests.counting import MOST_STATEMENTS, counted
from tests.fresh import kept
from tests.observations.busy_week import fill, over
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person, Screen, SignIn
from zhubo_web.audience.models import AudienceFeedback, Comment, MinuteCount
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import HelpCall, Observation
from zhubo_web.observations.models.intake import take_operations

Enter = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true"}
MOST_BYTES = 60_000


@dataclass
class Line:
    """A broadcast and its addresses."""

    app: Flask
    cast: Cast
    id: int

    @property
    def href(self) -> str:
        return f"/broadcasts/{self.id}/timeline"

    def moment(self, ms: int) -> str:
        """The address of a moment."""
        return f"/broadcasts/{self.id}/moments/{ms}"

    def note(self, by: str = "ma", seconds_ago: int = 0, **values: Any) -> int:
        """Tap while it is on; the note's moment."""
        with self.app.app_context(), writing():
            made = tap(**values)
            made["at"] -= seconds_ago * 1000
            live = db.session.get_one(Broadcast, self.id)
            who = db.session.get_one(Person, getattr(self.cast, by).id)
            assert not take_operations(live, clock.epoch_ms(), [made], who).refused
            found = Observation.by_key(live, made["key"])
            assert found is not None
            return found.at_ms

    def end(self) -> None:
        """It is over and everything is released."""
        with self.app.app_context(), writing():
            live = db.session.get_one(Broadcast, self.id)
            live.end(db.session.get_one(Person, self.cast.ma.id))
            for note in db.session.scalars(select(Observation)):
                note.state, note.released_at = "released", clock.now()


@pytest.fixture
def live(app: Flask, cast: Cast) -> Line:
    with app.app_context(), writing():
        return Line(app, cast, broadcast(cast).id)


@pytest.fixture
@kept
def week(app: Flask, cast: Cast) -> Line:
    with app.app_context(), writing():
        return Line(app, cast, fill(cast, comments=1200, notes=40, broadcasts=3))


# ── who ─────────────────────────────────────────────────────────────────────────────────────


def test_a_stranger_finds_neither_the_line_nor_a_moment(week: Line, client_of: Enter) -> None:
    wu = client_of(week.cast.wu)
    assert wu.get(week.href).status_code == 404
    assert wu.get(week.moment(60_000)).status_code == 404
    assert wu.post(f"{week.href}/files", data={"format": "csv"}).status_code == 404


def test_a_colleague_opens_the_moment_that_was_sent_to_them(live: Line, client_of: Enter) -> None:
    at = live.note(tag="I11", detail="敏感肌能用吗")
    address = re.search(r'data-copy="http://localhost(/[^"]+)"', _text(live, client_of, "ma", at))
    assert address is not None
    assert "敏感肌能用吗" in client_of(live.cast.lin).get(address[1]).text
    assert client_of(live.cast.wu).get(address[1]).status_code == 404


def _text(line: Line, client_of: Enter, who: str, at: int) -> str:
    return client_of(getattr(line.cast, who)).get(line.moment(at)).text


def test_while_it_is_on_the_assistant_sees_the_line_without_notes(
    live: Line, client_of: Enter
) -> None:
    at = live.note(tag="I11", detail="敏感肌能用吗")
    chen = client_of(live.cast.chen)
    page = chen.get(live.href)
    assert page.status_code == 200 and "下播后才公布" in page.text
    assert "敏感肌" not in page.text and "#line-remind" not in page.text
    assert "敏感肌" not in chen.get(live.moment(at)).text
    exported = chen.post(f"{live.href}/files", data={"format": "json"})
    assert "敏感肌" not in exported.text


def test_afterwards_the_assistant_sees_their_own_and_the_role_instead_of_the_name(
    live: Line, client_of: Enter
) -> None:
    mine = live.note(tag="I11", detail="敏感肌能用吗")
    live.note(kind="issue", text="主播慢一点", object="host")
    live.end()
    chen = client_of(live.cast.chen)
    pages = [chen.get(live.href).text, chen.get(live.moment(mine)).text]
    pages += [
        chen.post(f"{live.href}/files", data={"format": kind}).text for kind in ("csv", "json")
    ]
    for page in pages:
        assert "敏感肌能用吗" in page and "主播慢一点" not in page
        assert live.cast.ma.name not in page.replace(live.cast.chen.name, "")


def test_the_host_sees_the_line_and_no_notes(live: Line, client_of: Enter) -> None:
    live.note(tag="I11", detail="敏感肌能用吗")
    live.end()
    page = client_of(live.cast.he).get(live.href)
    assert page.status_code == 200 and "敏感肌" not in page.text


def test_a_screen_is_let_in_nowhere(live: Line, app: Flask) -> None:
    with app.app_context(), writing():
        screen = Screen(name="平板", room_id=live.cast.care)
        db.session.add(screen)
        db.session.flush()
        _row, token = SignIn.open(screen, "screen", device="", address="")
    client = app.test_client()
    with client.session_transaction() as session:
        session["sid"] = token
    assert client.get(live.href).status_code == 403
    assert client.get(live.moment(0)).status_code == 403


# ── what ────────────────────────────────────────────────────────────────────────────────────


def test_every_marker_leads_to_what_it_stands_for(week: Line, client_of: Enter) -> None:
    ma = client_of(week.cast.ma)
    fine = re.search(r'<g class="line__fine"[^>]*>(.*?)</g>', ma.get(week.href).text, re.S)
    assert fine is not None
    links = re.findall(r'<a href="([^"]+)".*?aria-label="(\S+)', fine[1])
    assert len(links) > 10
    for href, at in links:
        answer = ma.get(href.replace("&amp;", "&"))
        assert answer.status_code == 200 and at in answer.text


def test_a_bunch_opens_the_part_with_just_its_notes(live: Line, client_of: Enter) -> None:
    live.note(kind="remind", tag="I11", detail="第一句", seconds_ago=300)
    live.note(kind="remind", tag="I11", detail="第二句", seconds_ago=296)
    live.note(kind="remind", tag="I11", detail="别处", seconds_ago=30)
    ma = client_of(live.cast.ma)
    found = re.search(r'<a href="([^"]+)"[^>]+ 2 条', ma.get(live.href).text)
    assert found is not None
    part = ma.get(found[1].replace("&amp;", "&")).text
    assert "第一句" in part and "第二句" in part and "别处" not in part


def test_the_list_is_filtered_by_kind_and_observer(week: Line, client_of: Enter) -> None:
    ma, cast = client_of(week.cast.ma), week.cast
    rows = re.compile(r'<li class="note" id="(\w+)-')
    assert set(rows.findall(ma.get(f"{week.href}?kind=segment").text)) == {"segment"}
    of_lin = ma.get(f"{week.href}?observer={cast.lin.id}").text
    listed = of_lin[of_lin.index('<ol class="notes" id="entries">') :]
    assert cast.lin.name in listed and cast.ma.name not in listed
    assert "没有符合的" in ma.get(f"{week.href}?kind=help").text


def test_the_list_shows_twenty_and_a_link_to_the_next(week: Line, client_of: Enter) -> None:
    ma = client_of(week.cast.ma)
    first, second = ma.get(week.href).text, ma.get(f"{week.href}?page=2").text
    assert first.count('<li class="note"') == second.count('<li class="note"') == 20
    assert f"{week.href}?page=2" in first


def test_a_moment_shows_what_was_on_and_what_the_card_said_then(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        made = over(cast, 0.5)
        sold = product("修护精华")
        db.session.flush()
        assert made.ended_at is not None and sold.card is not None
        sold.card.created_at = made.planned_start - timedelta(days=1)
        sold.revise(None, price=sold.card.price + 30, offer="买一送一")
        Segment.of(made)[1].product_id = sold.id
        db.session.add(
            Comment(broadcast_id=made.id, source_key="a", at_ms=30 * 60_000, viewer="观众1",
                    text="多少钱呀")
        )  # fmt: skip
        line = Line(app, cast, made.id)
    page = client_of(cast.ma).get(line.moment(30 * 60_000 + 29_000)).text
    assert "洁面" in page and "129 元" in page and "买一送一" not in page
    assert "第 1 版" in page and "多少钱呀" in page
    assert "0:30:21" in page, "the time code of the clip lies eight seconds before"


def test_what_was_not_reached_is_no_moment(live: Line, client_of: Enter) -> None:
    assert client_of(live.cast.ma).get(live.moment(86_400_000)).status_code == 404


def test_without_a_feed_there_are_no_axes(live: Line, client_of: Enter) -> None:
    live.note(tag="L11")
    page = client_of(live.cast.ma).get(live.href).text
    assert "#line-remind" in page
    for sign in ("chart__grid", "chart__bar", "chart__line", "逐分钟", "最高在线"):
        assert sign not in page.split('id="files"')[0]


def test_a_series_that_was_never_heard_is_absent(live: Line, client_of: Enter) -> None:
    with live.app.app_context(), writing():
        db.session.add(MinuteCount(broadcast_id=live.id, minute=2, comments=1, likes=3))
    page = client_of(live.cast.ma).get(live.href).text
    assert "点赞" in page and "礼物" not in page and "在线人数" not in page


def test_before_the_start_the_plan_is_drawn_and_nothing_else(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        made = broadcast(cast, live=False, minutes_ago=-60)
        Segment.replace(made, [{"title": "开场", "kind": "opening", "planned_ms": 0}], None)
        line = Line(app, cast, made.id)
    page = client_of(cast.ma).get(line.href)
    assert page.status_code == 200 and "计划：开场" in page.text
    assert client_of(cast.ma).get(line.moment(0)).status_code == 404


def test_a_call_for_help_and_a_break_stand_on_the_line(live: Line, client_of: Enter) -> None:
    with live.app.app_context(), writing():
        made = db.session.get_one(Broadcast, live.id)
        HelpCall.ask(made, db.session.get_one(Person, live.cast.chen.id))
        made.interrupt(db.session.get_one(Person, live.cast.ma.id), "network")
    page = client_of(live.cast.ma).get(live.href).text
    assert "line__pause" in page and "is-open" in page and "网络" in page


def test_what_viewers_ask_and_say_stands_apart_from_notes(live: Line, client_of: Enter) -> None:
    with live.app.app_context(), writing():
        made = db.session.get_one(Broadcast, live.id)
        ma = db.session.get_one(Person, live.cast.ma.id)
        for sort, text in (("question", "发什么快递"), ("complaint", "声音太小")):
            said: dict[str, Any] = {"sort": sort, "text": text, "count": 3, "product_id": None}
            now = clock.now()
            AudienceFeedback.relay(made, ma, key=text, moment=now, role="operations_lead", **said)
    page = client_of(live.cast.ma).get(live.href).text
    assert page.count("发什么快递") >= 1 and "声音太小" in page
    assert 'id="question-' in page and 'id="relay-' in page and "3 人" in page
    of_chen = client_of(live.cast.chen).get(live.href).text
    assert "声音太小" not in of_chen


# ── while it is on ──────────────────────────────────────────────────────────────────────────


def poll(client: FlaskClient, page: str) -> Any:
    """Ask as the drawing does by itself."""
    found = re.search(r'hx-get="([^"]+)" hx-trigger="every 10s"', page)
    assert found is not None
    headers = {**HTMX, "HX-Target": "line"}
    return client.get(found[1].replace("&amp;", "&"), headers=headers)


def test_the_drawing_is_sent_again_only_when_there_is_something_new(
    live: Line, client_of: Enter
) -> None:
    ma = client_of(live.cast.ma)
    page = ma.get(live.href).text
    assert poll(ma, page).status_code == 204
    live.note(tag="L11")
    grown = poll(ma, page)
    assert grown.status_code == 200 and "有 1 条新的" in grown.text and "<h1" not in grown.text
    assert poll(ma, grown.text).status_code == 204
    live.end()
    assert poll(ma, grown.text).status_code == 286
    assert "every 10s" not in ma.get(live.href).text


def test_a_part_keeps_its_place_while_the_broadcast_grows(live: Line, client_of: Enter) -> None:
    page = client_of(live.cast.ma).get(f"{live.href}?from=0&to=120000").text
    assert "from=0&amp;to=120000&amp;seen=" in page


# ── what it costs ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["timeline", "timeline?from=0&to=600000", "moments/3600000"])
def test_it_takes_twelve_statements_at_most_whatever_there_is(
    week: Line, app: Flask, client_of: Enter, path: str
) -> None:
    with app.app_context(), writing():
        made = db.session.get_one(Broadcast, week.id)
        chen, lin = (db.session.get_one(Person, one.id) for one in (week.cast.chen, week.cast.lin))
        made.state = "live"
        for _again in range(3):
            call = HelpCall.ask(made, chen)
            call.take(lin)
            call.answer(lin)
        made.state = "ended"
    for who in (week.cast.ma, week.cast.chen, week.cast.qian):
        client = client_of(who)
        client.get(f"/broadcasts/{week.id}")
        with counted(app) as statements:
            assert client.get(f"/broadcasts/{week.id}/{path}").status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_three_hundred_notes_stay_within_the_bytes(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        line = Line(app, cast, fill(cast, comments=6000, notes=300, broadcasts=1))
    ma = client_of(cast.ma)
    on_the_wire = ma.get(line.href, headers={"Accept-Encoding": "gzip"})
    assert len(on_the_wire.data) <= MOST_BYTES / 3
    page = ma.get(line.href)
    assert len(page.data) <= MOST_BYTES * 2
    assert max(int(n) for n in re.findall(r"<text[^>]*>(\d+)</text></a>", page.text)) > 5
