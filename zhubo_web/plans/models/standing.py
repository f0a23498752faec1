"""What a plan is and who stands around it: columns, the week's broadcasts, reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, declared_attr, lazyload, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, GroupSeat, Person
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.duties.models import step
from zhubo_web.extensions import db
from zhubo_web.plans import contents, weeks
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models.version import PlanDraft, PlanVersion
from zhubo_web.plans.workflow import WORKFLOW
from zhubo_web.policies.models import Governed

#: A tap that was made in time may reach the server a little later.
GRACE = timedelta(seconds=5)
LONGEST_REASON = 200
#: States in which a version holds and nothing newer is being decided.
HELD = ("approved", "provisional", "closed")


def broadcasts_of(person_ids: list[int], start: datetime, end: datetime) -> list[tuple[int, Any]]:
    """(person, broadcast) of these assistants between two moments, in order; cancelled ones left out."""
    query = (
        select(RosterEntry.person_id, Broadcast)
        .join(Broadcast, Broadcast.id == RosterEntry.broadcast_id)
        .where(RosterEntry.part == "assistant", RosterEntry.person_id.in_(person_ids))
        .where(Broadcast.planned_start >= start, Broadcast.planned_start < end)
        .where(Broadcast.state != "cancelled")
        .options(lazyload(Broadcast.roster), lazyload(Broadcast.interruptions))
        .order_by(Broadcast.planned_start, Broadcast.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def holders(role: str) -> list[Grant]:
    """The grants in force of a role, of people who work here, by name."""
    query = (
        select(Grant)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.role == role, Grant.ended_at.is_(None))
        .where(Person.status.in_(("active", "invited")))
        .order_by(Person.name, Person.id)
    )
    return list(db.session.scalars(query))


def substitutes() -> list[int]:
    """Who holds a substitute's seat of the operations class."""
    query = select(GroupSeat.person_id).where(
        GroupSeat.ended_at.is_(None), GroupSeat.substitute, GroupSeat.member_class == "operations"
    )
    return list(db.session.scalars(query.order_by(GroupSeat.id)))


