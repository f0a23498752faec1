"""The end of the made-up month: self-assessment, three classes, signatures, and what follows."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from zhubo_web.core import clock
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.demo.month import script
from zhubo_web.extensions import db
from zhubo_web.months.models import Given, Month, MonthlyEvaluation, SelfAssessment
from zhubo_web.talks.models import Talk
from zhubo_web.talks.models.arranged import Appointment
from zhubo_web.talks.models.written import Agreement, Minutes

if TYPE_CHECKING:
    from zhubo_web.demo.month.telling import Story

ASSISTANTS = ("chen", "li")
SAID = {
    "chen": (
        "把常见问题写成了小卡片，回复快了",
        "每个品报价前先看一眼提词屏",
        "想要一次功效词的培训",
    ),
    "li": ("这个月到岗和小结晚了几次", "小结当晚写完", "希望少排早晚连班"),
}
MINUTES = {
    "chen": {
        "strengths": "六场里五场节奏稳，回复快",
        "gaps": "14 日一句功效词",
        "advice": "把功效词换成商品卡上的说法",
        "support": "每周一次功效词小测",
        "view": "37 分那句是念观众的评论，会申请复核",
    },
    "li": {
        "strengths": "流程熟，愿意听提醒",
        "gaps": "到岗晚两次，小结晚两次",
        "advice": "到岗提前十分钟，小结当晚写",
        "support": "不排早晚连班",
        "view": "互动下滑有一周是投流停了",
    },
}
#: What the assistant does, what the group provides, how it is checked.
AGREED = {
    "chen": ("把十个功效词的替代说法写进小卡片", "提供审过的替代说法表", "下个月没有功效词记录"),
    "li": ("连续三周按时到岗、当晚写小结", "三周不排早晚连班", "到岗和小结按时率到 95%"),
}
#: What the lead does about a number of the principles that fell short.
CHECKED = {
    "evidence": "打过 1、2、5 分的补勾了记录，以后没勾不能提交",
    "observers": "下个月每位助播排两个人轮着看",
    "enough": "观看表里给每位助播每周排两场",
    "sides": "开播前说好这一场重点看哪两面，应急每周看一次",
    "hours": "两个人轮着看，一人一半场",
    "timely": "晚的多是小结和开播前确认，提醒提前一小时",
}
REMARKS = {"chen": "已知悉，不等于同意那一条记录", "li": "已知悉"}
CLASS_WORDS = {
    "chen": ("回复快，演示清楚，能带节奏", "功效词要提前换好说法"),
    "li": ("流程熟，愿意改", "到岗和小结要按时，公屏问题要接住"),
}


def month_of(story: Story, name: str) -> MonthlyEvaluation:
    """Somebody's evaluation of the month that is told of."""
    query = select(MonthlyEvaluation).join(Month, Month.id == MonthlyEvaluation.month_id)
    query = query.where(
        Month.first_day == story.first, MonthlyEvaluation.assistant_id == story.ids[name]
    )
    return db.session.scalars(query).one()


def close(story: Story, after: int) -> None:
    """From the first day of the next month on; ``after`` is its number counted from the first."""
    for name in ASSISTANTS:
        story.at(story.day(after, 10), partial(_assess, story, name))
        for hour, of in enumerate(script.CLASS_MEMBERS, 10):
            story.at(story.day(after + 1, hour), partial(_rate, story, name, of))
        story.at(story.day(after + 2, 15), partial(_sign, story, name))
        story.at(story.day(after + 5, 9), partial(_arrange, story, name, after))
        story.at(story.day(after + 6, 17), partial(_hold, story, name))
        story.at(story.day(after + 6, 18), partial(_write, story, name))
        story.at(story.day(after + 7, 11), partial(_confirm, story, name))


def answer_checks(story: Story, after: int) -> None:
    """What fell short of the principles has what the lead does about it."""
    story.at(story.day(after + 3, 16), partial(_answer_checks, story))


def _answer_checks(story: Story) -> None:
    query = select(PrincipleCheck).where(PrincipleCheck.state == "below")
    for check in db.session.scalars(query.order_by(PrincipleCheck.id)):
        check.settle(story.person("ma"), CHECKED[check.name])


def _assess(story: Story, name: str) -> None:
    one = month_of(story, name)
    marks = {item.code: script.SELF_MARKS[name] for item in one.composite.self_rated}
    words, improve, support = SAID[name]
    one.self_submit(story.person(name), SelfAssessment(marks, words, improve, support))


def _rate(story: Story, name: str, member_class: str) -> None:
    one = month_of(story, name)
    given = script.CLASS_MARKS[name][member_class]
    marks = {item.code: mark for item, mark in zip(one.composite.rated, given, strict=True)}
    strengths, gaps = CLASS_WORDS[name]
    one.rate(story.person(script.CLASS_MEMBERS[member_class]), Given(marks, strengths, gaps))


def _sign(story: Story, name: str) -> None:
    for who in script.CLASS_MEMBERS.values():
        month_of(story, name).sign(story.person(who))


# ── the talk ────────────────────────────────────────────────────────────────────────────────────


def _talk(story: Story, name: str) -> Talk:
    found = Talk.of(month_of(story, name))
    assert found is not None
    return found


def _arrange(story: Story, name: str, after: int) -> None:
    talk = _talk(story, name)
    hr = story.ids["hong"] if talk.hr_wanted else None
    wanted = Appointment(story.day(after + 6, 16), "二楼小会议室", hr_id=hr)
    talk.schedule(story.person("ma"), wanted)


def _hold(story: Story, name: str) -> None:
    talk = _talk(story, name)
    talk.hold(story.person("ma"), hr_came=talk.hr_id is not None)


def _write(story: Story, name: str) -> None:
    does, provides, how = AGREED[name]
    due = (clock.now() + timedelta(days=21)).date()
    agreed = Agreement(does, provides, story.ids["ma"], due, how)
    _talk(story, name).write(story.person("ma"), Minutes(MINUTES[name], [agreed]))


def _confirm(story: Story, name: str) -> None:
    talk = _talk(story, name)
    talk.confirm(story.person(name), REMARKS[name])
    talk.close(story.person("hong"))
    month_of(story, name).acknowledge(story.person(name))
