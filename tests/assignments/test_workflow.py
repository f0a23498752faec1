"""Action items: every row × everybody × setting, from the policy's table."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.tables import HERE, PEOPLE, allowed, strays
from zhubo_web.assignments.workflow import ACTION_ITEM
from zhubo_web.core import clock

CHEN, MA, LIN, HONG = 1, 4, 5, 6


def make(state: str, setting: str, **values: Any) -> Any:
    """林资深 gave 陈小满 something to do in this room."""
    given = {
        "state": state,
        "setting": setting,
        "room": HERE,
        "owner_id": CHEN,
        "creator_id": LIN,
        "due_at": clock.now(),
        "evidence": "已练三遍",
        "evidence_url": "",
        "cancel_asked_at": None,
        **values,
    }
    return SimpleNamespace(**given)


def rows(**values: Any) -> dict[str, set[str]]:
    """Who may make which step of an item with these values."""
    return allowed(ACTION_ITEM, lambda state, setting: make(state, setting, **values))


def test_every_row_lets_in_exactly_whom_the_policy_names() -> None:
    assert rows() == {
        " → open give [all]": {"ma", "lin", "hong", "guo", "qian"},
        "open → in_progress start [all]": {"chen"},
        "open → cancelled cancel [all]": {"lin"},
        "in_progress → done_claimed claim [all]": {"chen"},
        "done_claimed → verified verify [all]": {"lin", "ma"},
        "done_claimed → in_progress reopen [all]": {"lin"},
        "in_progress → in_progress ask_cancel [all]": {"lin"},
        "in_progress → cancelled cancel [all]": set(),
    }


def test_nothing_moves_where_no_row_stands() -> None:
    assert strays(ACTION_ITEM, make) == []


def test_what_was_begun_is_called_off_by_both_and_one_person_may_be_both() -> None:
    cancel, ask = (
        "in_progress → cancelled cancel [all]",
        "in_progress → in_progress ask_cancel [all]",
    )
    assert rows(cancel_asked_at=clock.now())[cancel] == {"ma"}
    assert rows(creator_id=MA)[cancel] == {"ma"} and rows(creator_id=MA)[ask] == set()


def test_nobody_verifies_or_calls_off_their_own_whatever_roles_they_hold() -> None:
    verify, reopen = (
        "done_claimed → verified verify [all]",
        "done_claimed → in_progress reopen [all]",
    )
    cancel = "in_progress → cancelled cancel [all]"
    own = rows(owner_id=MA, creator_id=MA, cancel_asked_at=clock.now())
    assert own[verify] == own[reopen] == own[cancel] == set()
    hers = rows(owner_id=HONG, creator_id=HONG)
    assert hers[verify] == hers[reopen] == {"ma"}


def test_a_supervisor_may_owe_something_too() -> None:
    owed = rows(owner_id=MA, creator_id=LIN)
    assert owed["in_progress → done_claimed claim [all]"] == {"ma"}
    assert owed["done_claimed → verified verify [all]"] == {"lin"}


def test_an_item_of_no_room_belongs_to_those_who_hold_the_whole_shop() -> None:
    shop = rows(room=None)
    assert shop[" → open give [all]"] == {"hong", "guo", "qian"}
    assert shop["done_claimed → verified verify [all]"] == {"lin"}


def test_without_an_owner_a_time_or_proof_nothing_moves() -> None:
    unproved = make("in_progress", "standard", evidence="", evidence_url="")
    assert ACTION_ITEM.why_not(unproved, "claim", PEOPLE["chen"]) is not None
    open_ended = make("open", "standard", due_at=None)
    assert ACTION_ITEM.why_not(open_ended, "start", PEOPLE["chen"]) is not None


def test_the_table_has_no_dead_end_and_no_state_out_of_reach() -> None:
    reached = {row.target for row in ACTION_ITEM.rows}
    assert reached == set(ACTION_ITEM.states)
    assert reached - {row.source for row in ACTION_ITEM.rows} <= ACTION_ITEM.terminal
