"""What a decision says, and that a later one gives at least what an earlier gave. Pure."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.appeals.forms import read_evidence
from zhubo_web.appeals.grounds import (
    OUTCOMES,
    PARTS,
    Decision,
    Remedy,
    falls_behind,
    not_worse,
)
from zhubo_web.core.reasons import Invalid

WRITTEN = dict.fromkeys(PARTS, "写明了")
SCORES = st.integers(min_value=0, max_value=1000).map(lambda tenths: str(tenths / 10))


def row(after: str | None, what: str = "month", url: str = "/months/1") -> Any:
    return SimpleNamespace(what=what, url=url, after=after)


@given(before=SCORES, now=SCORES)
def test_a_later_outcome_falls_behind_exactly_when_it_is_lower(before: str, now: str) -> None:
    assert falls_behind([row(now)], [row(before)]) == (float(now) < float(before))


def test_what_the_later_one_leaves_out_falls_behind_and_parts_do_not_count() -> None:
    assert falls_behind([], [row("85")])
    assert not falls_behind([], [row("85", what="item"), row(None)])
    assert falls_behind([row("90", url="/months/2")], [row("85")])


@given(now=st.sampled_from(list(OUTCOMES)), before=st.sampled_from(["", *OUTCOMES]))
def test_outcomes_are_in_order(now: str, before: str) -> None:
    order = list(OUTCOMES)
    assert not_worse(now, before) == (not before or order.index(now) >= order.index(before))


@pytest.mark.parametrize(
    "remedy",
    [Remedy("upheld", {"drop": True}), Remedy("granted"), Remedy("partly"), Remedy("remitted")],
)
def test_the_outcome_and_what_changes_belong_together(remedy: Remedy) -> None:
    with pytest.raises(Invalid):
        Decision(remedy, WRITTEN).check()


@given(st.text(max_size=200))
def test_a_line_of_evidence_never_leads_to_another_site(typed: str) -> None:
    for one in read_evidence(typed):
        assert one["url"] == "" or (one["url"][0] == "/" and one["url"][1:2] not in ("/", "\\"))
