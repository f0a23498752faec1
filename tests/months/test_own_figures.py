"""The product's own figures of people, with the rows behind each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.counting import counted
from tests.held import hold
from tests.months.november import FIRST, OVER, November
from zhubo_web.audience.models import Question
from zhubo_web.core import clock
from zhubo_web.evaluations.models import seen
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import OURS
from zhubo_web.months.models.own_figures import Own, own_figures
from zhubo_web.observations.models import NoteDelivery, Tag

SINCE = clock.shanghai(FIRST)


def figures(november: November, name: str = "chen", until: Any = OVER) -> dict[str, Own]:
    with november.at(OVER + timedelta(days=1)):
        people = [november.cast.chen.id, november.cast.li.id]
        return own_figures(people, SINCE, until)[getattr(november.cast, name).id]


def question(november: November, took: int | None, state: str = "open") -> int:
    made = Question(broadcast_id=november.id, text="有敏感肌能用吗", rule="ends", source="relay")
    made.asks = made.askers = 1
    made.first_ms = made.last_ms = 60_000
    made.state, made.answered_ms = state, None if took is None else 60_000 + took * 1000
    db.session.add(made)
    db.session.flush()
    return made.id


def test_every_own_figure_of_the_dictionary_is_there_but_the_agreement(november: November) -> None:
    names = {one.id for one in OURS} - {"irr"}
    for person in ("chen", "li"):
        assert names <= set(figures(november, person))


def test_answering_needs_ten_questions_and_counts_what_was_dismissed_for_nothing(
    november: November,
) -> None:
    with november.at(november.held_at):
        answered = [question(november, took) for took in (5, 10, 20, 30, 90)]
        missed = [question(november, None) for _ in range(4)]
        question(november, None, "dismissed")
    few = figures(november)["answer_rate"]
    assert (few.value, few.done, few.due) == (None, 5, 9)
    with november.at(november.held_at):
        missed.append(question(november, None))
    found = figures(november)
    assert found["answer_rate"].value == 50
    assert found["answer_rate"].refs == {"done": answered, "missed": missed}
    assert found["answer_p50"].value == 20


def test_complaints_are_counted_by_the_thousand_viewers(november: November) -> None:
    with november.at(november.held_at):
        bad = november.said("chen").id
        november.said("chen", "praise")
        november.said("chen", source="host_rating")
        november.said("chen", state="pending")
    assert figures(november)["complaint_rate"].value is None
    with november.at(november.held_at):
        november.figures(november.id, view_uv=400)
    found = figures(november)["complaint_rate"]
    assert (found.value, found.done, found.due) == (Decimal("2.50"), 1, 400)
    assert found.refs["complaints"] == [bad]
    assert figures(november, "li")["complaint_rate"].value == 0


def test_satisfaction_is_said_from_five_answers_on(november: November) -> None:
    with november.at(november.held_at):
        november.said("chen", "praise", source="review", score=4, count=3)
        november.said("chen", source="on_screen", score=3, count=1)
    assert figures(november)["csat"].value is None
    with november.at(november.held_at):
        november.said("chen", "praise", source="review", score=5, count=1)
    assert figures(november)["csat"].value == 80


def test_notes_count_as_evaluations_count_them(november: November) -> None:
    with november.at(november.held_at):
        kept = {one.id for one in seen.notes_about(november.held.broadcast, november.cast.chen.id)}
        negative = november.held.note(1)
        severity = negative.tag.severity if negative.tag else 0
    found = figures(november)
    good, bad = found["pos_ratio"].refs["good"], found["pos_ratio"].refs["bad"]
    assert {*good, *bad} == kept == set(november.held.notes)
    assert found["pos_ratio"].value == Decimal("66.7")
    assert (found["neg_density"].done, found["neg_density"].due) == (severity, 120)
    assert found["neg_density"].value == Decimal(severity) / 2
    assert figures(november, "li")["pos_ratio"].value is None
    for change in ({"state": "withdrawn"}, {"state": "released", "object": "host"},
                   {"object": "assistant", "disposition": "dismissed"},
                   {"disposition": None, "kind": "mark"}):  # fmt: skip
        with november.at(november.held_at):
            for name, value in change.items():
                setattr(november.held.note(1), name, value)
        with november.at(november.held_at):
            on = november.held.broadcast
            kept = {one.id for one in seen.notes_about(on, november.cast.chen.id)}
        told = figures(november)["pos_ratio"].refs
        assert {*told["good"], *told["bad"]} == kept and november.held.notes[1] not in kept


def test_a_note_that_names_nobody_is_that_of_who_assisted_alone(app: Flask, cast: Cast) -> None:
    november = November(app, cast)
    alone = hold(app, cast, ends=clock.shanghai(date(2026, 11, 12), 22))
    with november.at(november.held_at):
        for held in (november.held, alone):
            held.note(0).assistant_id = None
    good = figures(november)["pos_ratio"].refs["good"]
    assert alone.notes[0] in good and november.held.notes[0] not in good


def test_a_cue_worked_where_its_tag_did_not_come_again_in_five_minutes(november: November) -> None:
    with november.at(november.held_at):
        negative, other = november.held.note(1), november.held.note(2)
        given = []
        for one in (negative, other):
            delivery = one.delivery or NoteDelivery(observation=one, visible_from=one.moment)
            delivery.state, delivery.shown_at = "shown", one.moment + timedelta(seconds=4)
            db.session.add(delivery)
            given.append(delivery)
        given[0].answered_at = given[0].shown_at
    found = figures(november)
    assert (found["ack_rate"].value, found["ack_rate"].refs["missed"]) == (
        50,
        [november.held.notes[2]],
    )
    assert (found["note_effect"].value, found["note_effect"].due) == (100, 1)
    for minutes, value in ((4, 50), (6, 100)):
        with november.at(november.held_at):
            again = november.held.note(2)
            tag = november.held.note(1).tag_id
            again.tag_id = tag
            again.moment = november.held.note(1).moment + timedelta(seconds=4, minutes=minutes)
            assert db.session.get_one(Tag, tag).polarity < 0
        found = figures(november)
        assert (found["note_effect"].due, found["note_effect"].value) == (2, value)


def test_cover_is_what_was_watched_of_all_that_was_broadcast(november: November) -> None:
    second = november.another(date(2026, 11, 12))
    found = figures(november)["observe_cover"]
    assert (found.value, found.done, found.due) == (50, 120, 240)
    assert found.refs == {"done": [november.id], "missed": [second.id]}
    assert figures(november, "li")["observe_cover"].value == 100


def test_nothing_is_reckoned_of_another_stretch_and_nobody_is_nobody(november: November) -> None:
    early = figures(november, until=clock.shanghai(date(2026, 11, 20)))
    assert early["observe_cover"].due == 0 and early["pos_ratio"].due == 0
    with november.at(OVER):
        assert own_figures([], SINCE, OVER) == {}


def test_it_is_the_same_handful_of_statements_for_many(november: November) -> None:
    def asked(*people: int) -> int:
        with november.at(OVER), counted(november.app) as heard:
            own_figures(people, SINCE, OVER)
        return len([one for one in heard if one.startswith("SELECT")])

    few = asked(november.cast.chen.id)
    for day in range(10, 13):
        november.another(date(2026, 11, day), "chen", "li")
    assert asked(november.cast.chen.id, november.cast.li.id) == few <= 14


@pytest.mark.parametrize("metric", ["plan_ontime", "summary_ontime", "attend_ontime"])
def test_being_in_time_is_the_same_as_in_the_facts(november: November, metric: str) -> None:
    with november.at(november.held_at):
        november.came("chen", 3)
        november.held.summary().submitted_at = clock.now()
    found = figures(november)[metric]
    records = {one["record"]: one for one in november.facts()["items"]["T1"]["records"]}
    assert (found.done, found.due) == (
        (records[metric]["done"], records[metric]["due"]) if metric in records else (0, 0)
    )
