"""What viewers say reaches the record in a console's batch: in order, each once, with its undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import broadcast
from tests.observations.conftest import Studio, fresh_key, tap
from zhubo_web.audience.models import AudienceFeedback, Question, counted, tallied
from zhubo_web.broadcasts.models import Segment
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.observations import exporting
from zhubo_web.observations.importing import read_operation, read_settling
from zhubo_web.observations.models import Observation
from zhubo_web.observations.models.answers import take_answers

HOUR_MS = 3_600_000


def relay(**values: Any) -> dict[str, Any]:
    """A relay made now."""
    made = {"op": fresh_key(), "key": fresh_key(), "do": "relay", "at": clock.epoch_ms()}
    return {**made, "sort": "question", "text": "敏感肌能用吗", "count": 1, **values}


def undo(of: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Its undo."""
    made = {"op": fresh_key(), "key": of["key"], "do": "unrelay", "at": clock.epoch_ms()}
    return {**made, **values}


def _all() -> list[AudienceFeedback]:
    return list(db.session.scalars(select(AudienceFeedback).order_by(AudienceFeedback.id)))


def test_a_relay_is_kept_with_its_moment_its_product_and_the_role(studio: Studio) -> None:
    studio.send(relay(count=4))
    (one,) = _all()
    assert (one.sort, one.text, one.count) == ("question", "敏感肌能用吗", 4)
    assert one.product is not None and one.product.name == "修护精华"
    assert (one.by_role, one.by.name) == ("operations_lead", "马运营")
    assert abs(one.at_ms - (10 * 60_000 - studio.broadcast.room.setback_ms)) < 5_000


def test_a_batch_sent_again_counts_once(studio: Studio) -> None:
    batch = [relay(), relay(), relay(sort="wish", text="想要小样")]
    batch.append(undo(batch[2]))
    for _ in range(3):
        taken = studio.send(*batch)
        assert taken.took == [one["op"] for one in batch]
    assert len(_all()) == 3
    product = _all()[0].product_id
    assert counted(studio.broadcast) == [("question", product, 2)]


def test_relays_and_taps_of_one_batch_keep_their_order(studio: Studio) -> None:
    first, second = tap(), relay()
    taken = studio.send(first, second, undo(second), tap())
    assert not taken.refused
    assert len(list(db.session.scalars(select(Observation)))) == 2
    assert _all()[0].withdrawn_at is not None


def test_a_refused_relay_does_not_stop_the_taps_beside_it(studio: Studio) -> None:
    bad, good = relay(product=99_999), tap()
    taken = studio.send(bad, good)
    assert taken.took == [good["op"]]
    assert str(taken.refused[0][1]) == "没有这个商品，请重新选"


def test_what_viewers_wrote_of_themselves_is_masked_before_it_is_kept(studio: Studio) -> None:
    studio.send(relay(text="加我 微信 zhang_12345 问一下"))
    assert "zhang_12345" not in _all()[0].text
    assert "〔账号〕" in _all()[0].text


def test_a_late_relay_is_about_the_product_that_was_on_then(studio: Studio) -> None:
    first, second = Segment.of(studio.broadcast)
    first.started_ms, second.started_ms = 0, 300_000
    studio.commit()
    now = clock.epoch_ms()
    early = relay(at=now - 8 * 60_000)
    studio.send(early, relay(at=now), sent=now)
    assert [one.product_id for one in _all()] == [first.product_id, second.product_id]


def test_a_relay_may_be_about_no_product(studio: Studio) -> None:
    studio.send(relay(product=None, sort="complaint", text="没声音"))
    assert _all()[0].product_id is None


def test_only_who_relayed_may_take_it_back(studio: Studio) -> None:
    mine = relay()
    studio.send(mine)
    taken = studio.send(undo(mine), by="lin")
    assert [str(refusal) for _, refusal in taken.refused] == ["只有转述的人能撤回它"]
    assert _all()[0].withdrawn_at is None


def test_what_was_never_relayed_cannot_be_taken_back(studio: Studio) -> None:
    taken = studio.send(undo(relay()))
    assert len(taken.refused) == 1


@pytest.mark.parametrize("who", ["wu", "chen", "he", "guo", "dai"])
def test_who_may_not_note_may_not_relay(studio: Studio, who: str) -> None:
    with pytest.raises(Denied):
        studio.send(relay(), by=who)
    assert _all() == []


def test_a_host_of_the_broadcast_who_leads_too_may_not_relay(studio: Studio) -> None:
    studio.broadcast.put_on(studio.person("lin"), "host", None)
    studio.commit()
    with pytest.raises(Denied):
        studio.send(relay(), by="lin")


def test_what_was_relayed_in_time_is_taken_after_the_end(studio: Studio) -> None:
    now = clock.epoch_ms()
    offline = relay(at=now - 60_000)
    studio.broadcast.ended_at = clock.now() - timedelta(seconds=30)
    studio.commit()
    taken = studio.send(offline, undo(offline, at=now - 50_000), sent=now)
    assert taken.took == [offline["op"], taken.took[1]]
    assert _all()[0].withdrawn_at is not None


def test_after_the_end_nothing_is_relayed_or_taken_back(studio: Studio) -> None:
    mine = relay()
    studio.send(mine)
    studio.broadcast.ended_at = clock.now() - timedelta(seconds=30)
    studio.commit()
    taken = studio.send(relay(), undo(mine))
    assert len(taken.refused) == 2
    assert _all()[0].withdrawn_at is None


def test_before_the_start_nothing_is_relayed(studio: Studio) -> None:
    studio.broadcast.started_at = None
    studio.commit()
    taken = studio.send(relay())
    assert str(taken.refused[0][1]) == "还没开播，开播后再转述"


