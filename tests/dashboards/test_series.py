"""What is read over time is what the month counts: the same rows, whoever asks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tests.cast import Cast
from tests.held import ENDS, Held, hold
from zhubo_web.audience.models import Question
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.dashboards.buckets import Seen
from zhubo_web.dashboards.lines import LINES, ME, OWN, PERSON, ROOM
from zhubo_web.dashboards.models import series
from zhubo_web.dashboards.models.members import members
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.evaluations.models import Given
from zhubo_web.months.models.own_figures import own_figures

SINCE, UNTIL = clock.shanghai(date(2026, 11, 1)), clock.shanghai(date(2026, 12, 1))
MARKS: dict[str, int | None] = {"language": 4, "interaction": 3, "product": 3, "emergency": None}


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """A broadcast with twelve questions of which nine were answered, a cue that was shown, a score."""
    made = hold(app, cast, ends=None)
    with made.at(timedelta(hours=-1)):
        ma = made.person("ma")
        for number in range(12):
            asked = Question.relay(made.broadcast, text=f"第 {number} 问", count=2, at_ms=60_000 * number,
                                   product_id=None, by=ma)  # fmt: skip
            if number < 9:
                asked.answer(ma, "console")
        delivery = made.note(1).delivery
        assert delivery is not None
        delivery.shown_at = clock.now()
    with made.at(ENDS):
        made.broadcast.end(made.person("ma"))
    with made.at(timedelta(hours=1)):
        made.evaluation().submit(made.person("ma"), Given(MARKS))
        made.evaluation().publish(made.person("hong"))
    made.clock(timedelta(days=3))
    return made


def seen(held: Held, name: str, kind: str, line: str, number: int = 0) -> list[Seen]:
    whose = Whose(held.person(name), kind, number)
    rows = whose.broadcasts(SINCE, UNTIL, LINES[line].sort)
    return series.read(whose, LINES[line], rows, SINCE, UNTIL)


@pytest.mark.parametrize("line", [one.id for one in LINES.values() if one.sort == OWN])
def test_a_curve_and_the_month_count_the_same(held: Held, line: str) -> None:
    with held.looking(timedelta(days=3)):
        chen = held.cast.chen.id
        own = own_figures([chen], SINCE, UNTIL)[chen][line]
        for name, kind in (("chen", ME), ("ma", PERSON)):
            found = seen(held, name, kind, line, chen)
            due = sum((one.weight for one in found), Decimal(0))
            done = sum((one.amount for one in found), Decimal(0)) / 100
            assert (done, due) == (own.done, own.due), line


def test_the_lines_of_the_fixture_are_there(held: Held) -> None:
    with held.looking(timedelta(days=3)):
        for line in ("answer_rate", "note_effect", "summary_ontime", "observe_cover", "score"):
            assert seen(held, "chen", ME, line), line
        assert [one.amount for one in seen(held, "chen", ME, "language")] == [88]
        assert [one.amount for one in seen(held, "ma", ROOM, "product", held.cast.care)] == [75]
        assert seen(held, "chen", ME, "emergency") == []


def test_an_amendment_takes_the_place_of_what_stood_before(held: Held) -> None:
    with held.at(timedelta(days=2)):
        one = held.evaluation()
        marks = {**one.deciding().read, "language": 5}  # type: ignore[union-attr]
        one.amend(SYSTEM, reasons="看了回放", source=("appeal", 1), given=Given(marks))
    with held.looking(timedelta(days=3)):
        assert [one.amount for one in seen(held, "chen", ME, "language")] == [100]


def test_a_decision_takes_the_place_of_the_first_rating(held: Held) -> None:
    with held.at(timedelta(hours=2)):
        evaluation = held.evaluation()
        evaluation.dispute(held.person("chen"), "那段讲清楚了")
    with held.at(timedelta(hours=3)):
        better = Given({**MARKS, "product": 4})
        held.evaluation().revise(held.person("lin"), better, "听了录像")
    with held.looking(timedelta(hours=4)):
        assert [one.amount for one in seen(held, "chen", ME, "product")] == [88]


def test_a_row_of_the_team_counts_what_was_noted_and_watched(held: Held) -> None:
    with held.looking(timedelta(days=3)):
        (row,) = members(held.person("ma"), SINCE, UNTIL)
        assert (row.good, row.bad, row.broadcasts, row.seen) == (2, 1, 1, 100)
        assert row.due >= 1 and row.name == "陈小满" and row.mean is not None
        assert members(held.person("wu"), SINCE, UNTIL) == []
        assert members(held.person("chen"), SINCE, UNTIL) == []
