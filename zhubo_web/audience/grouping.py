"""Comments joined to the questions they ask, and the answers of the room's own account. Pure.

A pass goes through comments in the order they came. What it finds is kept by ``models.grouped``; a
pass over the same comments and questions finds the same, so that it may be made before the write
transaction begins and again within it where the questions changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from zhubo_web.audience.asking import Reading, shown
from zhubo_web.audience.likeness import Cut, Gist, alike
from zhubo_web.audience.replying import reply

LONGEST_TEXT = 120
#: So many questions a comment is compared with at most.
RECENT = 40
#: Asked again within three minutes of its answer, a question was on its way; later it is a new one.
HOLDS_MS = 3 * 60_000
#: The account answers what was asked in the last five minutes: nobody scrolls back further.
ANSWERS_MS = 5 * 60_000


class CardAnswer(NamedTuple):
    """An answer and where it stands."""

    text: str
    product_id: int
    card_id: int


class Answers(Protocol):
    """What is known of the products: which was on air, and what their cards answer."""

    def product_at(self, at_ms: int) -> int | None:
        """The product that was on air at a moment of stream time."""

    def answer_to(self, question: Gist, product_id: int | None) -> CardAnswer | None:
        """What a card says to it."""


@dataclass(frozen=True)
class Seen:
    """A comment that was looked at: what it asks, or that the room's own account wrote it."""

    id: int
    at_ms: int
    viewer: str
    text: str
    own: bool
    reading: Reading


class Stood(NamedTuple):
    """A question as it stands in the table; its columns."""

    id: int
    text: str
    state: str
    asks: int
    askers: int
    first_ms: int
    last_ms: int
    answered_ms: int | None
    card_answer: str | None


@dataclass(eq=False)
class Asked:
    """A question of a pass. One that begins here has no ``id`` yet, and is asked by ``first``.

    ``more`` is by how many asks it grew; ``answer`` the account's comment that answered it, and by
    which likeness.
    """

    id: int | None
    text: str
    state: str
    asks: int
    askers: int
    first_ms: int
    last_ms: int
    answered_ms: int | None = None
    card_answer: str | None = None
    product_id: int | None = None
    card_id: int | None = None
    first: Seen | None = None
    viewers: set[str] = field(default_factory=set)
    more: int = 0
    answer: tuple[Seen, str] | None = None

    def asked_again(self, one: Seen) -> None:
        """One more asks it."""
        self.asks, self.more = self.asks + 1, self.more + 1
        self.askers += int(one.viewer not in self.viewers)
        self.viewers.add(one.viewer)
        self.first_ms, self.last_ms = min(self.first_ms, one.at_ms), max(self.last_ms, one.at_ms)

    def joins(self, at_ms: int) -> bool:
        """Whether an ask at this moment belongs to it, and does not open it anew."""
        if not self.text:
            return False
        return self.answered_ms is None or at_ms <= self.answered_ms + HOLDS_MS

    def waits(self, at_ms: int) -> bool:
        """Whether an answer at this moment may be meant for it."""
        if self.state != "open" or not self.text:
            return False
        return self.first_ms <= at_ms <= self.last_ms + ANSWERS_MS


class Grouping:
    """One pass. ``recent`` are the questions that stand, the last asked first; ``viewers`` tells by
    the question's id which of these comments' viewers asked it before."""

    def __init__(
        self,
        recent: Iterable[Stood],
        viewers: dict[int, set[str]],
        cards: Answers,
        gist: Callable[[str], Gist],
        cut: Cut,
    ) -> None:
        self.cards, self.gist, self.cut = cards, gist, cut
        self.recent = [
            Asked(**one._asdict(), viewers=set(viewers.get(one.id, ()))) for one in recent
        ]
        self._age = {one: one.id or 0 for one in self.recent}
        #: Each ask in the order it came, and the questions that begin here.
        self.asks: list[tuple[Asked, Seen]] = []
        self.fresh: list[Asked] = []

    def go(self, seen: Sequence[Seen]) -> Grouping:
        """Go through them, once."""
        for one in seen:
            if one.own:
                self._answer(one)
            else:
                self._ask(one)
        return self

    @property
    def grown(self) -> list[Asked]:
        """The questions that were asked again, each once, in the order they first were."""
        return [one for one in dict.fromkeys(asked for asked, _by in self.asks) if one.more]

    @property
    def answered(self) -> list[Asked]:
        """The questions that the account answered, in the order of its comments."""
        found = [(one.answer[0].id, one) for one in self._age if one.answer is not None]
        return [one for _comment, one in sorted(found, key=lambda pair: pair[0])]

    def _ask(self, one: Seen) -> None:
        asked = self._same(one)
        if asked is None:
            asked = self._new(one)
        else:
            asked.asked_again(one)
        self.asks.append((asked, one))
        self._asked_last(asked)

    def _same(self, one: Seen) -> Asked | None:
        """The question this asks again: the oldest of those that may still be joined.

        So it is the same one however many comments are looked at at once.
        """
        wanted = self.gist(one.text)
        may = (
            asked
            for asked in self.recent
            if asked.joins(one.at_ms) and alike(wanted, self.gist(asked.text))
        )
        return min(may, key=self._age.__getitem__, default=None)

    def _asked_last(self, asked: Asked) -> None:
        """The one that was not asked for longest is compared no more."""
        if asked in self.recent:
            self.recent.remove(asked)
        self.recent.insert(0, asked)
        del self.recent[RECENT:]

    def _new(self, one: Seen) -> Asked:
        text, at_ms = shown(one.text)[:LONGEST_TEXT], one.at_ms
        asked = Asked(None, text, "open", 1, 1, at_ms, at_ms, first=one, viewers={one.viewer})
        asked.product_id = self.cards.product_at(at_ms)
        known = self.cards.answer_to(self.gist(text), asked.product_id)
        if known is not None:
            asked.card_answer, asked.product_id, asked.card_id = known
        self._age[asked] = max(self._age.values(), default=0) + 1
        self.fresh.append(asked)
        return asked

    def _answer(self, one: Seen) -> None:
        """The room's own account wrote something: it answers what it fits."""
        for asked in (asked for asked in self.recent if asked.waits(one.at_ms)):
            rule = reply(one.text, self.gist(asked.text), asked.card_answer, self.cut)
            if rule is not None:
                asked.state, asked.answer = "answered", (one, rule)
                asked.answered_ms = max(asked.first_ms, one.at_ms)
