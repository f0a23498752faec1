"""Leave and swaps: a request about one shift, its answer, and the roster that follows from it.

Why somebody is away is their own matter: there are two kinds and a line that may stay empty; nobody
is asked about health.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, joinedload, lazyload, mapped_column, relationship, selectinload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.attendance import permissions, workflow
from zhubo_web.attendance.models.shifts import PARTS
from zhubo_web.attendance.models.trading import exchange, put_back, take_off
from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned, one_while
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.duties.models import close, follow, open_duty, step
from zhubo_web.extensions import db
from zhubo_web.policies.models import Governed

LONGEST = 200


class Leave(Governed, Versioned, Identified, Base):
    """A request. ``given_id`` is the other's shift taken in exchange, if one is; ``place``
    and ``stayed`` say where the person stood and who stayed, kept from the approval on; ``due_at`` is
    until when it is answered."""

    __tablename__ = "leave"
    __table_args__ = (
        one_while("uq_leave_open", "state = 'requested'", "broadcast_id", "person_id"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12), default="", index=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str] = mapped_column(String(10))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    given_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    other_agreed_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(String(LONGEST), default="")
    reason: Mapped[str] = mapped_column(String(LONGEST), default="")
    due_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    place: Mapped[int | None]
    stayed: Mapped[list[Any] | None]

    broadcast: Mapped[Broadcast] = relationship(Broadcast, foreign_keys=broadcast_id)
    given: Mapped[Broadcast | None] = relationship(Broadcast, foreign_keys=given_id)
    person: Mapped[Person] = relationship(Person, foreign_keys=person_id)
    other: Mapped[Person | None] = relationship(Person, foreign_keys=other_id)
    decided_by: Mapped[Person | None] = relationship(Person, foreign_keys=decided_by_id)

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """One's own and those one is asked in; the leads', HR's and administration's rooms' all."""
        mine = or_(cls.person_id == person.id, cls.other_id == person.id)
        rooms = select(Broadcast.id).where(
            Broadcast.room_id.in_(covered_by(person, permissions.READS))
        )
        query = select(cls).where(or_(mine, cls.broadcast_id.in_(rooms)))
        return query.order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def listed(cls, person: Any) -> Any:
        """The same for a list: people without their grants, broadcasts without their rosters."""
        names = [
            joinedload(one).lazyload(Person.grants)
            for one in (cls.person, cls.other, cls.decided_by)
        ]
        shifts = [
            one.options(lazyload(Broadcast.roster), lazyload(Broadcast.interruptions))
            for one in (joinedload(cls.broadcast, innerjoin=True), selectinload(cls.given))
        ]
        return cls.visible_to(person).options(*names, *shifts)

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def room(self) -> Room:
        return self.broadcast.room

    @property
    def rooms(self) -> list[Room]:
        """The rooms whose rosters it changes."""
        return [one.room for one in (self.broadcast, self.given) if one is not None]

    @property
    def starts_at(self) -> datetime:
        return self.broadcast.planned_start

    def shift_is_over(self) -> bool:
        """Whether nothing is left to give away."""
        return not (self.broadcast.is_coming or self.broadcast.is_on)

    def shift_is_ahead(self) -> bool:
        """Whether the shift has not begun."""
        return self.broadcast.is_coming and clock.now() < self.starts_at

    def has_it(self) -> bool:
        """Whether both still stand where the request says."""
        mine = self.broadcast.has_on_roster(self.person, self.part)
        if self.given is None:
            return mine
        there = self.given.is_coming and self.given.has_on_roster(self.other, self.part)
        return mine and there

    def other_can_answer(self) -> bool:
        """Whether the other person of a swap can sign in, or will."""
        other = db.session.get_one(Person, self.other_id)
        return other.status in ("active", "invited")

    def decider_ids(self) -> list[int]:
        """Who leads each of its rooms, without a part in it; the owners where there is none."""
        leads = [one for one in self.broadcast.lead_ids() if one not in self._parties]
        if self.given is not None:
            leads = [one for one in leads if one in self.given.lead_ids()]
        return leads or [one for one in self.owner_ids() if one not in self._parties]

    def owner_ids(self) -> list[int]:
        """The owners."""
        return [one.id for one in self.room.people_holding(roles.OWNER)]

    @property
    def _parties(self) -> tuple[int, int | None]:
        return self.person_id, self.other_id

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their address."""
        there = {"broadcast": self.broadcast_id, "args": {"broadcast_id": self.broadcast_id}}
        person = db.session.get_one(Person, self.person_id)
        return {**self.broadcast.told(), "person": person.name, **there}

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return workflow.LEAVE.why_not(self, verb, by)

    # ── asking ──────────────────────────────────────────────────────────────────────────────

    @classmethod
    def ask(cls, broadcast: Broadcast, by: Person, words: str = "") -> Leave:
        """请假 from one shift."""
        return cls._request(broadcast, by, words, kind="leave")

    @classmethod
    def ask_swap(
        cls,
        broadcast: Broadcast,
        by: Person,
        other: Person,
        given: Broadcast | None = None,
        words: str = "",
    ) -> Leave:
        """调班: the other works this shift; in exchange for theirs, if ``given`` names one."""
        part = part_of(broadcast, by)
        if other not in broadcast.candidates(part) or broadcast.has_on_roster(other):
            raise Invalid(N_("%(name)s 接不了这一班，请换一个人"), "with", name=other.name)
        if given is not None and not _may_trade(given, part, by, other):
            raise Invalid(N_("%(name)s 的那一班换不了，请换一班"), "with", name=other.name)
        return cls._request(broadcast, by, words, kind="swap", other=other, given=given)

    @classmethod
    def _request(cls, broadcast: Broadcast, by: Person, words: str, **values: Any) -> Leave:
        part = part_of(broadcast, by)
        if reason := why_not_ask(broadcast, by):
            raise WrongState(reason)
        leave = cls(broadcast=broadcast, person=by, part=part, words=words.strip(), **values)
        leave.govern("broadcast")
        leave.broadcast_id, leave.person_id, leave.state = broadcast.id, by.id, ""
        leave.other_id = leave.other.id if leave.other else None
        answer_by = clock.now() + leave.span("schedule_leave_hours")
        leave.due_at = min(answer_by, max(broadcast.planned_start, clock.now()))
        db.session.add(leave)
        db.session.flush()
        leave._step("request", by, kind=leave.kind, other=leave.other_id)
        return leave

    def agree(self, by: Any) -> None:
        """The other person's yes; now it waits for the lead."""
        if reason := permissions.is_asked(by, self):
            raise Denied(reason)
        if self.state != "requested" or self.other_agreed_at is not None:
            raise WrongState(N_("已经答复过或撤回了"))
        self.other_agreed_at = clock.now()
        close(self)
        open_duty(self, workflow.ANSWER_DUE)
        record("leave.agreed", self, by, **self._where())

    # ── answering ───────────────────────────────────────────────────────────────────────────

    def approve(self, by: Any) -> None:
        """Yes; the roster follows."""
        self._step("approve", by, kind=self.kind, other=self.other_id)
        self._decided(by)
        self.place = self.broadcast.people(self.part).index(self.person)
        if self.kind == "leave":
            take_off(self.broadcast, self.part, self.person)
            self.stayed = [one.id for one in self.broadcast.people(self.part)]
            return
        assert self.other is not None
        exchange(self.broadcast, self.part, self.person, self.other)
        if self.given is not None:
            exchange(self.given, self.part, self.other, self.person)

    def refuse(self, by: Any, reason: str) -> None:
        """No, and why."""
        self.reason = reason.strip()
        if not self.reason:
            raise Invalid(N_("请写明为什么不批，本人会看到"), "reason")
        self._step("refuse", by)
        self._decided(by)

    def decline(self, by: Any) -> None:
        """The other person would rather not."""
        self._step("decline", by)
        self._decided(by)

    def cancel(self, by: Any) -> bool:
        """Call it off; whether the roster is again as it was before."""
        was_approved = self.state == "approved"
        self._step("cancel", by)
        return self._restore() if was_approved else True

    def _restore(self) -> bool:
        if self.kind == "leave":
            assert self.place is not None and self.stayed is not None
            return put_back(self.broadcast, self.part, self.person, self.place, self.stayed)
        assert self.other is not None
        back = exchange(self.broadcast, self.part, self.other, self.person)
        if self.given is not None and self.given.is_coming:
            back = exchange(self.given, self.part, self.person, self.other) and back
        return back

    def _decided(self, by: Any) -> None:
        self.decided_at, self.decided_by_id = clock.now(), by.id

    def _where(self) -> dict[str, Any]:
        return {**self.broadcast.where(), "person": self.person_id}

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, workflow.LEAVE, verb, by, **self._where(), **values)


