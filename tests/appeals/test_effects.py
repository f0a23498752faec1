"""One decision at a time: what may be contested, by whom, until when, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import recordings
from tests.appeals.shops import month_cycle, month_for
from tests.cast import Cast, broadcast
from tests.fresh import kept
from tests.held import ENDS, Held, hold
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.effects import Remedy, targets
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db
from zhubo_web.metrics.models import FigureRecording, standing
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.gathering import gather
from zhubo_web.surveys.models import Feedback

LATER = clock.shanghai(date(2026, 12, 7), 12)
HOUR = timedelta(hours=1)
WORSE = (9, {"kind": "issue", "tag": "P12"})
NORMAL: dict[str, int | None] = {"language": 3, "interaction": 3, "product": 3, "emergency": None}
DROPPED = Remedy("granted", {"drop": True})
Enter = Callable[[Any], FlaskClient]


@pytest.fixture
@kept
def held(app: Flask, cast: Cast) -> Held:
    """Chen's broadcast of which one note was heavy; rated as the notes suggest, and published."""
    taps = (WORSE, WORSE, (20, {"kind": "praise", "tag": "L01"}))
    made = hold(app, cast, taps=taps, watched=30)
    made.clock(HOUR)
    with made.at(HOUR):
        one = made.evaluation()
        marks = {**NORMAL, "product": one.beforehand()["product"]}
        given = Given(marks, {}, "稳", "慢")
        one.rise("extreme", made.person("ma"))
        one._keep("first", made.person("ma"), given, submitted=True)
        one.rater_id, one.state, one.published_at = cast.ma.id, "published", clock.now()
        one.answer_until = clock.now() + 48 * HOUR
        one.reckon()
    return made


def month_in(held: Held, state: str = "published", name: str = "chen") -> int:
    """The person's month, reckoned from what stands."""
    with held.at(LATER):
        return month_for(month_cycle(), held.person(name), held.cast.care, state, gather).id


def appeal(kind: str, number: int, remedy: Remedy, who: int, code: str = "") -> Any:
    return SimpleNamespace(
        id=5, kind=kind, target_id=number, code=code, remedy=remedy, assistant_id=who
    )


def numbers(found: effects.Effects, *whats: str) -> dict[tuple[str, str], tuple[Any, Any]]:
    return {(o.what, o.key[3]): (o.before, o.after) for o in found.rows if o.what in whats}


# ── what may be contested ───────────────────────────────────────────────────────────────────────


def contestable(held: Held) -> dict[str, tuple[int, str]]:
    """Kind → (id, code) of something of chen's."""
    month = month_in(held)
    with held.at(LATER):
        shown = recordings.row(held.id, {"comments": 30}, note="看板", by_id=held.cast.hong.id)
        db.session.add(FigureRecording(**shown))
        said = Feedback(
            room_id=held.cast.care, source="service", sort="complaint", text="慢", state="attributed",
            happened_at=ENDS, assistant_id=held.cast.chen.id, author_id=held.cast.hong.id,
            decided_at=clock.now(), decided_by_id=held.cast.lin.id,
        ).govern("feedback")  # fmt: skip
        db.session.add(said)
        db.session.flush()
        return {
            "month_result": (month, ""),
            "month_item": (month, "A1"),
            "observation": (held.notes[0], ""),
            "metric": (held.id, "comments"),
            "feedback": (said.id, ""),
            "evaluation": (held.evaluation().id, ""),
        }


def test_each_kind_is_contested_by_its_assistant_alone_and_has_a_page(
    held: Held, client_of: Enter
) -> None:
    things = contestable(held)
    assert set(things) == set(targets.KINDS)
    urls = []
    with held.at(LATER):
        for kind, (number, code) in things.items():
            found = effects.target_of(kind, number, held.person("chen"), code)
            assert found is not None and found.assistant_id == held.cast.chen.id
            assert (found.kind, found.id, found.code) == (kind, number, code)
            assert found.room.id == held.cast.care and str(found.title)
            urls.append(found.url)
            for name in ("li", "ma", "guo", "he"):
                assert effects.target_of(kind, number, held.person(name), code) is None
            assert effects.target_of(kind, number + 999, held.person("chen"), code) is None
    chen = client_of(held.cast.chen)
    assert [chen.get(url).status_code for url in urls] == [200] * len(urls)


