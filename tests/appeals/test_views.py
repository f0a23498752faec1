"""The pages of an appeal for each of its readers, by form; the guest's link; what a page costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.case import DAY, DROPPED, HOUR, PUBLISHED, WRITTEN, Case, scored
from tests.cast import Member
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models import Appeal, AppealGuest
from zhubo_web.extensions import db, writing

Enter = Callable[[Member], FlaskClient]
FILED = {"grounds": "context", "words": "那天断流了十分钟", "hearing": "written"}


class Desk:
    """Signed-in browsers at moments after publication."""

    def __init__(self, case: Case, enter: Enter) -> None:
        self.case, self.enter = case, enter
        self.text = self.location = ""

    def get(self, name: str, path: str, after: timedelta = HOUR, status: int = 200) -> str:
        with time_machine.travel(PUBLISHED + after, tick=False):
            answer = self.enter(getattr(self.case.cast, name)).get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text

    def post(self, who: str, path: str, after: timedelta = HOUR, **typed: Any) -> int:
        with time_machine.travel(PUBLISHED + after, tick=False):
            answer = self.enter(getattr(self.case.cast, who)).post(path, data=typed)
        self.text, self.location = answer.text, answer.headers.get("Location", "")
        return answer.status_code


@pytest.fixture
def desk(case: Case, client_of: Enter) -> Desk:
    return Desk(case, client_of)


def test_from_a_link_to_what_was_carried_out(case: Case, desk: Desk) -> None:
    page = desk.get("chen", f"/appeals/new?type=month_result&id={case.month_id}")
    assert "11月 月评结果" in page and "不构成法律意见" in page
    about = {"kind": "month_result", "target": case.month_id}
    assert desk.post("chen", "/appeals", **{**about, **FILED, "words": ""}) == 422
    assert "请写哪里不对" in desk.text
    assert desk.post("chen", "/appeals", **about, **FILED) == 303
    file = desk.location
    number = int(file.rsplit("/", 1)[1])
    assert "行政受理" in desk.get("chen", file)
    assert desk.post("guo", f"{file}/acceptance") == 303
    page = desk.get("guo", file)
    assert "定快速复核人" in page and "钱老板" in page and "没有参与的人不够" not in page
    assert desk.post("guo", f"{file}/quick-reviewer", member=case.cast.qian.id) == 303
    assert desk.post("qian", f"{file}/declaration", act="apart") == 303
    decision = {"kind": "granted", "score": "85", **WRITTEN}
    assert desk.post("qian", f"{file}/decision", act="preview", **decision) == 200
    assert re.search(r"<del>[\d.]+</del> → <ins>85</ins>", desk.text) and "确认决定" in desk.text
    assert case.state(number)[0] == "quick_review"
    worse = {**decision, "score": "40"}
    assert desk.post("qian", f"{file}/decision", act="preview", **worse) == 200
    assert "会让结果变差" in desk.text and "确认决定</span>" not in desk.text
    assert desk.post("qian", f"{file}/decision", act="confirm", **worse) == 422
    assert desk.post("qian", f"{file}/decision", act="confirm", **decision) == 303
    assert "按申请改" not in desk.get("chen", file)
    assert desk.post("hong", f"{file}/service") == 303
    page = desk.get("chen", file)
    assert "按申请改" in page and "不服，请复核小组来看" in page
    case.clock(8 * DAY)
    assert desk.post("hong", f"{file}/execution", 8 * DAY) == 303
    assert "<ins>85</ins>" in desk.get("chen", file, 9 * DAY)
    assert case.state(number) == ("executed", "reissued")


def test_a_form_that_was_refused_keeps_what_was_typed(case: Case, desk: Desk) -> None:
    number = case.quick()
    typed = {**WRITTEN, "facts": "两段都看了", "lighter": ""}
    path = f"/appeals/{number}/decision"
    assert desk.post("qian", path, act="confirm", kind="granted", score="85", **typed) == 422
    assert "两段都看了" in desk.text and 'value="85"' in desk.text


@pytest.mark.parametrize("name", ["li", "ma", "lin", "he", "dai", "sun", "wu"])
def test_who_has_no_part_in_it_does_not_find_it(case: Case, desk: Desk, name: str) -> None:
    number = case.filed("observation")
    wanted = 403 if name == "sun" else 404
    desk.get(name, f"/appeals/{number}", status=wanted)
    assert desk.post(name, f"/appeals/{number}/withdrawal") == wanted


def test_a_respondent_learns_of_it_when_it_is_accepted_and_answers_once(
    case: Case, desk: Desk
) -> None:
    number = case.filed("observation")
    desk.get("ma", f"/appeals/{number}", status=404)
    case.do(number, "accept", "guo")
    assert "我来说明" in desk.get("ma", f"/appeals/{number}")
    assert desk.post("ma", f"/appeals/{number}/answer", words="当时看了公屏") == 303
    assert desk.post("ma", f"/appeals/{number}/answer", words="再说一次") == 403
    assert "当时看了公屏" in desk.get("chen", f"/appeals/{number}")


def test_opening_the_file_is_written_down_for_the_assistant_to_see(case: Case, desk: Desk) -> None:
    number = case.quick("lin", "observation")
    assert desk.post("lin", f"/appeals/{number}/file") == 200
    assert "跟播记录，直播时间" in desk.text
    seen = desk.get("chen", f"/appeals/{number}").split("谁看过")[1].split("</details>")[0]
    assert "林资深" in seen and "钱老板" not in seen


def test_what_is_not_theirs_is_not_there_to_contest(case: Case, desk: Desk) -> None:
    for name in ("li", "ma", "qian"):
        desk.get(name, f"/appeals/new?type=month_result&id={case.month_id}", status=404)
        about = {"kind": "month_result", "target": case.month_id}
        assert desk.post(name, "/appeals", **about, **FILED) == 404
    desk.get("chen", "/appeals/new?type=nonsense&id=1", status=404)
    desk.get("chen", f"/appeals/new?type=month_result&id=-{case.month_id}", status=404)


def test_addresses_of_other_sites_are_no_evidence_links(case: Case, desk: Desk) -> None:
    typed = {
        **FILED,
        "evidence": "看这里 //evil.example/x\n断流 https://shop.example/broadcasts/7\n只有字",
    }
    about = {"kind": "month_result", "target": case.month_id}
    assert desk.post("chen", "/appeals", **about, **typed) == 303
    with case.at():
        kept = case.one(int(desk.location.rsplit("/", 1)[1])).evidence
    assert [one["url"] for one in kept] == ["", "/broadcasts/7", ""]
    assert 'href="//evil' not in desk.get("chen", desk.location)


# ── a guest ─────────────────────────────────────────────────────────────────────────────────────


def alone(case: Case) -> int:
    """An accepted appeal that nobody of the shop could review: the owner made the rating too."""
    with case.at():
        case.month().signatures[1].person_id = case.cast.qian.id
    number = case.filed()
    with case.at():
        case.one(number).accept(case.person("guo"))
    return number


def invited(case: Case, desk: Desk, number: int) -> str:
    typed = {"name": "周律师", "organisation": "某律师事务所"}
    assert desk.post("guo", f"/appeals/{number}/guest", **typed) == 200
    found = re.search(r"/review#([0-9A-Z-]+)", desk.text)
    assert found is not None
    return found[1]


def at(anonymous: FlaskClient, path: str, after: timedelta = HOUR, **typed: Any) -> Any:
    with time_machine.travel(PUBLISHED + after, tick=False):
        return anonymous.post(path, data=typed)


def test_a_guest_reads_this_file_and_decides_once(
    case: Case, desk: Desk, anonymous: FlaskClient
) -> None:
    number = alone(case)
    page = desk.get("guo", f"/appeals/{number}")
    assert "生成一次性链接" in page and "定快速复核人" not in page
    code = invited(case, desk, number)
    page = at(anonymous, "/review", code=code).text
    assert "那天断流了十分钟" in page and "/months/" not in page and "看会改什么" in page
    decision = {"code": code, "kind": "granted", "score": "85", **WRITTEN}
    shown = at(anonymous, "/review/decision", act="preview", **decision)
    assert shown.status_code == 200 and "<ins>85</ins>" in shown.text
    done = at(anonymous, "/review/decision", act="confirm", **decision)
    assert "决定已经交了" in done.text and case.state(number)[0] == "decided"
    for path in ("/review", "/review/decision"):
        again = at(anonymous, path, act="confirm", **decision)
        assert again.status_code == 422 and "已用过" in again.text
    for path in ("/", "/appeals", f"/appeals/{number}", "/months"):
        assert anonymous.get(path).status_code in (302, 401)
    page = desk.get("guo", f"/appeals/{number}")
    assert "周律师 · 某律师事务所" in page


def test_a_link_runs_out_and_cannot_be_guessed(
    case: Case, desk: Desk, anonymous: FlaskClient
) -> None:
    number = alone(case)
    code = invited(case, desk, number)
    with case.at():
        kept = db.session.query(AppealGuest).one()
        assert code not in kept.digest and len(code.replace("-", "")) == 26
    assert at(anonymous, "/review", after=4 * DAY, code=code).status_code == 422
    tries = [at(anonymous, "/review", code=f"AAAAA-{n:021}").status_code for n in range(30)]
    assert set(tries) == {422, 429} and tries[-1] == 429


def test_a_guest_who_was_taken_off_opens_nothing(
    case: Case, desk: Desk, anonymous: FlaskClient
) -> None:
    number = alone(case)
    code = invited(case, desk, number)
    with case.at():
        member = case.one(number).sitting[0].id
    assert desk.post("guo", f"/appeals/{number}/members/{member}/replacement") == 303
    assert at(anonymous, "/review", code=code).status_code == 422


def test_no_guest_is_asked_where_somebody_of_the_shop_could(case: Case, desk: Desk) -> None:
    number = case.accepted()
    typed = {"name": "周律师", "organisation": "某律师事务所"}
    assert desk.post("guo", f"/appeals/{number}/guest", **typed) == 409
    assert "先请本店的人" in desk.text


# ── cost ────────────────────────────────────────────────────────────────────────────────────────


def test_pages_ask_the_database_at_most_so_often(
    app: Flask, case: Case, desk: Desk, client_of: Enter
) -> None:
    number = case.quick("lin", "observation")
    case.do(number, "reply", "ma", "当时看了公屏")
    case.do(number, "open_file", "chen")
    with case.at():
        for other in range(30):
            made = Appeal(kind="observation", target_id=1000 + other, state="filed")
            made.govern("appeal")
            made.assistant_id, made.room_id, made.title = case.cast.chen.id, case.cast.care, "很多"
            db.session.add(made)
    for name in ("chen", "guo", "qian", "lin", "ma"):
        client = client_of(getattr(case.cast, name))
        for path in (f"/appeals/{number}", "/appeals"):
            with time_machine.travel(PUBLISHED + HOUR, tick=False), counted(app) as heard:
                assert client.get(path).status_code == 200
            assert len(heard) <= MOST_STATEMENTS, (name, path, heard)


def test_a_decision_is_written_by_nobody_else(case: Case, desk: Desk) -> None:
    number = case.quick()
    decision = {"act": "confirm", "kind": "granted", "score": "99", **WRITTEN}
    for name in ("chen", "ma", "guo", "hong", "lin"):
        assert desk.post(name, f"/appeals/{number}/decision", **decision) in (403, 404), name
    case.do(number, "write_decision", "qian", scored("85"))
    assert desk.post("qian", f"/appeals/{number}/decision", **decision) == 403


def test_two_who_decide_at_the_same_moment(case: Case, app: Flask) -> None:
    """The slower of two signatures finds that the matter has moved on."""
    number = case.quick("lin", "observation")
    case.do(number, "write_decision", "lin", DROPPED)
    with case.at(), pytest.raises(Exception, match="不能决定"):
        case.one(number).sign(case.person("lin"))


def test_an_assistant_who_is_also_of_the_group_does_not_handle_their_own(
    case: Case, desk: Desk, app: Flask
) -> None:
    with app.app_context(), writing():
        chen = db.session.get_one(Person, case.cast.chen.id)
        for role in ("administration", "hr", "operations_lead", "owner"):
            chen.grant(role, None)
    number = case.filed()
    for path in ("acceptance", "missing", "rejection", "service", "execution", "decision"):
        assert desk.post("chen", f"/appeals/{number}/{path}", words="自己来") in (403, 409), path
    case.do(number, "accept", "guo")
    with case.at():
        assert case.cast.chen.id not in {one.id for one in case.one(number).able("quick")}
