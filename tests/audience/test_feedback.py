"""What viewers say, relayed: who reads it when, and how it is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import Cast, broadcast, product
from zhubo_web.accounts.models import Person, Screen
from zhubo_web.audience import permissions
from zhubo_web.audience.models import AudienceFeedback, counted, summed
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db


class Room:
    """A live broadcast whose viewers say things."""

    def __init__(self, cast: Cast, commit: Callable[[], None]) -> None:
        self.cast, self.commit = cast, commit
        self.on = broadcast(cast)
        self.sold = product()
        commit()

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def say(
        self, text: str, sort: str = "question", count: int = 1, by: str = "ma", **more: object
    ) -> AudienceFeedback:
        values: dict[str, object] = {"product_id": self.sold.id, "moment": clock.now(), **more}
        made = AudienceFeedback.relay(self.on, self.person(by), key=str(uuid4()), role="hr",
                                      sort=sort, text=text, count=count, **values)  # type: ignore[arg-type]  # fmt: skip
        self.commit()
        return made

    def read_by(self, who: str) -> list[str]:
        query = AudienceFeedback.visible_to(self.person(who))
        return [one.text for one in db.session.scalars(query)]

    def over(self) -> None:
        db.session.get_one(Broadcast, self.on.id).ended_at = clock.now() + timedelta(seconds=1)
        self.commit()


@pytest.fixture
def room(cast: Cast, inside: Callable[[], None]) -> Room:
    return Room(cast, inside)


def test_the_group_reads_at_once_and_a_stranger_never(room: Room) -> None:
    room.say("有小样吗")
    for who in ("ma", "lin", "hong", "guo", "qian"):
        assert room.read_by(who) == ["有小样吗"], who
    for who in ("wu", "dai", "sun"):
        assert room.read_by(who) == [], who
    room.over()
    assert room.read_by("wu") == []


def test_an_assistant_reads_after_the_end_and_a_host_does_not(room: Room) -> None:
    room.say("有小样吗")
    assert room.read_by("chen") == []
    room.over()
    assert room.read_by("chen") == ["有小样吗"]
    assert room.read_by("li") == []  # not in this broadcast
    assert room.read_by("he") == []


def test_who_hosts_reads_nothing_while_on_air_whatever_roles_they_have(room: Room) -> None:
    room.say("有小样吗")
    room.on.put_on(room.person("lin"), "host", None)
    room.commit()
    assert room.read_by("lin") == []
    room.over()
    assert room.read_by("lin") == ["有小样吗"]


def test_a_tablet_reads_none_of_it(room: Room) -> None:
    room.say("有小样吗")
    screen = Screen(name="平板", room_id=room.cast.care)
    db.session.add(screen)
    db.session.flush()
    assert list(db.session.scalars(AudienceFeedback.visible_to(screen))) == []


def test_an_assistant_is_told_the_role_and_not_the_name(room: Room) -> None:
    assert permissions.names_relayers(room.person("chen"), room.on) is not None
    assert permissions.names_relayers(room.person("lin"), room.on) is None
    assert permissions.names_relayers(room.person("wu"), room.on) is not None


def test_viewers_are_counted_by_sort_and_product_without_what_was_taken_back(room: Room) -> None:
    other = product("洁面")
    room.commit()
    room.say("有小样吗", count=3)
    room.say("敏感肌能用吗")
    room.say("声音小", "complaint", 12, product_id=None)
    room.say("好用", "praise", 2, product_id=other.id)
    gone = room.say("有小样吗", count=500)
    gone.withdraw(room.person("ma"), clock.now())
    room.commit()
    assert counted(room.on) == [
        ("complaint", None, 12),
        ("praise", other.id, 2),
        ("question", room.sold.id, 4),
    ]


def test_the_same_words_become_one_line_and_questions_come_first(room: Room) -> None:
    room.say("好用", "praise")
    room.say("有小样吗", count=3)
    room.say("敏感肌能用吗")
    room.say("有小样吗", count=2, by="lin")
    lines = summed(db.session.scalars(AudienceFeedback.visible_to(room.person("ma"))))
    told = [(line.sort, line.text, line.people, line.relays) for line in lines]
    assert told == [
        ("question", "有小样吗", 5, 2),
        ("question", "敏感肌能用吗", 1, 1),
        ("praise", "好用", 1, 1),
    ]
    assert lines[0].names == ("马运营", "林资深")


def test_what_was_relayed_moves_with_a_corrected_start(room: Room) -> None:
    at = room.say("有小样吗").at_ms
    on = db.session.get_one(Broadcast, room.on.id)
    assert on.started_at is not None
    on.end(room.person("ma"))
    room.commit()
    on.correct_times(on.started_at + timedelta(minutes=2), on.ended_at, room.person("ma"))
    room.commit()
    assert db.session.get_one(AudienceFeedback, 1).at_ms == at - 120_000


@pytest.mark.parametrize(
    ("sort", "text", "count"), [("other", "好", 1), ("wish", " \n ", 1), ("wish", "好", 0)]
)
def test_what_cannot_be_counted_is_not_kept(room: Room, sort: str, text: str, count: int) -> None:
    with pytest.raises(Invalid):
        room.say(text, sort, count)
