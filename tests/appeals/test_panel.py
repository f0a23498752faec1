"""The panel: declarations, challenges, the whole file, the hearing, two signatures, the second review."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from tests.appeals.case import DAY, DROPPED, HOUR, OVER, PUBLISHED, UPHELD, Case, published
from tests.appeals.panels import WEEK, assigned, heard
from tests.cast import Cast
from tests.fresh import kept
from zhubo_web.accounts import roles
from zhubo_web.appeals import jobs
from zhubo_web.appeals.models.gathering import pieces_of
from zhubo_web.appeals.models.seat import AppealMember
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.evaluations.models import Closeness
from zhubo_web.policies.models import KindSetting


@pytest.fixture
@kept
def case(app: Flask, cast: Cast) -> Case:
    """The same month, where the shop has chosen 严谨."""
    made = published(app, cast)
    with made.at():
        KindSetting.choose("appeal", "strict", None)
    return made


def test_a_panel_hears_and_both_sign(case: Case) -> None:
    number = heard(case)
    with case.at():
        case.person("wu").grant(roles.SENIOR_HOST, None)
    case.do(number, "write_decision", "lin", DROPPED, after=WEEK)
    assert case.state(number)[0] == "heard"
    with pytest.raises(WrongState, match="已经签过"):
        case.do(number, "sign", "lin", after=WEEK)
    case.do(number, "sign", "hong", after=WEEK)
    assert case.state(number)[0] == "decided"
    case.do(number, "serve", "hong", after=WEEK)
    case.do(number, "request_review", "chen", "还有一条没看", after=WEEK)
    with case.at(WEEK):
        one = case.one(number)
        with pytest.raises(Invalid, match="职工代表或行政"):
            one.name_members(case.person("qian"), [case.person("qian"), case.person("wu")])
    with case.at(WEEK):
        one = case.one(number)
        one.name_members(case.person("qian"), [case.person("qian"), case.person("dai")])
        for name in ("qian", "dai"):
            one.declare(case.person(name))
        with pytest.raises(Invalid, match="不会因为再申请而收回"):
            one.write_decision(case.person("qian"), UPHELD)
        one.write_decision(case.person("qian"), DROPPED)
        one.sign(case.person("dai"))
    assert case.state(number) == ("final", "disputed")
    case.do(number, "execute", "hong", after=WEEK)
    assert case.state(number)[0] == "executed"


def test_the_second_review_is_asked_for_once_and_only_by_the_assistant(case: Case) -> None:
    number = heard(case)
    case.do(number, "write_decision", "lin", UPHELD, after=WEEK)
    case.do(number, "sign", "hong", after=WEEK)
    case.do(number, "serve", "hong", after=WEEK)
    with pytest.raises(Denied):
        case.do(number, "request_review", "ma", "我不服", after=WEEK)
    case.clock(WEEK + 9 * DAY)
    assert case.state(number)[0] == "final"
    with pytest.raises(WrongState):
        case.do(number, "request_review", "chen", "晚了", after=WEEK + 9 * DAY)


def test_nobody_involved_sits_whatever_seat_they_hold(case: Case) -> None:
    """Ma noted; a substitute's seat, a second role or a tie makes nobody impartial."""
    with case.at():
        case.person("ma").grant(roles.HR, None)
        case.person("ma").grant(roles.ADMINISTRATION, None)
        Closeness.declare(case.person("lin"), case.person("ma"), "family", case.person("hong"))
    number = case.accepted("observation")
    with case.at():
        one = case.one(number)
        assert [who.name for who in one.able("panel")] == ["洪人力", "郭行政"]
        with pytest.raises(Denied, match="参与过"):
            one.assign(case.person("ma"), [case.person("hong"), case.person("guo")])
        for wrong in ("ma", "lin", "chen", "he", "dai"):
            with pytest.raises(Invalid):
                one.assign(case.person("guo"), [case.person("hong"), case.person(wrong)])


def test_a_step_with_too_few_people_is_disabled_and_says_whom_to_appoint(case: Case) -> None:
    """All three classes rated the month, so that only administration is left: never alone."""
    number = case.accepted()
    with case.at():
        one = case.one(number)
        assert not one.panel_possible
        with pytest.raises(WrongState, match="外部复核人"):
            one.assign(case.person("guo"), [case.person("guo")])
        with pytest.raises(WrongState):
            one.assign_quick(case.person("guo"), case.person("qian"))


