"""Every source of a month's facts, with the rows it came from; what is absent has no inputs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.counting import counted
from tests.fresh import kept
from tests.months.november import FIRST, FROZEN, HOUR, LAST_DAY, OVER, November
from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.models import Leave
from zhubo_web.core import clock
from zhubo_web.evaluations.models import Given
from zhubo_web.evaluations.scoring import result
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import DICTIONARY
from zhubo_web.metrics.models import write_down
from zhubo_web.months import jobs, patching, scoring
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.months.models.gathering import gather, regather_figures
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.policies.composites import USUAL
from zhubo_web.policies.rubrics import BROADCAST

MARKS = {"language": 3, "interaction": 4, "product": 5, "emergency": None}


def records(facts: dict[str, Any]) -> dict[str, Any]:
    return {one["record"]: one for one in facts["items"]["T1"]["records"]}


def rate(november: November, name: str = "chen", **marks: int | None) -> int:
    with november.at(november.held_at):
        one = november.held.evaluation(name)
        one.submit(november.person("ma"), Given({**MARKS, **marks}, why="看了全场"))
        one.state, number = "published", one.id
    return number


# ── broadcasts ──────────────────────────────────────────────────────────────────────────────────


def test_sides_come_with_their_evaluation_and_are_nobody_elses(november: November) -> None:
    number = rate(november)
    facts = november.facts()
    assert facts["evaluations"] == {str(number): november.id} and facts["watched"] == 1
    (product,) = facts["items"]["A1"]["broadcasts"]
    assert product == {"kind": "points", "side": "product", "points": "100.0", "weight": 30,
                       "evaluation": number, "broadcast": november.id}  # fmt: skip
    sides = [(one["side"], one["points"]) for one in facts["items"]["A2"]["broadcasts"]]
    assert sides == [("interaction", "88.0"), ("language", "75.0")]
    assert facts["items"]["A3"]["broadcasts"] == []
    other = november.facts("li")
    assert other["watched"] == 0 and other["items"]["A1"]["broadcasts"] == []
    assert json.loads(json.dumps(facts)) == facts


def test_a_confirmed_red_line_caps_each_side(november: November) -> None:
    rate(november)
    with november.at(november.held_at):
        one = november.held.evaluation()
        one.red_line_at = one.red_line_settled_at = clock.now()
        one.red_line_kept = True
    facts = november.facts()
    points = [one["points"] for code in ("A1", "A2") for one in facts["items"][code]["broadcasts"]]
    assert points == ["59", "59", "59"]


def test_a_replaced_evaluation_is_what_is_gathered_after_its_change(november: November) -> None:
    number = rate(november)
    before = november.facts()
    changed: dict[str, int | None] = {**MARKS, "product": None, "emergency": 2}
    with november.at(november.held_at + HOUR):
        one = november.held.evaluation()
        rating = one.deciding()
        assert rating is not None
        rating.marks = {name: "na" if m is None else str(m) for name, m in changed.items()}
    patched = patching.replace_evaluation(before, USUAL, number, result(changed, BROADCAST).parts)
    assert patched == november.facts()
    assert patching.rests_on(before, "evaluation", number) == ["A1", "A2"]
    assert patching.rests_on(patched, "evaluation", number) == ["A2", "A3"]


# ── being in time ───────────────────────────────────────────────────────────────────────────────


def test_summaries_count_once_they_were_due(november: November) -> None:
    with november.at(november.held_at):
        mine, other = november.held.summary(), november.held.summary("li")
        mine.submitted_at = clock.now()
        other.submitted_at, other.late_minutes = clock.now(), 12
        numbers = mine.id, other.id
    assert records(november.facts())["summary_ontime"] == {
        "kind": "share", "record": "summary_ontime", "version": 1, "done": 1, "due": 1, "late": [],
        "missed": [],
    }  # fmt: skip
    late = records(november.facts("li"))["summary_ontime"]
    assert (late["done"], late["due"], late["late"]) == (0, 1, [numbers[1]])
    with november.at(november.held_at):
        november.held.summary("li").submitted_at = None
    assert records(november.facts("li"))["summary_ontime"]["missed"] == [numbers[1]]
    assert "summary_ontime" not in records(november.facts("li", november.held_at))
    with november.at(november.held_at):
        november.held.summary("li").state = "waived"
    assert "summary_ontime" not in records(november.facts("li"))


def test_arriving_counts_by_check_ins_beyond_the_free_minutes(november: November) -> None:
    second = november.another(date(2026, 11, 12))
    third = november.another(date(2026, 11, 13))
    with november.at(november.held_at):
        november.came("chen", 5)
        late = november.came("chen", 9, second.id).id
    found = records(november.facts())["attend_ontime"]
    assert (found["done"], found["due"], found["late"]) == (1, 2, [late])
    assert third.id in november.facts()["broadcasts"]
    assert "attend_ontime" not in records(november.facts("li"))


@pytest.mark.parametrize(("state", "counts"), [("approved", False), ("refused", True)])
def test_approved_leave_never_counts_against_anybody(
    november: November, state: str, counts: bool
) -> None:
    with november.at(november.held_at):
        november.came("chen", 20)
        leave = Leave(kind="swap", broadcast_id=november.id, person_id=november.cast.chen.id)
        leave.part, leave.state, leave.due_at = "assistant", state, clock.now()
        db.session.add(leave.govern("broadcast"))
    assert ("attend_ontime" in records(november.facts())) is counts


def plan(november: November, name: str, monday: date, **values: Any) -> int:
    start = clock.shanghai(monday)
    made = WeeklyPlan(person_id=getattr(november.cast, name).id, monday=monday, starts_at=start)
    made.ends_at, made.close_at = start + timedelta(days=7), start + timedelta(days=9)
    made.due_at, made.state = start - timedelta(hours=28), "closed"
    for key, value in values.items():
        setattr(made, key, value)
    db.session.add(made.govern("plan"))
    db.session.flush()
    return made.id


def test_plans_count_in_the_month_they_were_due_in(november: November) -> None:
    with november.at(november.held_at):
        db.session.query(WeeklyPlan).delete()
        plan(november, "chen", date(2026, 11, 2), latest=1)  # due on 31 October
        plan(november, "chen", date(2026, 11, 9), latest=1)
        late = plan(november, "chen", date(2026, 11, 16), latest=2, late_minutes=61)
        missed = plan(november, "chen", date(2026, 11, 23))
        plan(november, "chen", date(2026, 11, 30))  # a week without a broadcast
    found = records(november.facts())["plan_ontime"]
    assert (found["done"], found["due"]) == (1, 3)
    assert (found["late"], found["missed"]) == ([late], [missed])


def test_action_items_count_when_they_were_due(november: November) -> None:
    def item(due: int, claimed: int | None, state: str) -> int:
        made = ActionItem(title="练三遍开场", owner_id=november.cast.chen.id, state=state)
        made.creator_id, made.due_at = november.cast.ma.id, clock.shanghai(date(2026, 11, due), 12)
        made.claimed_at = clock.shanghai(date(2026, 11, claimed), 9) if claimed else None
        db.session.add(made.govern("task"))
        db.session.flush()
        return made.id

    with november.at(november.held_at):
        item(10, 9, "verified")
        late = item(10, 12, "done_claimed")
        missed = item(11, None, "open")
        undone = item(11, 10, "in_progress")
        item(11, None, "cancelled")
    found = records(november.facts())["task_ontime"]
    assert (found["done"], found["due"]) == (1, 4)
    assert (found["late"], found["missed"]) == ([late], [missed, undone])
    assert "version" not in found  # no figure of the dictionary


@pytest.mark.parametrize(("since", "version"), [(30, 2), (31, 1)])
def test_what_was_in_time_keeps_the_definition_of_the_months_last_day(
    november: November, monkeypatch: pytest.MonkeyPatch, since: int, version: int
) -> None:
    """A new definition takes part from its day on, and leaves what is frozen as it is."""
    day = date(2026, 11, 1) + timedelta(days=since - 1)
    first = DICTIONARY["summary_ontime"][0]
    later = replace(first, version=2, since=day, formula="按新的口径")
    monkeypatch.setitem(DICTIONARY, "summary_ontime", (first, later))
    november.opened()
    november.freeze()
    frozen = november.frozen()
    assert records(frozen)["summary_ontime"]["version"] == version
    monkeypatch.setitem(DICTIONARY, "summary_ontime", (first,))
    assert november.frozen() == frozen
    with november.at(FROZEN):
        assert regather_figures(november.one(), frozen) == frozen
    told = records(frozen).values()
    bare = [{name: one[name] for name in one if name != "version"} for one in told]
    before = {**frozen, "items": {**frozen["items"], "T1": {"records": bare}}}
    assert scoring.compose(before, USUAL).score == scoring.compose(frozen, USUAL).score


# ── what was said ───────────────────────────────────────────────────────────────────────────────


def test_only_what_was_attributed_and_stands_is_counted(november: November) -> None:
    with november.at(november.held_at):
        bad, good = november.said("chen").id, november.said("chen", "praise").id
        loose = november.said("chen", broadcast_id=None).id
        november.said("chen", state="pending")
        november.said("chen", state="duplicate")
        november.said("chen", withdrawn_at=clock.now())
        november.said("chen", broadcast_id=None, happened_at=OVER)
        november.said("li", "praise")
    facts = november.facts()
    assert facts["items"]["A4"]["feedback"] == [patching.tally([good], [bad, loose])]
    with november.at(november.held_at):
        db.session.query(type(november.said("li"))).filter_by(id=bad).update({"state": "pending"})
    assert patching.without_feedback(facts, bad) == november.facts()
    assert november.facts("li")["items"]["T2"]["hosts"] == []


def test_hosts_taps_are_counted_and_their_items_are_marks(november: November) -> None:
    with november.at(november.held_at):
        tap = november.said("chen", "praise", source="host_rating").id
        items = {"rhythm": 4, "display": 5, "cover": 3, "talk": 2}
        full = november.said("chen", source="host_rating", items=items).id
    facts = november.facts()
    told, *marks = facts["items"]["T2"]["hosts"]
    assert told == patching.tally([tap], [])
    assert {one["item"]: one["mark"] for one in marks} == items
    assert {one["feedback"] for one in marks} == {full}
    assert facts["items"]["A4"]["feedback"] == []


@pytest.mark.parametrize(("answers", "survey"), [(29, False), (30, True)])
def test_scores_are_a_survey_from_thirty_on_and_never_counted_twice(
    november: November, answers: int, survey: bool
) -> None:
    with november.at(november.held_at):
        one = november.said("chen", "praise", source="review", score=5, count=answers - 1).id
        two = november.said("chen", source="review", score=2, count=1).id
    own = november.facts()["items"]["A4"]
    if survey:
        assert [(m["mark"], m["weight"], m["feedback"]) for m in own["survey"]] == [
            (5, answers - 1, one),
            (2, 1, two),
        ]
        assert own["feedback"] == []
    else:
        assert own["survey"] == [] and own["feedback"] == [patching.tally([one], [two])]


# ── figures ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
@kept
def measured(november: November) -> November:
    """Eight evenings of October as usual; in November chen's interaction is twice that."""
    for day in range(1, 9):
        held = november.another(date(2026, 10, 10 + day), "chen", "li")
        with november.at(clock.shanghai(date(2026, 10, 10 + day), 23)):
            november.figures(held.id, view_uv=1000, engage_uv=48 + day)
    return november


