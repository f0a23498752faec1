"""An evaluation as it begins: whose, of which broadcast, who watched, whom it is asked of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import STRICT
from zhubo_web.duties.models import step
from zhubo_web.evaluations import permissions, suggesting
from zhubo_web.evaluations.models import seen
from zhubo_web.evaluations.models.closeness import Closeness
from zhubo_web.evaluations.models.rating import BLIND, FIRST, Rating
from zhubo_web.evaluations.workflow import WORKFLOW
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.policies.models import Governed
from zhubo_web.policies.rubrics import DIMENSIONS


class Begun(Governed, Versioned, Identified, Base):
    """What every evaluation has from its beginning. Times are UTC.

    ``coverage`` and ``replayed`` are those of whoever acts, set by the verbs that ask for them.
    """

    __abstract__ = True
    __allow_unmapped__ = True
    coverage = 0
    replayed = False

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - a declared attribute's class
        return (UniqueConstraint("broadcast_id", "assistant_id"),)

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    assistant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="", index=True)
    rate_by: Mapped[datetime]
    unwatched_at: Mapped[datetime]
    rater_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rater_role: Mapped[str] = mapped_column(String(30), default="")
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    red_line_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    red_line_second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @declared_attr
    def broadcast(cls) -> Mapped[Broadcast]:  # noqa: N805 - a declared attribute's class
        return relationship(Broadcast)

    @declared_attr
    def assistant(cls) -> Mapped[Person]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.assistant_id")

    @declared_attr
    def ratings(cls) -> Mapped[list[Rating]]:  # noqa: N805 - a declared attribute's class
        return relationship(Rating, order_by=Rating.id, lazy="selectin")

    # ── what it rests on ────────────────────────────────────────────────────────────────────

    @cached_property
    def notes(self) -> list[Observation]:
        """The notes that can count for the assistant, by the second they are about."""
        return seen.notes_about(self.broadcast, self.assistant_id)

    @cached_property
    def _stays(self) -> list[seen.Stay]:
        return seen.stays_in(self.broadcast)

    @cached_property
    def watched_minutes(self) -> dict[int, int]:
        """Who watched how many minutes."""
        return seen.minutes_by_person(self._stays)

    @property
    def observed(self) -> int:
        """How many minutes somebody watched; notes without a console's record stand for all."""
        together = suggesting.union_minutes((start, end) for _who, start, end in self._stays)
        return together or seen.length_minutes(self.broadcast)

    @property
    def needed(self) -> int:
        """How many minutes a rater must have watched; all of it where it was shorter."""
        wanted = self.numbers.whole("evaluation_watch_minutes")
        return min(wanted, seen.length_minutes(self.broadcast))

    @property
    def watched(self) -> bool:
        """Whether somebody noted something or watched long enough to rate."""
        longest = max(self.watched_minutes.values(), default=0)
        return (longest >= self.needed and longest > 0) or seen.was_noted(self.broadcast)

    def suggestions(
        self, noted: Iterable[suggesting.Noted] | None = None, watched: int | None = None
    ) -> dict[str, suggesting.Suggestion | None]:
        """What the notes (all that count now) suggest for each dimension, by its own policy;
        ``watched``: over how many minutes, unless as it is known now."""
        numbers = self.numbers
        scale = suggesting.Scale(
            numbers.number("evaluation_suggest_start"),
            numbers.number("evaluation_suggest_step"),
            numbers.whole("evaluation_suggest_minutes"),
        )
        weighed = seen.weighed(self.notes) if noted is None else list(noted)
        minutes = self.observed if watched is None else watched
        return suggesting.by_dimension(weighed, DIMENSIONS, minutes, scale)

    def beforehand(self) -> dict[str, int | None]:
        """The marks that are filled in: as suggested, else 3; what nobody met with, not at all."""
        usual: dict[str, int | None] = dict.fromkeys(DIMENSIONS, 3)
        usual["emergency"] = None
        return {
            name: usual[name] if one is None else one.mark
            for name, one in self.suggestions().items()
        }

    # ── who ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def close_ids(self) -> set[int]:
        """The people declared close to the assistant."""
        return Closeness.ids_of(self.assistant_id)

    @property
    def rater_ids(self) -> set[int]:
        """Who gave marks."""
        return {one for one in (self.rater_id, self.second_id) if one is not None}

    @property
    def involved_ids(self) -> set[int]:
        """Who had a part in it: rated, published, named a red line, or made a note it rests on."""
        own = (self.published_by_id, self.red_line_by_id, self.red_line_second_id)
        proofs = {one for rating in self.ratings for one in rating.proof_ids}
        query = select(Observation.observer_id).where(Observation.id.in_(proofs))
        observers = set(db.session.scalars(query)) if proofs else set()
        return self.rater_ids | observers | {one for one in own if one is not None}

    def _able(self, may: Callable[[Any, Any], Reason | None], *held: str) -> list[int]:
        """The people of the room with these roles who may; the owner, who appoints, where none."""
        people = self.broadcast.room.people_holding(*held)
        able = [one.id for one in people if may(one, self) is None]
        return able or [one.id for one in self.broadcast.room.people_holding(roles.OWNER)]

    def asked_raters(self) -> list[int]:
        """Who has it; else who watched enough; else the operations leads, the senior hosts."""
        if self.rater_id is not None:
            return [self.rater_id]
        able = self._able(permissions.rates, *permissions.RATES)
        saw = [one for one in able if self.watched_minutes.get(one, 0) >= max(1, self.needed)]
        leads = [one for one in able if one in self.broadcast.lead_ids()]
        return saw or leads or able

    def asked_checkers(self) -> list[int]:
        """Who looks at it before it is published; nobody where the clock publishes."""
        if self.setting != STRICT:
            return []
        return self._able(permissions.checks, roles.OPERATIONS, roles.HR)

    def asked_deciders(self) -> list[int]:
        """Who answers a dispute: HR; else another member of the group."""
        able = self._able(permissions.upholds, roles.HR)
        owners = [one.id for one in self.broadcast.room.people_holding(roles.OWNER)]
        return able if able != owners else self._able(permissions.revises, *roles.GROUP)

    def administration_ids(self) -> list[int]:
        """Who hears that a rating or its check is late: administration, else the owner."""
        return self._others(self.broadcast.administration_ids())

    def owner_ids(self) -> list[int]:
        """Who hears that a dispute was not answered."""
        return self._others(self.broadcast.owner_ids())

    def _others(self, ids: Iterable[int]) -> list[int]:
        return [one for one in ids if one != self.assistant_id]

    # ── what the verbs share ────────────────────────────────────────────────────────────────

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their page."""
        where = {"broadcast_id": self.broadcast_id, "who": self.assistant_id}
        named = {"assistant": self.assistant.name, "broadcast": self.broadcast_id}
        return {**self.broadcast.told(), **named, "args": where}

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        self.look_as(by)
        return WORKFLOW.why_not(self, verb, by)

    def look_as(self, by: Any, *, replayed: bool | None = None) -> None:
        """Know how much of it this person watched."""
        self.coverage = self.watched_minutes.get(getattr(by, "id", None) or 0, 0)
        self.replayed = self.replayed if replayed is None else replayed

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, WORKFLOW, verb, by, broadcast_id=self.broadcast_id, **values)

    def rating(self, part: str = FIRST) -> Rating | None:
        """The newest version of a part."""
        own = [one for one in self.ratings if one.part == part]
        return max(own, key=lambda one: one.number, default=None)

    @property
    def blind(self) -> Rating | None:
        """The second rating."""
        return self.rating(BLIND)
