"""What viewers say, relayed by an observer and kept apart from what the observer thinks of it.

A relay is made with one tap while the broadcast is on, may have waited on a device that was offline,
and is taken once by its key. Texts are masked before they are kept. A question also joins the
question radar, so that rooms without a feed of comments have an answer rate too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audience import permissions
from zhubo_web.audience.masking import mask
from zhubo_web.audience.models.question import Question, QuestionAsk
from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.models.reach import watched
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db
from zhubo_web.products.models import Product

#: Sort → what it is called, in the order of the console's chips.
SORTS = {
    "question": N_("在问"),
    "wish": N_("想要"),
    "complaint": N_("不满"),
    "praise": N_("夸"),
}
LONGEST = 120
MOST = 999
#: A device that was offline may still bring what was relayed in time.
LATEST = timedelta(hours=24)


class AudienceFeedback(Identified, Base):
    """One relay. ``at_ms`` is stream time; ``withdrawn_at`` is set where it was taken back."""

    __tablename__ = "audience_feedback"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "key"),
        Index("ix_audience_feedback_at", "broadcast_id", "at_ms"),
    )

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    key: Mapped[str] = mapped_column(String(36))
    at_ms: Mapped[int]
    sort: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(LONGEST))
    count: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_role: Mapped[str] = mapped_column(String(30))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    withdrawn_at: Mapped[datetime | None]

    broadcast: Mapped[Broadcast] = relationship(Broadcast)
    by: Mapped[Person] = relationship(Person)
    product: Mapped[Product | None] = relationship(Product)
    question: Mapped[Question | None] = relationship(Question)

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[AudienceFeedback]]:
        """The room's watchers; the assistants of a broadcast once it has ended. Nothing taken back.

        Who is on air as host is no watcher before the end, whatever roles they have.
        """
        query = select(cls).where(cls.withdrawn_at.is_(None)).order_by(cls.at_ms, cls.id)
        if getattr(person, "is_screen", False):
            return query.where(false())
        assisted = (
            select(RosterEntry.broadcast_id)
            .join(Broadcast)
            .where(
                RosterEntry.person_id == person.id,
                RosterEntry.part == "assistant",
                Broadcast.ended_at.is_not(None),
            )
        )
        others = watched(cls.broadcast_id, person, permissions.READS)
        return query.where(or_(others, cls.broadcast_id.in_(assisted)))

    @classmethod
    def by_key(cls, broadcast: Broadcast, key: str) -> AudienceFeedback | None:
        """The relay that a console made under this key."""
        query = select(cls).where(cls.broadcast_id == broadcast.id, cls.key == key)
        return db.session.scalar(query)

    @classmethod
    def relay(
        cls, broadcast: Broadcast, by: Any, *, key: str, moment: datetime, role: str, **said: Any
    ) -> AudienceFeedback:
        """Keep what viewers say (``sort``, ``text``, ``count``, ``product_id``), heard at a moment.

        The same key again answers with what was kept. Raises Denied, Invalid or WrongState.
        """
        if reason := permissions.passes_on(by, broadcast):
            raise Denied(reason)
        if known := cls.by_key(broadcast, key):
            return known
        _check_time(broadcast, moment)
        made = cls(broadcast=broadcast, broadcast_id=broadcast.id, key=key)
        made.at_ms = max(0, broadcast.stream_ms(moment) - broadcast.room.setback_ms)
        made.by, made.by_id, made.by_role = by, by.id, role
        made._say(**said)
        if made.sort == "question":
            made._ask(by)
        db.session.add(made)
        facts: dict[str, Any] = {"sort": made.sort, "count": made.count, "product": made.product_id}
        record("feedback.relayed", made, by, broadcast_id=broadcast.id, **facts)
        return made

    def _say(self, *, sort: str, text: str, count: int, product_id: int | None) -> None:
        if sort not in SORTS:
            raise Invalid(N_("请选观众是在问、想要、不满还是夸"), "sort")
        if not 1 <= count <= MOST:
            raise Invalid(N_("人数从 1 到 999"), "count")
        words = mask(" ".join(text.split()))[:LONGEST]
        if not words:
            raise Invalid(N_("请写一句观众说了什么"), "text")
        if product_id is not None and db.session.get(Product, product_id) is None:
            raise Invalid(N_("没有这个商品，请重新选"), "product")
        self.sort, self.text, self.count, self.product_id = sort, words, count, product_id

    def _ask(self, by: Any) -> None:
        """It joins the question radar: a new question, or more who ask the same."""
        self.question = Question.relay(
            self.broadcast,
            text=self.text,
            count=self.count,
            at_ms=self.at_ms,
            product_id=self.product_id,
            by=by,
        )

    def withdraw(self, by: Any, moment: datetime) -> None:
        """Undo, by the one who relayed it, while the broadcast is on. Twice is once."""
        if reason := permissions.relayed(by, self):
            raise Denied(reason)
        if self.withdrawn_at is not None:
            return
        _check_time(self.broadcast, moment)
        self.withdrawn_at = clock.now()
        if self.question is not None:
            self._unask(self.question, by)
        record("feedback.withdrawn", self, by, broadcast_id=self.broadcast_id)

    def _unask(self, question: Question, by: Any) -> None:
        """Its asks leave the radar, and the question with the last of them."""
        db.session.refresh(question, with_for_update=True)
        query = select(QuestionAsk).where(
            QuestionAsk.question_id == question.id,
            QuestionAsk.comment_id.is_(None),
            QuestionAsk.at_ms == self.at_ms,
            QuestionAsk.count == self.count,
        )
        if ask := db.session.scalar(query.limit(1)):
            db.session.delete(ask)
            question.asked_again(asks=-self.count, askers=-self.count, at_ms=self.at_ms)
        if question.asks <= 0:
            question.dismiss(by)
        else:
            where: dict[str, Any] = {
                "broadcast_id": self.broadcast_id,
                "room": self.broadcast.room_id,
            }
            record("question.shrunk", question, by, asks=self.count, **where)


def _check_time(broadcast: Broadcast, moment: datetime) -> None:
    """Whether something was done while the broadcast was on, however late it arrives."""
    if broadcast.started_at is None:
        raise WrongState(N_("还没开播，开播后再转述"))
    ended = broadcast.ended_at
    if ended is None:
        return
    if moment > ended:
        raise WrongState(N_("这一场已经结束，观众的话在直播中转述"))
    if clock.now() - ended > LATEST:
        raise WrongState(N_("这一场结束已超过 24 小时，不能再补记"))


@dataclass(frozen=True)
class Told:
    """The same words of one sort about one product: how many say so, in how many relays."""

    sort: str
    text: str
    product: Product | None
    people: int
    relays: int
    first_ms: int
    roles: tuple[str, ...]
    names: tuple[str, ...]


def summed(feedback: Iterable[AudienceFeedback]) -> list[Told]:
    """The same words of one sort about one product become one line; the most said come first."""
    groups: dict[tuple[str, str, int | None], list[AudienceFeedback]] = {}
    for one in feedback:
        groups.setdefault((one.sort, one.text, one.product_id), []).append(one)
    lines = [
        Told(
            sort=rows[0].sort,
            text=rows[0].text,
            product=rows[0].product,
            people=sum(row.count for row in rows),
            relays=len(rows),
            first_ms=min(row.at_ms for row in rows),
            roles=tuple(dict.fromkeys(row.by_role for row in rows)),
            names=tuple(dict.fromkeys(row.by.name for row in rows)),
        )
        for rows in groups.values()
    ]
    order = list(SORTS)
    return sorted(lines, key=lambda one: (order.index(one.sort), -one.people, one.first_ms))


def counted(broadcast: Broadcast) -> list[tuple[str, int | None, int]]:
    """(sort, product, how many viewers) of a broadcast: what feedback from several sources counts."""
    query = (
        select(AudienceFeedback.sort, AudienceFeedback.product_id, func.sum(AudienceFeedback.count))
        .where(
            AudienceFeedback.broadcast_id == broadcast.id, AudienceFeedback.withdrawn_at.is_(None)
        )
        .group_by(AudienceFeedback.sort, AudienceFeedback.product_id)
        .order_by(AudienceFeedback.sort, AudienceFeedback.product_id)
    )
    return [(row[0], row[1], int(row[2])) for row in db.session.execute(query)]


def _move_with_start(event: AuditEvent, subject: Any, by: Any) -> None:
    """A broadcast's start was corrected: what was relayed moves with it, in the same transaction."""
    if event.name != "broadcast.corrected":
        return
    rows = select(AudienceFeedback).where(AudienceFeedback.broadcast_id == subject.id)
    for one in db.session.scalars(rows):
        one.at_ms = max(0, one.at_ms + event.data["shift_ms"])


recorded.connect(_move_with_start, weak=False)