def test_figures_say_against_what_they_stand_and_by_which_broadcasts(measured: November) -> None:
    second = measured.another(date(2026, 11, 12))
    with measured.at(measured.held_at):
        measured.figures(measured.id, view_uv=1000, engage_uv=100)
        measured.figures(second.id, view_uv=3000, engage_uv=330)
    facts = measured.facts()
    assert facts["duty"] == {str(measured.id): "0.5000", str(second.id): "1.0000"}
    (engaged,) = facts["items"]["R1"]["figures"]
    assert engaged["metric"] == "engage_rate" and engaged["word"] == "above"
    assert engaged["broadcasts"] == sorted((measured.id, second.id))
    assert Decimal(engaged["value"]) == round(Decimal(38000) / 3500, 4)
    assert Decimal(engaged["usual"]) == Decimal("5.25")
    assert (engaged["change"], engaged["margin"], engaged["version"]) == (107, 30, 1)
    assert facts["items"]["R2"]["figures"] == [] and facts["items"]["R3"]["figures"] == []
    assert scoring.compose(facts, USUAL).part("R1").points == 100
    assert scoring.compose(facts, USUAL).part("R2").points is None


def test_who_was_not_on_duty_has_no_part_in_the_figures(measured: November) -> None:
    second = measured.another(date(2026, 11, 12))
    with measured.at(measured.held_at):
        measured.figures(second.id, view_uv=3000, engage_uv=330)
    assert measured.facts("li")["items"]["R1"]["figures"] == []
    assert measured.facts("li")["duty"] == {str(measured.id): "0.5000"}


