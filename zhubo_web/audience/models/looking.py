"""Looking through a broadcast's comments for questions, once each, a few at a time.

What is recognised is kept in the transaction that moves the place to go on from, so that a worker
that is killed neither loses an ask nor counts it twice. Recognising needs no transaction and is done
before. On PostgreSQL comments of a broadcast become visible in the order of their ids (``take``
holds a lock), so that one number says what was looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ForeignKey, exists, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audience.asking import Reading, read, shown
from zhubo_web.audience.likeness import Cut, Gist, alike, gist
from zhubo_web.audience.models.cards import Cards
from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.question import LONGEST_TEXT, RECENT, Question, QuestionAsk
from zhubo_web.audience.replying import reply
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.models import Base
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db

#: So many comments are looked at in one transaction: on SQLite whoever taps waits for its end.
AT_ONCE = 30
#: Asked again within three minutes of its answer, a question was on its way; later it is a new one.
HOLDS_MS = 3 * 60_000
#: The account answers what was asked in the last five minutes: nobody scrolls back further.
ANSWERS_MS = 5 * 60_000
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


@dataclass(frozen=True)
class Seen:
    """A comment that was looked at: what it asks, or that the room's own account wrote it."""

    id: int
    at_ms: int
    viewer: str
    text: str
    own: bool
    reading: Reading


@dataclass
class Look:
    """Some comments of a broadcast in the order they came, and where the next look begins."""

    broadcast_id: int
    after: int
    last: int
    count: int
    seen: list[Seen] = field(default_factory=list)
    cards: Cards | None = None


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
        """Read the next comments and recognise what they ask. Reads only."""
        after = Looked.last_in(broadcast_id)
        query = select(Comment).where(Comment.broadcast_id == broadcast_id, Comment.id > after)
        rows = list(db.session.scalars(query.order_by(Comment.id).limit(most)))
        found = Look(broadcast_id, after, rows[-1].id if rows else after, len(rows))
        for one in rows:
            reading = read(one.text)
            if one.own or reading.asks:
                self.gist(one.text)
                seen = Seen(one.id, one.at_ms, one.viewer, one.text, one.own, reading)
                found.seen.append(seen)
        broadcast = db.session.get(Broadcast, broadcast_id) if found.seen else None
        found.cards = Cards(broadcast, self.gist) if broadcast else None
        return found

    def keep(self, found: Look) -> bool:
        """Keep what was seen, in the caller's transaction; False if another pass was faster."""
        if found.count == 0 or not Looked.move(found.broadcast_id, found.after, found.last):
            return False
        broadcast = db.session.get(Broadcast, found.broadcast_id)
        if broadcast is not None and found.cards is not None:
            Pass(self, broadcast, found.cards, found.seen).run()
        return True


class Pass:
    """One transaction's work: comments in order, each joined to a question, or answering some."""

    def __init__(
        self, radar: Radar, broadcast: Broadcast, cards: Cards, seen: Sequence[Seen]
    ) -> None:
        self.radar, self.broadcast, self.cards, self.seen = radar, broadcast, cards, seen
        self.recent = Question.recent_in(broadcast.id, RECENT)
        self.age = {question: question.id for question in self.recent}
        self.grown: Counter[Question] = Counter()
        self.fresh: list[Question] = []
        self.asks: list[tuple[Question, Seen]] = []
        self.askers = self._askers()

    def _askers(self) -> dict[Question, set[str]]:
        """Which of these viewers asked which of the recent questions before."""
        query = (
            select(QuestionAsk.question_id, Comment.viewer)
            .join(Comment, Comment.id == QuestionAsk.comment_id)
            .where(QuestionAsk.question_id.in_([one.id for one in self.recent]))
            .where(Comment.viewer.in_({one.viewer for one in self.seen}))
            .distinct()
        )
        by_id, known = {one.id: one for one in self.recent}, defaultdict[Question, set[str]](set)
        for question_id, viewer in db.session.execute(query):
            known[by_id[question_id]].add(viewer)
        return known

    def run(self) -> None:
        """Go through them; screens hear of each question that grew once."""
        for one in self.seen:
            if one.own:
                self._settle()
                self._answer(one)
            else:
                self._ask(one)
        self._settle()
        rows = [
            {"question_id": question.id, "comment_id": one.id, "at_ms": one.at_ms, "count": 1}
            for question, one in self.asks
        ]
        if rows:
            db.session.execute(insert(QuestionAsk), rows)
        where: dict[str, Any] = {"broadcast_id": self.broadcast.id, "room": self.broadcast.room_id}
        if self.broadcast.is_on:
            for question, count in self.grown.items():
                record("question.grown", question, SYSTEM, asks=count, **where)

    def _settle(self) -> None:
        """Store the new questions together: one statement, not one each."""
        db.session.add_all(self.fresh)
        db.session.flush()
        for question in self.fresh:
            question.begun("hear", SYSTEM)
        self.fresh.clear()

    def _ask(self, one: Seen) -> None:
        question = self._same(one)
        if question is None:
            question = self._new(one)
        else:
            fresh = one.viewer not in self.askers[question]
            question.asked_again(asks=1, askers=int(fresh), at_ms=one.at_ms)
            self.grown[question] += 1
        self.askers[question].add(one.viewer)
        self.asks.append((question, one))
        self._asked_last(question)

    def _same(self, one: Seen) -> Question | None:
        """The question this asks again: the oldest of those that may still be joined.

        So it is the same one however many comments are looked at at once.
        """
        wanted = self.radar.gist(one.text)
        may = (
            question
            for question in self.recent
            if _joins(question, one.at_ms) and alike(wanted, self.radar.gist(question.text))
        )
        return min(may, key=self.age.__getitem__, default=None)

    def _asked_last(self, question: Question) -> None:
        """The one that was not asked for longest is compared no more."""
        if question in self.recent:
            self.recent.remove(question)
        self.recent.insert(0, question)
        del self.recent[RECENT:]

    def _new(self, one: Seen) -> Question:
        text, at_ms = shown(one.text)[:LONGEST_TEXT], one.at_ms
        product_id = self.cards.product_at(at_ms)
        values: dict[str, Any] = {"text": text, "rule": one.reading.rule, "source": "comments"}
        values |= {"asks": 1, "askers": 1, "first_ms": at_ms, "last_ms": at_ms}
        question = Question(
            broadcast=self.broadcast, broadcast_id=self.broadcast.id, state="", **values
        )
        question.product_id = product_id
        question.take_card(self.cards.answer_to(self.radar.gist(text), product_id))
        self.age[question] = max(self.age.values(), default=0) + 1
        self.fresh.append(question)
        return question

    def _answer(self, one: Seen) -> None:
        """The room's own account wrote something: it answers what it fits."""
        for question in _waiting(self.recent, one.at_ms):
            asked = self.radar.gist(question.text)
            rule = reply(one.text, asked, question.card_answer, self.radar.cut)
            if rule is not None:
                question.hear_answer(one.id, one.at_ms, rule)


def _joins(question: Question, at_ms: int) -> bool:
    """Whether an ask at this moment belongs to it, and does not open it anew."""
    if not question.text:
        return False
    return question.answered_ms is None or at_ms <= question.answered_ms + HOLDS_MS


def _waiting(questions: Iterable[Question], at_ms: int) -> list[Question]:
    """Those that an answer at this moment may be meant for."""
    return [
        one
        for one in questions
        if one.state == "open" and one.text and one.first_ms <= at_ms <= one.last_ms + ANSWERS_MS
    ]
