"""A summary as it is asked for: whose, of which broadcast, until when. Times are UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Reason
from zhubo_web.duties.models import step
from zhubo_web.policies.models import Governed
from zhubo_web.summaries.workflow import WORKFLOW


class Opened(Governed, Versioned, Identified, Base):
    """What every summary has from its beginning.

    ``due_at``: when it is to be in; ``late_until``: how long a late one is taken.
    """

    __abstract__ = True

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - a declared attribute's class
        return (UniqueConstraint("broadcast_id", "assistant_id"),)

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    assistant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="", index=True)
    due_at: Mapped[datetime]
    late_until: Mapped[datetime]

    @declared_attr
    def broadcast(cls) -> Mapped[Broadcast]:  # noqa: N805 - a declared attribute's class
        return relationship(Broadcast)

    @declared_attr
    def assistant(cls) -> Mapped[Person]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.assistant_id")

    @property
    def too_late(self) -> bool:
        """Whether not even a late one is taken any more."""
        return clock.now() > self.late_until

    def lead_ids(self) -> list[int]:
        """Who is asked to read it: the room's leads, but never whose it is."""
        return [one for one in self.broadcast.lead_ids() if one != self.assistant_id]

    def administration_ids(self) -> list[int]:
        """Who hears that nobody read it: administration, else the owner, but never whose it is."""
        return [one for one in self.broadcast.administration_ids() if one != self.assistant_id]

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their page."""
        where = {"broadcast_id": self.broadcast_id, "who": self.assistant_id}
        named = {"assistant": self.assistant.name, "broadcast": self.broadcast_id}
        return {**self.broadcast.told(), **named, "args": where}

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return WORKFLOW.why_not(self, verb, by)

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, WORKFLOW, verb, by, broadcast_id=self.broadcast_id, **values)