def test_another_time_of_day_is_another_level(measured: November) -> None:
    morning = measured.another(date(2026, 11, 12), hour=10)
    with measured.at(measured.held_at):
        measured.figures(morning.id, view_uv=3000, engage_uv=330)
    (engaged,) = measured.facts()["items"]["R1"]["figures"]
    assert (engaged["word"], engaged["usual"]) == ("few", None)
    assert scoring.compose(measured.facts(), USUAL).part("R1").points is None


def test_a_correction_after_freezing_is_kept_and_changes_nothing_frozen(
    measured: November, client_of: Any
) -> None:
    with measured.at(measured.held_at):
        measured.figures(measured.id, view_uv=1000, engage_uv=100)
    measured.opened()
    measured.freeze()
    frozen = measured.frozen()
    with measured.at(FROZEN + HOUR):
        changed = {"engage_uv": Decimal(51)}
        write_down(measured.held.broadcast, changed, measured.person("ma"), "罗盘更正")
    measured.freeze(FROZEN + 2 * HOUR)
    assert measured.frozen() == frozen
    with measured.at(FROZEN + 2 * HOUR):
        one = measured.one()
        assert regather_figures(one, one.facts) == frozen
        patched = regather_figures(one, one.facts, {measured.id: {"engage_uv": Decimal(51)}})
        assert patched["items"] == gather([one])[one.id]["items"]
        assert patched["items"]["R1"]["figures"][0]["word"] == "flat"
        without = regather_figures(one, one.facts, {measured.id: {"engage_uv": None}})
        assert without["items"]["R1"]["figures"] == []
        elsewhere = patching.with_duty(one.facts, measured.id, None)
        assert regather_figures(one, elsewhere)["items"]["R1"]["figures"] == []
    with time_machine.travel(FROZEN + 2 * HOUR, tick=False):
        client: FlaskClient = client_of(measured.cast.ma)
        for page in ("figures", "figures/edit"):
            told = client.get(f"/broadcasts/{measured.id}/{page}").text
            assert "已锁数，更正要走复核" in told
        given = {"note": "罗盘", "engage_uv": "52"}
        client.post(f"/broadcasts/{measured.id}/figures", data=given)
        after = client.get(f"/broadcasts/{measured.id}/figures").text
        assert "月评不跟着变" in after
    assert measured.frozen() == frozen


