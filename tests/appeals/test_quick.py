"""快速复核 from filing to what is carried out, on the models and by the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.appeals.case import DROPPED, OVER, PUBLISHED, UPHELD, WORDS, Case, scored
from zhubo_web.accounts import roles
from zhubo_web.appeals.models import Appeal, Filing
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, NotFound, WrongState
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_granted_objection_changes_the_month_and_reissues_it(case: Case) -> None:
    number = case.accepted()
    assert case.state(number) == ("accepted", "disputed")
    with case.at():
        one = case.one(number)
        assert one.decide_by and one.assign_by
        one.assign_quick(case.person("guo"), case.person("qian"))
        assert one.decide_by == clock.now() + 3 * DAY
        one.declare(case.person("qian"))
        one.write_decision(case.person("qian"), scored("85"))
        assert one.state == "decided"
        one.serve(case.person("hong"))
        assert one.state == "served"
    case.clock(8 * DAY)
    assert case.state(number) == ("final", "disputed")
    case.do(number, "execute", "hong", after=8 * DAY)
    assert case.state(number) == ("executed", "reissued")
    with case.at(9 * DAY):
        result = case.month().result()
        assert result is not None and str(result.score) == "85.0" and result.source_id == number
        assert case.one(number).effects["rows"][0]["after"] == "85"


def test_an_upheld_one_closes_the_month_and_changes_nothing(case: Case) -> None:
    number = case.served(UPHELD)
    case.clock(8 * DAY)
    case.do(number, "execute", "hong", after=8 * DAY)
    assert case.state(number) == ("executed", "closed")
    with case.at(9 * DAY):
        assert case.one(number).effects == {} and len(case.month().results) == 1


def test_no_decision_makes_it_worse(case: Case) -> None:
    number = case.quick()
    with pytest.raises(Invalid, match="不会让结果变差"):
        case.do(number, "write_decision", "qian", scored("60"))
    assert case.state(number)[0] == "quick_review"


def test_a_month_stays_in_dispute_until_the_last_of_two_is_over(case: Case) -> None:
    first, second = case.quick(), case.quick("lin", "observation")
    case.do(first, "write_decision", "qian", scored("85"))
    case.do(first, "serve", "hong")
    case.clock(8 * DAY)
    case.do(first, "execute", "hong", after=8 * DAY)
    assert case.state(first) == ("executed", "disputed")
    case.do(second, "withdraw", "chen", after=8 * DAY)
    assert case.state(second) == ("withdrawn", "reissued")


def test_the_same_thing_is_not_contested_twice_at_once(case: Case) -> None:
    number = case.filed()
    with pytest.raises(WrongState, match="已经在复核"):
        case.filed()
    case.do(number, "withdraw", "chen")
    assert case.filed() != number


def test_only_the_assistant_contests_what_is_theirs(case: Case) -> None:
    for name in ("li", "ma", "qian"):
        with case.at(), pytest.raises(NotFound):
            Appeal.file_new(case.person(name), "month_result", case.month_id, "", WORDS)
    number = case.filed()
    for name in ("li", "ma", "guo"):
        with pytest.raises(Denied):
            case.do(number, "withdraw", name)


def test_what_is_late_needs_a_cause(case: Case) -> None:
    late = 30 * DAY
    with pytest.raises(Invalid, match="为什么晚了"):
        case.filed(after=late)
    with case.at(late):
        sick = Filing("fact", "不是我那一场", late_cause="住院，附了病历")
        one = Appeal.file_new(case.person("chen"), "month_result", case.month_id, "", sick)
        assert one.is_late and one.state == "filed"


def test_a_draft_is_kept_for_its_assistant_alone(case: Case) -> None:
    with case.at():
        draft = Appeal.open(case.person("chen"), "month_result", case.month_id)
        draft.write(case.person("chen"), Filing("", "先记一下"))
        number = draft.id
    with case.at():
        people = ("chen", "ma", "guo", "qian", "hong")
        assert [name for name in people if seen(case, name)] == ["chen"]
        with pytest.raises(Invalid):
            case.one(number).file(case.person("chen"))
        case.one(number).discard(case.person("chen"))


def seen(case: Case, name: str) -> list[Appeal]:
    return list(db.session.scalars(Appeal.visible_to(case.person(name))))


def test_more_is_asked_for_once_and_silence_does_not_stop_it(case: Case) -> None:
    number = case.filed()
    case.do(number, "ask_more", "guo", "哪一场的第几分钟")
    assert case.state(number)[0] == "returned"
    case.clock(8 * DAY)
    assert case.state(number)[0] == "filed"
    with pytest.raises(WrongState, match="一次"):
        case.do(number, "ask_more", "guo", "还有呢", after=8 * DAY)


def test_not_accepting_takes_two_and_the_owner_may_reopen(case: Case) -> None:
    number = case.filed()
    with pytest.raises(WrongState):
        case.do(number, "reject", "qian")
    case.do(number, "propose_rejection", "guo", "和上个月那件重复")
    with pytest.raises(Denied, match="自己确认"):
        case.do(number, "reject", "guo")
    case.do(number, "reject", "qian")
    assert case.state(number) == ("inadmissible", "published")
    with pytest.raises(WrongState):
        case.do(number, "reopen", "qian")
    case.do(number, "ask_reopening", "chen", "上个月那件是另一场")
    case.do(number, "reopen", "qian")
    assert case.state(number)[0] == "filed"


def test_administration_that_took_part_does_not_handle_it(case: Case) -> None:
    with case.at():
        rating = case.month().rating("hr")
        assert rating is not None
        rating.rater_id = case.cast.guo.id
        case.month().signatures[0].person_id = case.cast.guo.id
    number = case.filed()
    assert "受理申请复核：%(title)s" in case.waiting("qian")
    with pytest.raises(Denied, match="参与过"):
        case.do(number, "accept", "guo")
    case.do(number, "accept", "qian")


def test_a_decision_has_every_part_of_the_template(case: Case) -> None:
    number = case.quick(kind="observation")
    for name in DROPPED.parts:
        short = type(DROPPED)(DROPPED.remedy, {**DROPPED.parts, name: " "})
        with pytest.raises(Invalid):
            case.do(number, "write_decision", "qian", short)
    case.do(number, "write_decision", "qian", DROPPED)
    with pytest.raises(Denied):
        case.do(number, "write_decision", "qian", DROPPED)


def test_days_are_working_days_and_a_quick_review_three_days_of_the_clock(case: Case) -> None:
    """Filed on Friday 4 December; administration has until Tuesday. A weekend is no excuse later."""
    number = case.filed()
    with case.at():
        due = case.one(number).accept_by
        assert due and clock.local(due).date() == date(2026, 12, 8)
    friday = clock.shanghai(date(2026, 12, 31), 10)
    case.do(number, "accept", "guo", after=friday - PUBLISHED)
    with case.at(friday):
        by = case.one(number).assign_by
        assert by and clock.local(by).date() >= date(2027, 1, 5)


def test_the_assistant_is_told_each_step_and_the_owner_of_what_is_late(case: Case) -> None:
    number = case.filed()
    assert "受理申请复核：%(title)s" in case.waiting("guo")
    case.do(number, "accept", "guo")
    assert "定复核人：%(title)s" in case.waiting("guo")
    with case.at():
        case.one(number).assign_quick(case.person("guo"), case.person("qian"))
    assert "快速复核：%(title)s" in case.waiting("qian")


def contested(case: Case) -> list[int]:
    with case.at():
        return [one.id for one in Appeal.contested_by(case.person("chen"))]


def test_what_was_marked_on_air_is_listed_until_it_is_finished_here(case: Case) -> None:
    """Open when its month is over: it is listed; appealed, it is not; nor what a review put right."""
    assert contested(case) == []
    with case.at():
        db.session.get_one(Observation, case.note_id).contest(case.person("chen"), "那时断流了")
    assert contested(case) == [case.note_id]
    number = case.filed("observation")
    assert contested(case) == []
    case.do(number, "withdraw", "chen")
    with case.at():
        db.session.get_one(Observation, case.note_id).dispute(case.person("chen"), "那时断流了")
        db.session.get_one(Observation, case.note_id).withdraw(
            case.person("lin"), "看了回放，是断流"
        )
    assert contested(case) == []


def test_an_upheld_note_is_listed_in_the_same_month_already(case: Case) -> None:
    with case.at(OVER - DAY):
        note = db.session.get_one(Observation, case.note_id)
        note.dispute(case.person("chen"), "那时断流了")
        assert Appeal.contested_by(case.person("chen")) == []
        note.uphold(case.person("lin"), "看了回放")
        assert Appeal.contested_by(case.person("chen")) == [note]
        assert Appeal.contested_by(case.person("li")) == []


def test_a_later_decision_takes_nothing_back_that_an_earlier_gave(case: Case) -> None:
    with case.at():
        for name in ("wu", "dai"):
            case.person(name).grant(roles.SENIOR_HOST, None)
    number = case.served(scored("85"))
    case.do(number, "ask_panel", "chen", "应当更高")
    with case.at():
        one = case.one(number)
        one.name_members(case.person("guo"), [case.person("guo"), case.person("dai")])
        for name in ("guo", "dai"):
            one.declare(case.person(name))
        one.disclose(case.person("guo"))
    case.do(number, "hear", "guo", "书面", after=8 * DAY)
    with pytest.raises(Invalid, match="不会因为再申请而收回"):
        case.do(number, "write_decision", "guo", scored("80"), after=8 * DAY)
    case.do(number, "write_decision", "guo", scored("86"), after=8 * DAY)


def test_two_open_appeals_about_the_same_thing_cannot_stand(case: Case) -> None:
    """Of two who file at the same moment the database refuses the slower."""
    number = case.filed()
    with pytest.raises(IntegrityError), case.at():
        first = case.one(number)
        kept = {n: getattr(first, n) for n in ("kind", "target_id", "assistant_id", "room_id")}
        db.session.add(Appeal(state="filed", title="同一件", **kept).govern("appeal"))
        db.session.flush()


def at_the_panel(case: Case) -> int:
    """The quick review gave 85; chen wants more and has asked for the panel."""
    number = case.served(scored("85"))
    case.do(number, "ask_panel", "chen", "应当更高")
    return number


def test_giving_up_at_the_panel_takes_nothing_back(case: Case) -> None:
    number = at_the_panel(case)
    case.do(number, "withdraw", "chen")
    assert case.state(number) == ("final", "disputed")
    assert "执行复核决定：%(title)s" in case.waiting("hong")
    case.do(number, "execute", "hong")
    assert case.state(number) == ("executed", "reissued")
    with case.at(2 * HOUR):
        found = case.month().result()
        assert found is not None and str(found.score) == "85.0"


def test_an_unsigned_draft_of_the_panel_does_not_replace_what_was_given(case: Case) -> None:
    with case.at():
        for name in ("wu", "dai"):
            case.person(name).grant(roles.SENIOR_HOST, None)
    number = at_the_panel(case)
    with case.at():
        one = case.one(number)
        one.name_members(case.person("guo"), [case.person("guo"), case.person("dai")])
        for name in ("guo", "dai"):
            one.declare(case.person(name))
        one.disclose(case.person("guo"))
    case.do(number, "hear", "guo", "书面", after=8 * DAY)
    case.do(number, "write_decision", "guo", scored("86"), after=8 * DAY)
    for name in ("ma", "guo", "hong"):
        with pytest.raises(Denied):
            case.do(number, "withdraw", name, after=8 * DAY)
    case.do(number, "withdraw", "chen", after=8 * DAY)
    with case.at(8 * DAY):
        one = case.one(number)
        assert one.remedy.what == {"score": "85"} and not one.sitting
    case.do(number, "execute", "hong", after=8 * DAY)
    assert case.state(number) == ("executed", "reissued")


def test_an_upheld_quick_review_leaves_an_ordinary_withdrawal(case: Case) -> None:
    number = case.served(UPHELD)
    case.do(number, "ask_panel", "chen", "应当更高")
    case.do(number, "withdraw", "chen")
    assert case.state(number) == ("withdrawn", "closed")
