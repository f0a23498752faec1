"""The list of a room's feedback as one member of the group reads it: what is due first on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload, load_only
from sqlalchemy.orm.attributes import set_committed_value

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core.models import load_together
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db
from zhubo_web.surveys import permissions
from zhubo_web.surveys.models import Decision, Feedback
from zhubo_web.surveys.views import reading
from zhubo_web.surveys.views.blueprint import PAGE
from zhubo_web.surveys.wording import REASONS_AGAINST, SOURCES

#: A person of whom only the name is shown; a broadcast that is named, with its stream time.
NAMED = (load_only(Person.name), lazyload(Person.grants))
CLOCK = (Broadcast.title, Broadcast.state, Broadcast.started_at, Broadcast.ended_at)
PART = (RosterEntry.broadcast_id, RosterEntry.person_id, RosterEntry.part, RosterEntry.left_at)
STATES = {
    "": ("pending",),
    "attributed": ("attributed",),
    "other": ("not_this_person", "duplicate"),
}


def assistants() -> list[Person]:
    """Every active assistant, by name; ``holds`` says of which rooms."""
    held = select(Grant.person_id).where(Grant.role == roles.ASSISTANT, Grant.ended_at.is_(None))
    query = select(Person).where(Person.id.in_(held), Person.status.in_(("active", "invited")))
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def rooms_of(person: Any, wanted: tuple[str, ...]) -> list[Room]:
    """The rooms in use where the person holds one of these roles."""
    covered = Room.id.in_(covered_by(person, wanted))
    return list(db.session.scalars(select(Room).where(Room.active, covered).order_by(Room.name)))


def _load_broadcasts(found: list[Feedback]) -> None:
    """Their broadcasts with interruptions and people, as far as a row needs them."""
    ids = {one.broadcast_id for one in found if one.broadcast_id is not None}
    query = select(Broadcast).where(Broadcast.id.in_(ids))
    query = query.options(load_only(*CLOCK), lazyload(Broadcast.roster), lazyload(Broadcast.room))
    there = {one.id: one for one in db.session.scalars(query)} if ids else {}
    crew = joinedload(RosterEntry.person).options(*NAMED)
    load_together(list(there.values()), Broadcast.roster, crew, load_only(*PART))
    for one in found:
        set_committed_value(one, "broadcast", there.get(one.broadcast_id or 0))


@dataclass(frozen=True)
class Row:
    """One piece of feedback, whom it may be put on, and why this reader may not decide."""

    one: Feedback
    people: list[Person]
    why_not: Reason | None
    say: Any = reading
    against: ClassVar[dict[str, str]] = REASONS_AGAINST

    @property
    def decides(self) -> bool:
        """Whether it waits for this reader's word."""
        return self.one.state == "pending" and self.why_not is None

    @classmethod
    def of(cls, one: Feedback, person: Any, everybody: list[Person] | None = None) -> Row:
        """For a reader; ``everybody`` are all assistants, where the list has read them already."""
        if one.broadcast is not None:
            people = one.broadcast.people("assistant")
        else:
            known = everybody if everybody is not None else assistants()
            people = [who for who in known if who.holds(roles.ASSISTANT, room=one.room)]
        others = [who for who in people if who.id != person.id]
        return cls(one, others, permissions.decides(person, one))

    @property
    def code(self) -> str:
        """The reason that one tap gives."""
        return "alone" if len(self.people) == 1 else "duty"


@dataclass
class Listing:
    """What one person reads. ``wanted`` are the filters of the address."""

    person: Any
    wanted: Mapping[str, str]
    page: int

    @property
    def state(self) -> str:
        asked = self.wanted.get("state", "")
        return asked if asked in STATES else ""

    @cached_property
    def _query(self) -> Any:
        query = Feedback.visible_to(self.person).where(Feedback.state.in_(STATES[self.state]))
        if self.wanted.get("source") in SOURCES:
            query = query.where(Feedback.source == self.wanted["source"])
        room = self.wanted.get("room", "")
        if room.isascii() and room.isdecimal() and len(room) < 10:
            query = query.where(Feedback.room_id == int(room))
        return query

    @cached_property
    def total(self) -> int:
        """How many there are in all."""
        counted = self._query.order_by(None).with_only_columns(func.count(Feedback.id))
        return db.session.scalar(counted) or 0

    @cached_property
    def rows(self) -> list[Row]:
        """This page of them."""
        order: Any = (Feedback.due_at, Feedback.id)
        if self.state:
            order = (Feedback.decided_at.desc(), Feedback.id.desc())
        named = joinedload(Feedback.assistant).options(*NAMED)
        query = self._query.options(named).order_by(None).order_by(*order)
        found = list(db.session.scalars(query.limit(PAGE).offset((self.page - 1) * PAGE)))
        if self.state:  # what waits says nothing of earlier decisions
            load_together(found, Feedback.decisions, lazyload(Decision.by))
        _load_broadcasts(found)
        loose = any(one.broadcast is None for one in found)
        everybody = assistants() if loose else []
        return [Row.of(one, self.person, everybody) for one in found]

    @cached_property
    def rooms(self) -> list[Room]:
        """The rooms to choose from."""
        return rooms_of(self.person, permissions.READS)

    @property
    def next_href(self) -> str | None:
        """The next twenty."""
        more = self.page * PAGE < self.total
        return self.href(page=self.page + 1) if more else None

    def href(self, **changed: Any) -> str:
        """The list's address with other filters; the page begins anew."""
        kept = {name: self.wanted.get(name) for name in ("state", "source", "room")}
        values = {n: value for n, value in {**kept, **changed}.items() if value}
        return url_for("surveys.index", **values)
