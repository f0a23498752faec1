"""The radar's loop: every comment is looked at once, near-duplicates join, the account answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.audience.conftest import Room
from tests.cast import broadcast
from tests.counting import counted
from zhubo_web.accounts.models import Person
from zhubo_web.audience.jobs import Listener
from zhubo_web.audience.likeness import pieces
from zhubo_web.audience.models import Comment, Looked, Question, QuestionAsk, looking
from zhubo_web.audience.synthesis import comments
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock, database
from zhubo_web.extensions import db, writing

Said = tuple[int, str, str]


class Heard:
    """A room whose viewers write, and a worker that listens."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.listener = Listener(Path("unused"), pieces)

    def say(self, *said: Said, own: bool = False) -> None:
        """(second of stream time, viewer, text), stored."""
        with writing():
            start = db.session.scalar(select(func.count()).select_from(Comment)) or 0
            db.session.add_all(
                Comment(
                    broadcast_id=self.room.id,
                    source_key=f"{start + place}",
                    at_ms=second * 1000,
                    viewer=viewer,
                    text=text,
                    own=own,
                )
                for place, (second, viewer, text) in enumerate(said)
            )

    def listen(self) -> list[Question]:
        """One look of the worker; the questions there are then."""
        database.begin_reading()
        db.session.rollback()
        self.listener.listen()
        return list(db.session.scalars(select(Question).order_by(Question.id)))


@pytest.fixture
def heard(room: Room, monkeypatch: pytest.MonkeyPatch) -> Heard:
    monkeypatch.setattr("zhubo_web.audience.jobs.listening.BUDGET_SECONDS", 600.0)
    return Heard(room)


def test_each_broadcast_is_looked_at_on_its_own(heard: Heard) -> None:
    """What was read of one says nothing of another: neither of an older one nor of a third."""
    on = heard.room.id
    made = [broadcast(heard.room.cast, live=False) for _ in range(2)]
    over = [one.id for one in made]
    for one in made:
        one.state = "ended"
    heard.room.commit()
    for number, text in ((over[0], "起球吗"), (over[1], "能机洗吗"), (on, "掉色吗")):
        heard.room.id = number
        heard.say((5, "a", text))
    asked = {(one.broadcast_id, one.text) for one in heard.listen()}
    assert asked == {(over[0], "起球吗"), (over[1], "能机洗吗"), (on, "掉色吗")}
    assert looking.unlooked("live", "ended") == []


def counts(questions: Sequence[Question]) -> list[tuple[str, int, int]]:
    return [(one.text, one.asks, one.askers) for one in questions]


def test_near_duplicates_are_one_question_with_its_viewers_counted_once_each(heard: Heard) -> None:
    heard.say(
        (10, "a", "能机洗吗"),
        (12, "b", "可以机洗不？[捂脸]"),
        (13, "a", "能不能机洗啊"),
        (20, "c", "好看"),
    )
    (told,) = heard.listen()
    assert (told.text, told.asks, told.askers) == ("能机洗吗", 3, 2)
    assert (told.first_ms, told.last_ms, told.state) == (10_000, 13_000, "open")
    assert (told.source, told.rule) == ("comments", "goods")
    assert (
        told.card_answer == "可以，装洗衣袋，水温不过 30 度"
        and told.product_id == heard.room.product
    )


