"""Months drawn at random, for the properties of their arithmetic."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.months.facts import figure, mark, points, share
from zhubo_web.months.scoring import Composed, compose
from zhubo_web.policies.composites import POSTS, USUAL

INPUTS = st.one_of(
    st.builds(
        figure,
        st.sampled_from(("above", "below", "flat", "few")),
        st.integers(-120, 120),
        st.sampled_from(("up", "down", "")),
    ),
    st.builds(mark, st.sampled_from((None, 1, 2, 3, 4, 5))),
    st.builds(points, st.integers(0, 1000).map(lambda n: str(Decimal(n) / 10))),
    st.integers(0, 9).flatmap(lambda due: st.builds(share, st.integers(0, due), st.just(due))),
    st.builds(lambda g, b: {"kind": "tally", "good": g, "bad": b}, st.integers(0, 9), st.integers(0, 9)),
)  # fmt: skip


@st.composite
def months(draw: Any) -> dict[str, Any]:
    items: dict[str, Any] = {}
    for item in USUAL.items:
        for source in item.sources:
            if draw(st.booleans()):
                own = items.setdefault(item.code, {})
                own[source.name] = draw(st.lists(INPUTS, min_size=1, max_size=3))
    return {"post": draw(st.sampled_from(sorted(POSTS))), "watched": 5, "items": items}


def composed(facts: dict[str, Any]) -> Composed:
    return compose(facts, USUAL)