def test_before_freezing_nothing_is_said_of_it(measured: November, client_of: Any) -> None:
    measured.opened()
    with time_machine.travel(LAST_DAY, tick=False):
        page = client_of(measured.cast.ma).get(f"/broadcasts/{measured.id}/figures").text
    assert "已锁数" not in page


# ── many at once ────────────────────────────────────────────────────────────────────────────────


def asked(november: November, *names: str) -> list[str]:
    """The statements of gathering for these people, who are loaded."""
    with november.at(FROZEN):
        people = [november.one(name) for name in names]
        assert all(one.month and one.composite for one in people)
        with counted(november.app) as heard:
            gather(people)
    return [one for one in heard if one.startswith("SELECT")]


def test_more_people_and_broadcasts_take_no_more_statements(november: November) -> None:
    rate(november)
    november.opened()
    few = asked(november, "chen")
    for day in range(10, 14):
        november.another(date(2026, 11, day), "chen", "li")
    assert len(asked(november, "chen", "li")) == len(few) <= 20


def test_freezing_goes_on_where_it_broke_off(
    november: November, monkeypatch: pytest.MonkeyPatch
) -> None:
    november.opened()
    monkeypatch.setattr(jobs, "TOGETHER", 1)
    whole = MonthlyEvaluation.freeze

    def broken(self: MonthlyEvaluation, *given: Any) -> None:
        if self.assistant_id == november.cast.chen.id:
            raise OSError("the machine went down")
        whole(self, *given)

    monkeypatch.setattr(MonthlyEvaluation, "freeze", broken)
    with pytest.raises(OSError, match="went down"):
        november.freeze()
    with november.at(FROZEN):
        month = Month.of(FIRST)
        assert month is not None and month.frozen_at is None
        assert november.one("li").frozen_at == FROZEN and november.one("chen").frozen_at is None
        november.said("li")
    first = november.frozen("li")
    monkeypatch.setattr(MonthlyEvaluation, "freeze", whole)
    november.freeze(FROZEN + HOUR)
    with november.at(FROZEN + HOUR):
        month = Month.of(FIRST)
        assert month is not None and month.frozen_at == FROZEN + HOUR
        assert november.one("chen").frozen_at == FROZEN + HOUR
    assert november.frozen("li") == first
