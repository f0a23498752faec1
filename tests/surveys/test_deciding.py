"""Feedback waits for the group, is decided once with a reason, and can be contested."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from tests.cast import broadcast
from tests.surveys.conftest import Said
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.jobs import escalate, remind
from zhubo_web.duties.models import Notice
from zhubo_web.extensions import db, writing
from zhubo_web.surveys.models import Decision, Feedback, deciders
from zhubo_web.surveys.models.waiting import TO_DECIDE, Queue
from zhubo_web.surveys.workflow import COUNTS, FEEDBACK


def test_who_is_stopped_is_asked_no_longer_and_others_are_until_they_come_back(said: Said) -> None:
    said.enter()
    assert said.waits("ma")
    said.person("ma").suspend(said.person("qian"))
    assert said.waits("ma") == []
    assert {who for who in ("lin", "hong") if said.waits(who)} == {"lin", "hong"}
    said.person("ma").restore(said.person("qian"))
    assert said.waits("ma")


def test_one_entry_a_room_waits_for_the_lead_until_the_first_is_due(said: Said) -> None:
    first, second = said.enter("三次没回尺码"), said.enter("链接弹错了")
    (duty,) = said.waits("ma")
    assert duty.due_at == first.due_at and first.due_at is not None
    assert first.due_at - clock.now() > timedelta(hours=47)
    assert said.waits("lin") == said.waits("hong") == said.waits("wu") == []
    first.clear(said.person("ma"), "host")
    said.commit()
    (duty,) = said.waits("ma")
    assert duty.due_at == second.due_at
    second.attribute(said.person("ma"), said.person("chen"), "duty")
    said.commit()
    assert said.waits("ma") == []


def test_attributed_it_counts_and_its_assistant_is_told(said: Said) -> None:
    one = said.enter(broadcast=said.on)
    one.attribute(said.person("ma"), said.person("chen"), words="回放 20:31 能看到")
    said.commit()
    assert one.state == "attributed" and one.item.attributed and one.due_at is None
    row = FEEDBACK.row("pending", "attribute")
    assert row is not None and row.tells is not None and list(row.tells(one)) == [said.cast.chen.id]
    assert row.notice == COUNTS
    told = db.session.scalars(select(Notice).where(Notice.title == COUNTS)).one()
    assert (told.person_id, told.endpoint) == (said.cast.chen.id, "surveys.show")
    assert told.values["args"] == {"feedback_id": one.id} and "没回" not in str(told.values)
    (kept,) = db.session.scalars(select(Decision))
    assert (kept.verb, kept.words, kept.by_id) == (
        "attribute",
        "回放 20:31 能看到",
        said.cast.ma.id,
    )


@pytest.mark.parametrize("verb", ["attribute", "clear"])
def test_without_a_reason_nothing_is_decided(said: Said, verb: str) -> None:
    one = said.enter(broadcast=said.on)
    given = (said.person("chen"),) if verb == "attribute" else ()
    with pytest.raises(Invalid) as refused:
        getattr(one, verb)(said.person("ma"), *given, words="  ")
    assert refused.value.field == "words" and one.state == "pending"


def test_it_is_put_on_an_assistant_of_that_broadcast_only(said: Said) -> None:
    with pytest.raises(Invalid):
        said.enter(broadcast=said.on, assistant=said.person("dai"))
    one = said.enter(broadcast=said.on)
    for whom in (None, said.person("dai"), said.person("he")):
        with pytest.raises(Invalid):
            one.attribute(said.person("ma"), whom, "duty")


def test_a_duplicate_counts_with_the_one_it_repeats(said: Said) -> None:
    root, again = said.enter(), said.enter(source="service")
    praise = said.enter(sort="praise")
    for wrong in (None, again, praise):
        with pytest.raises(Invalid):
            again.merge(said.person("ma"), wrong)
    again.merge(said.person("ma"), root)
    said.commit()
    assert again.item.group == root.id and not again.item.attributed
    with pytest.raises(Invalid):
        root.merge(said.person("ma"), again)
    third = said.enter()
    with pytest.raises(Invalid):
        third.merge(said.person("ma"), again)
    with pytest.raises(Invalid):
        root.merge(said.person("ma"), third)  # it is repeated itself


def test_its_assistant_says_not_me_and_somebody_else_decides(said: Said) -> None:
    one = said.enter(broadcast=said.on)
    one.attribute(said.person("ma"), said.person("chen"), "duty")
    with pytest.raises(Invalid):
        one.reopen(said.person("chen"), " ")
    with pytest.raises(Denied):
        one.reopen(said.person("li"), words="不是")
    one.reopen(said.person("chen"), words="当时我在换样品，是一帆在回")
    said.commit()
    assert one.state == "pending" and said.waits("ma") == []
    assert {who for who in ("lin", "hong") if said.waits(who)} == {"lin", "hong"}
    with pytest.raises(Denied, match="另一位"):
        one.attribute(said.person("ma"), said.person("chen"), "duty")
    one.attribute(said.person("lin"), said.person("li"), "replayed")
    said.commit()
    assert one.assistant_id == said.cast.li.id and said.waits("lin") == []
    assert [entry.verb for entry in one.decisions] == ["attribute", "reopen", "attribute"]


def test_a_slip_is_undone_by_who_made_it_within_ten_seconds(said: Said) -> None:
    one = said.enter(broadcast=said.on)
    one.attribute(said.person("ma"), said.person("chen"), "duty")
    said.commit()
    with pytest.raises(Denied):
        one.undo(said.person("lin"))
    late = time_machine.travel(clock.now() + timedelta(seconds=14))
    with late, pytest.raises(WrongState, match="10 秒"):
        one.undo(said.person("ma"))
    one.undo(said.person("ma"))
    said.commit()
    assert one.state == "pending" and said.waits("ma") and one.overruled_id is None
    assert one.assistant_id is None and one.assistant is None
    assert db.session.scalars(Feedback.visible_to(said.person("chen"))).all() == []
    one.attribute(said.person("ma"), said.person("li"), "duty")


def test_a_lead_on_the_broadcast_is_not_asked(said: Said) -> None:
    said.on.put_on(said.person("ma"), "host", None)
    said.commit()
    one = said.enter(by="lin", broadcast=said.on)
    assert said.waits("ma") == []
    assert said.waits("lin") and said.waits("hong")
    with pytest.raises(Denied):
        one.clear(said.person("ma"), "host")


def test_where_nobody_is_left_nobody_is_asked(said: Said) -> None:
    one = said.enter(by="lin", broadcast=said.on)
    assert deciders(one, [said.person("he"), said.person("wu")]) == []


def test_two_at_once_one_wins_and_the_other_is_told(said: Said, app: Flask) -> None:
    number = said.enter(broadcast=said.on).id
    mine = db.session.get_one(Feedback, number)
    assert mine.state == "pending"
    db.session.expunge(mine)
    db.session.get_one(Feedback, number).clear(said.person("lin"), "host")
    said.commit()
    db.session.expunge_all()
    db.session.add(mine)
    mine.room  # noqa: B018 - as a request that had loaded it before
    with pytest.raises(StaleDataError):
        mine.clear(said.person("ma"), "device")
        db.session.flush()
    db.session.rollback()
    with writing():
        assert db.session.get_one(Feedback, number).decided_by_id == said.cast.lin.id


def test_it_is_reminded_once_and_late_it_goes_to_hr(said: Said) -> None:
    """23:30 in Shanghai: two days later it is due at 23:30, over two midnights."""
    night = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
    with time_machine.travel(night, tick=False) as clock_hand:
        one = said.enter(happened_at=clock.now())
        assert one.due_at == night + timedelta(hours=48)
        clock_hand.move_to(night + timedelta(hours=45))
        assert remind() == 0
        clock_hand.move_to(night + timedelta(hours=46, minutes=1))
        assert remind() == 1
        assert remind() == 0
        clock_hand.move_to(night + timedelta(hours=49))
        (duty,) = said.waits("ma")
        assert duty.late
        assert (escalate(), escalate()) == (1, 0)
        told = db.session.scalars(select(Notice).where(Notice.kind == "late")).all()
        assert [notice.person_id for notice in told] == [said.cast.hong.id]
        asked = Queue(said.room, said.cast.ma.id)
        assert TO_DECIDE.escalate_to is not None
        assert TO_DECIDE.escalate_to(asked) == [said.cast.hong.id]
        assert TO_DECIDE.escalate_to(Queue(said.room, said.cast.hong.id)) == [said.cast.qian.id]


def test_the_deadline_stays_what_it_was_when_the_policy_changes(said: Said) -> None:
    one = said.enter()
    due_at = one.due_at
    with time_machine.travel(clock.now() + timedelta(hours=50)):
        one.attribute(said.person("ma"), said.person("chen"), "duty")
        said.commit()
    assert one.decided_at and due_at and one.decided_at > due_at
    assert one.policy.number == 1


def test_no_more_after_the_month_has_closed(said: Said) -> None:
    one = said.enter()
    one.attribute(said.person("ma"), said.person("chen"), "duty")
    said.commit()
    with time_machine.travel(clock.now() + timedelta(days=32)), pytest.raises(WrongState):
        one.reopen(said.person("chen"), words="不是我")


def test_who_was_on_air_does_not_enter_of_that_broadcast(said: Said) -> None:
    said.on.put_on(said.person("lin"), "host", None)
    said.commit()
    with pytest.raises(Denied):
        said.enter(by="lin", broadcast=said.on)
    said.enter(by="lin")
    for who in ("he", "chen", "guo", "dai", "sun", "wu"):
        with pytest.raises(Denied):
            said.enter(by=who)


def test_what_is_wrong_is_refused_where_it_was_typed(said: Said) -> None:
    other = broadcast(said.cast, room=said.cast.other)
    for field, values in {
        "source": {"source": "host_rating"},
        "sort": {"sort": "question"},
        "count": {"count": 0},
        "text": {"text": " "},
        "score": {"score": 3},
        "day": {"happened_at": clock.now() + timedelta(hours=1)},
        "broadcast": {"broadcast": db.session.get_one(Broadcast, other.id)},
    }.items():
        with pytest.raises(Invalid) as refused:
            said.enter(**{"text": "没回", **values})
        assert refused.value.field == field
    assert said.enter(source="on_screen", score=4, count=12).item.score == 4


def test_no_viewers_name_is_kept_anywhere(said: Said) -> None:
    said.enter("@小鱼儿 13812345678 说没回").clear(said.person("ma"), words="问过 @小鱼儿 了")
    said.commit()
    assert db.session.scalars(select(Feedback.text)).one() == "〔观众〕 〔手机号〕 说没回"
    assert "小鱼儿" not in db.session.scalars(select(Decision.words)).one()
    told = " ".join(str(event.data) for event in db.session.scalars(select(AuditEvent)))
    assert "小鱼儿" not in told and "没回" not in told