def test_one_of_another_class_than_the_respondents_takes_part(case: Case) -> None:
    with case.at():
        for name in ("wu", "dai"):
            case.person(name).grant(roles.OPERATIONS, None)
    number = case.accepted("observation")
    with case.at(), pytest.raises(Invalid, match="不是同一类"):
        one = case.one(number)
        one.assign(case.person("guo"), [case.person("wu"), case.person("dai")])


def test_a_tie_declared_after_the_naming_ends_it(case: Case) -> None:
    number = heard(case)
    with case.at(WEEK):
        Closeness.declare(case.person("lin"), case.person("chen"), "quarrel", case.person("hong"))
    with pytest.raises(Denied, match="利害关系"):
        case.do(number, "write_decision", "lin", UPHELD, after=WEEK)


def test_who_has_a_tie_steps_back_and_is_replaced(case: Case) -> None:
    number = case.accepted("observation")
    with case.at():
        one = case.one(number)
        one.assign(case.person("guo"), [case.person("lin"), case.person("hong")])
        one.declare(case.person("hong"))
        one.declare(case.person("lin"), "和助播是老乡，关系近")
        assert one.seats_missing == 1
        with pytest.raises(WrongState, match="补上"):
            one.disclose(case.person("guo"))
        with pytest.raises(Invalid, match="退出过"):
            one.name_members(case.person("guo"), [case.person("lin")])
    with case.at():
        case.person("wu").grant(roles.SENIOR_HOST, None)
        one = case.one(number)
        one.name_members(case.person("guo"), [case.person("wu")])
        one.declare(case.person("wu"))
        one.disclose(case.person("guo"))
        assert one.state == "disclosed"


def seat(case: Case, number: int, name: str) -> AppealMember:
    return next(one for one in case.one(number).sitting if one.person_id == case.person(name).id)


def test_each_member_is_challenged_once_and_somebody_else_answers(case: Case) -> None:
    number = assigned(case, "lin", "guo")
    with case.at():
        one, lin, guo = case.one(number), seat(case, number, "lin"), seat(case, number, "guo")
        one.challenge(case.person("chen"), lin.id, "上个月吵过架")
        with pytest.raises(WrongState, match="一次"):
            one.challenge(case.person("chen"), lin.id, "再说一遍")
        with pytest.raises(Denied):
            one.challenge(case.person("ma"), guo.id, "不喜欢")
        with pytest.raises(WrongState, match="回避"):
            one.disclose(case.person("guo"))
        one.answer_challenge(case.person("guo"), lin.id, "没有记录，可以继续", granted=False)
        one.challenge(case.person("chen"), guo.id, "TA批过我的排班")
        with pytest.raises(Denied, match="别人来答复"):
            one.answer_challenge(case.person("guo"), guo.id, "没事", granted=False)
        one.answer_challenge(case.person("qian"), guo.id, "有道理", granted=True)
        assert one.sitting_ids == {case.cast.lin.id} and one.seats_missing == 1


def test_the_file_is_given_days_before_the_hearing_across_a_holiday(case: Case) -> None:
    """Given on 30 December: New Year's holidays count for nobody."""
    number = assigned(case)
    given = clock.shanghai(date(2026, 12, 30), 10)
    case.do(number, "disclose", "guo", after=given - PUBLISHED)
    with case.at(given):
        until = case.one(number).hear_from
        assert until is not None and until > given + 4 * DAY
    with pytest.raises(WrongState, match="工作日"):
        case.do(number, "hear", "lin", "听过了", after=until - PUBLISHED - HOUR)
    case.do(number, "hear", "lin", "听过了", after=until - PUBLISHED)
    assert case.state(number)[0] == "heard"