def test_respondents_are_who_had_a_part(held: Held) -> None:
    things, cast = contestable(held), held.cast
    with held.at(LATER):
        chen = held.person("chen")
        found = {
            kind: target.respondents
            for kind, (number, code) in things.items()
            if (target := effects.target_of(kind, number, chen, code)) is not None
        }
    raters = {cast.ma.id, cast.lin.id, cast.hong.id}
    assert found == {
        "month_result": raters,
        "month_item": raters,
        "observation": {cast.ma.id},
        "metric": {cast.hong.id},
        "feedback": {cast.hong.id, cast.lin.id},
        "evaluation": {cast.ma.id},
    }


def test_whoever_had_a_part_in_a_score_is_respondent_of_the_notes_it_rests_on(held: Held) -> None:
    cast = held.cast
    with held.at(LATER):
        one = held.evaluation()
        one.rater_id, one.red_line_second_id, one.published_by_id = (
            cast.lin.id,
            cast.hong.id,
            cast.he.id,
        )
        db.session.flush()
        found = effects.target_of("observation", held.notes[0], held.person("chen"), "")
        assert found is not None
        assert found.respondents == {cast.ma.id, cast.lin.id, cast.hong.id, cast.he.id}


def test_what_counts_in_a_month_is_contested_as_long_as_the_month(held: Held) -> None:
    things = contestable(held)
    with held.at(LATER):
        chen = held.person("chen")
        one = db.session.get_one(MonthlyEvaluation, things["month_result"][0])
        for kind, (number, code) in things.items():
            found = effects.target_of(kind, number, chen, code)
            assert found is not None and one.appeal_until is not None
            assert found.appealable_until >= one.appeal_until


def test_before_the_month_is_out_its_things_stay_open(held: Held) -> None:
    with held.at(2 * HOUR):
        found = effects.target_of("observation", held.notes[0], held.person("chen"))
        assert found is not None
        assert found.appealable_until > clock.shanghai(date(2026, 12, 11))


def test_what_cannot_be_contested_says_why(held: Held) -> None:
    things = contestable(held)
    with held.at(LATER):
        chen = held.person("chen")
        held.note(1).overrule(held.person("hong"), "看过回放，没有这回事", ("appeal", 1))
        for kind, number, code, words in (
            ("observation", held.notes[1], "", "撤回"),
            ("month_item", things["month_item"][0], "Z9", "哪一项"),
            ("metric", held.id, "nothing", "哪一个"),
            ("metric", held.id, "gmv", "没有这个数据"),
        ):
            with pytest.raises(Invalid, match=words):
                effects.target_of(kind, number, chen, code)
        assert effects.target_of("penalty", 1, chen) is None


# ── a note ──────────────────────────────────────────────────────────────────────────────────────


def test_one_note_moves_mark_side_score_item_and_month(held: Held) -> None:
    number = month_in(held)
    with held.at(LATER):
        target = effects.target_of("observation", held.notes[0], held.person("chen"))
        assert target is not None
        seen = effects.preview(target, DROPPED)
        assert held.note(0).state != "withdrawn" and not db.session.dirty
        found = effects.carry_out(
            appeal("observation", held.notes[0], DROPPED, held.cast.chen.id), held.person("hong")
        )
        assert list(found.rows) == list(seen.rows)
        told = numbers(found, "note", "mark", "side", "score", "month")
        assert told[("note", "")] == ("计", "不计")
        assert told[("mark", "product")] == ("1", "2")
        assert set(told) >= {("side", "product"), ("score", ""), ("month", "")}
        month = found.months[0]
        one = db.session.get_one(MonthlyEvaluation, number)
        assert month.score == (one.results[0].score, one.results[1].score)
        assert month.score[0] is not None and month.score[1] is not None
        assert month.score[0] < month.score[1] and not month.held
        assert one.results[1].source_type == "appeal" and one.results[1].source_id == 5
        event = db.session.query(AuditEvent).filter_by(name="effects.carried_out").one()
        assert event.data["changed"] == len(found.rows)
        assert event.actor_id == held.cast.hong.id