def test_a_queue_from_yesterday_is_refused_in_words(studio: Studio) -> None:
    studio.broadcast.ended_at = clock.now() - timedelta(hours=25)
    studio.broadcast.started_at = clock.now() - timedelta(hours=27)
    studio.commit()
    now = clock.epoch_ms()
    taken = studio.send(relay(at=now - 26 * HOUR_MS), sent=now)
    assert str(taken.refused[0][1]) == "这一场结束已超过 24 小时，不能再补记"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "opinion"},
        {"sort": None},
        {"text": " "},
        {"text": 5},
        {"text": "问" * 121},
        {"count": 0},
        {"count": 1000},
        {"count": True},
        {"count": 1.5},
        {"product": "1"},
        {"product": 2**31},
        {"key": "x"},
        {"at": None},
    ],
)
def test_a_wrong_relay_is_refused_with_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_operation(relay(**wrong))
    assert str(refusal.value)


@pytest.mark.parametrize("do", [[], {}, None, 5, "Relay"])
def test_what_is_no_act_is_refused(do: Any) -> None:
    for read in (read_operation, read_settling):
        with pytest.raises(Invalid):
            read({**relay(), "do": do})


@given(
    st.dictionaries(
        st.sampled_from(["sort", "text", "count", "product", "key", "op", "at"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()),
    )
)
def test_whatever_is_sent_is_read_or_refused(values: dict[str, Any]) -> None:
    try:
        operation = read_operation({"do": "relay", **values})
    except Invalid:
        return
    assert 1 <= operation.values["count"] <= 999
    assert 0 < len(operation.values["text"]) <= 120


# ── the question radar ──────────────────────────────────────────────────────────────────────


def _questions() -> list[Question]:
    return list(db.session.scalars(select(Question).order_by(Question.id)))


def settle(question: int, do: str = "answer", **values: Any) -> dict[str, Any]:
    """One act on a question, made now."""
    made = {"op": fresh_key(), "key": fresh_key(), "do": do, "at": clock.epoch_ms()}
    return {**made, "question": question, **values}


def test_a_relayed_question_waits_for_an_answer_and_the_next_one_adds_to_it(studio: Studio) -> None:
    studio.send(relay(count=2), relay(text="敏感肌 能用吗？"), relay(sort="praise", text="好用"))
    (question,) = Question.open_in(studio.broadcast)
    assert (question.askers, question.source) == (3, "relay")
    told = exporting.state(studio.broadcast, names=False)
    assert [one["askers"] for one in told["questions"]] == [3]
    assert told["answering"] is None


def test_undo_takes_its_asks_back_and_the_last_the_question(studio: Studio) -> None:
    first, second = relay(count=2), relay(count=1)
    studio.send(first, second)
    studio.send(undo(first))
    (question,) = _questions()
    assert (question.askers, question.state) == (1, "open")
    studio.send(undo(second), undo(first))
    assert _questions()[0].state == "dismissed"
    assert tallied(studio.broadcast)[0].asked == 0


def test_an_overlay_answers_and_the_console_reads_the_seconds(studio: Studio) -> None:
    studio.send(relay(at=clock.epoch_ms() - 30_000))
    (question,) = _questions()
    now = clock.epoch_ms()
    batch = [settle(question.id, at=now - 10_000)]
    for _ in range(2):
        taken = take_answers(studio.broadcast, now, batch, studio.person("chen"))
        studio.commit()
        assert taken.took == [batch[0]["op"]]
    told = exporting.state(studio.broadcast, names=True)
    assert told["questions"] == []
    assert (told["answering"]["asked"], told["answering"]["answered"]) == (1, 1)
    (last,) = told["answering"]["last"]
    assert last["how"] == "overlay"
    setback = studio.broadcast.room.setback_ms
    assert abs(last["took_ms"] - 20_000 - setback) < 3000


def test_a_console_answers_strikes_and_opens_again_in_the_batches_of_its_taps(
    studio: Studio,
) -> None:
    studio.send(relay(), relay(text="发什么快递"))
    first, second = _questions()
    taken = studio.send(tap(), settle(first.id), settle(second.id, "dismiss"))
    assert not taken.refused
    assert [one.state for one in _questions()] == ["answered", "dismissed"]
    studio.send(settle(first.id, "reopen"), settle(second.id, "reopen"))
    assert [one.state for one in _questions()] == ["open", "open"]


def test_an_overlay_may_not_strike_and_a_stranger_may_not_answer(studio: Studio) -> None:
    studio.send(relay())
    (question,) = _questions()
    now = clock.epoch_ms()
    struck = [settle(question.id, "dismiss")]
    taken = take_answers(studio.broadcast, now, struck, studio.person("chen"))
    assert len(taken.refused) == 1
    with pytest.raises(Denied):
        take_answers(studio.broadcast, now, [settle(question.id)], studio.person("wu"))
    studio.commit()
    assert _questions()[0].state == "open"


def test_a_question_of_another_broadcast_is_not_there(studio: Studio) -> None:
    studio.send(relay())
    (question,) = _questions()
    other = broadcast(studio.cast, room=studio.cast.other)
    studio.commit()
    now = clock.epoch_ms()
    taken = take_answers(other, now, [settle(question.id)], studio.person("wu"))
    assert [str(refusal) for _, refusal in taken.refused] == ["没有这个问题"]


@pytest.mark.parametrize("wrong", [{"do": "tap"}, {"do": None}, {"question": "1"}, {"key": 1}])
def test_a_wrong_act_of_an_overlay_is_refused_with_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_settling({**settle(1), **wrong})
    assert str(refusal.value)
