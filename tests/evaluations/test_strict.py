"""严谨: twelve items with evidence, a second person, red lines by two, disputes, blind ratings."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.held import Held, hold
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import STRICT
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db
from zhubo_web.policies.rubrics import BROADCAST

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES = [one.code for one in BROADCAST]
EXTRA = ((70, {"kind": "issue", "tag": "P12"}), (80, {"kind": "praise", "tag": "E02"}))


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    from tests.held import USUAL

    return hold(app, cast, taps=(*USUAL, *EXTRA), setting=STRICT)


def given(held: Held, marks: dict[str, int] | None = None, **values: Any) -> Given:
    """Every item 3, but for these; each extreme rests on the fourth note."""
    all_marks: dict[str, int | None] = {**dict.fromkeys(CODES, 3), **(marks or {})}
    evidence = {code: [held.notes[3]] for code in (marks or {})}
    usual = {"strengths": "演示清楚", "gaps": "参数说错一次", "evidence": evidence}
    return Given(all_marks, **{**usual, **values})


def rate(held: Held, marks: dict[str, int] | None = None, **values: Any) -> None:
    with held.at(HOUR):
        held.evaluation().submit(held.person("ma"), given(held, marks, **values))


def publish(held: Held, marks: dict[str, int] | None = None) -> None:
    rate(held, marks)
    with held.at(2 * HOUR):
        held.evaluation().publish(held.person("hong"))


def test_it_waits_for_a_rater_and_then_for_a_second_person(held: Held) -> None:
    with held.at():
        assert held.evaluation().state == "pending"
        held.evaluation().claim(held.person("ma"))
        with pytest.raises(Denied, match="已经有人在评"):
            held.evaluation().submit(held.person("lin"), given(held, replayed=True))
    rate(held)
    assert "看一遍再公布：%(assistant)s，%(title)s" in held.waiting("hong")
    assert not [one for one in held.waiting("ma") if "公布" in one]
    held.clock(3 * DAY)
    assert held.state("evaluation") == "submitted"
    with held.at(2 * HOUR):
        with pytest.raises(Denied, match="另一个人"):
            held.evaluation().publish(held.person("ma"))
        held.evaluation().publish(held.person("hong"))
        assert held.evaluation().score == Decimal("75.0")


@pytest.mark.parametrize(("change", "field"), [
    ({"evidence": {}}, "C1"), ({"evidence": {"C1": [999]}}, "C1"), ({"strengths": " "}, "strengths"),
    ({"gaps": ""}, "gaps"), ({"gaps": "长" * 501}, "gaps"), ({"marks": {"C1": 2}}, None),
])  # fmt: skip
def test_low_and_high_marks_rest_on_notes_and_both_comments_are_there(
    held: Held, change: dict[str, Any], field: str | None
) -> None:
    with held.at(HOUR), pytest.raises(Invalid) as refused:
        usual = vars(given(held, {"C1": 2}))
        held.evaluation().submit(held.person("ma"), Given(**{**usual, **change}))
    assert refused.value.field == field


def test_sent_back_it_is_rated_again_and_both_versions_stay(held: Held) -> None:
    rate(held, {"C1": 2})
    with held.at(2 * HOUR):
        with pytest.raises(Invalid, match="写明"):
            held.evaluation().send_back(held.person("hong"), " ")
        held.evaluation().send_back(held.person("hong"), "C1 的依据只有一条，再看一遍")
        assert held.evaluation().score is None
    assert "单场评分：%(assistant)s，%(title)s" in held.waiting("ma")
    with held.at(3 * HOUR):
        held.evaluation().submit(held.person("ma"), given(held, {"C1": 4}))
        assert [one.number for one in held.evaluation().ratings] == [1, 2]
        assert held.evaluation().score == Decimal("77.1")


def test_a_red_line_changes_nothing_until_a_second_person_confirms(held: Held) -> None:
    note = held.notes[3]
    with held.at(HOUR):
        one, ma = held.evaluation(), held.person("ma")
        one.claim(ma)
        for bad in ((999, "说了绝对化用语"), (note, " ")):
            with pytest.raises(Invalid):
                one.name_red_line(ma, *bad)
        one.name_red_line(ma, note, "说了“国家级”，两次")
        one.submit(ma, given(held))
    with held.at(2 * HOUR):
        one = held.evaluation()
        assert one.score == Decimal("75.0") and not one.red_line_confirmed
        with pytest.raises(WrongState, match="红线"):
            one.publish(held.person("hong"))
        with pytest.raises(Denied, match="两个不同的人"):
            one.settle_red_line(held.person("ma"), kept=True)
        one.settle_red_line(held.person("lin"), kept=True)
        assert one.red_line_confirmed and one.score == Decimal("59.0")
        with pytest.raises(
            WrongState, match="两个人确认"
        ):  # nor is it exchanged for one to be dropped
            one.name_red_line(held.person("ma"), note, "换一条")
        one.publish(held.person("hong"))
        with pytest.raises(WrongState):
            one.name_red_line(held.person("ma"), note, "再来一次")


def test_a_red_line_that_the_second_person_drops_leaves_the_score(held: Held) -> None:
    rate(held)
    with held.at(2 * HOUR):
        held.evaluation().name_red_line(held.person("ma"), held.notes[3], "是不是红线")
        held.evaluation().settle_red_line(held.person("hong"), kept=False)
        assert held.evaluation().score == Decimal("75.0")
        names = set(db.session.scalars(select(AuditEvent.name)))
        assert {"evaluation.red_line_named", "evaluation.red_line_dropped"} <= names


def test_a_dispute_is_answered_by_somebody_who_had_no_part(held: Held) -> None:
    publish(held, {"C1": 2})
    with held.at(DAY):
        one = held.evaluation()
        with pytest.raises(Denied):
            one.dispute(held.person("ma"), "替他提")
        with pytest.raises(Invalid):
            one.dispute(held.person("chen"), " ")
        one.dispute(held.person("chen"), "参数是卡片写错的")
    assert "答复评分异议：%(assistant)s，%(title)s" in held.waiting("lin")
    with held.at(DAY + HOUR):
        one = held.evaluation()
        for name in ("ma", "hong"):  # rated; published
            with pytest.raises(Denied):
                one.revise(held.person(name), given(held), "看过了")
        with pytest.raises(Denied):
            one.uphold(held.person("hong"), "看过了")
        lower = given(held, {"C1": 1})
        with pytest.raises(Invalid, match="不会让分数变低"):
            one.revise(held.person("lin"), lower, "看过了")
        one.revise(held.person("lin"), given(held, {"C1": 4}), "卡片确实写错，助播照着念")
        assert (one.state, one.score, len(one.ratings)) == ("revised", Decimal("77.1"), 2)
        first = one.rating()
        assert first is not None and first.read["C1"] == 2 and first.score == Decimal("72.6")


def test_hr_who_had_no_part_upholds_with_reasons(held: Held) -> None:
    rate(held)
    with held.at(2 * HOUR):
        second = held.person("lin")
        second.grant("operations_lead", None, room_id=held.cast.care)
        held.evaluation().publish(second)
        held.evaluation().dispute(held.person("chen"), "我觉得低了")
        with pytest.raises(Invalid, match="写明"):
            held.evaluation().uphold(held.person("hong"), "")
        held.evaluation().uphold(held.person("hong"), "两条记录都看过，回放属实")
        assert held.evaluation().state == "upheld"
        assert held.evaluation().decided_by_id == held.cast.hong.id


def test_who_made_a_note_it_rests_on_does_not_answer_the_dispute(held: Held) -> None:
    rate(held, {"C1": 2})
    with held.at(2 * HOUR):
        assert held.evaluation().involved_ids == {held.cast.ma.id}
        held.note(3).observer_id = held.cast.lin.id
        db.session.flush()
        assert held.evaluation().involved_ids == {held.cast.ma.id, held.cast.lin.id}


def test_a_dispute_in_the_standard_setting_rises(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(HOUR):
        one = held.evaluation()
        one.submit(held.person("ma"), Given(one.normal()))
        one.publish(held.person("hong"))
        one.dispute(held.person("chen"), "福袋规则我讲了")
        assert (one.setting, one.raised_for) == (STRICT, "dispute")
        one.revise(held.person("lin"), Given({**one.normal(), "language": 4}), "讲了")
        assert one.score is not None and one.score > 75


def test_two_raters_are_blind_until_both_have_submitted(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(HOUR):
        one, ma, lin = held.evaluation(), held.person("ma"), held.person("lin")
        with pytest.raises(WrongState, match="看满"):
            one.join_blind(lin)
        one.join_blind(lin, replayed=True)
        with pytest.raises(Denied, match="盲评"):
            one.submit(lin, Given(one.normal(), replayed=True))
        one.submit(ma, Given(one.normal()))
        first = one.rating()
        assert first is not None
        assert one.hidden_from(lin, first) and one.hidden_from(held.person("hong"), first)
        assert not one.hidden_from(ma, first)
        one.submit_blind(lin, Given({**one.normal(), "product": 4}, replayed=True))
        blind = one.blind
        assert blind is not None and not one.hidden_from(ma, blind)
        assert not one.hidden_from(lin, first)
        assert one.score == Decimal("75.0")  # the first rater's
        assert blind.score == Decimal("79.9")
        with pytest.raises(WrongState, match="已经交了"):
            one.submit_blind(lin, Given(one.normal(), replayed=True))


def test_a_blind_rating_is_agreed_on_before_the_first_is_in(app: Flask, cast: Cast) -> None:
    held = hold(app, cast)
    with held.at(HOUR):
        one = held.evaluation()
        one.submit(held.person("ma"), Given(one.normal()))
        with pytest.raises(WrongState, match="以前"):
            one.join_blind(held.person("lin"), replayed=True)
        for name in ("ma", "hong", "chen"):
            with pytest.raises(Denied):
                one.join_blind(held.person(name), replayed=True)
