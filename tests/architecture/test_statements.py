"""Lists and live pages ask the database as often for a hundred rows as for a few."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast, product
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person, Screen
from zhubo_web.audience.models import Heard, Question, take_comments
from zhubo_web.broadcasts.models import Broadcast, Room, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import HelpCall
from zhubo_web.observations.models.intake import take_operations

Enter = Callable[[Member], FlaskClient]
PAGES = (
    ("ma", "/"),
    ("ma", "/broadcasts"),
    ("ma", "/broadcasts/{one}"),
    ("ma", "/broadcasts/{one}/console"),
    ("chen", "/broadcasts/{one}/overlay"),
    ("ma", "/broadcasts/{one}/state"),
    ("ma", "/broadcasts/{one}/records"),
    ("ma", "/broadcasts/{one}/comments"),
    ("ma", "/broadcasts/{one}/questions"),
    ("ma", "/broadcasts/{one}/questions?state=answered"),
    ("ma", "/broadcasts/{one}/timeline"),
    ("ma", "/products"),
    ("ma", "/tags"),
    ("qian", "/people"),
    ("qian", "/people?role=assistant"),
    ("qian", "/people/{person}"),
    ("qian", "/rooms"),
    ("qian", "/series"),
    ("qian", "/screens"),
    ("qian", "/group"),
    ("ma", "/trends?whose=team"),
    ("ma", "/trends?whose=team&line=observe_cover"),
    ("ma", "/trends/team"),
    ("chen", "/trends?line=cvr"),
)


def noted(made: Broadcast, observer: Person, amount: int) -> None:
    """Notes of an observer, with words and of tags."""
    tap = {"do": "tap", "kind": "remind", "text": "看一下公屏"}
    for number in range(0, amount, 20):
        taps = [
            {**tap, "op": (key := str(uuid4())), "key": key, "at": clock.epoch_ms(), "tag": tag}
            for tag in ("I11", "C12", "L01")
            for _ in range(min(20, amount - number) // 3 + 1)
        ]
        take_operations(made, clock.epoch_ms(), taps, observer)


def asked(made: Broadcast, by: Person, amount: int) -> None:
    """Comments, questions that wait and questions that were answered."""
    lines = [(uuid4().hex, 1000 * n, f"观众{n}", f"多少钱 {n}") for n in range(amount)]
    take_comments(made, [Heard(*line) for line in lines])
    for number in range(amount):
        text = f"第 {uuid4()} 个问题 {number}"
        one = Question.relay(made, text=text, count=2, at_ms=500_000, product_id=None, by=by)
        if number % 2:
            one.answer(by, "console")


class Shop:
    """A broadcast that is on, and so much of everything around it."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.one = cast, broadcast(cast).id
        self.assistants = 0

    def add(self, amount: int) -> None:
        """So much more."""
        made = db.session.get_one(Broadcast, self.one)
        ma, chen = (db.session.get_one(Person, getattr(self.cast, n).id) for n in ("ma", "chen"))
        for number in range(amount):
            room = Room.add(f"直播间 {uuid4()}"[:40], None)
            db.session.flush()
            ma.grant(roles.OPERATIONS, None, room_id=room.id)
            self._person(made, room)
            product(f"样品 {number}")
            Screen.add("平板", room, None)
            broadcast(self.cast, live=False, minutes_ago=-number)
        start = len(Segment.of(made))
        for number in range(start, start + amount):
            row = {"title": f"第 {number} 段", "kind": "opening", "planned_ms": number * 60_000}
            db.session.add(Segment(broadcast_id=made.id, position=number + 1, **row))
        noted(made, ma, amount)
        asked(made, ma, amount)
        HelpCall.ask(made, chen)

    def _person(self, made: Broadcast, room: Room) -> None:
        """Somebody new who assists, here and in a room of their own."""
        name = f"n{uuid4().hex[:12]}"
        new = Person.invite(name=name, username=name, by=None)
        db.session.flush()
        new.grant(roles.ASSISTANT, None, room_id=room.id)
        self.assistants += 1
        if self.assistants < 6:
            made.put_on(new, "assistant", None)


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Shop:
    with app.app_context(), writing():
        made = Shop(cast)
        made.add(2)
        return made


def took(app: Flask, shop: Shop, client_of: Enter) -> dict[str, int]:
    """How many statements each page takes."""
    numbers = {"one": shop.one, "person": shop.cast.ma.id}
    answers = {}
    for who, pattern in PAGES:
        client = client_of(getattr(shop.cast, who))
        with counted(app) as statements:
            assert client.get(pattern.format(**numbers)).status_code == 200, pattern
        answers[pattern] = len(statements)
    return answers


def test_no_page_asks_more_often_when_there_is_more(
    app: Flask, shop: Shop, client_of: Enter
) -> None:
    few = took(app, shop, client_of)
    with app.app_context(), writing():
        shop.add(30)
    much = took(app, shop, client_of)
    assert {page: much[page] for page in much if much[page] > few[page]} == {}
    assert {page: much[page] for page in much if much[page] > MOST_STATEMENTS} == {}
