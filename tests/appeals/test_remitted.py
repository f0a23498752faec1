"""发回重做: what a panel sends back is done again by who made it, in time, never worse, and may be asked
about again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.case import DAY, DROPPED, PUBLISHED, UPHELD, WRITTEN, Case, published, scored
from tests.appeals.panels import WEEK, heard
from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.accounts import roles
from zhubo_web.appeals.grounds import REMITTED, Decision, Remedy
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.policies.models import KindSetting

LOOK_AGAIN = "第 20 分钟以后的断流没有看"
BACK = Decision(Remedy(REMITTED), WRITTEN, LOOK_AGAIN)


@pytest.fixture
def case(app: Flask, cast: Cast) -> Case:
    """Chen's published month, where the shop has chosen 严谨."""
    made = published(app, cast)
    with made.at():
        KindSetting.choose("appeal", "strict", None)
    return made


def sent_back(case: Case) -> int:
    """Ma's note, sent back by lin and hong a week after publication."""
    number = heard(case)
    case.do(number, "write_decision", "lin", BACK, after=WEEK)
    case.do(number, "sign", "hong", after=WEEK)
    with pytest.raises(WrongState, match="送达并发回"):
        case.do(number, "serve", "hong", after=WEEK)
    case.do(number, "remit", "hong", after=WEEK)
    return number


def test_what_is_sent_back_is_done_again_and_served(case: Case) -> None:
    number = sent_back(case)
    assert case.state(number) == ("remitted", "disputed")
    assert case.waiting("ma").count("发回重做：%(title)s") == 1
    with case.at(WEEK):
        one = case.one(number)
        assert one.decisions[0]["again"] == LOOK_AGAIN and not one.decision
        assert one.redo_by is not None and not any(seat.signed_at for seat in one.sitting)
        with pytest.raises(Denied, match="原来做这件事的人"):
            one.redo(case.person("lin"), DROPPED)
        with pytest.raises(Invalid, match="怎样决定"):
            one.redo(case.person("ma"), BACK)
    case.do(number, "redo", "ma", DROPPED, after=WEEK)
    assert case.state(number) == ("decided", "disputed")
    assert "送达复核决定：%(title)s" in case.waiting("hong")
    case.do(number, "serve", "hong", after=WEEK)
    with case.at(WEEK):
        assert case.one(number).why_not("request_review", case.person("chen")) is None
    case.clock(WEEK + 9 * DAY)
    case.do(number, "execute", "hong", after=WEEK + 9 * DAY)
    assert case.state(number)[0] == "executed"
    with case.at(WEEK + 9 * DAY):
        assert case.one(number).effects["rows"][0]["after"] == "不计"


def test_who_misses_the_time_leaves_it_to_the_panel_which_sends_nothing_back_again(
    case: Case,
) -> None:
    number = sent_back(case)
    case.clock(WEEK + 9 * DAY)
    assert case.state(number) == ("overdue", "disputed")
    with pytest.raises(Invalid, match="已经发回过一次"):
        case.do(number, "write_decision", "hong", BACK, after=WEEK + 9 * DAY)
    with pytest.raises(Denied, match="没有发回"):
        case.do(number, "redo", "ma", DROPPED, after=WEEK + 9 * DAY)
    case.do(number, "write_decision", "hong", DROPPED, after=WEEK + 9 * DAY)
    case.do(number, "sign", "lin", after=WEEK + 9 * DAY)
    assert case.state(number)[0] == "decided"


def test_only_a_panel_sends_back_and_says_what_to_look_at(case: Case) -> None:
    number = heard(case)
    with pytest.raises(Invalid, match="重新看什么"):
        case.do(number, "write_decision", "lin", Decision(BACK.remedy, WRITTEN), after=WEEK)
    changing = Decision(Remedy(REMITTED, {"drop": True}), WRITTEN, LOOK_AGAIN)
    with pytest.raises(Invalid, match="不改任何数"):
        case.do(number, "write_decision", "lin", changing, after=WEEK)
    with case.at(WEEK):
        one = case.one(number)
        for stage, may in (("quick", False), ("second", False), ("panel", True)):
            one.stage = stage
            assert (one.why_not_remit() is None) == may


def test_nobody_is_sent_back_to_who_is_there_no_more(case: Case) -> None:
    number = heard(case)
    with case.at(WEEK):
        for grant in list(case.person("ma").grants):
            grant.end(case.person("qian"))
        db.session.flush()
    with pytest.raises(Invalid, match="请直接决定"):
        case.do(number, "write_decision", "lin", BACK, after=WEEK)


