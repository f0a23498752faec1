"""Whose feedback it is: every row × everybody × setting, from the policy's table."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.tables import HERE, PEOPLE, allowed, strays
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.surveys.workflow import FEEDBACK

CHEN, HE, MA, LIN = 1, 3, 4, 5
GROUP = {"ma", "lin", "hong"}


def crew(**parts: int) -> SimpleNamespace:
    """A broadcast with these people on it."""

    def on(person: Any, *wanted: str) -> bool:
        there = {number: part for part, number in parts.items()}
        found = there.get(getattr(person, "id", None) or 0)
        return found is not None and found in (wanted or ("host", "assistant"))

    return SimpleNamespace(has_on_roster=on)


def make(state: str, setting: str, **values: Any) -> Any:
    """Of 陈小满, said by the host of the broadcast."""
    given = {
        "state": state,
        "setting": setting,
        "source": "complaint",
        "room": HERE,
        "broadcast": crew(host=HE, assistant=CHEN),
        "assistant_id": CHEN,
        "author_id": MA,
        "overruled_id": None,
        "decided_at": clock.now(),
        "decided_by_id": MA,
        "is_overruled": False,
        **values,
    }
    return SimpleNamespace(**given)


def test_every_row_lets_in_exactly_whom_the_policy_names() -> None:
    assert allowed(FEEDBACK, make) == {
        " → attributed rate [all]": {"he"},
        " → pending enter [all]": GROUP | {"qian"},
        " → pending join [all]": {"clock"},
        "pending → attributed attribute [all]": GROUP,
        "pending → not_this_person clear [all]": GROUP,
        "pending → not_this_person retract [all]": {"clock"},
        "pending → duplicate merge [all]": GROUP,
        "pending → not_this_person overrule [all]": {"clock"},
        "attributed → not_this_person overrule [all]": {"clock"},
        "attributed → pending reopen [all]": GROUP | {"chen"},
        "not_this_person → pending reopen [all]": GROUP,
        "duplicate → pending reopen [all]": GROUP,
        "attributed → pending undo [all]": {"ma"},
        "not_this_person → pending undo [all]": {"ma"},
        "duplicate → pending undo [all]": {"ma"},
    }


def test_nothing_moves_where_no_row_stands() -> None:
    assert strays(FEEDBACK, make) == []


@pytest.mark.parametrize("verb", ["attribute", "clear", "merge"])
@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"assistant_id": MA}, {"lin", "hong"}),
        ({"broadcast": crew(host=LIN, assistant=CHEN)}, {"ma", "hong"}),
        ({"broadcast": crew(host=HE, assistant=MA)}, {"lin", "hong"}),
        ({"source": "host_rating", "author_id": LIN}, {"ma", "hong"}),
        ({"overruled_id": MA}, {"lin", "hong"}),
        ({"broadcast": None}, GROUP),
    ],
)
def test_nobody_decides_their_own_matter(verb: str, values: dict[str, Any], left: set[str]) -> None:
    def thing(state: str, setting: str) -> Any:
        return make(state, setting, **values)

    found = allowed(FEEDBACK, thing)
    key = next(key for key in found if f" {verb} " in key)
    assert found[key] == left


def test_who_hosts_a_broadcast_speaks_of_it_once() -> None:
    senior = make("", "standard", broadcast=crew(host=LIN, assistant=CHEN))
    assert FEEDBACK.why_not(senior, "rate", PEOPLE["lin"]) is None
    with pytest.raises(Denied):
        FEEDBACK.step(senior, "enter", PEOPLE["lin"])


def test_what_counts_is_contested_until_the_month_closes() -> None:
    old = make("attributed", "standard", decided_at=clock.now() - timedelta(days=32))
    for name in ("chen", "ma"):
        with pytest.raises(WrongState, match="31 天"):
            FEEDBACK.step(old, "reopen", PEOPLE[name])
    young = make("attributed", "standard", decided_at=clock.now() - timedelta(days=30))
    FEEDBACK.step(young, "reopen", PEOPLE["chen"])


def test_what_an_objection_decided_stays_decided() -> None:
    gone = make("not_this_person", "standard", is_overruled=True)
    for name in GROUP:
        with pytest.raises(WrongState, match="复核的决定"):
            FEEDBACK.step(gone, "reopen", PEOPLE[name])


def test_the_table_has_no_dead_end_and_no_state_out_of_reach() -> None:
    reached = {row.target for row in FEEDBACK.rows}
    assert reached == set(FEEDBACK.states)
    assert reached - {row.source for row in FEEDBACK.rows} <= FEEDBACK.terminal
