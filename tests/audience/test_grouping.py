"""Comments joined to questions: the same however they are cut into passes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.audience.asking import read
from zhubo_web.audience.grouping import (
    ANSWERS_MS,
    HOLDS_MS,
    RECENT,
    Asked,
    CardAnswer,
    Grouping,
    Seen,
    Stood,
)
from zhubo_web.audience.likeness import Gist, gist, pieces

QUESTIONS = (
    "能机洗吗",
    "可以机洗吗",
    "起球吗",
    "多少钱",
    "怎么卖",
    "有黑色吗",
    "包邮吗",
    "几号链接",
)
ANSWERS = ("可以机洗的", "黑色有的", "99元", "全国包邮")


class NoCards:
    """A run sheet with one product without a card."""

    def product_at(self, at_ms: int) -> int | None:
        return 1 if at_ms >= 5000 else None

    def answer_to(self, question: Gist, product_id: int | None) -> CardAnswer | None:
        return CardAnswer("均码", 2, 7) if "黑" in question.text else None


@st.composite
def comments(draw: st.DrawFn) -> list[Seen]:
    """Questions and answers in the order they came."""
    at_ms, made = 0, []
    for number in range(1, draw(st.integers(1, 40)) + 1):
        at_ms += draw(st.integers(0, 60_000))
        own = draw(st.booleans()) and draw(st.booleans())
        text = draw(st.sampled_from(ANSWERS if own else QUESTIONS))
        made.append(Seen(number, at_ms, draw(st.sampled_from("abcde")), text, own, read(text)))
    return made


def stood(number: int, one: Asked) -> Stood:
    """A question as it is read back."""
    values = {name: getattr(one, name) for name in Stood._fields}
    return Stood(**{**values, "id": number})


class Table:
    """Questions and who asked them, kept between passes as the database does."""

    def __init__(self) -> None:
        self.rows: dict[int, Stood] = {}
        self.viewers: dict[int, set[str]] = {}
        self.asks: list[tuple[int, int]] = []

    def take(self, seen: list[Seen]) -> None:
        """One pass."""
        latest = sorted(self.rows.values(), key=lambda one: (-one.last_ms, -one.id))
        found = Grouping(latest[:RECENT], self.viewers, NoCards(), gist, pieces).go(seen)
        for one in found.fresh:
            one.id = len(self.rows) + 1
            self.rows[one.id] = stood(one.id, one)
        for one in (*found.grown, *found.answered):
            assert one.id is not None
            self.rows[one.id] = stood(one.id, one)
        for one, by in found.asks:
            assert one.id is not None
            self.viewers.setdefault(one.id, set()).add(by.viewer)
            self.asks.append((one.id, by.id))


@given(comments(), st.integers(1, 40))
def test_passes_of_any_size_find_the_same(seen: list[Seen], size: int) -> None:
    whole, parts = Table(), Table()
    whole.take(seen)
    for start in range(0, len(seen), size):
        parts.take(seen[start : start + size])
    assert parts.rows == whole.rows
    assert parts.asks == whole.asks


@given(comments())
def test_every_ask_is_counted_once_and_every_viewer_once(seen: list[Seen]) -> None:
    table = Table()
    table.take(seen)
    asking = [one for one in seen if not one.own]
    assert [comment for _question, comment in table.asks] == [one.id for one in asking]
    assert sum(one.asks for one in table.rows.values()) == len(asking)
    by_id = {one.id: one for one in seen}
    for row in table.rows.values():
        own = [by_id[comment] for question, comment in table.asks if question == row.id]
        assert (row.asks, row.askers) == (len(own), len({one.viewer for one in own}))
        assert row.first_ms == min(one.at_ms for one in own)
        assert row.last_ms == max(one.at_ms for one in own)


@given(comments())
def test_nothing_joins_long_after_its_answer_and_no_answer_is_for_what_was_long_ago(
    seen: list[Seen],
) -> None:
    found = Grouping([], {}, NoCards(), gist, pieces).go(seen)
    for asked, by in found.asks:
        if asked.answer and by.id > asked.answer[0].id:
            assert asked.answered_ms is not None and by.at_ms <= asked.answered_ms + HOLDS_MS
    for asked in found.answered:
        assert asked.answer is not None and asked.state == "answered"
        before = [by.at_ms for one, by in found.asks if one is asked and by.id < asked.answer[0].id]
        assert before and asked.answer[0].at_ms <= max(before) + ANSWERS_MS
