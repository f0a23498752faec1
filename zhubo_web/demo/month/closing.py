"""The end of the made-up month: self-assessment, three classes, signatures, and what follows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from zhubo_web.demo.month import script
from zhubo_web.extensions import db
from zhubo_web.months.models import Given, Month, MonthlyEvaluation, SelfAssessment

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