def test_only_words_that_name_a_third_party_are_masked_with_the_reason(case: Case) -> None:
    number = assigned(case)
    with case.at():
        words = next(one["words"] for one in pieces_of(case.one(number)) if one["words"])
    with case.at(), pytest.raises(Invalid, match="写明为什么"):
        case.one(number).disclose(case.person("guo"), [words[:2]], "")
    with case.at(), pytest.raises(Invalid, match="材料里没有"):
        case.one(number).disclose(case.person("guo"), ["没有的字"], "观众手机号")
    with case.at():
        case.one(number).disclose(case.person("guo"), [words[:2]], "观众的手机号")
        found = case.one(number).open_file(case.person("chen"))
        assert any("■■" in one["words"] for one in found)
        assert case.one(number).mask_reason == "观众的手机号"


def test_what_is_late_is_told_to_the_owner_and_still_decided(case: Case) -> None:
    number = heard(case)
    case.clock(30 * DAY)
    assert case.state(number) == ("overdue", "disputed")
    case.do(number, "write_decision", "lin", DROPPED, after=30 * DAY)
    case.do(number, "sign", "hong", after=30 * DAY)
    assert case.state(number)[0] == "decided"


def test_more_time_is_taken_once_with_reasons(case: Case) -> None:
    number = heard(case)
    with case.at(WEEK):
        before = case.one(number).decide_by
    case.do(number, "extend", "lin", "等平台的数据", after=WEEK)
    with pytest.raises(Denied, match="一次"):
        case.do(number, "extend", "hong", "再等等", after=WEEK)
    with case.at(WEEK):
        after = case.one(number).decide_by
        assert before and after and after >= before + timedelta(days=10)


def test_who_changes_the_decision_takes_the_others_signature_off(case: Case) -> None:
    number = heard(case)
    case.do(number, "write_decision", "lin", UPHELD, after=WEEK)
    case.do(number, "write_decision", "hong", DROPPED, after=WEEK)
    assert case.state(number)[0] == "heard"
    case.do(number, "sign", "lin", after=WEEK)
    with case.at(WEEK):
        assert case.one(number).decision["decision"] == "granted"


def test_a_quick_review_that_did_not_content_goes_to_a_panel_of_others(case: Case) -> None:
    with case.at():
        KindSetting.choose("appeal", "standard", None)
    number = case.quick("lin", "observation")
    case.do(number, "write_decision", "lin", UPHELD)
    case.do(number, "serve", "hong")
    case.do(number, "ask_panel", "chen", "没有看断流那段")
    with case.at():
        one = case.one(number)
        assert one.setting == "strict" and one.raised_for == "asked" and one.stage == "panel"
        assert [who.name for who in one.able("panel")] == ["洪人力", "郭行政"]
        one.name_members(case.person("guo"), [case.person("hong"), case.person("guo")])
        assert len(one.decisions) == 1 and not one.decision


def test_grade_d_begins_with_the_panel(case: Case) -> None:
    with case.at():
        KindSetting.choose("appeal", "standard", None)
        result = case.month().result()
        assert result is not None
        result.grade = "D"
    number = case.accepted()
    with case.at():
        one = case.one(number)
        assert (one.setting, one.raised_for) == ("strict", "grade_d")
        assert one.why_not("assign_quick", case.person("qian")) is not None


def test_a_month_that_is_published_later_is_held_too(app: Flask, cast: Cast) -> None:
    """The note was contested before the month came out."""

    def contest(case: Case) -> None:
        case.note_contested = case.accepted("observation", after=OVER - PUBLISHED)

    case = published(app, cast, contest)
    assert case.state(case.note_contested) == ("accepted", "published")
    with time_machine.travel(PUBLISHED + HOUR, tick=False), app.app_context():
        assert (jobs.hold_months(), jobs.hold_months()) == (1, 0)
    assert case.state(case.note_contested) == ("accepted", "disputed")


def test_an_assistant_chooses_no_reviewers_by_declaring_ties(case: Case) -> None:
    """A tie that waits for its confirmation keeps nobody away; a confirmed one does."""
    number = case.accepted("observation")
    with case.at():
        tie = Closeness.declare(
            case.person("chen"), case.person("lin"), "quarrel", case.person("chen")
        )
        assert "林资深" in [who.name for who in case.one(number).able("panel")]
        tie.confirm(case.person("hong"))
    with case.at():
        assert "林资深" not in [who.name for who in case.one(number).able("panel")]
