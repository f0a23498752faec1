"""A seat that becomes empty: who is asked for somebody else, until when, and how it is filled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.case import DROPPED, HOUR, PUBLISHED, UPHELD, Case, published
from tests.appeals.panels import WEEK, assigned, heard
from tests.cast import Cast, Member
from zhubo_web.accounts import roles
from zhubo_web.appeals import jobs
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Closeness
from zhubo_web.policies.models import KindSetting

NAME, DECIDE = "补上复核人：%(title)s", "写复核决定：%(title)s"


@pytest.fixture
def case(app: Flask, cast: Cast) -> Case:
    """Chen's published month, where the shop has chosen 严谨; wu is a senior host of the room, too."""
    made = published(app, cast)
    with made.at():
        KindSetting.choose("appeal", "strict", None)
        made.person("wu").grant(roles.SENIOR_HOST, None)
    return made


def worker(case: Case) -> int:
    """The worker looks a week after publication."""
    with time_machine.travel(PUBLISHED + WEEK, tick=False), case.app.app_context():
        return jobs.empty_tied_seats()


def tie(case: Case, name: str, other: str, kind: str = "quarrel") -> None:
    with case.at(WEEK):
        Closeness.declare(case.person(name), case.person(other), kind, case.person("guo"))


def test_who_gets_a_tie_leaves_the_seat_and_administration_is_asked(case: Case) -> None:
    number = heard(case)
    case.do(number, "write_decision", "lin", DROPPED, after=WEEK)
    tie(case, "lin", "chen")
    with pytest.raises(Denied, match="利害关系"):
        case.do(number, "write_decision", "lin", DROPPED, after=WEEK)
    with pytest.raises(WrongState, match="换了人"):
        case.do(number, "sign", "hong", after=WEEK)
    assert (worker(case), worker(case)) == (1, 0)
    assert case.waiting("lin") == []
    with case.at(WEEK):
        one = case.one(number)
        left = next(seat for seat in one.members if not seat.sits)
        assert (left.person_id, left.left_for) == (case.cast.lin.id, "tied")
        asked = [duty for duty in Duty.open_of(case.person("guo")) if duty.title == NAME]
        assert [duty.due_at for duty in asked] == [one.seat_by] and one.seat_by is not None
        assert asked[0].escalate_to == [case.cast.qian.id]
        with pytest.raises(WrongState, match="补上"):
            one.sign(case.person("hong"))


def test_whoever_fills_it_has_what_waits_and_the_decision_needs_their_signature(
    case: Case,
) -> None:
    number = heard(case)
    case.do(number, "write_decision", "lin", UPHELD, after=WEEK)
    tie(case, "lin", "ma", "family")
    worker(case)
    with case.at(WEEK):
        one = case.one(number)
        with pytest.raises(Denied):
            one.name_members(case.person("qian"), [case.person("wu")])
        one.name_members(case.person("guo"), [case.person("wu")])
        assert one.state == "heard" and one.sitting_ids == {case.cast.hong.id, case.cast.wu.id}
    assert NAME not in case.waiting("guo")
    assert DECIDE in case.waiting("wu") and DECIDE in case.waiting("hong")
    with case.at(WEEK):
        one = case.one(number)
        one.declare(case.person("wu"))
        one.sign(case.person("wu"))
        assert one.state == "heard"
        one.sign(case.person("hong"))
        assert one.state == "decided"


def test_stepping_back_a_challenge_and_a_replacement_ask_alike(case: Case) -> None:
    number = assigned(case, "lin", "hong")
    with case.at():
        one = case.one(number)
        lin = next(seat for seat in one.sitting if seat.person_id == case.cast.lin.id)
        one.challenge(case.person("chen"), lin.id, "上个月吵过架")
        one.answer_challenge(case.person("guo"), lin.id, "有道理", granted=True)
    assert NAME in case.waiting("guo")
    with case.at():
        case.one(number).name_members(case.person("guo"), [case.person("wu")])
    assert NAME not in case.waiting("guo") and "给出全部材料：%(title)s" in case.waiting("guo")
    with case.at():
        case.one(number).declare(case.person("wu"), "和助播是老乡")
    assert NAME in case.waiting("guo")


def test_a_direct_superior_or_subordinate_of_a_respondent_never_decides(case: Case) -> None:
    """Registered by administration; it keeps nobody from rating, and says nothing of the assistant."""
    number = heard(case)
    tie(case, "hong", "chen", "reports")
    assert worker(case) == 0
    tie(case, "lin", "ma", "reports")
    with pytest.raises(Denied, match="直接上下级"):
        case.do(number, "write_decision", "lin", UPHELD, after=WEEK)
    assert worker(case) == 1
    with case.at(WEEK):
        one = case.one(number)
        assert case.cast.lin.id not in [who.id for who in one.able("panel")]
        assert case.cast.lin.id not in case.month().close_ids
        assert Closeness.ids_of(case.cast.chen.id) == set()


def test_who_asks_may_take_the_seat_themselves_in_words_of_their_own(
    case: Case, client_of: Callable[[Member], FlaskClient]
) -> None:
    number = assigned(case, "lin", "hong")
    with case.at():
        case.person("qian").grant(roles.ADMINISTRATION, None)
    with case.at():
        case.one(number).declare(case.person("lin"), "和助播是老乡")
    with time_machine.travel(PUBLISHED + HOUR, tick=False):
        page = client_of(case.cast.qian).get(f"/appeals/{number}").text
        assert "我来补上" in page and "请钱" not in page
        assert "请钱" in client_of(case.cast.guo).get(f"/appeals/{number}").text


def test_one_tap_fills_the_seat(case: Case, client_of: Callable[[Member], FlaskClient]) -> None:
    number = assigned(case, "lin", "hong")
    with case.at():
        case.one(number).declare(case.person("lin"), "和助播是老乡")
    with time_machine.travel(PUBLISHED + HOUR, tick=False):
        guo, path = client_of(case.cast.guo), f"/appeals/{number}"
        page = guo.get(path).text
        assert "请吴" in page and "行政补上复核人" in page and "请林资深" not in page
        assert client_of(case.cast.chen).get(path).text.count("补上</span>") == 0
        answer = guo.post(f"{path}/members", data={"members": case.cast.wu.id})
        assert answer.status_code == 303
        assert "请吴" not in guo.get(path).text
    with case.at():
        assert case.cast.wu.id in case.one(number).sitting_ids
