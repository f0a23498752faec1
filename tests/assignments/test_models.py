"""An item is given, done with proof, verified by somebody else; late it is told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from tests.assignments.conftest import Given
from zhubo_web.accounts.models import Screen
from zhubo_web.assignments.models import ActionItem
from zhubo_web.assignments.workflow import ACTION_ITEM, TO_DO, TO_VERIFY
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.jobs import escalate, remind
from zhubo_web.duties.models import Notice
from zhubo_web.extensions import db, writing


def test_given_done_verified(given: Given) -> None:
    item = given.give(source=("observation", 12), url="/notes/12")
    (duty,) = given.waits("chen")
    assert duty.due_at == item.due_at and duty.endpoint.startswith("assignments.")
    assert (duty.values["title"], duty.values["args"]) == (item.title, {"item_id": item.id})
    item.claim(given.person("chen"), "已练，视频在群里")
    given.commit()
    assert item.state == "done_claimed" and given.waits("chen") == []
    (duty,) = given.waits("lin")
    assert item.claimed_at and duty.due_at == item.claimed_at + timedelta(days=3)
    item.verify(given.person("ma"))
    given.commit()
    assert item.state == "verified" and item.settled_by_id == given.cast.ma.id
    assert given.waits("lin") == given.waits("ma") == []
    row = ACTION_ITEM.row("done_claimed", "verify")
    assert row and row.tells and list(row.tells(item)) == [given.cast.chen.id]
    assert row.notice % item.told() == "已核对，这件事了结：练三遍尺码回答"


def test_not_yet_done_with_a_reason_and_at_least_some_days_more(given: Given) -> None:
    item = given.give()
    item.claim(given.person("chen"), "", "https://example.cn/video")
    given.commit()
    with time_machine.travel(clock.now() + timedelta(days=3)):
        with pytest.raises(Invalid):
            item.reopen(given.person("lin"), " ")
        item.reopen(given.person("lin"), "第二句还不顺")
        given.commit()
        assert item.state == "in_progress" and not item.late
        (duty,) = given.waits("chen")
        assert duty.due_at == item.due_at and item.due_at > clock.now() + timedelta(days=2)


def test_before_it_is_begun_who_gave_it_calls_it_off(given: Given) -> None:
    item = given.give()
    for who in ("chen", "ma", "qian"):
        with pytest.raises(Denied):
            item.cancel(given.person(who), "不用了")
    with pytest.raises(Invalid):
        item.cancel(given.person("lin"), "")
    item.cancel(given.person("lin"), "换人做了")
    given.commit()
    assert item.state == "cancelled" and given.waits("chen") == []


def test_once_begun_a_lead_has_to_agree(given: Given) -> None:
    item = given.give()
    item.start(given.person("chen"))
    with pytest.raises(Denied):
        item.cancel(given.person("ma"), "不用了")
    item.cancel(given.person("lin"), "换人做了")
    given.commit()
    assert item.state == "in_progress" and item.cancel_asked_at
    assert {who for who in ("ma", "chen", "lin") if given.waits(who)} == {"ma", "chen"}
    with pytest.raises(WrongState):
        item.ask_cancel(given.person("lin"), "再说一次")
    item.cancel(given.person("ma"), "")
    given.commit()
    assert item.state == "cancelled" and item.reason == "换人做了"
    assert given.waits("ma") == given.waits("chen") == []


def test_a_lead_who_gave_it_calls_it_off_alone(given: Given) -> None:
    item = given.give("ma")
    item.start(given.person("chen"))
    item.cancel(given.person("ma"), "不用了")
    assert item.state == "cancelled"


def test_what_the_owner_has_done_meanwhile_is_not_called_off(given: Given) -> None:
    item = given.give()
    item.start(given.person("chen"))
    item.cancel(given.person("lin"), "换人做了")
    item.claim(given.person("chen"), "做完了")
    given.commit()
    assert item.cancel_asked_at is None
    with pytest.raises(WrongState):
        item.cancel(given.person("ma"), "不用了")


def test_one_reminder_and_one_word_to_who_gave_it_across_midnight(given: Given) -> None:
    """Due at 00:30 in Shanghai on a make-up working day: Sundays count like any other."""
    due = datetime(2026, 2, 14, 16, 30, tzinfo=UTC)
    with time_machine.travel(due - timedelta(hours=40), tick=False) as hand:
        item = given.give(due_at=due)
        hand.move_to(due - timedelta(hours=3))
        assert remind() == 0
        hand.move_to(due - timedelta(hours=1))
        assert remind() == 1
        assert remind() == 0
        hand.move_to(due + timedelta(minutes=1))
        assert item.late and given.waits("chen")[0].late
        assert (escalate(), escalate()) == (1, 0)
        told = db.session.scalars(select(Notice).where(Notice.kind == "late")).all()
        assert [notice.person_id for notice in told] == [given.cast.lin.id]
        given.commit()
        assert TO_DO.escalate_to and list(TO_DO.escalate_to(item)) == [given.cast.lin.id]
        item.claim(given.person("chen"), "做完了，晚了一点")
        given.commit()
        assert not item.late and item.state == "done_claimed"
        hand.move_to(due + timedelta(days=3, minutes=2))
        assert given.waits("lin")[0].late
        assert TO_VERIFY.escalate_to and list(TO_VERIFY.escalate_to(item)) == [given.cast.ma.id]


def test_what_one_gives_oneself_a_lead_verifies(given: Given) -> None:
    item = given.give("hong", "hong")
    item.claim(given.person("hong"), "做完了")
    given.commit()
    assert [who for who in ("hong", "ma", "lin") if given.waits(who)] == ["ma"]
    with pytest.raises(Denied):
        item.verify(given.person("hong"))
    assert list(TO_DO.escalate_to(item)) == []  # type: ignore[misc]
    alone = given.give("ma", "ma")
    assert alone.lead_ids() == [given.cast.qian.id]


def test_two_at_once_one_wins_and_the_other_is_told(given: Given) -> None:
    number = given.give().id
    mine = db.session.get_one(ActionItem, number)
    assert mine.state == "open"
    db.session.expunge(mine)
    db.session.get_one(ActionItem, number).cancel(given.person("lin"), "换人做了")
    given.commit()
    db.session.expunge_all()
    db.session.add(mine)
    with pytest.raises(StaleDataError):
        mine.start(given.person("chen"))
        db.session.flush()
    db.session.rollback()
    with writing():
        assert db.session.get_one(ActionItem, number).state == "cancelled"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "练" * 121}),
        ("why", {"why": "因" * 301}),
        ("day", {"due_at": datetime(2020, 1, 1, tzinfo=UTC)}),
        ("owner", {"owner": "wu"}),
        ("owner", {"owner": "sun"}),
        ("title", {"url": "https://evil.example/"}),
        ("title", {"url": "//evil.example/"}),
        ("title", {"url": "/\\evil.example/"}),
        ("title", {"url": "javascript:alert(1)"}),
        ("title", {"source": ("x; drop", 1)}),
    ],
)
def test_what_is_wrong_is_refused(given: Given, field: str, values: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        given.give(**values)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x", "//evil.example", "x y"])
def test_proof_is_a_real_link(given: Given, link: str) -> None:
    with pytest.raises(Invalid) as refused:
        given.give().claim(given.person("chen"), "做完了", link)
    assert refused.value.field == "evidence_url"


def test_who_sees_it(given: Given) -> None:
    mine, shop = given.give(), given.give("qian", "he", room_id=None)

    def seen(who: str) -> set[int]:
        return {one.id for one in db.session.scalars(ActionItem.visible_to(given.person(who)))}

    assert seen("chen") == seen("lin") == seen("ma") == {mine.id}
    assert seen("hong") == seen("guo") == seen("qian") == {mine.id, shop.id}
    assert seen("he") == {shop.id}
    for who in ("li", "dai", "sun", "wu"):
        assert seen(who) == set(), who
    screen = Screen(name="平板", room_id=given.cast.care)
    db.session.add(screen)
    db.session.flush()
    assert db.session.scalars(ActionItem.visible_to(screen)).all() == []


def test_the_log_holds_no_words(given: Given) -> None:
    given.give().claim(given.person("chen"), "已练，视频在群里")
    given.commit()
    told = " ".join(str(event.data) for event in db.session.scalars(select(AuditEvent)))
    assert "练" not in told
