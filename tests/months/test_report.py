"""月评报告: who reads it, what it says, where each number leads, what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.counting import MOST_STATEMENTS, counted
from tests.months.facts import everywhere
from tests.months.reported import RATERS, calibrated, evaluation, facts_of, result
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db, writing
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.observations.models import Observation
from zhubo_web.observations.models.intake import take_operations

Client = Callable[[Member], FlaskClient]


@pytest.fixture
def write(app: Flask) -> Any:
    """Run something with the models, in one transaction; return the id of what it makes."""

    def run(make: Callable[[], MonthlyEvaluation]) -> int:
        with app.app_context(), writing():
            made = make()
            db.session.flush()
            return made.id

    return run


def _held(cast: Cast) -> tuple[list[int], dict[int, int]]:
    """One broadcast with a problem and praise, over; its evaluation."""
    made = broadcast(cast, minutes_ago=40)
    ma = db.session.get_one(Person, cast.ma.id)
    taps = [tap(tag="P12", kind="issue"), tap(tag="I06", kind="praise", text="福袋发得准")]
    take_operations(made, clock.epoch_ms(), taps, ma)
    made.end(ma)
    db.session.flush()
    for note in db.session.query(Observation):
        note.state = "released"
    return [made.id], {Evaluation.of(made)[cast.chen.id].id: made.id}


def _full(cast: Cast, **values: Any) -> MonthlyEvaluation:
    broadcasts, evaluations = _held(cast)
    facts = facts_of(broadcasts, evaluations, watched=8)
    made = evaluation(cast, self_words="稳住了", self_at=clock.now(), self_marks={"T1": "5"})
    words = {"strengths": "答疑快", "gaps": "报价前看一眼提词屏"}
    return result(made, cast, facts, **words, **values)


def test_the_report_says_what_it_is_and_why(client_of: Client, cast: Cast, write: Any) -> None:
    number = write(lambda: _full(cast))
    page = client_of(cast.chen).get(f"/months/{number}/report").text
    for words in ("为什么是", "产品知识拉高了", "主要看单场评分", "比重 30 / 25 / 45", "下个月三件事",
                  "报价前看一眼提词屏", "长处和不足", "自己看和别人看", "小组给了什么支持", "可靠性",
                  "8 场，一共 1 场", "福袋发得准", "你可以申请复核", "不构成法律意见", "第一个月",
                  "没有产品测验，比重分给这一项的其他来源"):  # fmt: skip
        assert words in page, words
    assert "团队中间水平" not in page


def test_every_level_opens_down_to_the_row(client_of: Client, cast: Cast, write: Any) -> None:
    number = write(lambda: _full(cast))
    page = client_of(cast.chen).get(f"/months/{number}/report").text
    assert page.count("<details") >= 3 + 10
    for way in ("/evaluations/", f"/months/{number}/report/figures/engage_rate", "/moments/"):
        assert way in page, way
    assert "单场评分 92 × " in page and "互动率 高于平时水平 +65%" in page and "看得太少" in page
    assert "下播小结按时 11 / 12" in page and "夸 5，不满 1" in page


@pytest.mark.parametrize("kind", ["month_result", "month_item", "observation", "evaluation"])
def test_each_thing_has_its_own_way_to_an_objection(
    client_of: Client, cast: Cast, write: Any, kind: str
) -> None:
    number = write(lambda: _full(cast))
    page = client_of(cast.chen).get(f"/months/{number}/report").text
    assert f"/appeals/new?type={kind}&amp;id=" in page
    assert "/appeals/new" not in client_of(cast.ma).get(f"/months/{number}/report").text


def test_when_the_time_is_over_nothing_offers_an_objection(
    app: Flask, client_of: Client, cast: Cast, write: Any
) -> None:
    number = write(lambda: _full(cast))
    with app.app_context(), writing():
        made = db.session.get_one(MonthlyEvaluation, number)
        made.appeal_until = clock.now() - timedelta(seconds=1)
    page = client_of(cast.chen).get(f"/months/{number}/report").text
    assert "/appeals/new" not in page and "申请复核的时间已过" in page


READERS = {"ma": 200, "lin": 200, "hong": 200, "guo": 200, "qian": 200, "chen": 403, "li": 404,
           "he": 404, "dai": 404, "sun": 404, "wu": 404}  # fmt: skip


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("where", ["report", "report/sheet", "report/figures/watch_avg"])
def test_before_publication_the_group_reads_it_and_nobody_else(
    client_of: Client, cast: Cast, write: Any, who: str, where: str
) -> None:
    number = write(lambda: _full(cast, state="finalised"))
    answer = client_of(getattr(cast, who)).get(f"/months/{number}/{where}")
    assert answer.status_code == READERS[who]


def test_the_assistant_reads_it_from_publication_and_a_double_role_helps_nobody(
    app: Flask, client_of: Client, cast: Cast, write: Any
) -> None:
    number = write(lambda: _full(cast, state="finalised"))
    with app.app_context(), writing():
        db.session.get_one(Person, cast.chen.id).grant("operations_lead", None, room_id=cast.care)
    assert client_of(cast.chen).get(f"/months/{number}/report").status_code == 403
    with app.app_context(), writing():
        db.session.get_one(MonthlyEvaluation, number).state = "published"
    assert client_of(cast.chen).get(f"/months/{number}/report").status_code == 200


def test_the_assistant_sees_classes_and_signatures_not_whose_marks_they_are(
    client_of: Client, cast: Cast, write: Any
) -> None:
    number = write(lambda: _full(cast))
    mine = client_of(cast.chen).get(f"/months/{number}/report").text
    assert "运营类" in mine and "打分的：" not in mine and "这一版签字的：" in mine
    group = client_of(cast.guo).get(f"/months/{number}/report").text
    for who in RATERS.values():
        assert getattr(cast, who).name in group.split("打分的：")[1]


def test_an_empty_month_says_so_and_counts_nothing(
    client_of: Client, cast: Cast, write: Any
) -> None:
    facts = {"items": {}, "watched": 0, "post": "", "broadcasts": []}

    def make() -> MonthlyEvaluation:
        made = evaluation(cast)
        made._write(facts, None)
        made.state = "published"
        return made

    page = client_of(cast.chen).get(f"/months/{write(make)}/report").text
    assert "没有可算的分" in page and "工作业绩没有数据，比重分给另外的维度" in page
    assert "没有能给你看的" in page and "没有呼叫过" in page


def test_without_a_result_there_is_a_page_that_says_when(
    client_of: Client, cast: Cast, write: Any
) -> None:
    number = write(lambda: evaluation(cast))
    assert "报告还没出来" in client_of(cast.ma).get(f"/months/{number}/report").text


def test_too_little_seen_gives_a_score_and_no_grade(
    client_of: Client, cast: Cast, write: Any
) -> None:
    number = write(lambda: result(evaluation(cast), cast, everywhere(4, watched=2)))
    page = client_of(cast.chen).get(f"/months/{number}/report").text
    assert "看得太少，不定级" in page and "有人跟播的只有 2 场，到 3 场才定级" in page


def test_a_calibrated_month_shows_both_scores_and_the_reason(
    client_of: Client, cast: Cast, write: Any
) -> None:
    made = write(lambda: calibrated(_full(cast), Decimal(3), "三场双评都高，单场漏算了一段"))
    client = client_of(cast.chen)
    page = client.get(f"/months/{made}/report").text
    assert "会商以后" in page and "（+3）" in page and "三场双评都高" in page
    first = client.get(f"/months/{made}/report?version=1").text
    assert "这是第 1 版，后来改过" in first and "会商以后" not in first
    assert client.get(f"/months/{made}/report?version=9").status_code == 404


def test_a_low_month_without_support_says_so(client_of: Client, cast: Cast, write: Any) -> None:
    def make() -> MonthlyEvaluation:
        marks = dict.fromkeys(RATERS, 1)
        return result(evaluation(cast), cast, everywhere(1), marks=marks)

    page = client_of(cast.chen).get(f"/months/{write(make)}/report").text
    assert "分数低，却没有辅导记录和跟进事项" in page


def test_the_months_before_are_a_line_and_a_table(
    client_of: Client, cast: Cast, write: Any
) -> None:
    def make() -> MonthlyEvaluation:
        for number, first in enumerate((date(2026, 9, 1), date(2026, 10, 1)), 3):
            result(evaluation(cast, first=first), cast, everywhere(number))
        return _full(cast)

    page = client_of(cast.chen).get(f"/months/{write(make)}/report").text
    assert "2026 年 9 月" in page and 'class="chart__line"' in page and "上个月 " in page


@pytest.mark.parametrize(("others", "shown"), [(3, False), (4, True)])
def test_the_teams_middle_needs_five_people_with_a_result(
    client_of: Client, cast: Cast, write: Any, others: int, shown: bool
) -> None:
    def make() -> MonthlyEvaluation:
        for name in (cast.li, cast.he, cast.dai, cast.sun)[:others]:
            result(evaluation(cast, name.id), cast, everywhere(4))
        unpublished = evaluation(cast, cast.wu.id)
        result(unpublished, cast, everywhere(4), state="finalised")
        return _full(cast)

    page = client_of(cast.chen).get(f"/months/{write(make)}/report").text
    assert ("团队中间水平 " in page) is shown


def test_long_names_and_english(app: Flask, client_of: Client, cast: Cast, write: Any) -> None:
    number = write(lambda: _full(cast))
    with app.app_context(), writing():
        db.session.get_one(Person, cast.chen.id).name = "阿卜杜热西提·麦麦提依明<b>" + "长" * 10
    client = client_of(cast.chen)
    assert "麦麦提依明&lt;b&gt;" in client.get(f"/months/{number}/report").text
    for page in ("report", "report/sheet", "report/figures/engage_rate"):
        assert client.get(f"/months/{number}/{page}?lang=en").status_code == 200


def test_a_month_of_thirty_broadcasts_is_small_and_cheap(
    app: Flask, client_of: Client, cast: Cast, write: Any
) -> None:
    def make() -> MonthlyEvaluation:
        broadcasts, evaluations = _held(cast)
        for _ in range(29):
            made = broadcast(cast, minutes_ago=30)
            made.end(db.session.get_one(Person, cast.ma.id))
            db.session.flush()
            broadcasts.append(made.id)
            evaluations[Evaluation.of(made)[cast.chen.id].id] = made.id
        made = evaluation(cast, self_at=clock.now(), self_marks={"T1": "5"})
        words = {"strengths": "好" * 500, "gaps": "改" * 500}
        return result(made, cast, facts_of(broadcasts, evaluations), **words)

    number = write(make)
    for who in (cast.chen, cast.ma):
        client = client_of(who)
        for page in ("report", "report/sheet", "report/figures/engage_rate"):
            with counted(app) as statements:
                answer = client.get(f"/months/{number}/{page}")
            assert answer.status_code == 200
            assert len(statements) <= MOST_STATEMENTS, "\n\n".join(statements)
            assert len(answer.data) < 100_000, len(answer.data)


def test_the_sheet_has_the_digest_and_lines_to_sign(
    app: Flask, client_of: Client, cast: Cast, write: Any
) -> None:
    number = write(lambda: _full(cast))
    page = client_of(cast.chen).get(f"/months/{number}/report/sheet").text
    assert f'<a class="back" href="/months/{number}/report?version=1">' in page
    with app.app_context():
        digest = db.session.get_one(MonthlyEvaluation, number).results[-1].digest
    assert digest in page and "本人签收" in page and "签收不等于同意" in page


def test_the_sheet_has_strengths_and_gaps_once_with_whose_words_they_are(
    client_of: Client, cast: Cast, write: Any
) -> None:
    number = write(lambda: _full(cast))
    page = client_of(cast.chen).get(f"/months/{number}/report/sheet").text
    strengths, gaps = (
        re.search(rf"<h2>{one}</h2>.*?</ul>", page, re.S) for one in ("长处", "不足")
    )
    assert strengths and gaps
    for found, words in ((strengths, "答疑快"), (gaps, "报价前看一眼提词屏")):
        assert found[0].count(words) == 1
        assert "运营类、业务类（资深主播）、人力类写的" in found[0]
    assert "还能多得的：" in gaps[0]


def test_a_figure_opens_to_its_broadcasts(client_of: Client, cast: Cast, write: Any) -> None:
    number = write(lambda: _full(cast))
    client = client_of(cast.chen)
    page = client.get(f"/months/{number}/report/figures/engage_rate").text
    assert "锁数时：互动率 高于平时水平 +65%" in page and "没有数，不当成 0" in page
    assert client.get(f"/months/{number}/report/figures/nothing").status_code == 404
