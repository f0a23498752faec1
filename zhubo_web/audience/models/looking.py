"""Looking through a broadcast's comments for questions, once each, a few at a time.

What is recognised is kept in the transaction that moves the place to go on from, so that a worker
that is killed neither loses an ask nor counts it twice. Recognising and grouping need no transaction
and are done before, the latter once more where the questions changed meanwhile. On PostgreSQL
comments of a broadcast become visible in the order of their ids (``take`` holds a lock), so that one
number says what was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ForeignKey, exists, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audience.asking import read
from zhubo_web.audience.grouping import Grouping, Seen, Stood
from zhubo_web.audience.likeness import Cut, Gist, gist
from zhubo_web.audience.models.cards import Cards
from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.grouped import Place, askers, stood, write
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.models import Base
from zhubo_web.extensions import db

#: So many comments are looked at in one transaction: on SQLite whoever taps waits for its end.
AT_ONCE = 60
MOST_GISTS = 4096


class Looked(Base):
    """The last comment of a broadcast that was looked at."""

    __tablename__ = "looked"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(default=0)

    @classmethod
    def last_in(cls, broadcast_id: int) -> int:
        """The number after which to go on."""
        query = select(cls.comment_id).where(cls.broadcast_id == broadcast_id)
        return db.session.scalar(query) or 0

    @classmethod
    def move(cls, broadcast_id: int, after: int, to: int) -> bool:
        """Go on from another place; False if somebody else did meanwhile."""
        there = update(cls).where(cls.broadcast_id == broadcast_id, cls.comment_id == after)
        moved = there.values(comment_id=to).returning(cls.comment_id)
        if db.session.scalar(moved, execution_options={"synchronize_session": False}) is not None:
            return True
        if after:
            return False
        if db.session.scalar(select(cls.comment_id).where(cls.broadcast_id == broadcast_id)):
            return False
        db.session.add(cls(broadcast_id=broadcast_id, comment_id=to))
        db.session.flush()
        return True


@dataclass
class Look:
    """Some comments of a broadcast in the order they came, where the next look begins, and what was
    found in them: by the questions and cards as they were then."""

    broadcast_id: int
    after: int
    last: int
    count: int
    seen: list[Seen] = field(default_factory=list)
    recent: list[Stood] = field(default_factory=list)
    cards: Cards | None = None
    grouping: Grouping | None = None


def unlooked(*states: str) -> list[int]:
    """Broadcasts in these states with comments nobody looked at, the newest first."""
    own = select(Looked.comment_id).where(Looked.broadcast_id == Broadcast.id)
    last = own.correlate(Broadcast).scalar_subquery()  # within EXISTS nothing correlates by itself
    there = exists().where(
        Comment.broadcast_id == Broadcast.id, Comment.id > func.coalesce(last, 0)
    )
    query = select(Broadcast.id).where(Broadcast.state.in_(states), there)
    return list(db.session.scalars(query.order_by(Broadcast.id.desc())))


class Radar:
    """Groups what was seen. Holds the gists of texts met lately, and nothing that must not be lost."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self._gists: dict[str, Gist] = {}

    def gist(self, text: str) -> Gist:
        """The gist of a text, made once."""
        if text not in self._gists:
            if len(self._gists) >= MOST_GISTS:
                self._gists.clear()
            self._gists[text] = gist(text, self.cut)
        return self._gists[text]

    def look(self, broadcast_id: int, most: int = AT_ONCE) -> Look:
        """Read the next comments, recognise what they ask and group it. Reads only."""
        after = Looked.last_in(broadcast_id)
        query = select(Comment).where(Comment.broadcast_id == broadcast_id, Comment.id > after)
        rows = list(db.session.scalars(query.order_by(Comment.id).limit(most)))
        found = Look(broadcast_id, after, rows[-1].id if rows else after, len(rows))
        found.seen = [seen for one in rows if (seen := _seen(one))]
        if found.seen:
            found.cards = Cards(broadcast_id, self.gist)
            found.recent = stood(broadcast_id)
            found.grouping = self._group(found)
        return found

    def keep(self, found: Look) -> bool:
        """Keep what was found, in the caller's transaction; False if another pass was faster."""
        if found.count == 0 or not Looked.move(found.broadcast_id, found.after, found.last):
            return False
        if found.grouping is None:
            return True
        place = Place.held(found.broadcast_id)
        recent = stood(found.broadcast_id, held=True)
        if recent != found.recent:  # somebody answered, relayed or corrected meanwhile
            found.recent = recent
            found.grouping = self._group(found)
        write(place, found.grouping)
        return True

    def _group(self, found: Look) -> Grouping:
        assert found.cards is not None
        viewers = askers(found.recent, found.seen)
        return Grouping(found.recent, viewers, found.cards, self.gist, self.cut).go(found.seen)


def _seen(one: Comment) -> Seen | None:
    """A comment that asks something, or that the room's own account wrote."""
    reading = read(one.text)
    if not (one.own or reading.asks):
        return None
    return Seen(one.id, one.at_ms, one.viewer, one.text, one.own, reading)
