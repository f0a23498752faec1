"""Feedback from every source: what was said, of whom, when, and who reads it.

Texts are made anonymous before they are kept, so that no viewer's name or number is ever stored.
``happened_at`` is UTC; stream time follows from the broadcast's own clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Select, String, and_, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.broadcasts.models.reach import in_rooms, outside
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import one_while
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import follow
from zhubo_web.extensions import db
from zhubo_web.surveys import permissions
from zhubo_web.surveys.anonymity import anonymous
from zhubo_web.surveys.models.deciding import Decided, Decision
from zhubo_web.surveys.tallying import Item
from zhubo_web.surveys.wording import ENTERED, SCORED, SORTS
from zhubo_web.surveys.workflow import FEEDBACK

LONGEST = 300
MOST = 9999
_STANDS = "withdrawn_at IS NULL AND source = 'host_rating'"


class Feedback(Decided):
    """One thing that was said. ``count``: how many say so; ``chip`` and ``items``: a host's rating.

    ``key`` makes what comes by itself come once; ``withdrawn_at`` is set where a host undid a tap.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        one_while("uq_feedback_rating", _STANDS, "broadcast_id", "assistant_id", "author_id"),
        Index("ix_feedback_due", "state", "due_at"),
    )

    sort: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(LONGEST), default="")
    count: Mapped[int] = mapped_column(default=1)
    score: Mapped[int | None]
    chip: Mapped[str] = mapped_column(String(14), default="")
    items: Mapped[dict[str, Any] | None]
    happened_at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(String(40), unique=True)

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Feedback]]:
        """The room's group, administration and owner; a host's own; an assistant what counts for them.

        Nobody reads as a member of the group what may be about themselves: in a broadcast where they
        assist they are its assistant, and while it is on its host is no watcher.
        """
        query = select(cls).where(cls.withdrawn_at.is_(None)).order_by(cls.id.desc())
        if getattr(person, "is_screen", False):
            return query.where(false())
        other = or_(cls.assistant_id.is_(None), cls.assistant_id != person.id)
        apart = or_(cls.broadcast_id.is_(None), outside(cls.broadcast_id, person))
        watched = and_(in_rooms(cls.room_id, person, permissions.READS), apart, other)
        said = and_(cls.source == "host_rating", cls.author_id == person.id)
        return query.where(or_(watched, said, cls._counts_for(person)))

    @classmethod
    def _counts_for(cls, person: Any) -> Any:
        """What is put on this person, and what they contested and is looked at again."""
        contested = and_(cls.state == "pending", cls.decided_at.is_not(None))
        return and_(
            cls.assistant_id == person.id, or_(cls.state == "attributed", contested)
        ) & cls.withdrawn_at.is_(None)

    @classmethod
    def counting_for(cls, person: Any) -> Select[tuple[Feedback]]:
        """The same alone, the newest first: 我的反馈."""
        return select(cls).where(cls._counts_for(person)).order_by(cls.happened_at.desc(), cls.id)

    @property
    def at_ms(self) -> int | None:
        """Stream time in milliseconds, where it belongs to a broadcast that took place."""
        if self.broadcast is None or self.broadcast.started_at is None:
            return None
        return self.broadcast.stream_ms(self.happened_at)

    @property
    def item(self) -> Item:
        """As it is counted."""
        counts = self.state == "attributed" and self.withdrawn_at is None
        group = self.duplicate_of_id or self.id
        return Item(group, self.source, self.sort, self.count, self.score, counts)

    def told(self) -> dict[str, Any]:
        """The values that notices show, and their page; never the words, which stand there."""
        return {"room": self.room.name, "args": {"feedback_id": self.id}}

    # ── coming in ───────────────────────────────────────────────────────────────────────────

    @classmethod
    def enter(
        cls,
        by: Any,
        *,
        room: Room,
        source: str,
        sort: str,
        text: str,
        happened_at: datetime,
        broadcast: Broadcast | None = None,
        assistant: Person | None = None,
        count: int = 1,
        score: int | None = None,
    ) -> Feedback:
        """Write down what came in from outside the broadcast. Raises Denied or Invalid."""
        made = cls(state="", room=room, room_id=room.id, source=source, author_id=by.id)
        made._place(broadcast, assistant)
        if reason := permissions.enters(by, made):
            raise Denied(reason)
        _check(source, ENTERED, happened_at)
        made.say(sort=sort, text=text, count=count, happened_at=happened_at)
        made._score(score)
        made.begin("enter", by)
        return made

    def _place(self, broadcast: Broadcast | None, assistant: Person | None) -> None:
        """Where it happened and whom it is about; neither need be known yet."""
        self.broadcast, self.broadcast_id = broadcast, broadcast.id if broadcast else None
        self.assistant, self.assistant_id = assistant, assistant.id if assistant else None
        if broadcast is not None and broadcast.room_id != self.room_id:
            raise Invalid(N_("这一场不在选的直播间，请重新选"), "broadcast")
        if assistant is not None and assistant not in self.candidates():
            raise Invalid(N_("TA 不是这一场的助播，请重新选或先空着"), "assistant")

    def say(self, *, sort: str, text: str, count: int, happened_at: datetime) -> None:
        """Keep the words, without what leads to a viewer."""
        if sort not in SORTS:
            raise Invalid(N_("请选是表扬还是不满"), "sort")
        if not 1 <= count <= MOST:
            raise Invalid(N_("人数从 1 到 9999"), "count")
        words = anonymous(text)[:LONGEST]
        if not words:
            raise Invalid(N_("请写一句说了什么"), "text")
        self.sort, self.text, self.count, self.happened_at = sort, words, count, happened_at

    def _score(self, score: int | None) -> None:
        if score is not None and (self.source not in SCORED or not 1 <= score <= 5):
            raise Invalid(N_("分数从 1 到 5，只有公屏打分和商品评价有"), "score")
        self.score = score

    def begin(self, verb: str, by: Any, kind: str = "feedback", **values: Any) -> None:
        """Put it under the policy in force and make its first step."""
        self.govern(kind)
        self._wait() if verb != "rate" else self._settle(by)
        db.session.add(self)
        db.session.flush()
        self._step(verb, by, source=self.source, sort=self.sort, **values)

    # ── changing ────────────────────────────────────────────────────────────────────────────

    def recount(self, count: int) -> None:
        """More or fewer say so than was known; only as long as nobody has decided."""
        if self.count != count:
            self.count = count
            record("feedback.recounted", self, SYSTEM, count=count, room=self.room_id)


def _check(source: str, sources: Any, happened_at: datetime) -> None:
    if source not in sources:
        raise Invalid(N_("请选反馈从哪里来"), "source")
    if happened_at > clock.now():
        raise Invalid(N_("时间不能晚于现在"), "day")


follow(Feedback, FEEDBACK, page="surveys.show")

__all__ = ["Decision", "Feedback"]
