"""From the inbox to a push: the morning, the shift, the quiet hours, at once; and what it carries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast
from tests.duties.doors import Door, followed_doors, table
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.jobs import push, tell_groups
from zhubo_web.duties.models import (
    Channel,
    Digest,
    MessagingApp,
    Notice,
    Outgoing,
    PersonalAddress,
    step,
)
from zhubo_web.duties.models.numbers import CHOICES
from zhubo_web.extensions import db
from zhubo_web.observations.models import HelpCall

Commit = Callable[[], None]


def at(text: str) -> datetime:
    """A moment of November 2026; the 27th is a Friday, the 29th a Sunday."""
    return datetime.fromisoformat(f"2026-11-{text}:00+08:00")


def person(member: Member) -> Person:
    return db.session.get_one(Person, member.id)


def tell(member: Member, commit: Commit, *, at_once: bool = False, number: int = 7) -> None:
    commit()
    workflow = table(at_once=at_once)
    with followed_doors(workflow):
        step(Door(number, neighbours=[member.id]), workflow, "open", SYSTEM)
    commit()


def kinds(member: Member) -> list[str]:
    query = select(Digest.kind).where(Digest.person_id == member.id).order_by(Digest.id)
    return list(db.session.scalars(query))


def sent() -> list[Outgoing]:
    return list(db.session.scalars(select(Outgoing).order_by(Outgoing.id)))


def write_to(member: Member, commit: Commit, kind: str = "wecom") -> None:
    owner_app = MessagingApp(kind=kind, key="k", secret="s", agent="1")
    db.session.add_all([owner_app, PersonalAddress(person_id=member.id, kind=kind, address="lin")])
    commit()


def test_the_morning_digest_carries_everything_once(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("26T20:00")) as now:
        tell(cast.lin, inside)
        tell(cast.lin, inside, number=8)
        assert push() == 0
        now.move_to(at("27T10:29"))
        assert push() == 0
        now.move_to(at("27T10:30"))
        assert (push(), push()) == (1, 0)
    (made,) = db.session.scalars(select(Digest))
    assert (made.kind, made.notices, made.person_id) == ("daily", 2, cast.lin.id)
    assert all(one.digest_id == made.id for one in db.session.scalars(select(Notice)))


def test_what_was_read_in_the_app_is_not_pushed(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("26T20:00")) as now:
        tell(cast.lin, inside)
        Notice.read_all(person(cast.lin))
        inside()
        now.move_to(at("27T10:30"))
        assert push() == 0


def test_at_once_breaks_the_quiet_hours_and_leaves_the_rest_for_the_morning(
    cast: Cast, inside: Commit
) -> None:
    with time_machine.travel(at("27T02:00")) as now:
        tell(cast.lin, inside)
        tell(cast.lin, inside, at_once=True, number=8)
        assert push() == 1
        assert kinds(cast.lin) == ["at_once"]
        now.move_to(at("27T10:30"))
        assert push() == 1
    assert kinds(cast.lin) == ["at_once", "daily"]
    assert [one.notices for one in db.session.scalars(select(Digest))] == [1, 1]


def test_a_call_for_help_reaches_the_lead_at_any_hour(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("27T23:40")):
        on = broadcast(cast)
        HelpCall.ask(on, person(cast.chen))
        inside()
        push()
    assert kinds(cast.ma) == ["at_once"]
    assert kinds(cast.chen) == []


def test_a_sunday_without_a_broadcast_is_left_in_peace(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("28T20:00")) as now:
        tell(cast.chen, inside)
        now.move_to(at("29T10:30"))
        assert push() == 0
        now.move_to(at("30T10:30"))
        assert push() == 1


def test_before_the_shift_what_is_new_comes_again(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("29T08:00"), tick=False) as now:
        broadcast(cast, live=False, minutes_ago=-12 * 60)
        inside()
        now.move_to(at("29T10:31"))
        tell(cast.chen, inside)
        assert (push(), kinds(cast.chen)) == (1, ["daily"])  # a Sunday with a shift
        tell(cast.chen, inside, number=8)
        now.move_to(at("29T19:29"))
        assert push() == 0
        now.move_to(at("29T19:30"))
        assert (push(), push()) == (1, 0)
    assert kinds(cast.chen) == ["daily", "shift"]


def test_a_cancelled_broadcast_is_no_shift(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("29T08:00")) as now:
        made = broadcast(cast, live=False, minutes_ago=-12 * 60)
        db.session.get_one(Broadcast, made.id).cancel(person(cast.ma), "停播")
        tell(cast.chen, inside)
        now.move_to(at("29T10:31"))
        push()
    assert kinds(cast.chen) == []


def test_duties_that_are_due_are_said_in_the_morning_though_nothing_is_new(
    cast: Cast, inside: Commit
) -> None:
    with time_machine.travel(at("26T22:00")) as now:
        workflow = table(after=timedelta(hours=20))
        with followed_doors(workflow):
            step(Door(closers=[cast.lin.id]), workflow, "open", SYSTEM)
        Notice.read_all(person(cast.lin))
        inside()
        now.move_to(at("27T10:30"))
        assert push() == 1
    (made,) = db.session.scalars(select(Digest))
    assert (made.kind, made.notices, made.duties) == ("daily", 0, 1)


def test_the_fourth_of_a_day_waits_unless_it_is_urgent_by_itself(
    cast: Cast, inside: Commit
) -> None:
    with time_machine.travel(at("27T14:00")) as now:
        for number in range(3):
            tell(cast.lin, inside, at_once=True, number=number)
            push()
        inside()
        soon = table(after=timedelta(minutes=60))
        with followed_doors(soon):
            step(Door(20, closers=[cast.lin.id]), soon, "open", SYSTEM)
        inside()
        assert push() == 0
        tell(cast.lin, inside, at_once=True, number=21)
        assert push() == 1
        now.move_to(at("28T10:30"))  # a Saturday off: nothing but what may come at once
        push()
    days = [one.day.day for one in db.session.scalars(select(Digest))]
    assert days.count(27) == 4


def test_nobody_who_left_is_disturbed(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("27T10:00")) as now:
        tell(cast.lin, inside)
        person(cast.lin).status = "suspended"
        inside()
        now.move_to(at("27T10:30"))
        assert push() == 0


def test_the_shops_own_hours_count(cast: Cast, inside: Commit) -> None:
    CHOICES["daily_at"].change(9 * 60, person(cast.qian))
    CHOICES["quiet_until"].change(8 * 60, person(cast.qian))
    inside()
    with time_machine.travel(at("27T08:00")) as now:
        tell(cast.lin, inside)
        now.move_to(at("27T09:00"))
        assert push() == 1


# ── what leaves ─────────────────────────────────────────────────────────────────────────────────


def test_the_message_is_written_with_the_push_and_says_what_it_is_about(
    cast: Cast, inside: Commit
) -> None:
    write_to(cast.lin, inside)
    with time_machine.travel(at("27T10:00"), tick=False) as now:
        for number in range(7):
            tell(cast.lin, inside, number=number)
        now.move_to(at("27T10:30"))
        push()
    (message,) = sent()
    assert message.person_id == cast.lin.id and message.digest_id is not None
    lines = message.text.splitlines()
    assert lines[0] == "场记 11-27 10:30"
    assert lines.count("后门开了") == 5 and lines[-1] == "还有 2 条通知"
    assert message.due_at is not None
    assert clock.local(message.due_at).minute not in (0, 30)


def test_a_message_speaks_its_persons_language(cast: Cast, inside: Commit) -> None:
    write_to(cast.ma, inside)
    person(cast.ma).language = "en"
    with time_machine.travel(at("27T20:00")):
        on = broadcast(cast)
        HelpCall.ask(on, person(cast.chen))
        inside()
        push()
    (message,) = sent()
    assert "秋冬专场" in message.text and "直播中有人求助" not in message.text


def test_without_an_account_of_ones_own_nothing_leaves(cast: Cast, inside: Commit) -> None:
    with time_machine.travel(at("27T10:00")) as now:
        tell(cast.lin, inside)
        now.move_to(at("27T10:30"))
        push()
    assert sent() == [] and kinds(cast.lin) == ["daily"]


def test_a_platform_without_the_shops_app_is_no_way_out(cast: Cast, inside: Commit) -> None:
    db.session.add(PersonalAddress(person_id=cast.lin.id, kind="feishu", address="ou_1"))
    with time_machine.travel(at("27T10:00")) as now:
        tell(cast.lin, inside)
        now.move_to(at("27T10:30"))
        push()
    assert sent() == []


# ── groups ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def groups(cast: Cast, inside: Commit) -> None:
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"
    for name, room in (("全店群", None), ("护肤群", cast.care), ("别家群", cast.other)):
        db.session.add(Channel(kind="wecom", name=name, room_id=room, url=url))
    inside()


def test_groups_get_counts_once_a_day_and_never_a_name(
    app: Flask, cast: Cast, inside: Commit, groups: None
) -> None:
    with time_machine.travel(at("26T22:00")) as now:
        workflow = table(after=timedelta(hours=20))
        with followed_doors(workflow):
            for number in (1, 2):
                door = Door(number, closers=[cast.lin.id], room_id=cast.care)
                step(door, workflow, "open", SYSTEM)
        inside()
        now.move_to(at("27T10:29"))
        assert tell_groups() == 0
        now.move_to(at("27T10:45"))
        assert (tell_groups(), tell_groups()) == (3, 0)
        now.move_to(at("27T18:00"))
        assert tell_groups() == 0
    texts = {one.channel.name: one.text for one in sent() if one.channel}
    assert texts == dict.fromkeys(("全店群", "护肤群"), "场记：今天有 2 件事，其中关门 2 件")


def test_a_group_that_was_taken_out_hears_nothing(cast: Cast, inside: Commit, groups: None) -> None:
    for channel in db.session.scalars(select(Channel)):
        channel.remove(person(cast.qian))
    inside()
    with time_machine.travel(at("27T10:45")):
        assert tell_groups() == 0
