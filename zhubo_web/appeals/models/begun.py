"""An appeal as it begins: what is contested, by whom, and who is apart enough to handle it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import FEWEST, Remedy
from zhubo_web.appeals.models.door import months_of
from zhubo_web.appeals.models.seat import AppealAnswer, AppealMember
from zhubo_web.appeals.workflow import WORKFLOW
from zhubo_web.broadcasts.models import Room, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Reason
from zhubo_web.duties.models import Notice, step, working_calendar
from zhubo_web.duties.models.notice import Told
from zhubo_web.evaluations.models import REPORTS, Closeness
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.policies.models import Governed

LONGEST_WORDS, LONGEST_CAUSE = 2000, 500
WORK = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER, roles.REPRESENTATIVE)


class Begun(Governed, Versioned, Identified, Base):
    """What every appeal has from its beginning. Times are UTC.

    ``title`` and ``url`` are the thing's as they were; ``respondents``: the ids of who observed, rated,
    proposed, approved or imported it; ``appealable_until``: until when it was in time; ``decisions``:
    those of the stages before.
    """

    __abstract__ = True

    state: Mapped[str] = mapped_column(String(16), default="", index=True)
    kind: Mapped[str] = mapped_column(String(14))
    target_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(24), default="")
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(300), default="")
    assistant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    respondents: Mapped[list[Any]] = mapped_column(default=list)
    respondent_marks: Mapped[str] = mapped_column(String(600), default="")
    appealable_until: Mapped[datetime | None]
    grounds: Mapped[str] = mapped_column(String(10), default="")
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    companion: Mapped[str] = mapped_column(String(80), default="")
    hearing: Mapped[str] = mapped_column(String(8), default="written")
    late_cause: Mapped[str] = mapped_column(String(LONGEST_CAUSE), default="")
    filed_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(8), default="")
    decision: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decisions: Mapped[list[Any]] = mapped_column(default=list)
    remedy_kept: Mapped[dict[str, Any]] = mapped_column("remedy", default=dict)

    @declared_attr
    def room(cls) -> Mapped[Room]:  # noqa: N805 - a declared attribute's class
        return relationship(Room)

    @declared_attr
    def assistant(cls) -> Mapped[Person]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.assistant_id")

    @declared_attr
    def members(cls) -> Mapped[list[AppealMember]]:  # noqa: N805 - a declared attribute's class
        return relationship(AppealMember, order_by=AppealMember.id, lazy="selectin")

    @declared_attr
    def answers(cls) -> Mapped[list[AppealAnswer]]:  # noqa: N805 - a declared attribute's class
        return relationship(AppealAnswer, order_by=AppealAnswer.id, lazy="selectin")

    # ── who has a part in it ────────────────────────────────────────────────────────────────

    @property
    def respondent_ids(self) -> set[int]:
        """Who observed, rated, proposed, approved or imported it; never the assistant."""
        return {int(one) for one in self.respondents} - {self.assistant_id}

    @cached_property
    def witness_ids(self) -> set[int]:
        """Who was on air in that broadcast."""
        if self.broadcast_id is None:
            return set()
        query = select(RosterEntry.person_id).where(RosterEntry.broadcast_id == self.broadcast_id)
        return set(db.session.scalars(query)) - self.respondent_ids - {self.assistant_id}

    @cached_property
    def close_ids(self) -> set[int]:
        """Whose tie with the assistant or a respondent counts. One that waits for its confirmation does
        not: otherwise the assistant could keep away whoever is to decide. Direct superiors and
        subordinates are those of the respondents (D-01)."""
        parties = self.respondent_ids | {self.assistant_id}
        of_theirs = or_(
            Closeness.person_id.in_(self.respondent_ids),
            Closeness.other_id.in_(self.respondent_ids),
        )
        query = select(Closeness.person_id, Closeness.other_id).where(
            Closeness.ended_at.is_(None),
            Closeness.confirmed_at.is_not(None),
            or_(Closeness.person_id.in_(parties), Closeness.other_id.in_(parties)),
            or_(Closeness.kind != REPORTS, of_theirs),
        )
        return {one for pair in db.session.execute(query) for one in pair} - parties

    @property
    def past_ids(self) -> set[int]:
        """Who sat and sits no longer."""
        return {one.person_id for one in self.members if not one.sits and one.person_id is not None}

    @property
    def sitting(self) -> list[AppealMember]:
        """Who sits now."""
        return [one for one in self.members if one.sits]

    @property
    def sitting_ids(self) -> set[int]:
        """The people who sit now."""
        return {one.person_id for one in self.sitting if one.person_id is not None}

    @property
    def guest_ids(self) -> set[int]:
        """The guests who sit now."""
        return {one.guest_id for one in self.sitting if one.guest_id is not None}

    @property
    def answered_ids(self) -> set[int]:
        """The respondents who have answered."""
        return {one.person_id for one in self.answers}

    @cached_property
    def colleagues(self) -> list[Person]:
        """Everybody of the room who could handle some step."""
        return self.room.people_holding(*WORK)

    def holding(self, *held: str) -> list[Person]:
        """Those of them with one of these roles."""
        return [one for one in self.colleagues if one.holds(*held, room=self.room)]

    @property
    def maker_ids(self) -> set[int]:
        """Who had a part in it and is still there to do it again."""
        return {one.id for one in self.colleagues} & self.respondent_ids

    @property
    def has_administration(self) -> bool:
        """Whether somebody of administration stands apart."""
        held = self.holding(roles.ADMINISTRATION)
        return any(permissions.apart(one, self) is None for one in held)

    @property
    def has_hr(self) -> bool:
        """Whether somebody of HR, other than the assistant, may serve it."""
        return any(one.id != self.assistant_id for one in self.holding(roles.HR))

    def able(self, stage: str) -> list[Person]:
        """Who could sit at a stage now."""
        return [
            one
            for one in self.colleagues
            if one.id not in self.sitting_ids and permissions.may_sit(one, self, stage) is None
        ]

    @property
    def panel_possible(self) -> bool:
        """Whether enough people could sit on a panel."""
        seated = len(self.sitting) if self.stage == "panel" else 0
        return len(self.able("panel")) + seated >= FEWEST["panel"]

    # ── whom it is asked of ─────────────────────────────────────────────────────────────────

    def asked_administration(self) -> list[int]:
        """Administration that stands apart, else the owner."""
        held = self.holding(roles.ADMINISTRATION, roles.OWNER)
        able = [one.id for one in held if permissions.administers(one, self) is None]
        return able or self.asked_owners()

    def asked_owners(self) -> list[int]:
        """The owner, who is told what is late and appoints."""
        return [one.id for one in self.holding(roles.OWNER) if one.id != self.assistant_id]

    def asked_servers(self) -> list[int]:
        """HR, else the owner."""
        held = self.holding(roles.HR, roles.OWNER)
        return [one.id for one in held if permissions.serves(one, self) is None]

    # ── what the verbs share ────────────────────────────────────────────────────────────────

    @property
    def remedy(self) -> Remedy:
        """What the decision changes."""
        return Remedy(self.remedy_kept.get("decision", "upheld"), self.remedy_kept.get("what", {}))

    def months(self) -> list[MonthlyEvaluation]:
        """The months that rest on the thing."""
        return months_of(self)

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their page."""
        return {"title": self.title, "room": self.room.name, "args": {"appeal_id": self.id}}

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return WORKFLOW.why_not(self, verb, by)

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        if getattr(by, "is_guest", False):
            values["guest"] = by.guest_id
        step(self, WORKFLOW, verb, by, kind=self.kind, **values)

    def _tell(self, whom: list[int], words: str, by: Any) -> None:
        """A notice beside the table's: what a member or the assistant did within a state."""
        told = Told.of(self, words, "appeals.show")
        for one in dict.fromkeys(whom):
            if one != getattr(by, "id", None):
                Notice.write(one, self, told, by, kind="step", urgency="digest")

    def _after(self, name: str) -> datetime:
        """So many working days from now, by the calendar."""
        return working_calendar().add(clock.now(), self.numbers.workdays(name))

    def _forget(self) -> None:
        """What was looked up of people may have changed."""
        for name in ("witness_ids", "close_ids", "colleagues"):
            self.__dict__.pop(name, None)
