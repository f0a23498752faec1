"""What comes after a broadcast and is left undone: said above once, at its time, to who can look at it.

The broadcast ends on Friday 9 October 2026; the Saturday after it is worked for the holiday. Shops are
on air every day, so these times run in hours and days over both alike.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.evaluations.test_strict import CODES
from tests.held import Held, hold
from tests.summaries.test_models import FULL, WRITTEN
from zhubo_web.core import clock
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT
from zhubo_web.duties.jobs import escalate, remind, run_timers
from zhubo_web.duties.models import Duty, Notice
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db

ENDS = clock.shanghai(date(2026, 10, 9), 22)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NORMAL: dict[str, int | None] = {"language": 3, "interaction": 3, "product": 3, "emergency": None}
Enter = Callable[[Member], FlaskClient]
Arrange = Callable[[Held], None]


def nothing(_held: Held) -> None:
    """Everybody leaves it as it is."""


def rated(held: Held) -> None:
    """In 严谨, so that somebody has to look at it."""
    with held.at(ENDS + HOUR):
        marks: dict[str, int | None] = dict.fromkeys(CODES, 3)
        given = Given(marks, strengths="演示清楚", gaps="参数说慢了", evidence={}, replayed=True)
        held.evaluation().submit(held.person("ma"), given)


def disputed(held: Held) -> None:
    with held.at(ENDS + HOUR):
        held.evaluation().submit(held.person("ma"), Given(NORMAL))
    held.clock(ENDS + 17 * HOUR)
    with held.at(ENDS + 18 * HOUR):
        held.evaluation().dispute(held.person("chen"), "福袋规则我讲了")


def contested(held: Held) -> None:
    held.clock(ENDS + MINUTE)
    with held.at(ENDS + HOUR):
        held.note(1).dispute(held.person("chen"), "公屏是主播回的")


def forgotten(held: Held) -> None:
    held.clock(ENDS + 17 * HOUR)


def written(held: Held) -> None:
    with held.at(ENDS + HOUR):
        text = FULL if held.summary().setting == STRICT else WRITTEN
        held.summary().submit(held.person("chen"), text)


def returned(held: Held) -> None:
    written(held)
    with held.at(ENDS + 2 * HOUR):
        held.summary().send_back(held.person("ma"), "next", "写明备哪个样品")


#: What waits → setting, how it came to wait, how long after the end it is late, whose it is, who is told.
LATE: dict[str, tuple[str, Arrange, timedelta, str, str]] = {
    "单场评分：%(assistant)s，%(title)s": (STANDARD, nothing, 2 * DAY, "ma", "guo"),
    "看一遍再公布：%(assistant)s，%(title)s": (STRICT, rated, DAY + HOUR, "hong", "guo"),
    "答复评分异议：%(assistant)s，%(title)s": (STANDARD, disputed, 3 * DAY + 18 * HOUR, "hong", "qian"),
    "复核有出入的记录：%(title)s": (STANDARD, contested, 5 * DAY + HOUR, "lin hong", "qian"),
    "小结过时了，补一下：%(title)s": (STANDARD, forgotten, 3 * DAY + 16 * HOUR, "chen", "ma"),
    "小结要补一项：%(title)s": (STANDARD, returned, DAY + 2 * HOUR, "chen", "ma"),
    "看小结：%(assistant)s，%(title)s": (STRICT, written, DAY + HOUR, "ma", "guo"),
}  # fmt: skip


def worker(app: Flask, moment: datetime) -> None:
    """The worker looks, twice, in its order: steps of the clock, reminders, what is late."""
    with time_machine.travel(moment, tick=False), app.app_context():
        for _ in range(2):
            run_timers()
            remind()
            escalate()


def told(held: Held, title: str, kind: str) -> list[tuple[int, Any]]:
    """Who was told of it in this way, and whose it is."""
    query = select(Notice.person_id, Notice.values).where(Notice.title == title)
    found = db.session.execute(query.where(Notice.kind == kind)).all()
    return [(person, values.get("whose")) for person, values in found]


@pytest.mark.parametrize("title", LATE)
def test_what_is_left_is_reminded_of_and_then_said_once_above(
    app: Flask, cast: Cast, client_of: Enter, title: str
) -> None:
    setting, arrange, late, whose, above = LATE[title]
    held = hold(app, cast, setting=setting, ends=ENDS)
    arrange(held)
    with app.app_context():
        waiting = db.session.scalars(select(Duty).where(Duty.title == title)).all()
        owners = {getattr(cast, name).id for name in whose.split()}
        assert {duty.person_id for duty in waiting if duty.closed_at is None} == owners
        assert {duty.due_at for duty in waiting if duty.closed_at is None} == {ENDS + late}
    for moment, reminded, said in (
        (late - 3 * HOUR, 0, 0),
        (late - HOUR, 1, 0),
        (late, 1, 0),
        (late + MINUTE, 1, 1),
        (late + 2 * HOUR, 1, 1),
    ):
        worker(app, ENDS + moment)
        with app.app_context():
            assert len(told(held, title, "soon")) == reminded * len(owners), moment
            names = {getattr(cast, name).name for name in whose.split()} if said else set()
            heard = told(held, title, "late")
            assert {who for who, _name in heard} == ({getattr(cast, above).id} if said else set())
            assert sorted(name for _who, name in heard) == sorted(names)
    leads_to_its_page(held, title, client_of(getattr(cast, above)))


def leads_to_its_page(held: Held, title: str, reader: FlaskClient) -> None:
    """Who is told can open what it is about."""
    with held.app.test_request_context():
        query = select(Notice).where(Notice.title == title, Notice.kind == "late")
        notice = db.session.scalars(query).first()
        assert notice is not None
        address = url_for(notice.endpoint, **notice.values["args"])
    assert reader.get(address, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("setting", [LIGHT, STANDARD])
def test_a_summary_that_nobody_reads_bothers_nobody_above_where_the_clock_takes_it(
    app: Flask, cast: Cast, setting: str
) -> None:
    held = hold(app, cast, setting=setting, ends=ENDS)
    with held.at(ENDS + HOUR):
        held.summary().submit(held.person("chen"), WRITTEN)
    for hours in (24, 26, 48, 50):
        worker(app, ENDS + hours * HOUR)
    assert held.state("summary") == "accepted"
    with app.app_context():
        assert told(held, "看小结：%(assistant)s，%(title)s", "late") == []


def test_nobody_hears_above_of_a_broadcast_that_went_its_way(app: Flask, cast: Cast) -> None:
    """Rated and written within its time, read by nobody: no escalation in the whole week after it."""
    held = hold(app, cast, ends=ENDS)
    with held.at(ENDS + HOUR):
        held.summary().submit(held.person("chen"), WRITTEN)
        held.evaluation().submit(held.person("ma"), Given(NORMAL))
    for day in range(8):
        for hour in (1, 13, 17):
            worker(app, ENDS + day * DAY + hour * HOUR)
    with app.app_context():
        assert db.session.scalars(select(Notice.title).where(Notice.kind == "late")).all() == []