def part_of(broadcast: Broadcast, person: Any) -> str:
    """The part in which a person works a broadcast. Raises Denied for who does not."""
    for part in PARTS:
        if broadcast.has_on_roster(person, part):
            return part
    raise Denied(N_("这一场没有你的班次"))


def why_not_ask(broadcast: Broadcast, by: Any) -> Reason | None:
    """None when a request about this shift can be made now, else the reason."""
    if not (broadcast.is_coming or broadcast.is_on):
        return Reason(N_("这一场已经下播或取消，不用再请假"))
    query = select(Leave.id).where(Leave.broadcast_id == broadcast.id, Leave.state == "requested")
    if db.session.scalar(query.where(Leave.person_id == by.id).limit(1)):
        return Reason(N_("这一班已经有一条申请在等答复，先撤回那一条"))
    return None


def _may_trade(given: Broadcast, part: str, by: Person, other: Person) -> bool:
    """Whether the other has that shift to give, and the person may have it."""
    theirs = given.is_coming and given.has_on_roster(other, part)
    return theirs and not given.has_on_roster(by) and by in given.candidates(part)


def _gap_is_filled(event: AuditEvent, **_given: Any) -> None:
    """Somebody came onto the roster, or it is on or off: no substitute is looked for any more."""
    filled = event.name == "roster.changed" and event.data["on"]
    if not filled and event.name not in ("broadcast.ended", "broadcast.cancelled"):
        return
    query = select(Leave).where(Leave.broadcast_id == event.broadcast_id, Leave.state == "approved")
    if filled:
        query = query.where(Leave.part == event.data["part"])
    for leave in db.session.scalars(query):
        close(leave)


recorded.connect(_gap_is_filled, weak=False)
follow(Leave, workflow.LEAVE)