class Standing(Governed, Versioned, Identified, Base):
    """One assistant's week, from ``starts_at`` (Monday in Shanghai) until before ``ends_at``.

    ``latest`` is the number of the newest version, ``standing`` of the one that holds (通过 or 先按计划播),
    ``held_before`` of the one before the approval; ``left_out`` are broadcasts that an approval left
    待补. Deadlines are UTC moments.
    """

    __abstract__ = True

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    monday: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="", index=True)
    due_at: Mapped[datetime]
    latest: Mapped[int] = mapped_column(default=0)
    standing: Mapped[int | None]
    late_minutes: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    review_due_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    held_before: Mapped[int | None]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_until: Mapped[datetime | None]
    late_reason: Mapped[str] = mapped_column(String(10), default="")
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    amended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    amend_code: Mapped[str] = mapped_column(String(10), default="")
    amend_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    amend_answer: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    amend_due_at: Mapped[datetime | None]
    close_at: Mapped[datetime]
    gaps_asked: Mapped[list[Any]] = mapped_column(default=list)
    execution: Mapped[list[Any] | None]

    @declared_attr
    def person(cls) -> Mapped[Person]:  # noqa: N805 - a declared attribute's class
        return relationship(
            Person, lazy="joined", innerjoin=True, foreign_keys=f"{cls.__name__}.person_id"
        )

    @declared_attr
    def approver(cls) -> Mapped[Person | None]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.approver_id")

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def week(self) -> str:
        """11.23–11.29."""
        return weeks.named(self.monday)

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the address's."""
        return {"name": self.person.name, "week": self.week, "url": {"plan_id": self.id}}

    @cached_property
    def broadcasts(self) -> list[Broadcast]:
        """The week's broadcasts on which the assistant is, in order."""
        return [one for _id, one in broadcasts_of([self.person_id], self.starts_at, self.ends_at)]

    def look_again(self) -> None:
        """Forget what was read of the week: the schedule or the plan has changed since."""
        for name in ("broadcasts", "rooms", "cautions", "deputies"):
            self.__dict__.pop(name, None)

    @cached_property
    def rooms(self) -> list[Room]:
        """The rooms of those broadcasts."""
        return list(dict.fromkeys(one.room for one in self.broadcasts))

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return WORKFLOW.why_not(self, verb, by)

    def numbered(self, number: int | None) -> PlanVersion | None:
        """One of its versions. Read once, for none is ever changed; anew if it was rolled back."""
        if not number:
            return None
        read: dict[int, PlanVersion | None] = self.__dict__.setdefault("_read", {})
        known = read.get(number)
        if known is None or known not in db.session:
            read[number] = PlanVersion.numbered(self, number)
        return read[number]

    def filed(self) -> Content:
        """The newest version's content; nothing before the first."""
        version = self.numbered(self.latest)
        return version.content if version else Content()

    def holding(self) -> Content:
        """What holds now, with what the approval left out as 待补; nothing before that."""
        version = self.numbered(self.standing)
        return version.content.without(self.left_out) if version else Content()

    def shown(self) -> Content:
        """What a reader sees: what holds, or what was filed and is not decided yet."""
        return self.holding() if self.state in HELD else self.filed()

    def chosen(self, versions: Sequence[PlanVersion]) -> Content:
        """The same out of all versions, which were read already."""
        held = self.state in HELD
        wanted = self.standing if held else self.latest
        found = next((one.content for one in versions if one.number == wanted), Content())
        return found.without(self.left_out) if held else found

    @property
    def holds(self) -> bool:
        """Whether a version stands that broadcasts are run by."""
        return self.standing is not None

    @property
    def undo_open(self) -> bool:
        """Whether the approval can still be taken back."""
        return self.undo_until is not None and clock.now() <= self.undo_until + GRACE

    @property
    def resubmit_by(self) -> datetime | None:
        """The start of the first broadcast that is still to come."""
        coming = [one.planned_start for one in self.broadcasts if one.planned_start > clock.now()]
        return min(coming, default=None)

    @property
    def hand_in_by(self) -> datetime:
        """When it is due now: first by its week's time; once it was sent back, again before the first
        broadcast that is still to come, or before the week is over."""
        if self.state != "changes_requested":
            return self.due_at
        return self.resubmit_by or self.close_at

    def still_on(self) -> bool:
        """Whether one of the week's broadcasts is on."""
        return any(one.is_on for one in self.broadcasts)

    # ── who ─────────────────────────────────────────────────────────────────────────────────

    def reviewer_ids(self) -> list[int]:
        """The rooms' operations leads without the assistant, and the substitutes where all are away."""
        leads = self._holding(roles.OPERATIONS)
        return leads or [one for one in self.deputies if one != self.person_id]

    def senior_ids(self) -> list[int]:
        """The rooms' senior hosts."""
        return self._holding(roles.SENIOR_HOST)

    def _holding(self, role: str) -> list[int]:
        """Who else holds the role in one of the rooms."""
        return self.among(holders(role))

    def among(self, grants: Sequence[Grant]) -> list[int]:
        """Of those who hold these, the ones whom a room of the week is under, without the assistant."""
        here = [g.person_id for g in grants if any(g.covers(room) for room in self.rooms)]
        return [n for n in dict.fromkeys(here) if n != self.person_id]

    def administration_ids(self) -> list[int]:
        """Administration, or the owner where there is none."""
        for role in (roles.ADMINISTRATION, roles.OWNER):
            if found := self._holding(role):
                return found
        return []

    @cached_property
    def deputies(self) -> list[int]:
        """The group's substitutes of the operations class, when they may stand in: no lead is there,
        or half of the time for the review has gone by."""
        return self.stand_ins(substitutes(), holders(roles.OPERATIONS))

    def stand_ins(self, seated: list[int], leads: Sequence[Grant]) -> list[int]:
        """The same of what was read for many plans at once."""
        return seated if self._review_half_gone() or not self.among(leads) else []

    def _review_half_gone(self) -> bool:
        if self.state == "provisional":
            return True
        if self.submitted_at is None or self.review_due_at is None:
            return False
        half = self.submitted_at + (self.review_due_at - self.submitted_at) / 2
        return clock.now() >= half

    # ── what the verbs use ──────────────────────────────────────────────────────────────────

    def check(self, verb: str, by: Any) -> None:
        """Refuse a verb of another state, or of somebody else, before anything is changed."""
        row = WORKFLOW.row(self.state, verb, self.setting)
        if row is None:
            raise WrongState(self.why_not(verb, by) or "")
        if reason := row.who(by, self):
            raise Denied(reason)

    def step(self, verb: str, by: Any, **values: Any) -> None:
        """Make a workflow's step and record it, with the number of the version it is about."""
        step(self, WORKFLOW, verb, by, **{"number": self.latest, **values})

    def file(self, kind: str, content: Content, by: Any, late: int = 0) -> PlanVersion:
        """Keep a content as the next version, for ever."""
        kept = contents.stored(content)
        self.latest += 1
        made = PlanVersion(plan_id=self.id, number=self.latest, kind=kind, content_kept=kept)
        made.digest, made.made_by_id, made.late_minutes = contents.digest(kept), by.id, late
        db.session.add(made)
        db.session.flush()
        PlanDraft.forget(self, by)
        self.look_again()
        return made
