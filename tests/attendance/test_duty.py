"""换人 on the models and pages, who is on duty for every minute, and what stays with who left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.cast import broadcast as a_broadcast
from tests.counting import MOST_STATEMENTS, counted
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import CheckIn, on_duty, worked_in
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.summaries.models import Summary

Who = Callable[[str], Any]
Browsers = Callable[[Member], FlaskClient]
HALF = timedelta(minutes=30)


def live(cast: Cast) -> Broadcast:
    """A broadcast with chen that has just begun."""
    return a_broadcast(cast, minutes_ago=0)


def told(broadcast: Broadcast) -> list[tuple[str, str, int, int]]:
    return [
        (one.person.username, one.part, one.from_ms // 60_000, round(one.to_ms / 60_000))
        for one in on_duty(broadcast)
    ]


def test_taking_over_is_kept_minute_by_minute_and_both_have_worked_it(cast: Cast, who: Who) -> None:
    made = live(cast)
    with time_machine.travel(clock.now() + HALF, tick=False):
        made.take_over("assistant", who("chen"), who("li"), who("ma"))
        assert [one.username for one in made.people("assistant")] == ["li"]
        assert not made.has_on_roster(who("chen"))
    with time_machine.travel(clock.now() + 2 * HALF, tick=False):
        made.end(who("ma"))
    assert told(made) == [
        ("he", "host", 0, 60),
        ("chen", "assistant", 0, 30),
        ("li", "assistant", 30, 60),
    ]
    assert [one.username for one in made.people("assistant")] == ["chen", "li"]


def test_both_who_worked_it_write_a_summary_and_are_rated(cast: Cast, who: Who) -> None:
    made = a_broadcast(cast, minutes_ago=10)
    made.take_over("assistant", who("chen"), who("li"), who("ma"))
    db.session.flush()
    made.end(who("ma"))
    db.session.flush()
    for kind in (Summary, Evaluation):
        about = db.session.scalars(select(kind.assistant_id).where(kind.broadcast_id == made.id))
        assert set(about) == {cast.chen.id, cast.li.id}


@pytest.mark.parametrize(("minutes", "kept"), [(4, False), (6, True)])
def test_a_slip_of_the_roster_is_no_work(cast: Cast, who: Who, minutes: int, kept: bool) -> None:
    made = live(cast)
    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        made.set_roster("assistant", [who("li")], who("ma"))
        made.end(who("ma"))
    assert ("chen" in [one.username for one in made.people("assistant")]) is kept


def test_who_comes_back_is_there_again(cast: Cast, who: Who) -> None:
    made = live(cast)
    with time_machine.travel(clock.now() + HALF, tick=False):
        made.take_over("assistant", who("chen"), who("li"), who("ma"))
    with time_machine.travel(clock.now() + 2 * HALF, tick=False):
        made.take_over("assistant", who("li"), who("chen"), who("ma"))
        assert [one.username for one in made.people("assistant")] == ["chen"]
    with time_machine.travel(clock.now() + 3 * HALF, tick=False):
        assert told(made)[1:] == [
            ("chen", "assistant", 0, 30),
            ("li", "assistant", 30, 60),
            ("chen", "assistant", 60, 90),
        ]


def test_who_is_late_is_on_duty_from_coming_in(cast: Cast, who: Who) -> None:
    made = live(cast)
    late = clock.now() + timedelta(minutes=12)
    CheckIn.come_in(made, who("chen"), late)
    with time_machine.travel(clock.now() + HALF, tick=False):
        assert ("chen", "assistant", 12, 30) in told(made)


def test_a_start_that_is_set_back_takes_the_roster_with_it(cast: Cast, who: Who) -> None:
    made = live(cast)
    made.correct_times(clock.now() - HALF, None, who("ma"))
    with time_machine.travel(clock.now() + HALF, tick=False):
        assert told(made) == [("he", "host", 0, 60), ("chen", "assistant", 0, 60)]


def test_many_at_once_are_the_same_as_each_alone(app: Flask, cast: Cast, who: Who) -> None:
    held = []
    for number in range(4):
        made = a_broadcast(cast, minutes_ago=0, room=0)
        now = clock.now()
        CheckIn.come_in(made, who("chen"), now + timedelta(minutes=number))
        with time_machine.travel(now + HALF, tick=False):
            if number % 2:
                made.interrupt(who("ma"), "network")
        with time_machine.travel(now + HALF + timedelta(minutes=7), tick=False):
            if number % 2:
                made.resume(who("ma"))
            made.take_over("assistant", who("chen"), who("li"), who("ma"))
        with time_machine.travel(now + 3 * HALF, tick=False):
            made.end(who("ma"))
        held.append(made)
    held[3].correct_times(held[3].started_at - HALF, None, who("ma"))
    db.session.flush()
    still_on = live(cast)
    ids = [one.id for one in (*held, still_on)]
    with counted(app) as heard:
        found = worked_in(ids)
    assert len(heard) == 4 and set(found) == {one.id for one in held}
    for one in held:
        alone = [(o.person.id, o.part, o.from_ms, o.to_ms) for o in on_duty(one)]
        assert found[one.id] == (alone, one.stream_ms(one.ended_at))
        assert {who for who, _first, _last in found[one.id].of("assistant")} == {
            cast.chen.id,
            cast.li.id,
        }


@pytest.mark.parametrize(("leaves", "comes"), [("li", "chen"), ("chen", "chen")])
def test_a_roster_that_is_another_by_now_is_refused(
    cast: Cast, who: Who, leaves: str, comes: str
) -> None:
    with pytest.raises(WrongState, match="已经变了"):
        live(cast).take_over("assistant", who(leaves), who(comes), who("ma"))


def test_only_the_lead_changes_people_and_only_while_it_is_on(cast: Cast, who: Who) -> None:
    with pytest.raises(WrongState, match="开播以后"):
        coming = a_broadcast(cast, live=False, minutes_ago=-60)
        coming.take_over("assistant", who("chen"), who("li"), who("ma"))
    made = live(cast)
    for name in ("chen", "he", "lin", "hong"):
        with pytest.raises(Denied):
            made.take_over("assistant", who("chen"), who("li"), who(name))
    with pytest.raises(Invalid):
        made.take_over("assistant", who("chen"), who("hong"), who("ma"))


def note_at(made: Broadcast, by: Any, moment_ms: int, **more: Any) -> int | None:
    """Whom a note is about that was tapped at a moment."""
    take_operations(made, clock.epoch_ms(), [tap(at=moment_ms, kind="praise", **more)], by)
    newest = db.session.query(Observation).order_by(Observation.id.desc()).first()
    assert newest is not None
    return newest.assistant_id


def test_a_note_is_about_who_was_there_when_it_was_tapped(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        made = live(cast)
        number, begun = made.id, clock.now()
    with time_machine.travel(begun + HALF, tick=False), app.app_context(), writing():
        made = db.session.get_one(Broadcast, number)
        people = [db.session.get_one(Person, one.id) for one in (cast.chen, cast.li, cast.ma)]
        made.take_over("assistant", *people)
    with time_machine.travel(begun + HALF * 2, tick=False), app.app_context(), writing():
        made = db.session.get_one(Broadcast, number)
        ma, now = db.session.get_one(Person, cast.ma.id), clock.epoch_ms()
        assert note_at(made, ma, now) == cast.li.id
        assert note_at(made, ma, now - 45 * 60_000) == cast.chen.id
        earlier = now - 45 * 60_000
        assert note_at(made, ma, earlier, assistant=cast.chen.id) == cast.chen.id


def test_people_are_changed_in_two_taps_without_a_script(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        number = a_broadcast(cast, minutes_ago=10).id
    ma, address = client_of(cast.ma), f"/broadcasts/{number}/turns"
    key = f"assistant-{cast.chen.id}"
    assert f"leaves={key}" in ma.get(address).text
    assert "李一帆" in ma.get(f"{address}?leaves={key}").text
    data = {"leaves": key, "comes": cast.li.id}
    assert client_of(cast.lin).post(address, data=data).status_code == 403
    assert ma.post(address, data={**data, "comes": cast.hong.id}).status_code == 422
    assert ma.post(address, data=data).status_code == 303
    assert ma.post(address, data=data).status_code == 422
    assert "换人" not in client_of(cast.lin).get(address).text
    page = client_of(cast.chen).get(address)
    assert page.status_code == 200 and "李一帆" in page.text


@pytest.mark.parametrize(
    "leaves", ["", "assistant-", "host-99999", "observer-1", "x" * 200, "a-b-c"]
)
def test_a_key_that_names_nobody_shows_the_list(
    app: Flask, cast: Cast, client_of: Browsers, leaves: str
) -> None:
    with app.app_context(), writing():
        number = live(cast).id
    answer = client_of(cast.ma).get(f"/broadcasts/{number}/turns", query_string={"leaves": leaves})
    assert answer.status_code == 200 and "谁上" not in answer.text


def test_who_left_still_sees_the_broadcast_and_the_page_takes_few_statements(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        made = a_broadcast(cast, minutes_ago=10)
        people = [db.session.get_one(Person, one.id) for one in (cast.chen, cast.li, cast.ma)]
        made.take_over("assistant", *people)
        number = made.id
    chen = client_of(cast.chen)
    assert chen.get(f"/broadcasts/{number}").status_code == 200
    with counted(app) as heard:
        assert chen.get(f"/broadcasts/{number}/turns").status_code == 200
    assert len(heard) <= MOST_STATEMENTS
