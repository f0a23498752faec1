"""A whole month end as its people live it. Nobody waits for the real clock: where the story says that
time goes by, stored moments move (tests/browser/passing.py)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.colleagues import Colleague, Team
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
Someone = Callable[..., BrowserContext]
STEADY, SUPPORT = "把常见问题写成了小卡片", "想要一次价格的培训"
OBJECTION = "那天主播临时改了价格，我按流程单念的"
FOUND = {
    "查明的事实": "37 分主播口头改了价格，流程单没有改",
    "采信和不采信的材料": "采信回放和流程单；记录只写了后半句",
    "依据的条款和版本": "制度第 1 版，跟播记录要写明当时的情况",
    "对助播有利的情况": "按流程单念，没有错",
    "为什么这样定，而不是更轻": "记录不成立，没有更轻的办法",
}
SAID = {
    "优点": "四场节奏稳，回复快",
    "不足": "没有",
    "建议": "开播前和主播对一遍价格",
    "支持": "价格改动先写进流程单",
    "助播意见": "同意，流程单先改再播",
}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a month that is over."""
    made = Server(tmp_path_factory.mktemp("month"), seed="month")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def team(server: Server, someone: Someone, violations: list[str]) -> Iterator[Team]:
    """The people at their devices; afterwards it is said how many taps it took of each."""
    made = Team(lambda name: Colleague.sits_down(name, someone, violations))
    yield made
    sys.stdout.write(f"\n{made.told()}\n")


@pytest.mark.walk
def test_a_month_of_its_people(server: Server, team: Team) -> None:
    """陈小满 assists, on a phone; 马运营 leads operations, 林资深 is a senior host, 洪人力 works in HR,
    郭行政 is administration, each at a laptop.

    The month is over: 洪 opens its evaluation with one tap. 陈 finds 自评 in 今天 and assesses herself
    on the phone. Once figures are taken down, 马, 林 and 洪 each take what the work came to, 全部按建议,
    and sign in a row; on its day the result is given to 陈.

    陈 opens the report and goes from the score to the second of a note, finds that it is not so, and
    objects to that note from the report. 郭 takes it up and names 林, who had no part in it; 林 declares
    so, sees what a decision would change before it is made, and decides. Meanwhile the package goes to
    HR with 陈 as contested; 洪 receives it, serves the decision, and carries it out when nobody asked
    again. 陈 reads the new score beside the old; HR gets the correction.

    马 arranges the talk, holds it, writes down what was agreed; 陈 confirms.
    """
    _open(team)
    _assess(team)
    server.passes("freeze")
    _rate(team)
    _sign(team)
    server.passes("given")
    _object(team)
    _review(team)
    server.passes("package")
    _hand_over(team)
    server.passes("settled")
    _carry_out(team)
    _talk(team, server)


def _open(team: Team) -> None:
    hong = team.hong
    hong.follows("月评", within="header")
    hong.presses("月评", within="main", exact=False)
    hong.sees("陈小满", within="#months-table")


def _assess(team: Team) -> None:
    chen = team.chen
    chen.takes_up("月评自评：")
    for item in ("责任心", "团队协作", "产品知识", "互动技巧"):
        chen.chooses("4", within=f"fieldset:has-text('{item}')")
    chen.writes("为什么满意", STEADY)
    chen.writes("需要的支持", SUPPORT)
    chen.presses("交自评")
    chen.sees("监督小组在打分和会签")


def _rate(team: Team) -> None:
    for one in (team.ma, team.lin, team.hong):
        one.takes_up("月评打分：陈小满")
        one.presses("全部按建议，提交")


def _sign(team: Team) -> None:
    for one in (team.ma, team.lin, team.hong):
        one.takes_up("月评会签：陈小满")
        one.sees("同意以它定稿")
        one.presses("签字")


def _object(team: Team) -> None:
    """From the score through dimension, item and source to the second of a note, and back."""
    chen = team.chen
    chen.hears("月评出来了")
    chen.follows("看月评报告")
    chen.sees("为什么是")
    chen.unfolds("专业能力")
    chen.unfolds("产品知识")
    chen.unfolds("单场评分", within="#item-A1")
    chen.touches("#evidence .note:has-text('问题') .note__at")
    chen.sees("前后 30 秒的记录", "0:36:5")
    chen.page.go_back()
    chen.touches("#evidence .note:has-text('问题') .contest")
    chen.chooses("漏了当时的情况")
    chen.writes("哪里不对", OBJECTION)
    chen.presses("提交申请")
    chen.sees("行政受理", OBJECTION)


def _review(team: Team) -> None:
    guo, lin = team.guo, team.lin
    guo.takes_up("受理申请复核：")
    guo.sees(OBJECTION)
    guo.presses("受理")
    guo.chooses("林资深")
    guo.presses("定快速复核人")
    lin.takes_up("快速复核：")
    lin.presses("没有利害关系")
    lin.chooses("按申请改")
    for field, words in FOUND.items():
        lin.writes(field, words)
    lin.presses("看会改什么")
    lin.sees("确认以后会改这些", within="#preview")
    lin.presses("确认决定")
    lin.sees("已决定，待送达")


def _hand_over(team: Team) -> None:
    hong = team.hong
    hong.takes_up("收下月度包：")
    hong.sees("复核中")
    hong.presses("收下了")
    hong.sees("人力已收")
    hong.takes_up("送达复核决定：")
    hong.presses("送达本人")
    hong.sees("已送达")


def _carry_out(team: Team) -> None:
    chen, hong = team.chen, team.hong
    hong.takes_up("执行复核决定：")
    hong.presses("执行")
    hong.presses("执行", within="#dialog")
    hong.sees("改了的数")
    hong.takes_up("收下月度包：")
    hong.sees("只列变了的人")
    hong.presses("收下了")
    hong.sees("人力已收")
    chen.hears("复核决定执行了")
    chen.sees("改了的数")
    chen.hears("月评改了，原来的留着")
    chen.follows("看月评报告")
    chen.sees("86.5 分 A 级", within=".report__moved del")
    chen.sees("87.2 分 A 级", within=".report__moved ins")
    chen.sees("按申请复核的决定改")


def _talk(team: Team, server: Server) -> None:
    chen, ma = team.chen, team.ma
    ma.takes_up("约一对一面谈：陈小满")
    ma.writes("地点", "小会议室")
    ma.presses("约好")
    ma.sees("小会议室")
    chen.hears("面谈")
    server.passes("met")
    ma.page.reload()
    ma.presses("谈过了，写记录")
    for field, words in SAID.items():
        ma.writes(field, words)
    ma.writes("助播做什么", "开播前和主播对一遍价格")
    ma.writes("团队提供什么", "价格改动先写进流程单")
    ma.picks("团队这边谁负责", "马运营")
    ma.writes("怎么看有没有做到", "看三场流程单")
    ma.presses("交记录，请本人确认")
    chen.takes_up("看面谈记录")
    chen.sees(SAID["助播意见"], "不等于同意")
    chen.presses("确认看过")
    chen.sees("本人已确认")
