"""The page of viewers' questions, its forms, and the addresses that live screens post to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.audience.conftest import Room
from tests.cast import Cast, Member
from zhubo_web.accounts.models import Screen, SignIn
from zhubo_web.audience.models import Comment, Question, QuestionAsk
from zhubo_web.core.database import begin_reading
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db, writing
from zhubo_web.observations import exporting
from zhubo_web.products.models import Product

Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def asked(app: Flask, cast: Cast) -> tuple[int, int, int]:
    """(broadcast, question, product): a question that two viewers wrote."""
    with app.app_context(), writing():
        room = Room(cast, db.session.flush)
        said = [
            Comment(
                broadcast_id=room.id, source_key=name, at_ms=at, viewer=f"观众#{name}", text=text
            )
            for name, at, text in (("a", 61_000, "能机洗吗"), ("b", 65_000, "可以机洗不"))
        ]
        db.session.add_all(said)
        values: dict[str, Any] = {"text": "能机洗吗", "rule": "goods", "source": "comments"}
        values |= {"asks": 2, "askers": 2, "first_ms": 61_000, "last_ms": 65_000}
        made = Question.begin(room.broadcast, "hear", SYSTEM, product_id=room.product, **values)
        made.card_answer = "可以，装洗衣袋"
        db.session.add_all(
            QuestionAsk(question_id=made.id, comment_id=one.id, at_ms=one.at_ms) for one in said
        )
        return room.id, made.id, room.product


def state_of(app: Flask, question_id: int) -> str:
    with app.app_context():
        begin_reading()
        return db.session.get_one(Question, question_id).state


def test_a_question_opens_to_its_comments_with_their_times(
    app: Flask, cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    page = client_of(cast.chen).get(f"/broadcasts/{asked[0]}/questions").text
    for words in (
        "能机洗吗",
        "可以机洗不",
        "观众#b",
        "1:01",
        "1:05",
        "2 人问",
        "可以，装洗衣袋",
        "羊毛衫",
    ):
        assert words in page, words
    assert "不足 10 个问题" in page


def test_the_broadcasts_comments_show_what_waits(
    cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    page = client_of(cast.ma).get(f"/broadcasts/{asked[0]}/comments").text
    assert f'id="question-{asked[1]}"' in page and f"/broadcasts/{asked[0]}/questions" in page


def test_a_broadcast_without_questions_shows_no_section(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        empty = Room(cast, db.session.flush).id
    ma = client_of(cast.ma)
    assert "回答率" not in ma.get(f"/broadcasts/{empty}/comments").text
    assert "这里没有问题" in ma.get(f"/broadcasts/{empty}/questions").text


def test_without_javascript_the_form_goes_back_to_where_the_question_stands(
    app: Flask, cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    ma = client_of(cast.ma)
    answer = ma.post(f"/questions/{asked[1]}/answer")
    place = f"/broadcasts/{asked[0]}/questions?state=answered#question-{asked[1]}"
    assert (answer.status_code, answer.location) == (303, place)
    page = ma.get(place).text
    assert "跟播人点的" in page and f"/questions/{asked[1]}/reopen" in page
    assert ma.post(f"/questions/{asked[1]}/reopen").status_code == 303
    assert state_of(app, asked[1]) == "open"


def test_htmx_gets_the_questions_row(
    cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    row = (
        client_of(cast.lin)
        .post(f"/questions/{asked[1]}/dismiss", headers={"HX-Request": "true"})
        .text
    )
    assert row.strip().startswith("<li") and "<html" not in row and "不是问题" in row


def test_a_script_gets_the_question_as_it_is_now(
    cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    chen = client_of(cast.chen)
    told = chen.post(f"/questions/{asked[1]}/answer", json={"how": "overlay"})
    assert told.status_code == 200 and told.json is not None
    assert told.json["question"] == {
        "id": asked[1],
        "text": "能机洗吗",
        "asks": 2,
        "askers": 2,
        "first_ms": 61_000,
        "last_ms": 65_000,
        "answer": "可以，装洗衣袋",
        "state": "answered",
        "source": "comments",
        "product": asked[2],
    }
    assert chen.post(f"/questions/{asked[1]}/answer", json={}).status_code == 200
    assert chen.post(f"/questions/{asked[1]}/dismiss", json={}).status_code == 403
    assert client_of(cast.ma).post(
        f"/questions/{asked[1]}/answer", json={"how": "account"}
    ).status_code == 422  # fmt: skip


def test_a_bound_tablet_answers_in_its_own_room_only(
    app: Flask, cast: Cast, asked: tuple[int, int, int]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for room_id, status in ((cast.other, 404), (cast.care, 200)):
        with app.app_context(), writing():
            screen = Screen(name="平板", room_id=room_id)
            db.session.add(screen)
            db.session.flush()
            _row, token = SignIn.open(screen, "screen", device="", address="")
        tablet = app.test_client()
        with tablet.session_transaction() as session:
            session["sid"] = token
        assert tablet.post(f"/questions/{asked[1]}/answer", json={}).status_code == status


def test_a_stranger_finds_no_question(
    cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    wu = client_of(cast.wu)
    assert wu.get(f"/broadcasts/{asked[0]}/questions").status_code == 404
    for verb in ("answer", "dismiss", "reopen", "learn"):
        assert wu.post(f"/questions/{asked[1]}/{verb}", json={}).status_code == 404


def test_an_answer_typed_on_the_page_becomes_part_of_the_card(
    app: Flask, cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    values = {"answer": "手洗更好", "product_id": str(asked[2])}
    assert client_of(cast.ma).post(f"/questions/{asked[1]}/learn", data=values).status_code == 303
    with app.app_context():
        begin_reading()
        card = db.session.get_one(Product, asked[2]).card
        assert card is not None and {"q": "能机洗吗", "a": "手洗更好"} in card.questions


def test_who_keeps_no_cards_is_offered_no_form(
    cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    assert "/learn" in client_of(cast.ma).get(f"/broadcasts/{asked[0]}/questions").text
    page = client_of(cast.chen).get(f"/broadcasts/{asked[0]}/questions").text
    assert "/learn" not in page and "/dismiss" not in page and "/answer" in page


def test_an_odd_state_or_page_is_the_first(
    cast: Cast, client_of: Enter, asked: tuple[int, int, int]
) -> None:
    ma = client_of(cast.ma)
    for query in ("state=", "state=gone&page=-1", "page=99999999999", "page=x"):
        assert ma.get(f"/broadcasts/{asked[0]}/questions?{query}").status_code == 200


def test_live_screens_are_told_what_waits(app: Flask, asked: tuple[int, int, int]) -> None:
    with app.test_request_context():
        begin_reading()
        question = db.session.get_one(Question, asked[1])
        question.broadcast.started_at = question.broadcast.started_at
        told = exporting.state(question.broadcast, names=False)["questions"]
        assert [one["id"] for one in told] == [asked[1]]


@pytest.mark.parametrize("wrong", ["9" * 5000, "-1", "²", "1e3", "x"])
def test_what_is_no_number_of_a_product_is_the_questions_own(
    cast: Cast, client_of: Enter, asked: tuple[int, int, int], wrong: str
) -> None:
    values = {"answer": "手洗更好", "product_id": wrong}
    assert client_of(cast.ma).post(f"/questions/{asked[1]}/learn", data=values).status_code == 303
