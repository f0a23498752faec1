"""A talk as it begins: about which month, with whom, who may hold it, who comes."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Room
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Reason
from zhubo_web.duties.models import step, working_calendar
from zhubo_web.evaluations.models import Closeness
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.policies.models import Governed
from zhubo_web.talks import permissions
from zhubo_web.talks.models.action import TalkAction
from zhubo_web.talks.workflow import WORKFLOW

LONGEST_PLACE, LONGEST_REASON = 80, 300
LONGEST_NAME = 40
#: Grades after which HR comes to the talk.
NEGATIVE = ("C", "D")


class Begun(Governed, Versioned, Identified, Base):
    """What every talk has. Moments are UTC.

    ``due_by`` is until when the present state's next step is due; ``hold_by`` until when the talk is
    to be held. ``negative``: the grade asks for HR; ``hr_asked``: the assistant did.
    """

    __abstract__ = True

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("monthly_evaluation.id"), unique=True)
    assistant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="", index=True)
    due_by: Mapped[datetime]
    hold_by: Mapped[datetime]
    negative: Mapped[bool] = mapped_column(default=False)
    hr_asked: Mapped[bool] = mapped_column(default=False)
    hr_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    companion_name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    companion_role: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    starts_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE), default="")
    by_video: Mapped[bool] = mapped_column(default=False)
    video_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    @declared_attr
    def evaluation(cls) -> Mapped[MonthlyEvaluation]:  # noqa: N805 - a declared attribute's class
        return relationship(MonthlyEvaluation)

    @declared_attr
    def room(cls) -> Mapped[Room]:  # noqa: N805 - a declared attribute's class
        return relationship(Room)

    @declared_attr
    def assistant(cls) -> Mapped[Person]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.assistant_id")

    @declared_attr
    def holder(cls) -> Mapped[Person | None]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.holder_id")

    @declared_attr
    def hr(cls) -> Mapped[Person | None]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.hr_id")

    @declared_attr
    def actions(cls) -> Mapped[list[TalkAction]]:  # noqa: N805 - a declared attribute's class
        return relationship(
            TalkAction, order_by=TalkAction.number, lazy="selectin", cascade="all, delete-orphan"
        )

    # ── who ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def close_ids(self) -> set[int]:
        """The people declared close to the assistant."""
        return Closeness.ids_of(self.assistant_id)

    @cached_property
    def group(self) -> list[Person]:
        """The room's supervision group and owners, by name."""
        return self.room.people_holding(*roles.GROUP, roles.OWNER)

    def able(self, *held: str) -> list[Person]:
        """Those with one of these roles here who are neither the assistant nor close."""
        return [
            one
            for one in self.group
            if one.holds(*held, room=self.room) and permissions.apart(one, self) is None
        ]

    @property
    def holder_ids(self) -> set[int]:
        """The leads and HR who may hold it."""
        return {one.id for one in self.able(*permissions.HOLDS)}

    @property
    def hr_ids(self) -> set[int]:
        """The HR who may attend, serve and close."""
        return {one.id for one in self.able(roles.HR)}

    def hr_people(self) -> list[Person]:
        """Who may come for HR: HR; the owner where there is none."""
        return self.able(roles.HR) or self.able(roles.OWNER)

    def owner_ids(self) -> list[int]:
        """The owners, who are told when something is late."""
        return [one.id for one in self.able(roles.OWNER)]

    def asked_holders(self) -> list[int]:
        """Who arranged it; else the lead, or HR after a negative result; the owner where nobody."""
        if self.holder_id is not None and self.holder_id in self.holder_ids:
            return [self.holder_id]
        first, other = (
            (roles.HR, roles.OPERATIONS) if self.negative else (roles.OPERATIONS, roles.HR)
        )
        found = self.able(first) or self.able(other) or self.able(roles.OWNER)
        return [one.id for one in found]

    def asked_hr(self) -> list[int]:
        """HR; the owner where there is none."""
        return [one.id for one in self.hr_people()]

    def coming_ids(self) -> list[int]:
        """The assistant, who holds it, who comes for HR, and a companion of the house."""
        known = (self.assistant_id, self.holder_id, self.hr_id, self.companion_id)
        return list(dict.fromkeys(one for one in known if one is not None))

    # ── what rows ask ───────────────────────────────────────────────────────────────────────

    @property
    def hr_wanted(self) -> bool:
        """The result is negative, or the assistant asked for HR."""
        return self.negative or self.hr_asked

    @property
    def is_time(self) -> bool:
        """The appointment has begun."""
        return self.starts_at is not None and self.starts_at <= clock.now()

    @property
    def is_day(self) -> bool:
        """Its day has come, in Shanghai."""
        begins = self.starts_at
        return begins is not None and clock.local(begins).date() <= clock.today()

    # ── what the verbs share ────────────────────────────────────────────────────────────────

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their page."""
        begins = f"{clock.local(self.starts_at):%m-%d %H:%M}" if self.starts_at else ""
        names = {"assistant": self.assistant.name, "month": self.evaluation.month.name}
        return {**names, "when": begins, "place": self.place, "args": {"talk_id": self.id}}

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return WORKFLOW.why_not(self, verb, by)

    def who_may(self, verb: str, by: Any) -> bool:
        """Whether a row leaves the present state by this verb and is this person's; what it must
        say is asked when it is sent."""
        row = WORKFLOW.row(self.state, verb, self.setting)
        return row is not None and row.who(by, self) is None

    def _within(self, name: str) -> datetime:
        """So many working days from now, by the policy's number of this name."""
        return working_calendar().add(clock.now(), self.numbers.workdays(name))

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, WORKFLOW, verb, by, **values)