def about_the_month(case: Case) -> int:
    """A quick review gave 85, the panel of guo and dai sends the month back."""
    with case.at():
        KindSetting.choose("appeal", "standard", None)
        case.person("dai").grant(roles.SENIOR_HOST, None)
    number = case.served(scored("85"))
    case.do(number, "ask_panel", "chen", "应当更高")
    with case.at():
        one, guo = case.one(number), case.person("guo")
        one.name_members(guo, [guo, case.person("dai")])
        for name in ("guo", "dai"):
            one.declare(case.person(name))
        one.disclose(guo)
    case.do(number, "hear", "guo", "书面", after=8 * DAY)
    case.do(number, "write_decision", "guo", BACK, after=8 * DAY)
    case.do(number, "sign", "dai", after=8 * DAY)
    case.do(number, "remit", "hong", after=8 * DAY)
    return number


def test_a_month_is_done_again_by_two_and_never_below_what_was_given(case: Case) -> None:
    number = about_the_month(case)
    for wrong, words in ((scored("60"), "变差"), (UPHELD, "收回"), (scored("80"), "收回")):
        with pytest.raises(Invalid, match=words):
            case.do(number, "redo", "ma", wrong, after=8 * DAY)
    case.do(number, "redo", "ma", scored("86"), after=8 * DAY)
    assert case.state(number)[0] == "remitted"
    with pytest.raises(Denied, match="另一位"):
        case.do(number, "agree_redo", "ma", after=8 * DAY)
    with pytest.raises(Denied, match="原来做这件事的人"):
        case.do(number, "agree_redo", "guo", after=8 * DAY)
    case.do(number, "agree_redo", "lin", after=8 * DAY)
    assert case.state(number)[0] == "decided"
    with case.at(8 * DAY):
        assert case.one(number).decision["by"] == [case.cast.ma.id, case.cast.lin.id]


def test_giving_up_while_it_is_done_again_keeps_what_was_given(case: Case) -> None:
    number = about_the_month(case)
    case.do(number, "redo", "ma", scored("86"), after=8 * DAY)
    case.do(number, "withdraw", "chen", after=8 * DAY)
    with case.at(8 * DAY):
        one = case.one(number)
        assert (one.state, one.stage, one.remedy.what) == ("final", "quick", {"score": "85"})
        assert not [d for d in Duty.open_of(case.person("ma")) if "发回重做" in d.title]
    case.do(number, "execute", "hong", after=8 * DAY)
    assert case.state(number) == ("executed", "reissued")


def test_the_pages_lead_through_it(
    case: Case, app: Flask, client_of: Callable[[Member], FlaskClient]
) -> None:
    number = heard(case)
    path, cast = f"/appeals/{number}", case.cast
    back = {"kind": "remitted", "again": LOOK_AGAIN, **WRITTEN}
    with time_machine.travel(PUBLISHED + WEEK, tick=False):
        lin, hong, ma = (client_of(one) for one in (cast.lin, cast.hong, cast.ma))
        shown = lin.post(f"{path}/decision", data={**back, "act": "preview"}).text
        assert "发回以后由 马运营 重做" in shown and "确认决定" in shown
        assert lin.post(f"{path}/decision", data={**back, "act": "confirm"}).status_code == 303
        assert hong.post(f"{path}/signature").status_code == 303
        assert hong.post(f"{path}/service").status_code == 409
        assert "送达并发回" in hong.get(path).text and "送达本人" not in hong.get(path).text
        assert LOOK_AGAIN not in client_of(cast.chen).get(path).text
        assert hong.post(f"{path}/remittal").status_code == 303
        assert LOOK_AGAIN in client_of(cast.chen).get(path).text
        with counted(app) as statements:
            page = ma.get(path).text
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
        assert "写重做的结果" in page and LOOK_AGAIN in page and 'value="remitted"' not in page
        granted = {"kind": "granted", **WRITTEN}
        assert lin.post(f"{path}/redoing", data={**granted, "act": "confirm"}).status_code == 403
        assert ma.post(f"{path}/redoing", data={**granted, "act": "preview"}).status_code == 200
        assert ma.post(f"{path}/redoing", data={**granted, "act": "confirm"}).status_code == 303
        assert hong.post(f"{path}/service").status_code == 303
        assert "重做的结果 · 按申请改" in client_of(cast.chen).get(path).text