def test_an_open_month_reckons_with_what_stands(held: Held) -> None:
    with held.at(LATER):
        found = effects.carry_out(
            appeal("observation", held.notes[0], DROPPED, held.cast.chen.id), None
        )
        assert found.months == [] and numbers(found, "score") and not numbers(found, "month")


def test_a_frozen_month_that_nobody_rated_yet_changes_what_was_frozen(held: Held) -> None:
    number = month_in(held, "rating")
    with held.at(LATER):
        one = db.session.get_one(MonthlyEvaluation, number)
        before = one.facts_digest
        effects.carry_out(appeal("observation", held.notes[0], DROPPED, held.cast.chen.id), None)
        assert one.facts == gather([one])[number] and one.facts_digest != before
        assert db.session.query(AuditEvent).filter_by(name="month.facts_amended").count() == 1


def test_a_month_that_is_being_signed_gets_another_version_to_sign(held: Held) -> None:
    number = month_in(held, "computed")
    with held.at(LATER):
        effects.carry_out(appeal("observation", held.notes[0], DROPPED, held.cast.chen.id), None)
        assert len(db.session.get_one(MonthlyEvaluation, number).results) == 2


def test_an_evaluation_that_is_not_out_follows_by_itself(held: Held) -> None:
    with held.at(LATER):
        held.evaluation().state = "submitted"
        found = effects.carry_out(
            appeal("observation", held.notes[0], DROPPED, held.cast.chen.id), None
        )
        assert [one.what for one in found.rows] == ["note"]


def test_upheld_changes_nothing(held: Held) -> None:
    with held.at(LATER):
        target = effects.target_of("observation", held.notes[0], held.person("chen"))
        assert target is not None
        assert effects.preview(target, Remedy("upheld")) == effects.Effects()
        held_up = appeal("observation", held.notes[0], Remedy("upheld"), held.cast.chen.id)
        assert effects.carry_out(held_up, None) == effects.Effects()
        assert held.note(0).state != "withdrawn"


# ── the month and its parts ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "what", "field"), [
    ("observation", {"score": "90"}, "drop"), ("feedback", {}, "drop"),
    ("month_result", {"score": "101"}, "score"), ("month_result", {"score": "x"}, "score"),
    ("month_result", {"score": "NaN"}, "score"), ("month_result", {"score": "80.55"}, "score"),
    ("month_item", {"marks": {"operations": 6}}, "operations"),
    ("month_item", {"marks": {"owner": 4}}, "owner"), ("month_item", {"drop": True}, "marks"),
    ("evaluation", {"marks": {"charm": 4}}, "charm"), ("evaluation", {"drop": True}, "marks"),
    ("metric", {"value": "-3"}, "value"), ("metric", {"value": "3.5"}, "value"),
    ("metric", {"value": "many"}, "value"), ("metric", {"drop": True}, "value"),
    ("metric", {"value": "1e40"}, "value"),
])  # fmt: skip
def test_a_remedy_that_does_not_fit_names_its_field(
    held: Held, kind: str, what: dict[str, Any], field: str
) -> None:
    number, code = contestable(held)[kind]
    with held.at(LATER):
        target = effects.target_of(kind, number, held.person("chen"), code)
        assert target is not None
        remedy = Remedy("granted", what or {"mark": 3})
        with pytest.raises(Invalid) as refused:
            effects.preview(target, remedy)
        assert refused.value.field == field


def test_an_item_nobody_marks_is_contested_below_it(held: Held) -> None:
    number = month_in(held)
    with held.at(LATER):
        target = effects.target_of("month_item", number, held.person("chen"), "R1")
        assert target is not None
        with pytest.raises(Invalid, match="不是小组打的分"):
            effects.preview(target, Remedy("granted", {"marks": {"operations": 4}}))


def test_nothing_lower_is_carried_out(held: Held) -> None:
    number = month_in(held)
    lower = (("month_result", {"score": "12"}, ""),
             ("month_item", {"marks": {"operations": 1}}, "A1"))  # fmt: skip
    with held.at(LATER):
        for kind, what, code in lower:
            target = effects.target_of(kind, number, held.person("chen"), code)
            assert target is not None and effects.preview(target, Remedy("granted", what)).worse
            one = appeal(kind, number, Remedy("granted", what), held.cast.chen.id, code)
            with pytest.raises(Invalid, match="变差"):
                effects.carry_out(one, None)
        assert len(db.session.get_one(MonthlyEvaluation, number).results) == 1


