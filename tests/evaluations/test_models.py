"""The evaluation's verbs in the standard setting, its clock, conflicts, and what it does at the end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from tests.cast import Cast
from tests.held import ENDS, Held, hold
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import LIGHT, STRICT, SYSTEM
from zhubo_web.evaluations.models import Closeness, Evaluation, Given, closing
from zhubo_web.extensions import db
from zhubo_web.policies.rubrics import DIMENSIONS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_TWO = clock.shanghai(date(2026, 11, 26), 14)
NORMAL: dict[str, int | None] = {"language": 3, "interaction": 3, "product": 3, "emergency": None}


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    return hold(app, cast)


def rate(held: Held, after: timedelta = HOUR, by: str = "ma", **marks: Any) -> bool:
    with held.at(after):
        return held.evaluation().submit(held.person(by), Given({**NORMAL, **marks}))


def published(held: Held) -> Held:
    rate(held)
    held.clock(AT_TWO + timedelta(seconds=1))
    return held


def test_a_watched_broadcast_is_filled_in_beforehand(held: Held) -> None:
    with held.at():
        one = held.evaluation()
        assert one.state == "draft"
        found = {name: s and s.value for name, s in one.suggestions().items()}
        assert found == {
            "language": Decimal("3.1"),  # 3 + 1 × 0.5 ÷ (120 ÷ 30)
            "interaction": Decimal("2.9"),
            "product": Decimal("3.3"),
            "emergency": None,
        }
        assert one.beforehand() == NORMAL
        assert [item.id for item in closing.open_all(held.broadcast)] == [one.id]
    assert "单场评分：%(assistant)s，%(title)s" in held.waiting("ma")
    assert held.waiting("lin") == []


def test_only_notes_about_this_assistant_that_stand_weigh(app: Flask, cast: Cast) -> None:
    about = ({"object": "host"}, {"assistant": cast.li.id}, {"kind": "mark"}, {"text": "x"})
    taps = [(9, {"kind": "issue", "tag": "P12", **one}) for one in about[:2]]
    taps += [(10, {"kind": "mark"}), (11, {"kind": "praise", "tag": "C02"})]
    taps += [(12, {"kind": "issue", "tag": "L15"}), (13, {"kind": "issue", "dimension": "product"})]
    held = hold(app, cast, taps=tuple(taps), assistants=("chen", "li"))
    with held.at():
        held.note(4).dispose("dismissed", held.person("ma"))
    with held.at(2 * HOUR):
        assert {n.id for n in held.evaluation().notes} == {held.notes[3], held.notes[5]}
        found = held.evaluation().suggestions()
        assert found["product"] is not None and found["product"].total == -2
        assert [name for name, one in found.items() if one is not None] == ["product"]
        assert [n.id for n in held.evaluation("li").notes] == [held.notes[1]]


def test_normal_in_one_tap_is_published_by_itself_next_day_at_two(held: Held) -> None:
    assert rate(held)
    with held.at(2 * HOUR):
        one = held.evaluation()
        assert (one.state, one.score, one.publish_at) == ("submitted", Decimal("75.0"), AT_TWO)
    held.clock(AT_TWO - timedelta(seconds=1))
    assert held.state("evaluation") == "submitted"
    held.clock(AT_TWO + timedelta(seconds=1))
    assert held.state("evaluation") == "published"


def test_what_is_rated_later_is_published_at_the_next_two_o_clock(held: Held) -> None:
    rate(held, AT_TWO - ENDS + HOUR)
    with held.at(20 * HOUR):
        assert held.evaluation().publish_at == AT_TWO + DAY


def test_normal_is_neither_low_nor_high_whatever_was_noted(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, taps=((9, {"kind": "issue", "tag": "L12"}),) * 8, watched=30)
    with held.at():
        assert held.evaluation().beforehand()["language"] == 1
        assert held.evaluation().normal()["language"] == 3
        given = Given(held.evaluation().normal())
        with pytest.raises(Invalid, match="写一句为什么") as refused:
            held.evaluation().submit(held.person("ma"), given)
        assert refused.value.field == "why"
        explained = Given(given.marks, why="话筒坏了，不是人的问题")
        assert held.evaluation().submit(held.person("ma"), explained)


@pytest.mark.parametrize("mark", [1, 2, 5])
def test_1_2_and_5_rise_to_the_strict_form(held: Held, mark: int) -> None:
    assert not rate(held, product=mark)
    with held.at(2 * HOUR):
        one = held.evaluation()
        assert (one.state, one.setting, one.raised_for) == ("draft", STRICT, "extreme")
        kept = one.rating()
        assert one.rater_id == held.cast.ma.id and kept is not None and kept.submitted_at is None
        assert kept.read["product"] == mark
    held.clock(3 * DAY)
    assert held.state("evaluation") == "draft"


def test_a_tag_that_may_be_a_red_line_is_never_just_normal(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, taps=((9, {"kind": "issue", "tag": "C15"}),))
    assert not rate(held)
    with held.at(2 * HOUR):
        assert held.evaluation().raised_for == "red_line"


def test_whoever_watched_too_little_says_they_saw_the_recording(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, watched=29)
    with held.at():
        one, ma = held.evaluation(), held.person("ma")
        with pytest.raises(Invalid, match="回放") as refused:
            one.submit(ma, Given(NORMAL))
        assert refused.value.field == "replayed"
        assert one.submit(ma, Given(NORMAL, replayed=True))
        kept = one.rating()
        assert kept is not None and (kept.coverage, kept.replayed) == (29, True)


def test_a_short_broadcast_need_only_be_watched_as_long_as_it_was(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, watched=0, taps=())
    with held.at():
        assert held.evaluation().needed == 30
        held.broadcast.started_at = ENDS - timedelta(minutes=10)
        assert held.evaluation().needed == 10


@pytest.mark.parametrize("name", ["chen", "li", "he", "hong", "guo", "qian", "sun", "wu"])
def test_nobody_else_rates(held: Held, name: str) -> None:
    with held.at(), pytest.raises(Denied):
        held.evaluation().submit(held.person(name), Given(NORMAL, replayed=True))


def test_a_declared_tie_keeps_out_and_ends(held: Held) -> None:
    with held.at():
        ma, chen = held.person("ma"), held.person("chen")
        made = Closeness.declare(ma, chen, "family", ma)
        for bad in ((ma, chen, "partner"), (ma, ma, "family"), (ma, chen, "weather")):
            with pytest.raises(Invalid):
                Closeness.declare(*bad, ma)
        with pytest.raises(Denied):
            Closeness.declare(held.person("lin"), chen, "family", ma)
        number = made.id
    with held.at(HOUR), pytest.raises(Denied, match="利害关系"):
        held.evaluation().submit(held.person("ma"), Given(NORMAL))
    with held.at(2 * HOUR):
        tie = db.session.get_one(Closeness, number)
        with pytest.raises(Denied, match="人力资源或行政"):
            tie.end(held.person("ma"), "算了")
        with pytest.raises(Invalid, match="为什么"):
            tie.end(held.person("hong"), " ")
        tie.end(held.person("hong"), "登记错了人")
        with pytest.raises(WrongState):
            tie.confirm(held.person("hong"))
    assert rate(held, 3 * HOUR)


def test_a_broadcast_nobody_watched_is_unwatched_after_two_days_and_closes(
    app: Flask, cast: Cast
) -> None:
    held = hold(app, cast, watched=0, taps=())
    with held.at(HOUR):
        assert held.evaluation().state == "pending"
        held.summary().waive(held.person("ma"), "停播")
    held.clock(47 * HOUR)
    assert (held.state("evaluation"), held.state("broadcast")) == ("pending", "summarised")
    held.clock(49 * HOUR)
    assert (held.state("evaluation"), held.state("broadcast")) == ("unwatched", "closed")
    with held.at(50 * HOUR):
        assert held.evaluation().score is None


def test_unwatched_closes_sooner_in_the_light_setting_and_waits_in_the_strict_one(
    app: Flask, cast: Cast
) -> None:
    light = hold(app, cast, watched=0, taps=(), setting=LIGHT)
    strict = hold(app, cast, watched=0, taps=(), setting=STRICT)
    light.clock(3 * HOUR)
    assert (light.state("evaluation"), strict.state("evaluation")) == ("unwatched", "pending")
    strict.clock(90 * HOUR)
    assert strict.state("evaluation") == "pending"
    with strict.at(91 * HOUR):
        strict.evaluation().claim(strict.person("lin"), replayed=True)
        assert strict.evaluation().rater_role == "senior_host"


def test_notes_that_arrive_after_the_end_are_taken_up(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, watched=0, taps=())
    with held.at(timedelta(minutes=30)):
        from tests.observations.conftest import tap
        from zhubo_web.observations.models.intake import take_operations

        late = tap(tag="L11", at=clock.to_epoch_ms(ENDS - HOUR), assistant=cast.chen.id)
        assert not take_operations(
            held.broadcast, clock.epoch_ms(), [late], held.person("ma")
        ).refused
    held.clock(HOUR)
    assert held.state("evaluation") == "draft"


def test_the_assistant_sees_it_once_it_is_published(held: Held) -> None:
    rate(held)
    readers = {"ma", "lin", "hong", "guo", "qian"}

    def who() -> set[str]:
        found = set()
        for member in held.cast.everybody():
            query = Evaluation.visible_to(held.person(member.username))
            if db.session.scalars(query).first() is not None:
                found.add(member.username)
        return found

    with held.looking(2 * HOUR):
        assert who() == readers
    held.clock(AT_TWO + HOUR)
    with held.looking(20 * HOUR):
        assert who() == {*readers, "chen"}


def test_silence_is_not_agreement_and_seen_is_seen(held: Held) -> None:
    published(held)
    held.clock(AT_TWO + 3 * DAY - HOUR)
    assert held.state("evaluation") == "published"
    held.clock(AT_TWO + 3 * DAY + HOUR)
    assert held.state("evaluation") == "no_response"


def test_the_months_close_locks_and_closes_the_broadcast(held: Held) -> None:
    published(held)
    with held.at(20 * HOUR):
        held.summary().waive(held.person("ma"), "停播") if held.summary().state == "overdue" else 0
        with pytest.raises(Denied):
            held.evaluation().lock(held.person("hong"))
        held.evaluation().lock(SYSTEM)
        names = db.session.scalars(
            select(AuditEvent.name)
            .where(AuditEvent.subject_type == "evaluation")
            .order_by(AuditEvent.id)
        ).all()
        assert names[-1] == "evaluation.locked"
    assert (held.state("evaluation"), held.state("broadcast")) == ("final", "closed")


@pytest.mark.parametrize("state", ["acknowledged", "no_response", "revised", "upheld"])
def test_whatever_was_answered_is_locked_too(held: Held, state: str) -> None:
    published(held)
    with held.at(20 * HOUR):
        table = Evaluation.__table__
        db.session.execute(update(table).values({"state": state}))
        db.session.expire_all()
        held.evaluation().lock(SYSTEM)
        assert held.evaluation().state == "final"


def test_what_is_in_dispute_is_not_locked(held: Held) -> None:
    published(held)
    with held.at(20 * HOUR):
        held.evaluation().dispute(held.person("chen"), "福袋规则我讲了")
        with pytest.raises(WrongState):
            held.evaluation().lock(SYSTEM)


def test_of_two_at_once_one_wins_and_the_other_is_told(held: Held) -> None:
    with pytest.raises(StaleDataError), held.at(HOUR):
        one, table = held.evaluation(), Evaluation.__table__
        db.session.execute(update(table).values(version=table.c.version + 1))
        one.submit(held.person("ma"), Given(NORMAL))
        db.session.flush()


def test_four_marks_are_asked_for(held: Held) -> None:
    with held.at(), pytest.raises(Invalid, match="四个维度"):
        held.evaluation().submit(held.person("ma"), Given({"language": 3}))
    assert set(NORMAL) == set(DIMENSIONS)


@pytest.mark.parametrize(("verdict", "score"), [("normal", "75.0"), ("highlight", "88.0")])
def test_one_word_is_enough_in_the_light_setting(
    app: Flask, cast: Cast, verdict: str, score: str
) -> None:
    held = hold(app, cast, setting=LIGHT)
    with held.at():
        one = held.evaluation()
        assert one.submit(held.person("ma"), Given(one.verdict(verdict)))
        assert one.score == Decimal(score)


def test_a_problem_in_the_light_setting_is_looked_at_strictly(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, setting=LIGHT)
    with held.at():
        one = held.evaluation()
        assert not one.submit(held.person("ma"), Given(one.verdict("problem")))
        assert one.setting == STRICT
