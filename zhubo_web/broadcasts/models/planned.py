"""What a broadcast is before anything happens: its room, its time, who may change it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models.room import Room
from zhubo_web.broadcasts.workflow import CHECK_DUE, WORKFLOW
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import STANDARD, STRICT, SYSTEM
from zhubo_web.duties.models import close, open_duty, step
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion, setting_for
from zhubo_web.policies.parameters import Numbers

COMING = ("scheduled", "checked")
ON = ("live", "interrupted")


class Planned(Versioned, Identified, Base):
    """The plan of one live session of a room. Times are UTC.

    ``series_slot`` is the start its series meant: a broadcast that was moved is not made again.
    """

    __abstract__ = True

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12), default="", index=True)
    planned_start: Mapped[datetime] = mapped_column(index=True)
    planned_end: Mapped[datetime]
    setting: Mapped[str] = mapped_column(String(10), default=STANDARD, server_default=STANDARD)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    series_slot: Mapped[datetime | None]
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))

    @declared_attr
    def room(cls) -> Mapped[Room]:  # noqa: N805 - a declared attribute's class
        return relationship(Room, lazy="joined", innerjoin=True)

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def is_on(self) -> bool:
        return self.state in ON

    @property
    def is_coming(self) -> bool:
        return self.state in COMING

    @property
    def missed(self) -> bool:
        """Its planned time went by and it never started."""
        return self.is_coming and clock.now() > self.planned_end

    @property
    def length(self) -> timedelta:
        return self.planned_end - self.planned_start

    @property
    def by_hand(self) -> bool:
        """严谨: the clock neither starts nor ends it, and 同上场 does not do."""
        return self.setting == STRICT

    @property
    def check_by(self) -> datetime:
        """Until when it is to be checked, by the policy in force."""
        return self.planned_start - PolicyVersion.in_force().numbers.span("schedule_check_minutes")

    def arrive_at(self, numbers: Numbers | None = None) -> datetime:
        """到岗时间 by these numbers, or by the policy in force."""
        by = numbers or PolicyVersion.in_force().numbers
        return self.planned_start - by.span("schedule_arrive_minutes")

    def check_is_late(self) -> bool:
        """Whether the check can no longer be finished in time."""
        return clock.now() > self.check_by

    def lead_ids(self) -> list[int]:
        """The operations leads of the room; the owner where there is none."""
        leads = self.room.people_holding(roles.OPERATIONS)
        return [one.id for one in leads or self.room.people_holding(roles.OWNER)]

    def administration_ids(self) -> list[int]:
        """Administration; the owner where nobody is appointed."""
        found = self.room.people_holding(roles.ADMINISTRATION)
        return [one.id for one in found or self.room.people_holding(roles.OWNER)]

    def owner_ids(self) -> list[int]:
        """The owners of the room."""
        return [one.id for one in self.room.people_holding(roles.OWNER)]

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their address."""
        return {"title": self.title, "room": self.room.name, "args": {"broadcast_id": self.id}}

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return WORKFLOW.why_not(self, verb, by)

    def why_not_replan(self, by: Any) -> Reason | None:
        """None when this person may change the plan now, else the reason."""
        if reason := permissions.leads_or_clock(by, self):
            return reason
        return None if self.is_coming else Reason(N_("已经开播，时间请用“更正时间”修改"))

    def room_is_busy(self) -> bool:
        """Whether another broadcast of the room is on."""
        kind = type(self)
        query = select(kind.id).where(kind.room_id == self.room_id, kind.state.in_(ON))
        return db.session.scalar(query.where(kind.id != self.id).limit(1)) is not None

    @classmethod
    def clash(
        cls, room: Room, start: datetime, end: datetime, but: int | None = None
    ) -> Self | None:
        """Another broadcast planned in the room within these times."""
        query = select(cls).where(
            cls.room_id == room.id,
            cls.state.in_(COMING + ON),
            cls.planned_start < end,
            cls.planned_end > start,
            cls.id != (but or 0),
        )
        return db.session.scalar(query.order_by(cls.planned_start).limit(1))

    # ── planning ────────────────────────────────────────────────────────────────────────────

    @classmethod
    def schedule(
        cls, room: Room, title: str, start: datetime, end: datetime, by: Any, **values: Any
    ) -> Self:
        """Plan a broadcast. ``by`` None or SYSTEM is set-up and the repeating timer."""
        broadcast = cls(room=room, room_id=room.id, title=title.strip(), state="", **values)
        broadcast.setting = setting_for("broadcast")
        broadcast._set_times(start, end, by)
        db.session.add(broadcast)
        db.session.flush()
        broadcast._step("schedule", by or SYSTEM)
        return broadcast

    def _set_times(self, start: datetime, end: datetime, by: Any) -> None:
        if end <= start:
            raise Invalid(N_("结束时间要晚于开始时间"), "planned_end")
        other = self.clash(self.room, start, end, self.id) if by not in (None, SYSTEM) else None
        if other is not None:
            raise Invalid(
                N_("这个时间直播间已经排了“%(title)s”，请换一个时间"),
                "planned_start",
                title=other.title,
            )
        self.planned_start, self.planned_end = start, end

    def replan(self, title: str, start: datetime, end: datetime, by: Any) -> None:
        """Change what is planned, before the start; what is due before it moves along."""
        self._lead(by)
        if reason := self.why_not_replan(by or SYSTEM):
            raise WrongState(reason)
        self._set_times(start, end, by)
        self.title = title.strip()
        record("broadcast.replanned", self, by, **self.where())
        if self.check_open:
            self._ask_check()

    def cancel(self, by: Any, reason: str) -> None:
        """Call it off."""
        if not reason.strip():
            raise Invalid(N_("请写明取消的原因，大家都会看到"), "reason")
        self.cancel_reason = reason.strip()
        self._step("cancel", by)

    # ── what the other verbs use ────────────────────────────────────────────────────────────

    @property
    def check_open(self) -> bool:
        """Whether somebody still has to confirm it before the start."""
        return self.state == "scheduled"

    def _ask_check(self) -> None:
        """Put 开播前确认 into the leads' inboxes, once and with the present time."""
        close(self)
        open_duty(self, CHECK_DUE)

    def where(self) -> dict[str, Any]:
        """Of which broadcast and room an event tells."""
        return {"broadcast_id": self.id, "room": self.room_id}

    def _lead(self, by: Any) -> None:
        if by is not None and (reason := permissions.leads_or_clock(by, self)):
            raise Denied(reason)

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, WORKFLOW, verb, by, **self.where(), **values)
