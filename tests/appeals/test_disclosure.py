"""The file of a month's objection holds what the result rests on, in words; of an item, what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import recordings
from tests.appeals.case import HOUR, OVER, WORDS, Case, published
from tests.cast import Cast
from tests.held import Held, hold
from zhubo_web.accounts import roles
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.models.gathering import pieces_of
from zhubo_web.appeals.views import saying
from zhubo_web.attendance.models import CheckIn
from zhubo_web.core import clock
from zhubo_web.core.i18n import speaking
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db
from zhubo_web.metrics.models import FigureRecording, MetricImport
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.surveys.models import Feedback

ENDED = clock.shanghai(date(2026, 11, 20), 22)
TAPS = (
    (5, {"kind": "issue", "tag": "P12"}),
    (30, {"kind": "remind", "tag": "I11"}),
    (60, {"kind": "praise", "tag": "L01"}),
)
Enter = Callable[[Any], FlaskClient]


@pytest.fixture
def case(app: Flask, cast: Cast) -> Case:
    """A month that rests on a bit of everything."""
    held = hold(app, cast, ends=ENDED, taps=TAPS)
    held.clock(ENDED + timedelta(minutes=1))
    with held.at(ENDED + HOUR):
        one = held.evaluation()
        marks = {"language": 4, "interaction": 3, "product": 3, "emergency": None}
        assert one.submit(held.person("ma"), Given(marks, why="当场改了"))
        one.publish(held.person("hong"))
        _figures(held)
        _late(held)
        _blamed(held)
    return published(app, cast, _own_view)


def _figures(held: Held) -> None:
    """The figures of a list, line 7 of the file."""
    made = MetricImport(
        by_id=held.cast.hong.id, file_name="罗盘11月.xlsx", state="done", finished_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    values = {"engage_uv": 90, "view_uv": 1000}
    row = recordings.row(held.id, values, import_id=made.id, line=7, source="import")
    db.session.add(FigureRecording(**row))


def _late(held: Held) -> None:
    on = held.broadcast
    assert on.started_at is not None
    db.session.add(
        CheckIn(
            broadcast_id=on.id,
            person_id=held.cast.chen.id,
            part="assistant",
            arrived_at=on.started_at - timedelta(minutes=28),
            minutes=12,
            band="minor",
            expected_at=on.started_at - timedelta(minutes=40),
            how="code",
            by_id=held.cast.ma.id,
            policy_id=PolicyVersion.in_force().id,
        )
    )


def _blamed(held: Held) -> None:
    """Written down by hong, put on chen by lin."""
    said = Feedback.enter(
        held.person("hong"), room=held.broadcast.room, broadcast=held.broadcast, source="service",
        sort="complaint", text="问了两遍没人回", assistant=held.person("chen"),
        happened_at=ENDED - HOUR,
    )  # fmt: skip
    said.attribute(held.person("lin"), held.person("chen"), code="replayed", words="第 40 分钟")


def _own_view(case: Case) -> None:
    with case.at(OVER + timedelta(days=2)):
        month = db.session.query(MonthlyEvaluation).filter_by(assistant_id=case.cast.chen.id).one()
        month.self_marks, month.self_words, month.self_at = {"T2": "4"}, "稳住了", clock.now()


def told(case: Case, kind: str = "month_result", code: str = "") -> str:
    """The whole file as its readers get it."""
    with case.at():
        one = Appeal.file_new(case.person("chen"), kind, case.month_id, code, WORDS)
        found = pieces_of(one)
        with case.app.test_request_context():
            return "\n".join(
                " ".join([saying.told({"msgid": p["title"], "values": p["values"]}), p["by"],
                          p["words"], *saying.lines(p)])
                for p in found
            )  # fmt: skip


def test_a_months_file_holds_what_its_result_rests_on(case: Case) -> None:
    found = told(case)
    for expected in (
        "跟播记录，直播时间 0:04:52",  # a note, by its moment
        "当场改了",  # what the rater of the broadcast wrote
        "互动效果 3", "应急处理能力 没碰到",  # the broadcast's score, in words
        "罗盘11月.xlsx", "文件第几行： 7", "洪人力",  # where a figure came from
        "到岗准时", "迟到分钟数 12",  # a record
        "问了两遍没人回", "看过回放，是TA", "第 40 分钟", "林资深",  # feedback: why, and who decided
        "自评", "稳住了",
    ):  # fmt: skip
        assert expected in found, f"{expected}\n{found}"


def test_no_code_of_an_item_a_dimension_or_a_figure_is_shown(case: Case) -> None:
    found = told(case)
    for code in (
        "A1",
        "T2",
        " na",
        "interaction",
        "engage_uv",
        "view_uv",
        "import",
        "attend_ontime",
    ):
        assert code not in found, f"{code}\n{found}"


def test_an_items_file_holds_what_the_item_rests_on_and_nothing_of_others(case: Case) -> None:
    product = told(case, "month_item", "A1")
    assert "跟播记录，直播时间 0:04:52" in product and "跟播记录，直播时间 0:29:52" not in product
    assert "罗盘11月.xlsx" not in product and "问了两遍没人回" not in product
    figures = told(case, "month_item", "R1")
    assert "罗盘11月.xlsx" in figures and "跟播记录" not in figures
    arrivals = told(case, "month_item", "T1")
    assert "迟到分钟数 12" in arrivals and "罗盘" not in arrivals


def test_who_said_it_stays_unnamed(case: Case) -> None:
    """Hong wrote the feedback down and lin decided: the file names lin alone beside it."""
    with case.at():
        one = Appeal.file_new(case.person("chen"), "month_item", case.month_id, "A4", WORDS)
        found = [p for p in pieces_of(one) if p["title"] in ("反馈原文", "这条反馈是谁的")]
        assert [p["by"] for p in found] == ["", "林资深"]


def test_it_is_read_in_the_readers_language(case: Case) -> None:
    with case.at():
        one = Appeal.file_new(case.person("chen"), "month_result", case.month_id, "", WORDS)
        kept = pieces_of(one)
        with case.app.test_request_context(), speaking("en"):
            lines = [line for p in kept for line in saying.lines(p)]
    assert "Interaction 3" in lines and not any("互动" in line for line in lines)


def test_the_assistant_reads_it_and_a_name_in_it_can_be_masked(
    case: Case, client_of: Enter
) -> None:
    with case.at():
        for name in ("wu", "dai"):
            case.person(name).grant(roles.SENIOR_HOST, None)
    number = case.accepted()
    with case.at():
        one = case.one(number)
        one.assign(case.person("guo"), [case.person("guo"), case.person("dai")])
        for name in ("guo", "dai"):
            one.declare(case.person(name))
        one.disclose(case.person("guo"), ["罗盘11月"], "文件名里有别人的名字")
        assert one.state == "disclosed"
        with case.app.test_request_context():
            lines = [line for p in one.pieces for line in saying.lines(p)]
    assert any("■■.xlsx" in line for line in lines)
    page = client_of(case.cast.chen).post(f"/appeals/{number}/file").text
    assert "■■.xlsx" in page and "互动效果 3" in page and "罗盘11月" not in page
