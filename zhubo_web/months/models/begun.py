"""A month's evaluation as it begins: whose, in which room, its days, who may take part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import STRICT
from zhubo_web.duties.models import step
from zhubo_web.evaluations.models import Closeness
from zhubo_web.extensions import db
from zhubo_web.months import permissions
from zhubo_web.months.models.cycle import Month
from zhubo_web.months.models.rating import ClassRating, MonthResult, MonthSignature
from zhubo_web.months.workflow import WORKFLOW
from zhubo_web.policies.composites import POSTS, Composite
from zhubo_web.policies.models import Governed


class Begun(Governed, Versioned, Identified, Base):
    """What every month's evaluation has from its beginning. Times are UTC.

    ``room`` is where the assistant worked most; ``post`` shifts weights within 业绩.
    ``facts``: what was taken down when figures froze, with ``facts_digest``, its SHA-256; empty before.
    """

    __abstract__ = True

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - a declared attribute's class
        return (UniqueConstraint("month_id", "assistant_id"),)

    month_id: Mapped[int] = mapped_column(ForeignKey("month.id"), index=True)
    assistant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="", index=True)
    post: Mapped[str] = mapped_column(String(12), default="")
    self_from: Mapped[datetime]
    self_by: Mapped[datetime]
    rate_by: Mapped[datetime]
    replace_by: Mapped[datetime | None]
    sign_by: Mapped[datetime]
    publish_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    facts_digest: Mapped[str] = mapped_column(String(64), default="")

    @declared_attr
    def month(cls) -> Mapped[Month]:  # noqa: N805 - a declared attribute's class
        return relationship(Month)

    @declared_attr
    def room(cls) -> Mapped[Room]:  # noqa: N805 - a declared attribute's class
        return relationship(Room)

    @declared_attr
    def assistant(cls) -> Mapped[Person]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.assistant_id")

    @declared_attr
    def ratings(cls) -> Mapped[list[ClassRating]]:  # noqa: N805 - a declared attribute's class
        return relationship(ClassRating, order_by=ClassRating.id, lazy="selectin")

    @declared_attr
    def results(cls) -> Mapped[list[MonthResult]]:  # noqa: N805 - a declared attribute's class
        return relationship(MonthResult, order_by=MonthResult.number, lazy="selectin")

    @declared_attr
    def signatures(cls) -> Mapped[list[MonthSignature]]:  # noqa: N805 - a declared attribute's class
        return relationship(MonthSignature, order_by=MonthSignature.id, lazy="selectin")

    # ── what it is reckoned by ──────────────────────────────────────────────────────────────

    @property
    def composite(self) -> Composite:
        """Weights, mixes, bands and grades of its version of the policy."""
        return self.policy.composite

    @property
    def may_begin(self) -> bool:
        """Whether the last day of the month has come."""
        return self.self_from <= clock.now()

    @property
    def publish_by(self) -> datetime:
        """When it is to be with the person."""
        return self.publish_at

    def result(self) -> MonthResult | None:
        """The newest version of the result."""
        return self.results[-1] if self.results else None

    # ── who ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def close_ids(self) -> set[int]:
        """The people declared close to the assistant."""
        return Closeness.ids_of(self.assistant_id)

    @cached_property
    def on_air_ids(self) -> set[int]:
        """Who was on air with the assistant in this month, as host."""
        ids = self.month.broadcasts().with_only_columns(Broadcast.id)
        own = select(RosterEntry.broadcast_id).where(
            RosterEntry.person_id == self.assistant_id, RosterEntry.part == "assistant"
        )
        query = select(RosterEntry.person_id).where(
            RosterEntry.broadcast_id.in_(ids),
            RosterEntry.broadcast_id.in_(own),
            RosterEntry.part == "host",
        )
        return set(db.session.scalars(query))

    def rating(self, member_class: str) -> ClassRating | None:
        """What a class gave so far."""
        return next((one for one in self.ratings if one.member_class == member_class), None)

    @property
    def rater_ids(self) -> dict[str, int]:
        """Class → who rates or rated for it."""
        return {one.member_class: one.rater_id for one in self.ratings if one.rater_id is not None}

    @property
    def waiting_classes(self) -> list[str]:
        """The classes that have not handed in and are counted."""
        done = {one.member_class for one in self.ratings if one.is_in}
        return [one for one in permissions.counted(self.setting) if one not in done]

    def classes_of(self, person: Any) -> set[str]:
        """The classes somebody belongs to in this room."""
        classes = permissions.CLASSES.items()
        return {one for one, role in classes if person.holds(role, room=self.room)}

    @cached_property
    def _people(self) -> list[Person]:
        return self.room.people_holding(*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)

    def holding(self, *held: str) -> list[Person]:
        """The people of the room with one of these roles of the group, administration or owner."""
        return [one for one in self._people if one.holds(*held, room=self.room)]

    def able(self, may: Callable[[Any, Any], Reason | None], *held: str) -> list[int]:
        """The people of the room with these roles who may; the owner, who appoints, where none."""
        able = [one.id for one in self.holding(*held) if may(one, self) is None]
        return able or self.owner_ids()

    def owner_ids(self) -> list[int]:
        """The owners of the room."""
        return [one.id for one in self.holding(roles.OWNER)]

    def asked_raters(self) -> list[int]:
        """One person for each class that waits: who began, else everybody of the class who may."""
        found: list[int] = []
        for one in self.waiting_classes:
            begun = self.rater_ids.get(one)
            found += [begun] if begun else self.able_raters(one)
        return list(dict.fromkeys(found))

    def able_raters(self, member_class: str) -> list[int]:
        """Who may rate for a class; nobody where nobody may."""
        people = self.holding(permissions.CLASSES[member_class])
        return [one.id for one in people if permissions.rates(one, self, member_class) is None]

    @property
    def has_administration(self) -> bool:
        """Whether somebody of administration stands apart from the assistant."""
        held = self.holding(roles.ADMINISTRATION)
        return any(permissions.apart(one, self) is None for one in held)

    def asked_administration(self) -> list[int]:
        """Who decides about a missing rater."""
        return self.able(permissions.replaces, roles.ADMINISTRATION)

    # ── what the verbs share ────────────────────────────────────────────────────────────────

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their page."""
        names = {"assistant": self.assistant.name, "month": self.month.name}
        return {**names, "room": self.room.name, "args": {"evaluation_id": self.id}}

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return WORKFLOW.why_not(self, verb, by)

    @property
    def is_strict(self) -> bool:
        return self.setting == STRICT

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, WORKFLOW, verb, by, month=self.month.name, **values)

    def _check(self, verb: str, by: Any) -> None:
        """Raise what the step would raise, before anything is changed."""
        if reason := self.why_not(verb, by):
            row = WORKFLOW.row(self.state, verb, self.setting)
            raise Denied(reason) if row and row.who(by, self) else WrongState(reason)

    def _touch(self) -> None:
        """Lock against whoever does the same now: of two who look at the same rows, one is told."""
        flag_modified(self, "state")

    # ── post ────────────────────────────────────────────────────────────────────────────────

    def why_not_choose_post(self, by: Any) -> Reason | None:
        """None when this person may say what the assistant mostly does."""
        if self.frozen_at is not None:
            return Reason(N_("已经锁数，岗位从下个月再改"))
        return permissions.chooses_post(by, self)

    def choose_post(self, post: str, by: Any) -> None:
        """What the assistant mostly does; until figures freeze. Raises Denied, Invalid, WrongState."""
        if reason := self.why_not_choose_post(by):
            raise Denied(reason) if self.frozen_at is None else WrongState(reason)
        if post not in POSTS:
            raise Invalid(N_("请选一个岗位"), "post")
        before, self.post = self.post, post
        record("month.post_chosen", self, by, before=before, after=post)


def busiest(rooms: Iterable[int]) -> int:
    """The room that occurs most often; the first of several."""
    counted: dict[int, int] = {}
    for one in rooms:
        counted[one] = counted.get(one, 0) + 1
    return max(sorted(counted), key=lambda one: counted[one])
