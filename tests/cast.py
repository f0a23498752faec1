"""The people every test shares: one of each role, a second assistant, and a stranger.

Two rooms: ``care`` is theirs, ``other`` belongs to somebody else. Grants cover the room ``care``
where a role works in a room, and the shop where it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.accounts.passwords import hashed
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.duties.models import CalendarDay
from zhubo_web.extensions import db
from zhubo_web.observations.models import Tag
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.products.models import Product

PASSWORD = "warm-paper-calm-ink"
#: short name → (name, role, whether the grant covers only the room ``care``)
PARTS = {
    "ma": ("马运营", roles.OPERATIONS, True),
    "lin": ("林资深", roles.SENIOR_HOST, True),
    "hong": ("洪人力", roles.HR, False),
    "guo": ("郭行政", roles.ADMINISTRATION, False),
    "qian": ("钱老板", roles.OWNER, False),
    "he": ("何主播", roles.HOST, True),
    "chen": ("陈小满", roles.ASSISTANT, True),
    "li": ("李一帆", roles.ASSISTANT, True),
    "dai": ("戴代表", roles.REPRESENTATIVE, False),
    "sun": ("孙维护", roles.SYSADMIN, False),
    "wu": ("吴外人", roles.OPERATIONS, True),
}
_stored: list[str] = []


@dataclass(frozen=True)
class Member:
    """Somebody of the cast, by what tests need to name them."""

    id: int
    name: str
    username: str
    role: str


@dataclass(frozen=True)
class Cast:
    """Everybody, by short name; ``wu`` leads operations in the other room and is the stranger."""

    ma: Member
    lin: Member
    hong: Member
    guo: Member
    qian: Member
    he: Member
    chen: Member
    li: Member
    dai: Member
    sun: Member
    wu: Member
    care: int
    other: int

    def everybody(self) -> list[Member]:
        """All members."""
        return [value for value in vars(self).values() if isinstance(value, Member)]


def _hash() -> str:
    if not _stored:
        _stored.append(hashed(PASSWORD))
    return _stored[0]


def assemble() -> Cast:
    """Write the cast into the database, in the caller's transaction."""
    PolicyVersion.plant()
    Tag.plant()
    CalendarDay.plant()
    care, other = Room.add("护肤直播间", None), Room.add("别家直播间", None)
    db.session.flush()
    members = {}
    for username, (name, role, in_room) in PARTS.items():
        person = Person.invite(name=name, username=username, by=None)
        person.password_hash, person.status = _hash(), "active"
        db.session.flush()
        own = other if username == "wu" else care
        person.grant(role, None, room_id=own.id if in_room else None)
        members[username] = Member(person.id, name, username, role)
    return Cast(**members, care=care.id, other=other.id)


def product(name: str = "修护精华", **card: object) -> Product:
    """A product with a card, in the caller's transaction."""
    values: dict[str, object] = {"points": ["换季修护"], "price": Decimal("129"), **card}
    return Product.add(name=name, by=None, **values)


def broadcast(cast: Cast, *, live: bool = True, minutes_ago: int = 10, room: int = 0) -> Broadcast:
    """A broadcast with host and one assistant; live unless told otherwise."""
    place = db.session.get_one(Room, room or cast.care)
    start = clock.now() - timedelta(minutes=minutes_ago)
    made = Broadcast.schedule(place, "秋冬专场", start, start + timedelta(hours=2), None)
    made.put_on(db.session.get_one(Person, cast.he.id), "host", None)
    made.put_on(db.session.get_one(Person, cast.chen.id), "assistant", None)
    if live:
        ma = db.session.get_one(Person, cast.ma.id if not room else cast.wu.id)
        made.confirm_same(ma)
        made.second_same(db.session.get_one(Person, cast.chen.id))
        made.start_confirmed(ma)
        made.started_at = start
    db.session.flush()
    return made
