"""What a step tells whom; reminders and one escalation; the inbox that is one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.cast import Cast, Member, broadcast
from tests.counting import counted
from tests.duties.doors import Door, followed_doors, table
from zhubo_web.accounts.models import Person, Screen
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM, Workflow
from zhubo_web.duties.jobs import escalate, remind
from zhubo_web.duties.models import Duty, Notice, step
from zhubo_web.extensions import db, writing

Commit = Callable[[], None]
Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def doors() -> Iterator[Workflow]:
    workflow = table()
    with followed_doors(workflow):
        yield workflow


def person(member: Member) -> Person:
    return db.session.get_one(Person, member.id)


def told(member: Member) -> list[tuple[str, str, str]]:
    rows = db.session.scalars(Notice.visible_to(member).order_by(None).order_by(Notice.id))
    return [(one.kind, one.urgency, one.title % one.values) for one in rows]


def events(name: str) -> int:
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.name == name)
    return db.session.scalar(query) or 0


def test_a_step_tells_those_whom_its_row_names(cast: Cast, inside: Commit, doors: Workflow) -> None:
    door = Door(neighbours=[cast.lin.id, cast.hong.id])
    step(door, doors, "open", person(cast.ma))
    inside()
    assert told(cast.lin) == told(cast.hong) == [("step", "digest", "后门开了")]
    assert told(cast.chen) == []


def test_whoever_made_the_step_is_not_told_of_it(
    cast: Cast, inside: Commit, doors: Workflow
) -> None:
    door = Door(closers=[cast.ma.id], neighbours=[cast.ma.id, cast.ma.id, cast.lin.id])
    step(door, doors, "open", person(cast.ma))
    inside()
    assert told(cast.ma) == [] and len(told(cast.lin)) == 1
    assert len(Duty.open_of(person(cast.ma))) == 1


def test_a_tablet_whose_number_is_a_persons_is_not_that_person(
    cast: Cast, inside: Commit, doors: Workflow
) -> None:
    tablet = Screen(id=cast.lin.id, name="平板", room_id=cast.care)
    step(Door(closers=[cast.lin.id], neighbours=[cast.lin.id]), doors, "open", tablet)
    inside()
    assert [kind for kind, _urgency, _text in told(cast.lin)] == ["duty", "step"]


def test_a_row_without_words_tells_nobody(cast: Cast, inside: Commit) -> None:
    whole = table()
    silent = replace(whole, rows=(whole.rows[0], replace(whole.rows[1], notice="")))
    with followed_doors(silent):
        door = Door(neighbours=[cast.lin.id])
        step(door, silent, "open", SYSTEM)
        step(door, silent, "close", SYSTEM)
    inside()
    assert told(cast.lin) == [("step", "digest", "后门开了")]


def test_what_is_marked_at_once_is_urgent_by_itself(cast: Cast, inside: Commit) -> None:
    urgent = table(at_once=True)
    with followed_doors(urgent):
        step(Door(closers=[cast.lin.id], neighbours=[cast.hong.id]), urgent, "open", SYSTEM)
    inside()
    assert told(cast.lin)[0][:2] == ("duty", "now")
    assert told(cast.hong)[0][:2] == ("step", "now")


@pytest.mark.parametrize(
    ("after", "urgency"), [(timedelta(hours=5), "digest"), (timedelta(minutes=90), "soon")]
)
def test_a_duty_is_told_of_and_at_once_if_it_is_due_within_two_hours(
    cast: Cast, inside: Commit, after: timedelta, urgency: str
) -> None:
    workflow = table(after=after)
    with followed_doors(workflow):
        step(Door(closers=[cast.lin.id]), workflow, "open", person(cast.ma))
    inside()
    assert told(cast.lin) == [("duty", urgency, "关门：后门")]
    assert remind() == 0


def test_what_is_not_announced_is_only_reminded_of(cast: Cast, inside: Commit) -> None:
    whole = table()
    due = replace(whole.rows[0].due, announced=False)  # type: ignore[type-var]
    silent = replace(whole, rows=(replace(whole.rows[0], due=due), whole.rows[1]))
    with followed_doors(silent):
        step(Door(closers=[cast.lin.id]), silent, "open", SYSTEM)
    inside()
    assert told(cast.lin) == []
    with time_machine.travel(clock.now() + timedelta(hours=3, minutes=1)):
        remind()
    assert [kind for kind, _urgency, _text in told(cast.lin)] == ["soon"]


def test_a_duty_carries_its_own_address_and_room(
    cast: Cast, inside: Commit, doors: Workflow
) -> None:
    step(Door(closers=[cast.lin.id], room_id=cast.care), doors, "open", SYSTEM)
    inside()
    (duty,) = Duty.open_of(person(cast.lin))
    assert (duty.endpoint, duty.values["args"]) == ("accounts.person", {"person_id": 3})
    assert duty.room_id == cast.care and "url" not in duty.values


def test_what_is_settled_needs_no_reading(cast: Cast, inside: Commit, doors: Workflow) -> None:
    door = Door(closers=[cast.lin.id])
    step(door, doors, "open", SYSTEM)
    assert Notice.unread_of(cast.lin.id) == 1
    step(door, doors, "close", SYSTEM)
    inside()
    assert Notice.unread_of(cast.lin.id) == 0
    assert len(told(cast.lin)) == 1


# ── reminders, and one word to whoever was declared ─────────────────────────────────────────────


def test_one_reminder_two_hours_before_and_one_word_when_it_is_late(
    cast: Cast, inside: Commit, doors: Workflow
) -> None:
    step(Door(closers=[cast.lin.id], keepers=[cast.ma.id, cast.qian.id]), doors, "open", SYSTEM)
    inside()
    opened = clock.now()
    assert (remind(), escalate()) == (0, 0)
    with time_machine.travel(opened + timedelta(hours=3, minutes=1)):
        assert (remind(), remind(), escalate()) == (1, 0, 0)
    with time_machine.travel(opened + timedelta(hours=5, minutes=1)):
        assert (escalate(), escalate(), remind()) == (1, 0, 0)
    assert told(cast.lin)[1:] == [("soon", "soon", "关门：后门")]
    assert told(cast.ma) == told(cast.qian) == [("late", "digest", "关门：后门")]
    assert (events("duty.reminded"), events("duty.escalated")) == (1, 1)


def test_lateness_changes_nothing_but_the_mark_that_it_was_told(
    cast: Cast, inside: Commit, doors: Workflow
) -> None:
    """It never judges: the duty stays open, whose it was, and nothing else is written."""
    step(Door(closers=[cast.lin.id], keepers=[cast.ma.id]), doors, "open", SYSTEM)
    inside()
    before = db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    with time_machine.travel(clock.now() + timedelta(days=9)):
        remind()
        escalate()
    (duty,) = Duty.open_of(person(cast.lin))
    assert duty.closed_at is None and duty.person_id == cast.lin.id
    names = db.session.scalars(select(AuditEvent.name).where(AuditEvent.id > before)).all()
    assert set(names) == {"duty.reminded", "duty.escalated", "notice.written"}


def test_nobody_is_told_of_their_own_lateness_as_somebody_elses(
    cast: Cast, inside: Commit, doors: Workflow
) -> None:
    step(Door(closers=[cast.ma.id], keepers=[cast.ma.id]), doors, "open", SYSTEM)
    inside()
    with time_machine.travel(clock.now() + timedelta(hours=6)):
        assert escalate() == 1
    assert "late" not in [kind for kind, _urgency, _text in told(cast.ma)]
    assert events("duty.escalated") == 0


def test_a_duty_that_is_done_is_neither_reminded_of_nor_late(
    cast: Cast, inside: Commit, doors: Workflow
) -> None:
    door = Door(closers=[cast.lin.id], keepers=[cast.ma.id])
    step(door, doors, "open", SYSTEM)
    step(door, doors, "close", SYSTEM)
    inside()
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert (remind(), escalate()) == (0, 0)


def test_a_check_nobody_made_is_said_to_the_owner_once(cast: Cast, inside: Commit) -> None:
    broadcast(cast, live=False, minutes_ago=-60 * 30)
    inside()
    assert told(cast.ma) == []
    with time_machine.travel(clock.now() + timedelta(hours=29, minutes=45)):
        remind()
        escalate()
        escalate()
    assert told(cast.ma) == [("soon", "soon", "开播前确认：秋冬专场")]
    assert told(cast.qian) == [("late", "digest", "开播前确认：秋冬专场")]


# ── the inbox ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def opened(app: Flask, cast: Cast, doors: Workflow) -> None:
    with app.app_context(), writing():
        for number in range(1, 23):
            step(Door(number, neighbours=[cast.lin.id]), doors, "open", SYSTEM)


def test_the_inbox_is_ones_own_twenty_a_page_with_a_bell(
    cast: Cast, client_of: Enter, opened: None
) -> None:
    lin = client_of(cast.lin)
    page = lin.get("/notices").text
    assert page.count('id="notice-') == 20 and "后门开了" in page and "page=1" in page
    assert lin.get("/notices?page=1").text.count('id="notice-') == 2
    assert "有 22 条没看的通知" in lin.get("/").text
    assert "后门开了" not in client_of(cast.chen).get("/notices").text


def test_one_or_all_are_marked_read_by_their_person_only(
    cast: Cast, client_of: Enter, opened: None
) -> None:
    lin, chen = client_of(cast.lin), client_of(cast.chen)
    assert chen.post("/notices/1/reading").status_code == 404
    assert lin.post("/notices/1/reading").status_code == 303
    assert lin.get("/notices?state=read").text.count('id="notice-') == 1
    assert chen.post("/notices/reading").status_code == 303
    assert "有 21 条没看的通知" in lin.get("/notices").text
    assert lin.post("/notices/reading").status_code == 303
    assert "没有新通知" in lin.get("/notices").text


def test_a_late_duty_of_somebody_is_said_with_a_name_and_without_a_judgement(
    app: Flask, cast: Cast, client_of: Enter, doors: Workflow
) -> None:
    with app.app_context(), writing():
        step(Door(closers=[cast.lin.id], keepers=[cast.ma.id]), doors, "open", SYSTEM)
    with app.app_context(), time_machine.travel(clock.now() + timedelta(hours=6)):
        escalate()
    assert "林资深 还没处理：关门：后门" in client_of(cast.ma).get("/notices").text


def test_duties_are_listed_by_what_they_are(
    app: Flask, cast: Cast, client_of: Enter, doors: Workflow
) -> None:
    with app.app_context(), writing():
        for number in (1, 2):
            step(Door(number, closers=[cast.lin.id]), doors, "open", SYSTEM)
    lin = client_of(cast.lin)
    page = lin.get("/duties").text
    assert "关门" in page and "一共 2 件" in page and 'href="/duties?kind=door"' in page
    assert 'href="/people/3"' in lin.get("/duties?kind=door").text
    assert "没有等你的事" in lin.get("/duties?kind=nothing").text


def test_the_bell_asks_nothing_of_its_own(
    app: Flask, cast: Cast, client_of: Enter, opened: None
) -> None:
    lin = client_of(cast.lin)
    with counted(app) as statements:
        assert lin.get("/calendar").status_code == 200
    asked = [one for one in statements if "FROM notice" in one]
    assert len(asked) == 1 and "FROM sign_in" in asked[0]