def test_a_count_opens_to_its_comments(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"), (12, "b", "能机洗么"), (13, "c", "多少钱"))
    first, _price = heard.listen()
    query = (
        select(Comment.text)
        .join(QuestionAsk, QuestionAsk.comment_id == Comment.id)
        .where(QuestionAsk.question_id == first.id)
        .order_by(Comment.id)
    )
    assert list(db.session.scalars(query)) == ["能机洗吗", "能机洗么"]


def test_a_comment_is_looked_at_once_however_often_the_worker_starts(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"), (11, "b", "能机洗吗"))
    heard.listen()
    heard.listener = Listener(Path("unused"), pieces)
    heard.say((15, "c", "能机洗吗"))
    heard.listen()
    assert counts(heard.listen()) == [("能机洗吗", 3, 3)]


def test_a_look_that_is_killed_is_made_again_whole(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard.say((10, "a", "能机洗吗"), (11, "b", "多少钱"))
    with monkeypatch.context() as patch:
        patch.setattr(looking, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            heard.listen()
    assert db.session.scalar(select(func.count()).select_from(Looked)) == 0
    assert counts(heard.listen()) == [("能机洗吗", 1, 1), ("多少钱", 1, 1)]


def test_of_two_workers_that_looked_at_the_same_only_one_keeps_it(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"))
    first, second = looking.Radar(pieces), looking.Radar(pieces)
    found = [radar.look(heard.room.id) for radar in (first, second)]
    kept = []
    for radar, seen in zip((first, second), found, strict=True):
        with writing():
            kept.append(radar.keep(seen))
    assert kept == [True, False]
    assert db.session.scalar(select(func.count()).select_from(QuestionAsk)) == 1


def kept_after(heard: Heard, meanwhile: Callable[[], None]) -> list[Question]:
    """What stands when something happened between a look and its keeping."""
    radar = looking.Radar(pieces)
    found = radar.look(heard.room.id)
    with writing():
        meanwhile()
    with writing():
        assert radar.keep(found)
    return list(db.session.scalars(select(Question).order_by(Question.id)))


def test_what_was_answered_long_before_while_it_was_looked_at_opens_anew(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"))
    (first,) = heard.listen()
    number = first.id

    def answer() -> None:
        question = db.session.get_one(Question, number)
        question.answer(heard.room.person("chen"), "overlay")
        question.answered_ms = 20_000

    heard.say((300, "b", "能机洗吗"))
    again = kept_after(heard, answer)
    assert counts(again) == [("能机洗吗", 1, 1), ("能机洗吗", 1, 1)]
    assert [one.state for one in again] == ["answered", "open"]


def test_what_was_relayed_while_it_was_looked_at_is_joined(heard: Heard) -> None:
    heard.say((60, "a", "可以机洗吗"))
    (told,) = kept_after(heard, lambda: _relay(heard))
    assert (told.asks, told.askers, told.source) == (4, 4, "relay")


def test_what_was_struck_while_it_grew_keeps_its_state_and_its_count(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"))
    (first,) = heard.listen()
    number = first.id
    heard.say((20, "b", "能机洗吗"), (21, "a", "能机洗吗"))
    by = heard.room.person("ma").id
    strike = partial(_strike, number, by)
    assert [(one.state, one.asks, one.askers) for one in kept_after(heard, strike)] == [
        ("dismissed", 3, 2)
    ]


def _relay(heard: Heard) -> None:
    by = heard.room.person("ma")
    values = {"text": "能机洗吗", "count": 3, "at_ms": 50_000, "product_id": None}
    Question.relay(heard.room.broadcast, **values, by=by)


def _strike(number: int, by: int) -> None:
    db.session.get_one(Question, number).dismiss(db.session.get_one(Person, by))


@pytest.mark.parametrize("at_once", [1, 7, 100])
def test_the_questions_are_the_same_however_many_are_looked_at_at_once(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(looking.Radar.look, "__defaults__", (at_once,))
    lines = list(islice(comments(3, start=clock.now(), per_minute=600), 120))
    zero = lines[0].at
    heard.say(*(((one.at - zero).seconds, one.viewer.user_id, one.text) for one in lines))
    told = counts(heard.listen())
    monkeypatch.setattr(looking.Radar.look, "__defaults__", (100,))
    assert sum(asks for _text, asks, _askers in told) > 20
    assert told == _alone(heard)


def _alone(heard: Heard) -> list[tuple[str, int, int]]:
    """The same comments looked at in one go, by a radar that knows nothing."""
    with writing():
        for table in (QuestionAsk, Question, Looked):
            db.session.execute(table.__table__.delete())  # type: ignore[attr-defined]
    db.session.expunge_all()
    return counts(heard.listen())


def test_asked_soon_after_its_answer_it_joins_and_later_it_opens_anew(heard: Heard) -> None:
    heard.say((60, "a", "能机洗吗"))
    (first,) = heard.listen()
    with writing():
        question = db.session.get_one(Question, first.id)
        question.answer(heard.room.person("chen"), "overlay")
        question.answered_ms = 90_000
    heard.say((100, "b", "能机洗吗"), (600, "c", "能机洗吗"))
    again = heard.listen()
    assert counts(again) == [("能机洗吗", 2, 2), ("能机洗吗", 1, 1)]
    assert [one.state for one in again] == ["answered", "open"]


def test_what_was_struck_stays_struck(heard: Heard) -> None:
    heard.say((60, "a", "你选哪个"))
    (first,) = heard.listen()
    with writing():
        db.session.get_one(Question, first.id).dismiss(heard.room.person("ma"))
    heard.say((600, "b", "你选哪个"))
    assert [(one.state, one.asks) for one in heard.listen()] == [("dismissed", 2)]


def test_viewers_join_what_a_supervisor_relayed(heard: Heard) -> None:
    asked = heard.room.ask("能机洗吗", 3, 50_000).id
    heard.say((60, "a", "可以机洗吗"))
    (told,) = heard.listen()
    assert (told.id, told.asks, told.askers, told.source) == (asked, 4, 4, "relay")


def test_a_comment_of_the_rooms_account_answers_what_it_fits(heard: Heard) -> None:
    heard.say((60, "a", "能机洗吗"), (61, "b", "有黑色吗"))
    heard.say((80, "room", "可以机洗的，装洗衣袋"), own=True)
    washed, black = heard.listen()
    assert (washed.state, washed.answered_ms, washed.answered_how) == (
        "answered",
        80_000,
        "account",
    )
    assert washed.answered_rule == "card" and washed.answer_comment_id is not None
    assert black.state == "open"


def test_more_answers_at_once_cost_three_statements_each(heard: Heard, app: Flask) -> None:
    asked = ["能机洗吗", "有黑色吗", "多少钱", "包邮吗", "几号链接"]
    said = ["可以机洗的", "黑色有的", "99元", "全国包邮", "3号链接"]
    costs = []
    for start, answers in ((0, said[:1]), (100, said)):
        heard.say(*((start + place, "a", text) for place, text in enumerate(asked)))
        heard.listen()
        heard.say(*((start + 50, "room", text) for text in answers), own=True)
        radar = looking.Radar(pieces)
        found = radar.look(heard.room.id)
        assert found.grouping is not None
        with counted(app) as made, writing():
            radar.keep(found)
        costs.append((len(made), len(found.grouping.answered)))
    (one, few), (more, many) = costs
    assert (few, many) == (1, 4) and more - one <= 3 * (many - few)


def test_the_account_answers_nothing_that_was_asked_later_or_long_ago(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"))
    heard.say((400, "room", "可以机洗的"), own=True)
    heard.say((410, "b", "有黑色吗"))
    heard.say((405, "room", "黑色有的"), own=True)
    assert [one.state for one in heard.listen()] == ["open", "open"]


def test_the_account_asks_nothing(heard: Heard) -> None:
    heard.say((10, "room", "宝宝们想要几号链接？"), own=True)
    assert heard.listen() == []


def test_a_burst_of_asks_is_one_event(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"))
    heard.listen()
    heard.say(*((20, f"v{number}", "能机洗吗") for number in range(15)))
    heard.listen()
    asked = select(AuditEvent.name).where(AuditEvent.name.like("question.%"))
    names = list(db.session.scalars(asked.order_by(AuditEvent.id)))
    assert names == ["question.asked", "question.grown"]
    query = select(AuditEvent).where(AuditEvent.name == "question.grown")
    assert db.session.scalars(query).one().data["asks"] == 15


def test_events_hold_no_words_of_viewers(heard: Heard) -> None:
    heard.say((10, "a", "能机洗吗"), (11, "b", "能机洗吗"))
    heard.listen()
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.name.like("question.%")))
    assert not [event for event in events if "机洗" in str(event.data)]


def test_a_log_read_in_after_the_broadcast_is_looked_at_too(heard: Heard) -> None:
    with writing():
        heard.room.broadcast.end(heard.room.person("ma"))
    heard.say((60, "a", "能机洗吗"))
    heard.say((70, "room", "机洗可以"), own=True)
    (told,) = heard.listen()
    assert (told.state, told.answered_how) == ("answered", "account")


def test_a_room_that_is_on_comes_before_one_that_lies_behind(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard.say((60, "a", "能机洗吗"))
    with writing():
        old = Broadcast(room_id=heard.room.cast.care, title="上一场", state="closed")
        old.planned_start = old.started_at = clock.now() - timedelta(days=2)
        old.planned_end = clock.now() - timedelta(days=1)
        db.session.add(old)
        db.session.flush()
        values = {"source_key": "old", "at_ms": 1, "viewer": "a", "text": "多少钱"}
        db.session.add(Comment(broadcast_id=old.id, **values))
    monkeypatch.setattr("zhubo_web.audience.jobs.listening.BUDGET_SECONDS", -1.0)
    assert [one.text for one in heard.listen()] == ["能机洗吗"]
    assert [one.text for one in heard.listen()] == ["能机洗吗", "多少钱"]


def test_a_corrected_start_moves_questions_along(heard: Heard, inside: Callable[[], None]) -> None:
    heard.say((60, "a", "能机洗吗"))
    heard.listen()
    with writing():
        broadcast = heard.room.broadcast
        assert broadcast.started_at is not None
        start = broadcast.started_at - timedelta(seconds=30)
        broadcast.correct_times(start, None, heard.room.person("ma"))
    (told,) = heard.listen()
    assert (told.first_ms, told.last_ms, told.answered_ms) == (90_000, 90_000, None)
    assert db.session.scalars(select(QuestionAsk.at_ms)).all() == [90_000]
