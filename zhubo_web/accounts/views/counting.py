"""Who is appointed to what, as the pure rules of appointments want it."""

from __future__ import annotations

from sqlalchemy import select

from zhubo_web.accounts.appointments import Appointed
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.extensions import db


def appointed() -> list[Appointed]:
    """Everybody who has an account or an invitation, with roles and classes."""
    seats = GroupSeat.current()
    people = db.session.scalars(select(Person).where(Person.status.in_(("invited", "active"))))
    return [
        Appointed(
            person.id,
            frozenset(person.roles),
            frozenset(seat.member_class for seat in seats if seat.person_id == person.id),
        )
        for person in people
    ]
