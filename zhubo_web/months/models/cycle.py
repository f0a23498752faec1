"""One month's cycle: opened once for the whole shop, with its version of the policy and its days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.core.workflow import STRICT
from zhubo_web.duties.models import working_calendar
from zhubo_web.extensions import db
from zhubo_web.metrics.models import Frozen, take_freezing_from
from zhubo_web.months import calendars, permissions
from zhubo_web.policies.models import Governed, PolicyVersion, setting_for

STEPS = ("freeze", "self", "rate", "sign", "package")
WORKED_STEPS = ("self", "rate", "sign", "publish")


class Month(Governed, Versioned, Identified, Base):
    """A month of evaluations. The version of the policy is that of its first day: what changes in
    the middle of a month holds from the next. Moments are UTC; ``frozen_at`` is when figures and
    records were taken down (锁数), ``agreement`` that of its raters (``agreeing``)."""

    __tablename__ = "month"

    first_day: Mapped[date] = mapped_column(unique=True)
    self_from: Mapped[datetime]
    freeze_at: Mapped[datetime]
    self_by: Mapped[datetime]
    rate_by: Mapped[datetime]
    sign_by: Mapped[datetime]
    publish_by: Mapped[datetime]
    package_by: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    agreement: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Month]]:
        """Every month, the newest first, for who reads any."""
        query = select(cls).order_by(cls.first_day.desc())
        return query if permissions.reads_months(person) is None else query.where(cls.id < 0)

    @classmethod
    def of(cls, first: date) -> Month | None:
        """The month that begins on this day, if it is open."""
        return db.session.scalar(select(cls).where(cls.first_day == first))

    @classmethod
    def open(cls, first: date, by: Any) -> Month:
        """Open a month: once, when its last day has come or later. Raises Denied or WrongState,
        for one when a class of the group has nobody."""
        if reason := permissions.opens_months(by):
            raise Denied(reason)
        if reason := cls.why_not_open(first):
            raise WrongState(reason)
        made = cls(first_day=first).govern("month")
        made.policy = PolicyVersion.in_force(clock.shanghai(first))
        made.policy_id = made.policy.id
        made._plan()
        db.session.add(made)
        db.session.flush()
        record("month_cycle.opened", made, by, month=calendars.written(first))
        return made

    @classmethod
    def why_not_open(cls, first: date) -> Reason | None:
        """None when this month can be opened now, else what stands in the way."""
        if clock.shanghai(calendars.following(first)) - calendars.DAY > clock.now():
            return Reason(N_("月底最后一天才能开月评"))
        if cls.of(first) is not None:
            return Reason(N_("这个月的月评已经开了"))
        if not db.session.scalar(select(_held_in(first).exists())):
            return Reason(N_("这个月还没有下播的场次，没有人可评"))
        return cls._empty_class()

    @staticmethod
    def _empty_class() -> Reason | None:
        """A class that is to rate and has nobody."""
        held = {one.member_class for one in GroupSeat.current()}
        wanted = permissions.counted(setting_for("month"))
        empty = [roles.CLASS_NAMES[one] for one in wanted if one not in held]
        if not empty:
            return None
        told = N_("监督小组的“%(name)s”还没有人，请先在人员页任命，再开月评")
        return Reason(told, {"name": empty[0]})

    def _plan(self) -> None:
        numbers, today = self.numbers, clock.today()
        days = {step: numbers.whole(f"month_{step}_days") for step in STEPS}
        if self.setting == STRICT:
            worked = {step: numbers.workdays(f"month_{step}_workdays") for step in WORKED_STEPS}
            found = calendars.strict_deadlines(
                self.first_day, days, worked, working_calendar(), today
            )
        else:
            found = calendars.deadlines(self.first_day, days, today)
        for name, moment in vars(found).items():
            setattr(self, name, moment)

    @property
    def name(self) -> str:
        """2026-11."""
        return calendars.written(self.first_day)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From its beginning to the beginning of the next, as moments."""
        return calendars.bounds(self.first_day)

    def broadcasts(self) -> Select[tuple[Broadcast]]:
        """The broadcasts that began in it and are over."""
        return _held_in(self.first_day)

    def assistants(self) -> Select[tuple[Person]]:
        """Who assisted in at least one of them."""
        ids = self.broadcasts().with_only_columns(Broadcast.id)
        on = select(RosterEntry.person_id).where(
            RosterEntry.broadcast_id.in_(ids), RosterEntry.part == "assistant"
        )
        return select(Person).where(Person.id.in_(on)).order_by(Person.name, Person.id)

    def freeze(self, at: datetime, by: Any) -> None:
        """Everybody's facts are taken down, as they stood at that moment: the month counts as frozen."""
        self.frozen_at = at
        record("month_cycle.frozen", self, by, month=self.name)


def _held_in(first: date) -> Select[tuple[Broadcast]]:
    """The broadcasts that began in the month of this first day and are over."""
    since, until = calendars.bounds(first)
    return select(Broadcast).where(
        Broadcast.started_at >= since,
        Broadcast.started_at < until,
        Broadcast.ended_at.is_not(None),
    )


def _frozen() -> list[Frozen]:
    """The months that are frozen; one statement."""
    query = select(Month.first_day, Month.frozen_at).where(Month.frozen_at.is_not(None))
    return [
        Frozen(*calendars.bounds(first), at)
        for first, at in db.session.execute(query.order_by(Month.first_day))
    ]


take_freezing_from(_frozen)
