"""The summary's verbs, its clock, and what follows for the broadcast."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from tests.cast import Cast
from tests.held import ENDS, Held, hold
from zhubo_web.attendance.models import Leave
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.duties.jobs import remind
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db
from zhubo_web.summaries.models import Summary, closing
from zhubo_web.summaries.wording import PARTS, Written

HOUR, DUE = timedelta(hours=1), clock.shanghai(date(2026, 11, 26), 14)
WRITTEN = Written(
    texts={"met": "福袋规则没来得及讲"},
    chips={"done": ["sheet"], "reading": ["demo_up"], "next": ["read"]},
    minute=42,
)
FULL = Written(texts=dict.fromkeys(PARTS, "写了"), minute=3)


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    return hold(app, cast)


def hand_in(held: Held, after: timedelta = HOUR, **values: Any) -> None:
    with held.at(after):
        held.summary().submit(held.person("chen"), WRITTEN, **values)


def test_a_broadcasts_end_asks_its_assistants_for_a_summary_once(held: Held) -> None:
    with held.at():
        assert held.summary().due_at == DUE
        assert [one.id for one in closing.open_all(held.broadcast)] == [held.summary().id]
    assert "写下播小结：%(title)s" in held.waiting("chen")
    assert held.waiting("li") == []


def test_what_ends_before_midnight_is_due_the_day_after_however_late_it_is_noticed(
    app: Flask, cast: Cast
) -> None:
    """The clock ends at 00:35 what was planned until 23:30; holidays count like other days."""
    start = clock.shanghai(date(2026, 10, 1), 21, 30)
    held = hold(app, cast, ends=None, start=start)
    held.clock(clock.shanghai(date(2026, 10, 2), 0, 35))
    with held.at():
        assert held.broadcast.ended_at == start + timedelta(hours=2)
        assert held.summary().due_at == clock.shanghai(date(2026, 10, 2), 14)


def test_it_is_handed_in_reviewed_and_the_broadcast_is_summarised(held: Held) -> None:
    hand_in(held)
    with held.at():
        one = held.summary()
        assert (one.state, one.number, one.late_minutes) == ("submitted", 1, None)
        assert one.versions()[0].parts["texts"] == {"met": "福袋规则没来得及讲"}
    assert held.waiting("chen") == ["看一遍跟播记录：%(title)s"] or held.waiting("chen") == []
    assert "看小结：%(assistant)s，%(title)s" in held.waiting("ma")
    with held.at(2 * HOUR):
        held.summary().accept(held.person("ma"))
    assert held.state("summary") == "accepted" and held.state("broadcast") == "summarised"


def test_one_reminder_then_overdue_then_late_with_a_reason(held: Held) -> None:
    with time_machine.travel(DUE - HOUR, tick=False), held.app.app_context():
        assert remind() >= 1
        assert [one.title for one in db.session.scalars(select(Duty).where(
            Duty.reminded_at.is_not(None), Duty.subject_type == "summary"))] == [
            "写下播小结：%(title)s"]  # fmt: skip
        before = remind()
        assert before == 0
    held.clock(DUE - timedelta(seconds=1))
    assert held.state("summary") == "due"
    held.clock(DUE + timedelta(seconds=1))
    assert held.state("summary") == "overdue"
    assert "小结过时了，补一下：%(title)s" in held.waiting("chen")
    with held.at(DUE + 3 * HOUR), pytest.raises(Invalid, match="写一句为什么"):
        held.summary().submit(held.person("chen"), WRITTEN)
    with held.at(DUE + 3 * HOUR):
        held.summary().submit(held.person("chen"), WRITTEN, late_reason="在医院")
        assert held.summary().late_minutes == 180


def test_what_is_three_days_late_is_waived_or_spoken_about(held: Held) -> None:
    held.clock(DUE + HOUR)
    with held.at(DUE + 73 * HOUR), pytest.raises(WrongState, match="补交的时间也过了"):
        held.summary().submit(held.person("chen"), WRITTEN, late_reason="忘了")
    with held.at(DUE + 73 * HOUR):
        held.summary().waive(held.person("ma"), "病假")
    assert held.state("broadcast") == "summarised"


def test_a_draft_that_nobody_hands_in_falls_due_and_keeps_its_words(held: Held) -> None:
    with held.at(HOUR):
        held.summary().keep(held.person("chen"), WRITTEN)
    assert held.state("summary") == "draft"
    held.clock(DUE + HOUR)
    with held.at(DUE + HOUR):
        assert held.summary().state == "overdue"
        assert held.summary().parts["texts"] == {"met": "福袋规则没来得及讲"}


def test_it_is_returned_with_what_is_missing_and_comes_again(held: Held) -> None:
    hand_in(held)
    with held.at(2 * HOUR):
        with pytest.raises(Invalid, match="具体缺什么"):
            held.summary().send_back(held.person("lin"), "next", " ")
        with pytest.raises(Invalid, match="哪一栏"):
            held.summary().send_back(held.person("lin"), "weather", "天气")
        held.summary().send_back(held.person("lin"), "next", "写明备哪个样品")
    assert "小结要补一项：%(title)s" in held.waiting("chen")
    with held.at(20 * HOUR):
        again = Written({**WRITTEN.texts, "next": "洁面备两支"}, WRITTEN.chips, 42)
        held.summary().submit(held.person("chen"), again)
        assert [one.number for one in held.summary().versions()] == [2, 1]
        assert held.summary().late_minutes is None


def test_what_nobody_reads_is_accepted_after_two_days_and_says_so(held: Held) -> None:
    hand_in(held)
    held.clock(49 * HOUR - timedelta(minutes=1))
    assert held.state("summary") == "submitted"
    held.clock(49 * HOUR + timedelta(minutes=1))
    with held.at(50 * HOUR):
        assert held.summary().state == "accepted" and held.summary().unread
    assert held.state("broadcast") == "summarised"


def test_a_waiver_needs_a_reason_and_the_rooms_lead(held: Held) -> None:
    with held.at():
        with pytest.raises(Invalid, match="写明原因"):
            held.summary().waive(held.person("ma"), " ")
        for name in ("chen", "lin", "hong", "wu", "qian"):
            with pytest.raises(Denied):
                held.summary().waive(held.person(name), "停播")
        held.summary().waive(held.person("ma"), "停播")
    assert held.state("summary") == "waived" and held.waiting("chen") == []


def test_broadcasts_of_one_day_are_written_together(app: Flask, cast: Cast) -> None:
    first = hold(app, cast, ends=ENDS - timedelta(hours=6))
    second, other = hold(app, cast), hold(app, cast, ends=ENDS - timedelta(days=1))
    with second.at(HOUR):
        assert [one.broadcast_id for one in second.summary().same_day()] == [first.id]
        together = second.summary().same_day()
        second.summary().submit(second.person("chen"), WRITTEN, also=together)
        assert first.summary().merged_with_id == second.summary().id
        assert first.summary().parts == second.summary().parts
    assert (first.state("summary"), other.state("summary")) == ("submitted", "due")


@pytest.mark.parametrize(
    ("setting", "written", "part"),
    [
        (LIGHT, Written(texts={"next": "照做"}), None),
        (LIGHT, Written(chips={"next": ["keep"]}), None),
        (LIGHT, Written(), "next"),
        ("standard", WRITTEN, None),
        ("standard", Written(WRITTEN.texts, {**WRITTEN.chips, "reading": []}), "reading"),
        ("standard", Written({}, WRITTEN.chips), "met"),
        ("standard", Written(WRITTEN.texts, {**WRITTEN.chips, "next": ["nonsense"]}), "next"),
        ("standard", Written({"met": "长" * 501}, WRITTEN.chips), "met"),
        ("standard", Written(WRITTEN.texts, WRITTEN.chips, 721), "minute"),
        (STRICT, FULL, None),
        (STRICT, WRITTEN, "done"),
        (STRICT, Written(FULL.texts), "minute"),
        (STRICT, Written({**FULL.texts, "cues": ""}, minute=1), "cues"),
    ],
)
def test_each_setting_asks_for_its_own_parts(
    app: Flask, cast: Cast, setting: str, written: Written, part: str | None
) -> None:
    held = hold(app, cast, setting=setting)
    with held.at():
        if part is None:
            held.summary().submit(held.person("chen"), written)
            assert held.summary().state == "submitted"
        else:
            with pytest.raises(Invalid) as refused:
                held.summary().submit(held.person("chen"), written)
            assert refused.value.field == part


def test_nobody_writes_for_somebody_else(held: Held) -> None:
    with held.at():
        for name in ("li", "ma", "he", "hong", "qian"):
            with pytest.raises(Denied):
                held.summary().submit(held.person(name), WRITTEN)
            with pytest.raises(Denied):
                held.summary().keep(held.person(name), WRITTEN)


def test_useful_is_said_once_and_taken_back(held: Held) -> None:
    hand_in(held)
    with held.at(2 * HOUR):
        for _ in range(2):
            held.summary().find_useful(held.person("ma"))
        with pytest.raises(Denied):
            held.summary().find_useful(held.person("chen"))
        query = select(AuditEvent).where(AuditEvent.name == "summary.found_useful")
        assert len(db.session.scalars(query).all()) == 1
        held.summary().find_useful(held.person("ma"), useful=False)
        assert held.summary().useful_at is None


def test_of_two_at_once_one_wins_and_the_other_is_told(held: Held) -> None:
    hand_in(held)
    with pytest.raises(StaleDataError), held.at(2 * HOUR):
        one = held.summary()
        table = Summary.__table__
        db.session.execute(update(table).values(version=table.c.version + 1))
        one.accept(held.person("ma"))
        db.session.flush()


def test_the_broadcast_waits_for_every_assistants_summary(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, assistants=("chen", "li"))
    with held.at(HOUR):
        held.summary().waive(held.person("ma"), "停播")
    assert held.state("broadcast") == "ended"
    with held.at(2 * HOUR):
        held.summary("li").submit(held.person("li"), WRITTEN)
        held.summary("li").accept(held.person("lin"))
    assert held.state("broadcast") == "summarised"


@pytest.mark.parametrize("moment", [-3 * HOUR, -HOUR], ids=["before", "while it is on"])
@pytest.mark.parametrize("swapped", [False, True], ids=["leave", "swap"])
def test_an_approved_leave_asks_nothing_of_who_was_away(
    app: Flask, cast: Cast, moment: timedelta, swapped: bool
) -> None:
    """The roster follows the approval, which is possible until the end: the summary is asked of whoever
    stands on it then, of the one who took the shift over or of nobody."""
    held = hold(app, cast, ends=None)
    with held.at(moment):
        chen, li = held.person("chen"), held.person("li")
        if swapped:
            leave = Leave.ask_swap(held.broadcast, chen, li)
            leave.agree(li)
        else:
            leave = Leave.ask(held.broadcast, chen, "家里有事")
        leave.approve(held.person("ma"))
    with held.at(timedelta(0)):
        held.broadcast.end(held.person("ma"))
        assert set(Summary.of(held.broadcast)) == ({cast.li.id} if swapped else set())


@pytest.mark.parametrize("watched", [True, False], ids=["watched", "unwatched"])
def test_a_broadcast_whose_only_assistant_left_on_leave_goes_on_to_its_end(
    app: Flask, cast: Cast, watched: bool
) -> None:
    """While it is on it stays on; afterwards it waits for no summary, only for its evaluation, which is
    final with its month or closes as unwatched."""
    held = hold(app, cast, ends=None) if watched else hold(app, cast, ends=None, taps=(), watched=0)
    with held.at(-HOUR):
        Leave.ask(held.broadcast, held.person("chen"), "家里有事").approve(held.person("ma"))
        assert held.broadcast.state == "live" and held.broadcast.people("assistant") == []
    with held.at(timedelta(0)):
        held.broadcast.end(held.person("ma"))
    assert held.state("broadcast") == "summarised"
    with held.looking():
        assert held.evaluation().state in ("pending", "draft") and not Summary.of(held.broadcast)
    if watched:
        with held.at(HOUR):
            marks = dict.fromkeys(("language", "interaction", "product"), 3)
            held.evaluation().submit(held.person("ma"), Given({**marks, "emergency": None}))
    for day in range(1, 12):
        held.clock(timedelta(days=day))
    ends = ("summarised", "no_response") if watched else ("closed", "unwatched")
    assert (held.state("broadcast"), held.state("evaluation")) == ends


def test_one_who_stays_is_waited_for_when_the_other_left_on_leave(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, ends=None, assistants=("chen", "li"))
    with held.at(-HOUR):
        Leave.ask(held.broadcast, held.person("chen"), "家里有事").approve(held.person("ma"))
    with held.at(timedelta(0)):
        held.broadcast.end(held.person("ma"))
    assert held.state("broadcast") == "ended"
    with held.at(HOUR):
        held.summary("li").waive(held.person("ma"), "停播")
    assert held.state("broadcast") == "summarised"


def test_a_leave_is_not_approved_once_a_summary_is_asked(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, ends=None)
    with held.at(-HOUR):
        number = Leave.ask(held.broadcast, held.person("chen"), "家里有事").id
    with held.at(timedelta(0)):
        held.broadcast.end(held.person("ma"))
    with held.at(HOUR), pytest.raises(WrongState, match="不用再批"):
        db.session.get_one(Leave, number).approve(held.person("ma"))
