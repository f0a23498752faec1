"""A decision from above: a released note counts no more, or as something else; what it was stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.held import Held, hold
from tests.tables import HERE, PEOPLE
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Notice
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation, Tag
from zhubo_web.observations.workflow import OBSERVATION, RELEASED

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Enter = Callable[[Member], FlaskClient]
FROM: Any = ("appeal", 3)
CHEN, HE, MA = 1, 3, 4


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """Notes of ma about chen, released: praise L01, remind I11, praise P02."""
    made = hold(app, cast)
    made.clock(timedelta(minutes=1))
    return made


def note_in(state: str, **values: Any) -> Any:
    """A note of ma about chen, with he on air, over."""
    broadcast = SimpleNamespace(
        room=HERE, has_on_roster=lambda person, *_parts: person.id in (CHEN, HE), ended_at=1
    )
    usual = {"rater_ids": set(), "close_ids": set(), "others_review": True}
    return SimpleNamespace(
        state=state, observer_id=MA, assistant_id=CHEN, broadcast=broadcast, acting_at=0,
        **{**usual, **values},
    )  # fmt: skip


@pytest.mark.parametrize("verb", ["annul", "recount"])
@pytest.mark.parametrize("state", RELEASED)
def test_the_system_and_reviewers_who_had_no_part_may(verb: str, state: str) -> None:
    rows = [row for row in OBSERVATION.rows if (row.source, row.verb) == (state, verb)]
    assert [row.event for row in rows] == ["observation.overruled"]
    may = {
        name
        for name, who in PEOPLE.items()
        if OBSERVATION.why_not(note_in(state), verb, who) is None
    }
    assert may == {"lin", "hong", "clock"}


@pytest.mark.parametrize(
    ("values", "may"),
    [
        ({"rater_ids": {5}}, {"hong", "clock"}),
        ({"rater_ids": {5}, "others_review": False}, {"lin", "hong", "clock"}),
        ({"close_ids": {5}, "others_review": False}, {"hong", "clock"}),
    ],
)
def test_who_rated_or_is_close_leaves_it_to_others(values: dict[str, Any], may: set[str]) -> None:
    note = note_in("no_response", **values)
    found = {
        name for name, who in PEOPLE.items() if OBSERVATION.why_not(note, "annul", who) is None
    }
    assert found == may


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn"])
def test_what_is_not_released_or_is_gone_is_left(state: str) -> None:
    for verb in ("annul", "recount"):
        assert OBSERVATION.row(state, verb) is None


def test_it_counts_no_more_and_stays_to_be_seen_by_its_assistant(
    held: Held, client_of: Enter
) -> None:
    with held.at(DAY):
        note = held.note(1)
        note.acknowledge(held.person("chen"))
        with pytest.raises(Invalid, match="写明"):
            note.overrule(SYSTEM, " ", FROM)
        for name in ("ma", "chen", "he", "wu", "guo"):
            with pytest.raises(Denied):
                note.overrule(held.person(name), "看过回放", FROM)
        note.overrule(held.person("lin"), "公屏是主播回的", FROM)
        assert note.state == "withdrawn" and note.why_not_counted is not None
        assert held.notes[1] not in {one.id for one in held.evaluation().notes}
        with pytest.raises(WrongState):
            note.overrule(SYSTEM, "再来一次", FROM)
        event = db.session.scalars(
            select(AuditEvent).where(AuditEvent.name == "observation.overruled")
        ).one()
        assert (event.from_state, event.to_state) == ("acknowledged", "withdrawn")
        assert event.data["source"] == ["appeal", 3]
        told = select(Notice.person_id).where(Notice.title.startswith("有一条记录按决定改了"))
        assert set(db.session.scalars(told)) == {held.cast.chen.id, held.cast.ma.id}
    for name in ("chen", "ma"):
        page = client_of(getattr(held.cast, name)).get(f"/notes/{held.notes[1]}").text
        assert "按决定不计：公屏是主播回的" in page and "已撤回，不计" in page


def test_it_counts_as_another_tag_and_the_former_stays_readable(
    held: Held, client_of: Enter
) -> None:
    with held.at(DAY):
        note, other = held.note(1), Tag.by_code("P12")
        was = note.tag
        note.overrule(SYSTEM, "说的是参数", FROM, note.counting_as(tag=other))
        assert (note.tag_id, note.dimension, note.kind) == (other.id, "product", other.kind)
        assert note.state == "corrected" and was is not None
        kept = note.changes[-1]
        assert kept.before["tag_id"] == was.id and kept.before["state"] == "released"
        name = was.name_zh
    page = client_of(held.cast.chen).get(f"/notes/{held.notes[1]}").text
    assert "按决定更正：说的是参数" in page and name in page


def test_another_severity_decides_kind_and_weight(held: Held) -> None:
    with held.at(DAY):
        note = held.note(1)
        note.overrule(SYSTEM, "重了", FROM, note.counting_as(severity=3))
        assert (note.kind, note.severity) == ("issue", 3)
        back = note.counting_as(severity=1)
        assert (back.kind, back.severity) == ("remind", None)
        note.overrule(SYSTEM, "还是轻", FROM, back)
        assert note.severity is None and note.changes[-1].before["severity"] == 3


def test_what_it_counts_as_already_or_cannot_is_refused(held: Held) -> None:
    with held.at(DAY):
        note = held.note(1)
        for values in ({}, {"tag": note.tag}, {"severity": 1}, {"severity": 0}, {"severity": 4}):
            with pytest.raises(Invalid):
                note.counting_as(**values)
        assert db.session.get_one(Observation, note.id).changes == []


def test_a_review_that_changes_the_kind_changes_what_it_weighs(held: Held) -> None:
    with held.at(HOUR):
        held.note(1).dispute(held.person("chen"), "我回了公屏")
        held.note(1).correct(held.person("lin"), "回了，回得好", "praise")
        found = held.evaluation().suggestions()["interaction"]
        assert found is not None and found.total > 0
