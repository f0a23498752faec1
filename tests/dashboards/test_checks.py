"""A number of 四项原则 below its target is a task of the operations leads: once a month, until it is said
what is done about it or the number rises by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.held import Held, hold
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.i18n import in_words, speaking
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.dashboards import jobs
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.dashboards.principles import Figure
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db

THREES: dict[str, int | None] = {"language": 3, "interaction": 3, "product": 3, "emergency": None}
NOVEMBER = date(2026, 11, 1)
FROZEN = clock.shanghai(date(2026, 12, 2), 1)
Client = Callable[[Member], FlaskClient]


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """One broadcast of November, watched by one person alone, scored once: three are asked for."""
    made = hold(app, cast)
    with made.at(timedelta(hours=1)):
        made.evaluation().submit(made.person("ma"), Given(THREES))
    made.clock(timedelta(days=4))
    return made


def judged(held: Held) -> dict[str, int]:
    """The worker looks once the figures froze; name → id of what is below."""
    with time_machine.travel(FROZEN, tick=False), held.app.app_context():
        assert jobs.judge_last_month()
        below = select(PrincipleCheck).where(PrincipleCheck.state == "below")
        return {one.name: one.id for one in db.session.scalars(below)}


def waiting(held: Held, name: str) -> list[str]:
    """Which numbers wait for somebody."""
    with held.app.app_context():
        begin_reading()
        open_ = Duty.open_of(held.person(name))
        return [one.values["figure"] for one in open_ if one.subject_type == "principle_check"]


def test_a_month_is_looked_at_once_and_not_before_its_figures_freeze(held: Held) -> None:
    for moment in (clock.shanghai(date(2026, 11, 30), 23), FROZEN - timedelta(hours=2)):
        with time_machine.travel(moment, tick=False), held.app.app_context():
            assert not jobs.judge_last_month()
    assert {"observers", "enough"} <= judged(held).keys()
    with time_machine.travel(FROZEN + timedelta(days=3), tick=False), held.app.app_context():
        assert not jobs.judge_last_month() and not jobs.settle_risen()
        kept = {one.name: one for one in db.session.scalars(select(PrincipleCheck))}
        assert kept["hours"].state == "met" and kept["hours"].value == 100
        assert (kept["observers"].value, kept["observers"].target) == (0, 100)
        assert kept["observers"].due_at == clock.shanghai(date(2026, 12, 10))
        assert "evidence" not in kept, "nothing was rated 1, 2 or 5: that says nothing"


def test_what_is_below_waits_for_the_leads_until_one_says_what_is_done(held: Held) -> None:
    number = judged(held)["observers"]
    for lead in ("ma", "wu"):
        assert "至少两个人看过的助播" in waiting(held, lead)
    assert waiting(held, "lin") == waiting(held, "chen") == []
    with held.at(FROZEN + timedelta(hours=9)):
        check = db.session.get_one(PrincipleCheck, number)
        with pytest.raises(Denied):
            check.settle(held.person("lin"), "排了两个人")
    with held.at(FROZEN + timedelta(hours=9)):
        db.session.get_one(PrincipleCheck, number).settle(held.person("wu"), " 下月排两个人跟 ")
    with held.at(FROZEN + timedelta(hours=10)):
        check = db.session.get_one(PrincipleCheck, number)
        assert (check.state, check.answer) == ("answered", "下月排两个人跟")
        with pytest.raises(WrongState):
            check.settle(held.person("ma"), "再说一次")
    for lead in ("ma", "wu"):
        assert "至少两个人看过的助播" not in waiting(held, lead)


def test_one_that_rises_by_itself_is_settled_by_itself(held: Held) -> None:
    number = judged(held)["enough"]
    with held.at(FROZEN + timedelta(days=1)):
        assert PrincipleCheck.look_again(NOVEMBER, [Figure("enough", "", 99, 100)]) == 0
        assert PrincipleCheck.look_again(NOVEMBER, [Figure("enough", "", 100, 100)]) == 1
    with held.at(FROZEN + timedelta(days=1)):
        check = db.session.get_one(PrincipleCheck, number)
        assert (check.state, check.value, check.answer) == ("risen", 100, "")
    assert "看够场次、能定级的助播" not in waiting(held, "ma")


def test_the_worker_looks_again_until_its_time_is_over(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(held)
    monkeypatch.setattr(jobs, "_figures", lambda _first: [Figure("observers", "", 100, 100)])
    with time_machine.travel(FROZEN + timedelta(days=9), tick=False), held.app.app_context():
        assert jobs.settle_risen() == 0, "it is overdue: somebody has to say what is done"
    with time_machine.travel(FROZEN + timedelta(days=2), tick=False), held.app.app_context():
        assert jobs.settle_risen() == 1


def test_without_a_lead_it_waits_for_the_owner(held: Held) -> None:
    with held.at(timedelta(days=5)):
        for name in ("ma", "wu"):
            held.person(name).grants[0].end(held.person("qian"))
    judged(held)
    assert "至少两个人看过的助播" in waiting(held, "qian")


def test_the_page_names_the_number_leads_to_its_rows_and_takes_a_sentence(
    held: Held, cast: Cast, client_of: Client
) -> None:
    number = judged(held)["observers"]
    address = f"/principles/checks/{number}"
    with time_machine.travel(FROZEN + timedelta(hours=9), tick=False):
        ma = client_of(cast.ma)
        assert f'href="{address}"' in ma.get("/").text
        with counted(held.app) as statements:
            principles = ma.get("/principles?month=2026-11").text
        assert f'href="{address}"' in principles and "等运营说明" in principles
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
        page = ma.get(address).text
        assert "至少两个人看过的助播" in page and "/principles/observers?month=2026-11" in page
        empty = ma.post(f"{address}/answer", data={"answer": " "})
        assert empty.status_code == 422 and "请写一句做了什么" in empty.text
        long = ma.post(f"{address}/answer", data={"answer": "跟" * 301})
        assert long.status_code == 422 and "跟跟" in long.text
        assert ma.post(f"{address}/answer", data={"answer": "下月排两个人"}).status_code == 303
        assert "下月排两个人" in client_of(cast.lin).get(address).text


def test_what_is_done_about_it_is_not_for_everybody(
    held: Held, cast: Cast, client_of: Client
) -> None:
    address = f"/principles/checks/{judged(held)['observers']}"
    with time_machine.travel(FROZEN + timedelta(hours=9), tick=False):
        for member in (cast.chen, cast.he, cast.sun):
            assert client_of(member).get(address).status_code == 403
            assert address not in client_of(member).get("/principles?month=2026-11").text
        assert (
            client_of(cast.lin).post(f"{address}/answer", data={"answer": "改"}).status_code == 403
        )
        hong = client_of(cast.hong)
        assert "由直播运营主管说明做了什么" in hong.get(address).text
        assert hong.get("/principles/checks/999").status_code == 404


def test_every_number_with_a_target_leads_to_its_rows(
    held: Held, cast: Cast, client_of: Client
) -> None:
    with held.at(FROZEN):
        due = FROZEN + timedelta(days=8)
        for name in ("evidence", "observers", "enough", "sides", "hours", "timely"):
            PrincipleCheck._write(date(2026, 10, 1), Figure(name, "", 1, 90), due)
        ids = [one.id for one in db.session.scalars(select(PrincipleCheck))]
    with time_machine.travel(FROZEN, tick=False):
        ma = client_of(cast.ma)
        for number in ids:
            page = ma.get(f"/principles/checks/{number}").text
            (rows,) = re.findall(
                r'href="(/principles[^"]*)"[^>]*>(?:(?!</a>).)*看是哪几条', page, re.S
            )
            assert ma.get(rows.split("#")[0]).status_code == 200 and "month=2026-10" in rows


def test_the_task_is_told_in_the_readers_language(app: Flask, cast: Cast) -> None:
    with app.test_request_context(), speaking("en"):
        told = in_words("四项原则低于目标：%(figure)s", {"figure": "跟播时间占直播时间"})
    assert "Share of time on air watched" in told or "跟播" not in told


def test_two_active_leads_are_told_and_a_suspended_one_is_not(held: Held) -> None:
    with held.at(timedelta(days=5)):
        held.person("wu").suspend(held.person("qian"))
    judged(held)
    assert waiting(held, "ma") and not waiting(held, "wu")
