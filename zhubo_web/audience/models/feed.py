"""Running rooms: one feed a room, off until the owner switches it on."""

from __future__ import annotations

import hmac
import re
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import codes
from zhubo_web.accounts.models import Person
from zhubo_web.audience import permissions
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db

#: What the owner types, and the number under which these words and those beside them are kept.
SENTENCE = N_("这是我们自己的直播间，我已看过平台的条款")
WORDS_VERSION = 1
MOST_ACCOUNTS = 10
LONGEST_ACCOUNT = 100


class Feed(Versioned, Identified, Base):
    """A room's way in for what its viewers write and do; without a token it is off.

    The confirmation stands as it was given: who, when, which version of the words, what was typed.
    ``own_accounts`` are the merchant's own, as the tool sends them: ids or nicknames.
    """

    __tablename__ = "feed"
    __table_args__ = (Index("uq_feed_token_digest", "token_digest", unique=True),)

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), unique=True)
    token_digest: Mapped[str | None] = mapped_column(String(64))
    token_at: Mapped[datetime | None]
    own_accounts: Mapped[list[Any]] = mapped_column(default=list)
    confirmed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_words: Mapped[str] = mapped_column(String(200))
    words_version: Mapped[int]
    ended_at: Mapped[datetime | None]
    room: Mapped[Room] = relationship(Room)
    confirmed_by: Mapped[Person] = relationship(Person)

    @property
    def is_on(self) -> bool:
        return self.token_digest is not None

    @classmethod
    def of(cls, room_id: int) -> Feed | None:
        """The feed of a room, on or off; None if it never was on."""
        return db.session.scalar(select(cls).where(cls.room_id == room_id))

    def brought(self, broadcast: Broadcast) -> bool:
        """Whether it was on at some time of a broadcast, so that events came as they happened."""
        started, ended = broadcast.started_at, broadcast.ended_at
        if started is None or (ended is not None and ended < self.created_at):
            return False
        return self.ended_at is None or self.ended_at > started

    @classmethod
    def bearing(cls, token: str) -> Feed | None:
        """The feed that this token lets in; looked up by its digest, compared in constant time."""
        told = codes.digest(token)
        feed = db.session.scalar(select(cls).where(cls.token_digest == told))
        return feed if feed and hmac.compare_digest(feed.token_digest or "", told) else None

    @classmethod
    def switch_on(
        cls, room: Room, by: Any, *, sentence: str, ticked: bool, shown: str = SENTENCE
    ) -> tuple[Feed, str]:
        """The owner has confirmed in writing whose room it is; the token is told this once.

        `shown` is the sentence as the page said it, in the owner's language.
        """
        if reason := permissions.switches_feed(by, room):
            raise Denied(reason)
        if not ticked:
            raise Invalid(N_("请看过上面的说明后打勾"), "ticked")
        if bare(sentence) not in (bare(SENTENCE), bare(shown)):
            raise Invalid(N_("请照着写：%(sentence)s"), "sentence", sentence=shown)
        feed = cls.of(room.id) or cls(room_id=room.id, own_accounts=[])
        if feed.is_on:
            raise WrongState(N_("这个直播间的实时评论已经开着。令牌丢了就换一个"))
        feed.confirmed_at, feed.confirmed_by_id = clock.now(), by.id
        feed.confirmed_words, feed.words_version = sentence.strip()[:200], WORDS_VERSION
        db.session.add(feed)
        token = feed._new_token()
        record("feed.switched_on", feed, by, room=room.id, words=WORDS_VERSION)
        return feed, token

    def renew(self, by: Any) -> str:
        """A new token; the one before is refused from now on."""
        self._owned(by)
        if not self.is_on:
            raise WrongState(N_("实时评论现在关着，先开启才有令牌"))
        token = self._new_token()
        record("feed.token_renewed", self, by, room=self.room_id)
        return token

    def switch_off(self, by: Any) -> None:
        """Refuse whatever comes from now on; what came stays."""
        self._owned(by)
        if self.is_on:
            self.token_digest, self.ended_at = None, clock.now()
            record("feed.switched_off", self, by, room=self.room_id)

    def name_accounts(self, accounts: list[str], by: Any) -> None:
        """Whose comments are the room's own answers."""
        self._owned(by)
        told = list(dict.fromkeys(one.strip() for one in accounts if one.strip()))
        if len(told) > MOST_ACCOUNTS or any(len(one) > LONGEST_ACCOUNT for one in told):
            raise Invalid(
                N_("最多 %(most)s 个，每个不超过 %(longest)s 字"), "accounts",
                most=MOST_ACCOUNTS, longest=LONGEST_ACCOUNT,
            )  # fmt: skip
        self.own_accounts = told
        record("feed.accounts_named", self, by, room=self.room_id, count=len(told))

    def _new_token(self) -> str:
        token = codes.new_token()
        self.token_digest, self.token_at, self.ended_at = codes.digest(token), clock.now(), None
        return token

    def _owned(self, by: Any) -> None:
        if reason := permissions.switches_feed(by, self.room):
            raise Denied(reason)


def own_accounts_of(room_id: int) -> frozenset[str]:
    """The room's own accounts, for whatever way comments come in."""
    feed = Feed.of(room_id)
    return frozenset(feed.own_accounts) if feed else frozenset()


def bare(text: str) -> str:
    """What was typed without width, blanks and punctuation, which nobody types alike."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold()
