"""What viewers ask: near-duplicates are one question, and every count opens to who asked when.

A question's verbs lock its row: the worker adds to its counts while people tap, and neither may
lose to the other. A verb that finds its work done does nothing, so that a repeated tap is no error.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audience import permissions
from zhubo_web.audience.grouping import LONGEST_TEXT, RECENT, CardAnswer
from zhubo_web.audience.likeness import first_alike, gist
from zhubo_web.audience.masking import mask
from zhubo_web.audience.models.cards import Cards
from zhubo_web.audience.models.learning import LONGEST_ANSWER, add_to_card, product_meant
from zhubo_web.audience.workflow import QUESTION
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import step
from zhubo_web.extensions import db
from zhubo_web.products.models import Product

#: How an answer was seen: a tap beside the camera, a tap on the console, the room's own account.
HOWS = ("overlay", "console", "account")
#: After ten minutes without another ask, nobody waits at the public screen any more.
FADES_MS = 10 * 60_000
#: So many of those that wait are shown.
SHOWN = 5


class Question(Identified, Base):
    """One thing that viewers want to know. ``rule`` says why it was taken for a question.

    ``card_answer`` is what the product's card says (``card_id``: which version of it), for the
    assistant to read out. Moments are stream time. An empty text was forgotten with the comments.
    """

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_broadcast_last", "broadcast_id", "last_ms"),)

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    rule: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(10))
    asks: Mapped[int]
    askers: Mapped[int]
    first_ms: Mapped[int]
    last_ms: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="")
    card_answer: Mapped[str | None] = mapped_column(String(LONGEST_ANSWER))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("product_card.id"))
    answered_ms: Mapped[int | None]
    answered_how: Mapped[str | None] = mapped_column(String(10))
    answered_rule: Mapped[str | None] = mapped_column(String(20))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer_comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )

    broadcast: Mapped[Broadcast] = relationship(Broadcast)
    product: Mapped[Product | None] = relationship(Product)
    answered_by: Mapped[Person | None] = relationship(Person)

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """Those of broadcasts the person, or the screen, may see."""
        seen = Broadcast.visible_to(person).with_only_columns(Broadcast.id).order_by(None)
        return select(cls).where(cls.broadcast_id.in_(seen))

    @classmethod
    def open_in(cls, broadcast: Broadcast, most: int = SHOWN) -> list[Question]:
        """What waits for an answer and was asked lately: what most viewers ask first."""
        query = select(cls).where(
            cls.broadcast_id == broadcast.id,
            cls.state == "open",
            cls.last_ms > broadcast.stream_ms() - FADES_MS,
        )
        order = (cls.askers.desc(), cls.first_ms, cls.id)
        return list(db.session.scalars(query.order_by(*order).limit(most)))

    @classmethod
    def recent_in(cls, broadcast_id: int) -> list[Question]:
        """The questions a new one is compared with, the last asked first; held until the commit.

        The broadcast's row first, as batches of consoles and overlays do, which settle questions in
        any order: two that hold one each and want the other's would wait for ever. ``grouped`` holds
        the same in the same order, as plain rows.
        """
        on = select(Broadcast.id).where(Broadcast.id == broadcast_id)
        db.session.execute(on.with_for_update(of=Broadcast, key_share=True))
        query = select(cls).where(cls.broadcast_id == broadcast_id)
        ids = query.with_only_columns(cls.id).order_by(cls.last_ms.desc(), cls.id.desc())
        held = select(cls).where(cls.id.in_(ids.limit(RECENT))).order_by(cls.id).with_for_update()
        rows = db.session.scalars(held.execution_options(populate_existing=True))
        return sorted(rows, key=lambda one: (-one.last_ms, -one.id))

    def told(self) -> dict[str, Any]:
        """What live screens draw of it."""
        return {
            "id": self.id,
            "text": self.text,
            "asks": self.asks,
            "askers": self.askers,
            "first_ms": self.first_ms,
            "last_ms": self.last_ms,
            "answer": self.card_answer,
            "state": self.state,
            "source": self.source,
            "product": self.product_id,
        }

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return QUESTION.why_not(self, verb, by)

    # ── asking ──────────────────────────────────────────────────────────────────────────────

    @classmethod
    def begin(cls, broadcast: Broadcast, verb: str, by: Any, **values: Any) -> Question:
        """Something that was not asked before."""
        question = cls(broadcast=broadcast, broadcast_id=broadcast.id, state="", **values)
        db.session.add(question)
        db.session.flush()
        question._step(verb, by)
        return question

    @classmethod
    def relay(
        cls,
        broadcast: Broadcast,
        *,
        text: str,
        count: int,
        at_ms: int,
        product_id: int | None,
        by: Any,
    ) -> Question:
        """A supervisor passes on what viewers ask; to a question that waits already, it adds."""
        words, wanted = mask(text)[:LONGEST_TEXT], gist(text)
        waiting = [one for one in cls.recent_in(broadcast.id) if one.state == "open"]
        place = first_alike(wanted, (gist(one.text) for one in waiting))
        if place is None:
            question = cls._relayed(broadcast, words, count, at_ms, product_id, by)
        else:
            question = waiting[place]
            if reason := permissions.relays(by, question):
                raise Denied(reason)
            question.asked_again(asks=count, askers=count, at_ms=at_ms)
            record("question.grown", question, by, asks=count, **question._where())
        db.session.add(QuestionAsk(question_id=question.id, at_ms=at_ms, count=count))
        db.session.flush()
        return question

    @classmethod
    def _relayed(
        cls,
        broadcast: Broadcast,
        words: str,
        count: int,
        at_ms: int,
        product_id: int | None,
        by: Any,
    ) -> Question:
        cards = Cards(broadcast.id)
        product_id = product_id or cards.product_at(at_ms)
        values: dict[str, Any] = {"text": words, "rule": "relay", "source": "relay"}
        values |= {"asks": count, "askers": count, "first_ms": at_ms, "last_ms": at_ms}
        question = cls.begin(broadcast, "relay", by, product_id=product_id, **values)
        question.take_card(cards.answer_to(gist(words), product_id))
        return question

    def take_card(self, known: CardAnswer | None) -> None:
        """Keep what a card answers, and by that which product is asked about."""
        if known is not None:
            self.product_id, self.card_id = known.product_id, known.card_id
            self.card_answer = known.text

    def asked_again(self, *, asks: int, askers: int, at_ms: int) -> None:
        """More viewers ask the same."""
        self.asks, self.askers = self.asks + asks, self.askers + askers
        self.first_ms, self.last_ms = min(self.first_ms, at_ms), max(self.last_ms, at_ms)

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    def answer(self, by: Any, how: str, at: datetime | None = None) -> None:
        """Somebody answered it, in speech or in writing, and says so with one tap.

        ``at``: when they tapped, where the device was offline meanwhile.
        """
        if how not in ("overlay", "console"):
            raise Invalid(N_("请在提示屏或控制台上点“已回答”"), "how")
        if self._is_done("answered", permissions.answers, by):
            return
        self._step("answer", by, how=how)
        self._answered(self.broadcast.stream_ms(at), how)
        self.answered_by_id = None if getattr(by, "is_screen", False) else by.id

    def hear_answer(self, comment_id: int, at_ms: int, rule: str) -> None:
        """A comment of the room's own account answered it; ``rule`` says by which likeness.

        The radar holds its row already.
        """
        self._step("hear_answer", SYSTEM, how="account", rule=rule)
        self._answered(at_ms, "account")
        self.answer_comment_id, self.answered_rule = comment_id, rule

    def dismiss(self, by: Any) -> None:
        """不是问题; also after the broadcast."""
        if self._is_done("dismissed", permissions.dismisses, by):
            return
        self._step("dismiss", by)
        self._unanswered()

    def reopen(self, by: Any) -> None:
        """It was not answered after all, or is a question after all."""
        self._lock()
        if self.state == "open":
            return
        self._step("reopen", by)
        self._unanswered()

    def _is_done(self, state: str, may: Any, by: Any) -> bool:
        """Whether a repeated tap finds its work done; who may not is refused all the same."""
        self._lock()
        if reason := may(by, self):
            raise Denied(reason)
        return self.state == state

    def _answered(self, at_ms: int, how: str) -> None:
        self.answered_ms, self.answered_how = max(self.first_ms, at_ms), how

    def _unanswered(self) -> None:
        self.answered_ms = self.answered_how = self.answered_rule = None
        self.answered_by_id = self.answer_comment_id = None

    def learn(self, by: Any, answer: str, *, product_id: int | None = None) -> None:
        """Make the question and its answer part of the product's card, as a new version of it."""
        self._lock()
        product = product_meant(self.broadcast, product_id or self.product_id)
        if not self.text:
            raise WrongState(N_("这个问题的原文已按期删除，不能再加进商品卡"))
        words = add_to_card(product, by, self.text, answer)
        self.product_id, self.card_answer, self.card_id = product.id, words, product.card_id
        record("question.learned", self, by, product=product.id, **self._where())

    def _lock(self) -> None:
        db.session.refresh(self, with_for_update=True)

    def _where(self) -> dict[str, Any]:
        return {"broadcast_id": self.broadcast_id, "room": self.broadcast.room_id}

    def _step(self, verb: str, by: Any, **values: Any) -> None:
        step(self, QUESTION, verb, by, **self._where(), **values)


class QuestionAsk(Identified, Base):
    """One ask of a question: a viewer's comment, or how many a supervisor relayed."""

    __tablename__ = "question_ask"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), unique=True
    )
    at_ms: Mapped[int]
    count: Mapped[int] = mapped_column(default=1)
