"""The outbox: each message that is to leave the product, written in the transaction of what it tells.

The worker claims a row, sends it outside any transaction, and writes down what became of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties import answers, channels, permissions
from zhubo_web.duties.models.channel import Channel, PersonalAddress
from zhubo_web.extensions import db

#: How long a claimed message is left alone: longer than an attempt can take.
CLAIMED = timedelta(seconds=90)


class Outgoing(Identified, Base):
    """One message: to a robot (``channel_id``) or to a person (``person_id``).

    ``due_at`` is when to try next, None once it was sent or given up; ``code`` and ``sentence`` are
    what the last attempt brought. ``text`` is for its reader alone and stands in no event.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        Index("ix_outgoing_due", "due_at"),
        Index("ix_outgoing_channel_tried", "channel_id", "tried_at"),
    )

    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(2000))
    is_test: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    code: Mapped[int | None]
    sentence: Mapped[str] = mapped_column(String(80), default="")

    channel: Mapped[Channel | None] = relationship(Channel, lazy="joined")
    person: Mapped[Person | None] = relationship(Person, lazy="joined")

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """Those of the robots one keeps and one's own; all, for those who keep the apps."""
        query = select(cls).order_by(cls.id.desc())
        if permissions.keeps_apps(person) is None:
            return query
        kept = select(Channel.id)
        kept = kept.where(Channel.id.in_(Channel.visible_to(person).with_only_columns(Channel.id)))
        return query.where(or_(cls.person_id == person.id, cls.channel_id.in_(kept)))

    @property
    def outcome(self) -> str:
        """sent, waiting, or given_up."""
        if self.sent_at is not None:
            return "sent"
        return "waiting" if self.due_at is not None else "given_up"

    # ── writing ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def to_channel(cls, channel: Channel, text: str, *, is_test: bool = False) -> Outgoing:
        """A message for a group."""
        moment = clock.now() if is_test else channels.off_the_hour(channel.kind, clock.now())
        made = cls(channel=channel, kind=channel.kind, text=text, is_test=is_test, due_at=moment)
        db.session.add(made)
        return made

    @classmethod
    def to_address(
        cls,
        there: PersonalAddress,
        text: str,
        *,
        due_at: datetime,
        digest_id: int | None = None,
        is_test: bool = False,
    ) -> Outgoing:
        """A message for one person."""
        made = cls(person_id=there.person_id, kind=there.kind, text=text, due_at=due_at)
        made.is_test, made.digest_id = is_test, digest_id
        db.session.add(made)
        return made

    # ── sending ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def due_ids(cls, limit: int) -> list[int]:
        """What is to be tried now, the oldest first."""
        query = select(cls.id).where(cls.due_at <= clock.now()).order_by(cls.due_at)
        return list(db.session.scalars(query.limit(limit)))

    def claim(self) -> bool:
        """Take it for one attempt, unless another worker was faster or its robot must rest."""
        now = clock.now()
        free = self._free_at(now)
        due = CLAIMED + now if free <= now else free
        mine = (Outgoing.id == self.id) & (Outgoing.due_at <= now)
        taken = update(Outgoing).where(mine).values(due_at=due).returning(Outgoing.id)
        won = db.session.execute(taken).scalar() is not None
        db.session.expire(self)
        if not won or free > now:
            return False
        if self.tries > len(channels.BACKOFF):  # its attempts ended without an answer
            self.note(answers.Verdict(answers.GIVE_UP, self.code or 0, answers.UNREACHABLE))
            return False
        self.tries, self.tried_at = self.tries + 1, now
        return True

    def _free_at(self, now: datetime) -> datetime:
        if self.channel_id is None:
            return now
        tried = select(Outgoing.tried_at).where(
            Outgoing.channel_id == self.channel_id, Outgoing.tried_at > now - channels.MINUTE
        )
        moments = [at for at in db.session.scalars(tried) if at is not None]
        return channels.may_send(self.kind, moments, now)

    def note(self, verdict: answers.Verdict) -> None:
        """Write down what an attempt brought, and when to try again if it may help."""
        now = clock.now()
        self.code, self.sentence = verdict.code, verdict.sentence
        if verdict.outcome == answers.SENT:
            self.sent_at, self.due_at = now, None
            self._record("outgoing.sent")
            return
        limited = verdict.outcome == answers.LIMITED
        gives_up = verdict.outcome == answers.GIVE_UP
        again = channels.try_again(self.tries, now, self.created_at, limited=limited)
        self.due_at = None if gives_up or self.is_test else again
        if self.due_at is None:
            self._record("outgoing.given_up")

    def _record(self, name: str) -> None:
        record(name, self, SYSTEM, kind=self.kind, tries=self.tries, code=self.code)