def test_a_complaint_that_goes_never_lowers_the_month(held: Held) -> None:
    """What is left may come to less than the complaint did: the score is held."""
    number, _code = contestable(held)["feedback"]
    with held.at(LATER):
        one = db.session.query(MonthlyEvaluation).one()
        facts = {**one.facts, "items": {
            "A1": {"group": [{"kind": "mark", "mark": 1, "of": "hr"}]},
            "A4": {"feedback": [{"kind": "tally", "good": 0, "bad": 1, "praise": [],
                                 "complaints": [number]}]},
        }}  # fmt: skip
        one.amend(facts, "试", ("appeal", 4), Decimal(90))
        found = effects.carry_out(appeal("feedback", number, DROPPED, held.cast.chen.id), None)
        assert found.months[0].held and found.months[0].score == (Decimal(90), Decimal(90))
        assert numbers(found, "item")[("item", "A4")] == ("70", None)
        said = db.session.get_one(Feedback, number)
        assert said.state == "not_this_person" and said.is_overruled


# ── a figure ────────────────────────────────────────────────────────────────────────────────────


def aired(cast: Cast, day: date, also: tuple[str, ...] = ()) -> Broadcast:
    made = broadcast(cast, minutes_ago=0)
    start = clock.shanghai(day, 20)
    made.started_at, made.planned_start = start, start
    made.ended_at, made.state = start + 2 * HOUR, "ended"
    return made


def recorded(number: int, cast: Cast, at: datetime, **values: int) -> None:
    told = recordings.row(number, values, note="看板", by_id=cast.hong.id, created_at=at)
    db.session.add(FigureRecording(**told))


def test_a_figure_moves_the_months_of_everybody_on_duty(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, assistants=("chen", "li"))
    with held.at(ENDS + HOUR):
        for back in range(10):
            peer = aired(cast, date(2026, 10, 5) + back * timedelta(days=2))
            recorded(
                peer.id, cast, clock.now(), view_uv=1000, engage_uv=100 + back % 3, new_fans=50
            )
        recorded(held.id, cast, clock.now(), view_uv=1000, engage_uv=10, new_fans=50)
    month_in(held)
    with held.at(LATER):
        cycle = db.session.query(MonthlyEvaluation).one().month
        month_for(cycle, held.person("li"), cast.care, "published", gather)
        # After the figures froze, and by nobody's decision.
        recorded(held.id, cast, LATER + timedelta(minutes=1), new_fans=1)
    with held.at(LATER + HOUR):
        one = appeal("metric", held.id, Remedy("granted", {"value": "101"}), cast.chen.id,
                     "engage_uv")  # fmt: skip
        found = effects.carry_out(one, held.person("hong"))
        told = numbers(found, "figure")
        assert told[("figure", "engage_uv")] == ("10", "101")
        assert told[("figure", "engage_rate")] == ("1", "10.1")
        assert standing([held.id])[held.id]["engage_uv"] == 101
        who = {change.assistant_id for change in found.months}
        assert who == {cast.chen.id, cast.li.id}
        items = {(o.key[1], o.key[3]): (o.before, o.after) for o in found.rows if o.what == "item"}
        assert {key[1] for key in items} == {"R1"}
        for month in db.session.query(MonthlyEvaluation):
            facts, fresh = month.results[-1].facts, gather([month])[month.id]
            assert facts["items"]["R1"] == fresh["items"]["R1"]
            assert facts["items"]["R4"] != fresh["items"]["R4"]
        again = effects.carry_out(one, None)
        assert list(again.rows) == []
        second = appeal("metric", held.id, Remedy("granted", {"value": "990"}), cast.chen.id,
                        "view_uv")  # fmt: skip
        effects.carry_out(second, None)
        for month in db.session.query(MonthlyEvaluation):
            facts, fresh = month.results[-1].facts, gather([month])[month.id]
            assert facts["items"]["R1"] == fresh["items"]["R1"]
