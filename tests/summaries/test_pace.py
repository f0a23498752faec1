"""The summary in the standard setting takes under a minute, counted from what its form asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.held import Held
from tests.pace import Effort, of_form
from tests.summaries.test_views import address, held, post

__all__ = ["held", "post"]
MINUTE = 60
Post = Callable[..., tuple[int, str]]
#: 今天 → 写下播小结, and 提交.
AROUND = Effort(taps=2)
LEAST = {
    "done_chips": ["sheet"],
    "met_chips": ["none"],
    "reading_chips": ["steady"],
    "next_chips": ["keep"],
    "seen": "y",
}
#: Where a chip does not say it.
SENTENCE = "福袋规则没来得及讲，下场开场先说一遍"


@pytest.mark.parametrize("words", ["", SENTENCE])
def test_chips_or_chips_and_a_sentence_take_under_a_minute(
    held: Held, post: Post, words: str
) -> None:
    sent = {**LEAST, **({"met": words} if words else {})}
    status, _page = post("chen", address(held), **sent)
    assert status == 303 and held.state("summary") == "submitted"
    whole = of_form(sent) + AROUND
    assert whole == Effort(taps=7 + bool(words), characters=len(words))
    assert whole.seconds < MINUTE, whole


@pytest.mark.parametrize("part", ["done", "met", "reading", "next"])
def test_no_part_may_be_left_out(held: Held, post: Post, part: str) -> None:
    """So that what is counted is what is asked for."""
    sent = {name: value for name, value in LEAST.items() if name != f"{part}_chips"}
    status, _page = post("chen", address(held), **sent)
    assert status == 422 and held.state("summary") != "submitted"
