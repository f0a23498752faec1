"""Viewers' questions: who may answer, strike and relay them, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.audience.conftest import Room
from zhubo_web.accounts.models import Screen
from zhubo_web.audience.models import (
    KEPT_DAYS,
    Comment,
    Question,
    QuestionAsk,
    forget_some,
    tallied,
)
from zhubo_web.audience.models.answering import figures_of
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.products.models import Product


def screen_of(room_id: int) -> Screen:
    made = Screen(name="平板", room_id=room_id)
    db.session.add(made)
    db.session.flush()
    return made


def test_the_same_question_relayed_twice_is_one_with_both_counts(room: Room) -> None:
    first = room.ask("能机洗吗", 3, 400_000)
    again = room.ask("这款能机洗吗？", 2, 500_000)
    assert again.id == first.id and (again.asks, again.askers) == (5, 5)
    assert (again.first_ms, again.last_ms) == (400_000, 500_000)
    rows = db.session.scalars(select(QuestionAsk).order_by(QuestionAsk.id))
    assert [(one.at_ms, one.count) for one in rows] == [(400_000, 3), (500_000, 2)]


def test_another_question_is_another(room: Room) -> None:
    assert room.ask("能机洗吗").id != room.ask("什么时候发货").id


def test_a_question_shows_what_the_card_of_the_product_on_air_answers(room: Room) -> None:
    told = room.ask("请问能机洗吗").told()
    assert told["answer"] == "可以，装洗衣袋，水温不过 30 度"
    assert told["text"] == "请问能机洗吗" and told["source"] == "relay" and told["state"] == "open"


def test_what_no_card_answers_has_no_answer(room: Room) -> None:
    asked = room.ask("发新疆吗")
    assert asked.told()["answer"] is None and asked.product_id == room.product


def test_a_relayed_question_is_masked(room: Room) -> None:
    assert "13812345678" not in room.ask("打 13812345678 可以问吗").text


def test_who_is_on_air_does_not_relay(room: Room) -> None:
    with pytest.raises(Denied):
        Question.relay(
            room.broadcast, text="在吗", count=1, at_ms=1, product_id=None, by=room.person("chen")
        )


@pytest.mark.parametrize("who", ["chen", "he", "ma", "lin", "hong"])
def test_everybody_there_may_say_that_it_was_answered(room: Room, who: str) -> None:
    asked = room.ask()
    asked.answer(room.person(who), "console")
    assert (asked.state, asked.answered_how) == ("answered", "console")
    assert asked.answered_by_id == room.person(who).id
    assert asked.answered_ms is not None and asked.answered_ms >= asked.first_ms


def test_the_screen_of_the_room_answers_and_that_of_another_does_not(room: Room) -> None:
    asked = room.ask()
    with pytest.raises(Denied):
        asked.answer(screen_of(room.cast.other), "overlay")
    asked.answer(screen_of(room.cast.care), "overlay")
    assert (asked.answered_how, asked.answered_by_id) == ("overlay", None)


def test_a_stranger_and_who_is_not_on_this_broadcast_do_not_answer(room: Room) -> None:
    asked = room.ask()
    for who in ("wu", "li", "dai", "sun"):
        with pytest.raises(Denied):
            asked.answer(room.person(who), "console")


def test_the_same_tap_twice_is_taken_once(room: Room) -> None:
    asked = room.ask()
    asked.answer(room.person("chen"), "overlay")
    room.commit()
    asked.answer(room.person("ma"), "console")
    assert asked.answered_by_id == room.person("chen").id
    query = select(AuditEvent.id).where(AuditEvent.name == "question.answered")
    assert len(db.session.scalars(query).all()) == 1


def test_nobody_answers_as_the_rooms_account_by_hand(room: Room) -> None:
    with pytest.raises(Invalid):
        room.ask().answer(room.person("ma"), "account")


def test_whose_answers_are_counted_strikes_no_question(room: Room) -> None:
    asked = room.ask()
    for who in (room.person("chen"), room.person("he"), screen_of(room.cast.care)):
        with pytest.raises(Denied):
            asked.dismiss(who)
    asked.dismiss(room.person("lin"))
    assert asked.state == "dismissed"


def test_a_senior_host_on_air_strikes_no_question(room: Room) -> None:
    asked = room.ask()
    room.broadcast.put_on(room.person("lin"), "host", None)
    with pytest.raises(Denied):
        asked.dismiss(room.person("lin"))


def test_an_answer_taken_back_waits_again(room: Room) -> None:
    asked = room.ask()
    asked.answer(room.person("chen"), "overlay")
    asked.reopen(room.person("ma"))
    assert (asked.state, asked.answered_ms, asked.answered_how) == ("open", None, None)
    assert asked.answered_by_id is None


def test_after_the_broadcast_nothing_is_answered_but_what_is_no_question_goes(room: Room) -> None:
    asked = room.ask()
    room.broadcast.end(room.person("ma"))
    with pytest.raises(WrongState, match="下播"):
        asked.answer(room.person("ma"), "console")
    asked.dismiss(room.person("ma"))
    asked.reopen(room.person("ma"))
    assert asked.state == "open"


def test_the_most_pressing_comes_first_and_what_faded_does_not_come(room: Room) -> None:
    few, many = room.ask("什么时候发货", 1), room.ask("能机洗吗", 9)
    old = room.ask("有黑色吗", 99, 1)
    done = room.ask("发新疆吗", 50)
    done.answer(room.person("chen"), "overlay")
    broadcast = room.broadcast
    broadcast.started_at = clock.now() - timedelta(minutes=11)
    assert [one.id for one in Question.open_in(broadcast)] == [many.id, few.id]
    assert Question.open_in(broadcast, most=1) == [many]
    assert old.state == "open"


def test_one_sees_the_questions_of_broadcasts_one_sees(room: Room) -> None:
    room.ask()
    for who, seen in (("ma", 1), ("chen", 1), ("wu", 0), ("li", 0), ("sun", 0)):
        assert len(db.session.scalars(Question.visible_to(room.person(who))).all()) == seen


def test_a_good_answer_becomes_a_new_version_of_the_card(room: Room) -> None:
    asked = room.ask("发新疆吗")
    asked.learn(room.person("ma"), " 发，\n包邮 ")
    card = db.session.get_one(Product, room.product).card
    assert card is not None and card.number == 2
    assert card.questions[-1] == {"q": "发新疆吗", "a": "发， 包邮"} and len(card.questions) == 3
    assert asked.told()["answer"] == "发， 包邮" and asked.card_id == card.id


def test_learning_again_replaces_the_answer(room: Room) -> None:
    asked = room.ask("能机洗吗")
    asked.learn(room.person("lin"), "手洗更好")
    card = db.session.get_one(Product, room.product).card
    assert card is not None
    assert [one["a"] for one in card.questions if one["q"] == "能机洗吗"] == ["手洗更好"]


def test_it_may_be_said_which_product_was_meant(room: Room) -> None:
    asked = room.ask("有灰色吗")
    asked.learn(room.person("ma"), "有", product_id=room.other)
    assert asked.product_id == room.other
    with pytest.raises(Invalid, match="流程单"):
        asked.learn(room.person("ma"), "有", product_id=999)


def test_who_keeps_no_cards_is_told_who_does(room: Room) -> None:
    asked = room.ask("发新疆吗")
    for who in ("chen", "hong"):
        with pytest.raises(Denied, match="商品卡由"):
            asked.learn(room.person(who), "发")


def test_a_bar_in_a_question_does_not_split_the_card(room: Room) -> None:
    asked = room.ask("黑｜白|灰哪个好")
    asked.learn(room.person("ma"), "黑｜白都好")
    card = db.session.get_one(Product, room.product).card
    assert card is not None and "｜" not in card.questions[-1]["q"] + card.questions[-1]["a"]


def test_figures_need_ten_questions() -> None:
    assert figures_of(9, [1000] * 9).rate is None and figures_of(9, [1000] * 9).usual_ms is None
    told = figures_of(10, [5000, 1000, 9000])
    assert told.rate == Decimal("0.300") and told.usual_ms == 5000
    assert figures_of(10, []).rate == 0 and figures_of(10, []).usual_ms is None
    assert figures_of(0, []).told() == {"asked": 0, "answered": 0, "rate": None, "usual_ms": None}


def test_figures_count_what_was_not_struck(room: Room) -> None:
    room.ask("能机洗吗").answer(room.person("chen"), "overlay")
    room.ask("发新疆吗")
    room.ask("哈哈哈哈").dismiss(room.person("ma"))
    told = tallied(room.broadcast)[0]
    assert (told.asked, told.answered, told.open) == (2, 1, 1)


def test_when_words_are_forgotten_the_figures_stay(room: Room) -> None:
    relayed = room.ask("能机洗吗")
    comment = Comment(broadcast_id=room.id, source_key="k", at_ms=1, viewer="观众#1", text="包邮吗")
    db.session.add(comment)
    db.session.flush()
    values = {"text": "包邮吗", "rule": "goods", "source": "comments", "asks": 1, "askers": 1}
    asked = Question.begin(room.broadcast, "hear", SYSTEM, first_ms=1, last_ms=1, **values)
    db.session.add(QuestionAsk(question_id=asked.id, comment_id=comment.id, at_ms=1))
    asked.hear_answer(comment.id, 600_000, "words")
    room.broadcast.end(room.person("ma"))
    db.session.get_one(Broadcast, room.id).ended_at = clock.now() - timedelta(
        days=KEPT_DAYS.value + 1
    )
    room.commit()
    assert forget_some()
    room.commit()
    db.session.expire_all()
    assert (asked.text, asked.asks, asked.answer_comment_id) == ("", 1, None)
    assert relayed.text == "能机洗吗" and tallied(room.broadcast)[0].answered == 1
    assert [one.question_id for one in db.session.scalars(select(QuestionAsk))] == [relayed.id]
    with pytest.raises(WrongState):
        asked.learn(room.person("ma"), "可以", product_id=room.product)
