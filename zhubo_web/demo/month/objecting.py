"""Two objections to what the made-up month rests on: one granted with its cascade, one not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from zhubo_web.appeals.grounds import Decision, Remedy
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.models.filed import Filing
from zhubo_web.demo.month.script import EVENINGS
from zhubo_web.extensions import db
from zhubo_web.handover.models import Package
from zhubo_web.observations.models import Observation

if TYPE_CHECKING:
    from zhubo_web.demo.month.telling import Story

#: Who looks again, as somebody who had no part in the matter.
REVIEWERS = {"chen": "hong", "li": "qian"}
WORDS = {
    "chen": "37 分那句是念观众的评论，念完马上说了“我们不能这样讲”，不是我自己的宣称",
    "li": "17 号那场投流停了，互动低不是我一个人的事",
}
DECIDED = {
    "chen": {
        "facts": "14 日 37 分，助播念了一条观众评论，两秒后说明不能这样讲",
        "evidence": "采信回放 36:40 到 37:20 和当场更正；记录只写了前半句，不采信它的归属",
        "clause": "制度第 1 版，单场评分，红线要是本人的宣称",
        "mitigation": "当场说明，没有引导下单",
        "lighter": "不是本人的宣称，记录不成立，没有更轻的办法可比",
        "challenge": "送达以后 5 个工作日内可以要求复核小组再看",
    },
    "li": {
        "facts": "17 日的互动人数以平台明细为准，和导入的一致",
        "evidence": "采信平台明细；投流记录显示当天照常投放，不采信“停了”",
        "clause": "制度第 1 版，业绩按同直播间、同时段比",
        "mitigation": "没有",
        "lighter": "数据没有错，不改就是最轻的",
        "challenge": "送达以后 5 个工作日内可以要求复核小组再看",
    },
}
UPHELD, GRANTED = Remedy("upheld"), Remedy("granted", {"drop": True})


def object_to(story: Story, after: int) -> None:
    """From the day of the talk's minutes on; the package goes out while both wait. All of it is over before
    the last day of the next month, on which that month's own evaluation would be opened."""
    for name, reviewer in REVIEWERS.items():
        story.at(story.day(after + 7, 12), partial(_file, story, name))
        story.at(story.day(after + 7, 15), partial(_accept, story, name))
        story.at(story.day(after + 7, 16), partial(_assign, story, name, reviewer))
        story.at(story.day(after + 9, 10), partial(_decide, story, name, reviewer))
        story.at(story.day(after + 10, 9), partial(_serve, story, name))
        story.at(story.day(after + 25, 10), partial(_execute, story, name))
    story.at(story.day(after + 8, 9), partial(_receive, story))
    story.at(story.day(after + 26, 9), partial(_receive, story))


def _target(story: Story, name: str) -> tuple[str, int, str]:
    """What is contested: the note of the red line; a figure of one evening."""
    if name == "li":
        evening = next(one for one in EVENINGS if one.assistant == "li" and one.day == 17)
        return "metric", story.broadcasts[evening.day], "engage_uv"
    evening = next(one for one in EVENINGS if one.red_line)
    query = select(Observation).where(
        Observation.broadcast_id == story.broadcasts[evening.day], Observation.kind == "issue"
    )
    return "observation", db.session.scalars(query).one().id, ""


def _of(story: Story, name: str) -> Appeal:
    query = select(Appeal).where(Appeal.assistant_id == story.ids[name])
    return db.session.scalars(query).one()


def _file(story: Story, name: str) -> None:
    grounds = "context" if name == "chen" else "figure"
    kind, number, code = _target(story, name)
    Appeal.file_new(story.person(name), kind, number, code, Filing(grounds, WORDS[name]))


def _accept(story: Story, name: str) -> None:
    _of(story, name).accept(story.person("qian"))


def _assign(story: Story, name: str, reviewer: str) -> None:
    _of(story, name).assign_quick(story.person("qian"), story.person(reviewer))


def _decide(story: Story, name: str, reviewer: str) -> None:
    appeal, by = _of(story, name), story.person(reviewer)
    appeal.declare(by)
    remedy = GRANTED if name == "chen" else UPHELD
    appeal.write_decision(by, Decision(remedy, DECIDED[name]))


def _serve(story: Story, name: str) -> None:
    _of(story, name).serve(story.person("hong"))


def _execute(story: Story, name: str) -> None:
    _of(story, name).execute(story.person("hong"))


def _receive(story: Story) -> None:
    """HR says that what was handed over has arrived."""
    for package in db.session.scalars(select(Package).where(Package.state == "sent")):
        package.receive(story.person("hong"))
