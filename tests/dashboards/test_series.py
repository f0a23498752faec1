"""What is read over time is what the month counts: the same rows, whoever asks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, broadcast
from tests.fresh import kept
from tests.held import ENDS, Held, hold
from zhubo_web.audience.models import Question
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.dashboards.buckets import Bucket, Seen
from zhubo_web.dashboards.lines import FIGURES, LINES, ME, OWN, PERSON, ROOM
from zhubo_web.dashboards.models import series
from zhubo_web.dashboards.models.members import members
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db
from zhubo_web.metrics.models import write_down
from zhubo_web.metrics.models.persons import figures_of
from zhubo_web.months.models.gathering.figures import duty_of
from zhubo_web.months.models.own_figures import Period, own_figures

SINCE, UNTIL = clock.shanghai(date(2026, 11, 1)), clock.shanghai(date(2026, 12, 1))
MARKS: dict[str, int | None] = {"language": 4, "interaction": 3, "product": 3, "emergency": None}


@pytest.fixture
@kept
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


@pytest.fixture
def shared(app: Flask, cast: Cast) -> Held:
    """One broadcast that li joined for its last half hour, and one of the day before that chen had alone."""
    made = hold(app, cast, ends=None)
    with made.at(timedelta(minutes=-30)):
        made.broadcast.put_on(made.person("li"), "assistant", made.person("ma"))
    with made.at(ENDS):
        made.broadcast.end(made.person("ma"))
    with made.at(ENDS - timedelta(days=1, hours=2)):
        alone = broadcast(cast, minutes_ago=0).id
    with made.at(timedelta(days=-1)):
        db.session.get_one(Broadcast, alone).end(made.person("ma"))
    with made.at(timedelta(hours=1)):
        for number, engaged in ((made.id, 900), (alone, 100)):
            told = {"view_uv": Decimal(1000), "engage_uv": Decimal(engaged)}
            write_down(db.session.get_one(Broadcast, number), told, made.person("ma"), "罗盘")
    return made


def test_a_shared_broadcast_is_attributed_by_minutes_on_duty_as_in_the_month(shared: Held) -> None:
    chen, li = shared.cast.chen.id, shared.cast.li.id
    with shared.looking(timedelta(days=3)):
        duty = duty_of(Period.of({chen, li}, SINCE, UNTIL))
        month = figures_of(duty, ["engage_rate"], SINCE, UNTIL)
        for name, number in (("chen", chen), ("li", li)):
            for who, kind in ((name, ME), ("ma", PERSON)):
                found = seen(shared, who, kind, "engage_rate", number)
                curve = Bucket(SINCE.date(), UNTIL.date(), tuple(found))
                assert curve.value == month[number]["engage_rate"].against.value
                assert {one.broadcast: one.share for one in found} == duty[number]
        assert duty[chen][shared.id] == Decimal("0.875") and duty[li] == {
            shared.id: Decimal("0.125")
        }
        whole = Bucket(SINCE.date(), UNTIL.date(), tuple(seen(shared, "ma", ROOM, "engage_rate",
                                                              shared.cast.care)))  # fmt: skip
        assert (whole.value, whole.weight) == (Decimal(50), 2000)


def test_a_host_has_all_of_their_broadcasts(shared: Held) -> None:
    with shared.looking(timedelta(days=3)):
        assert [one.share for one in seen(shared, "he", ME, "engage_rate")] == [1, 1]


def test_who_was_never_on_duty_has_a_gap_and_no_point(shared: Held) -> None:
    """Taken off before it began to be seen, and put back by a slip: on the roster, without a minute."""
    with shared.at(timedelta(hours=2)):
        entry = RosterEntry(person_id=shared.cast.li.id, part="assistant", position=2)
        alone = db.session.scalars(select(Broadcast).where(Broadcast.id != shared.id)).one()
        alone.roster.append(entry)
    with shared.looking(timedelta(days=3)):
        gap, point = seen(shared, "li", ME, "engage_rate")
        assert (gap.share, point.share) == (0, Decimal("0.125"))
        one = Bucket(SINCE.date(), UNTIL.date(), (gap,))
        assert one.value is None and one.broadcasts == 0
        both = Bucket(SINCE.date(), UNTIL.date(), (gap, point))
        assert (both.value, both.broadcasts) == (Decimal(90), 1)


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


@pytest.mark.parametrize(
    ("people", "drawn"), [(0, "comment_count_rate"), (1, "comment_rate"), (2, "comment_rate")]
)
def test_a_curve_is_of_people_or_of_times_and_never_of_both(
    shared: Held, people: int, drawn: str
) -> None:
    """Two broadcasts with counts; people are known of so many of them, the older first."""
    with shared.at(timedelta(hours=2)):
        ids = list(db.session.scalars(select(Broadcast.id).order_by(Broadcast.started_at)))
        for at, number in enumerate(ids):
            told = {"view_pv": Decimal(2000), "comments": Decimal(400)}
            told |= {"comment_uv": Decimal(150)} if at < people else {}
            write_down(db.session.get_one(Broadcast, number), told, shared.person("ma"), "罗盘")
    with shared.looking(timedelta(days=3)):
        whose = Whose(shared.person("ma"), ROOM, shared.cast.care)
        rows = whose.broadcasts(SINCE, UNTIL, FIGURES)
        line, found = series.drawn(whose, LINES["comment_rate"], rows, SINCE, UNTIL)
        assert line.id == drawn and line.group == LINES["comment_rate"].group
        rate = Decimal(20) if drawn == "comment_count_rate" else Decimal(15)
        assert [one.amount / one.weight for one in found] == [rate] * (people or 2)
        newest = clock.local(rows[-1].started_at).date()
        line, _found = series.drawn(whose, LINES["comment_rate"], rows, SINCE, UNTIL, newest)
        assert line.id == ("comment_rate" if people == 2 else "comment_count_rate")
