"""The table of the weekly plan: every row × everybody × setting, and what each guard asks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.tables import HERE, PEOPLE, Somebody, allowed, strays
from zhubo_web.accounts import roles
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.plans import permissions
from zhubo_web.plans.workflow import WORKFLOW

#: From the table of the policy; rows of our own: undo, fill, approve_auto, and weeks never filed.
MAY = {
    " → draft open [all]": {"chen", "clock"},
    "draft → submitted submit [all]": {"chen"},
    "draft → withdrawn withdraw [all]": {"chen"},
    "draft → closed week_end [all]": {"clock"},
    "submitted → changes_requested request_changes [all]": {"ma"},
    "submitted → approved approve [all]": {"ma"},
    "submitted → approved approve_auto [light]": {"clock"},
    "submitted → provisional timeout [all]": {"clock"},
    "submitted → submitted fill [standard]": {"chen"},
    "changes_requested → submitted resubmit [all]": {"chen"},
    "changes_requested → closed week_end [all]": {"clock"},
    "approved → submitted undo [all]": {"ma"},
    "provisional → approved approve_late [all]": {"ma"},
    "provisional → changes_requested request_changes [all]": {"ma"},
    "provisional → provisional fill [standard]": {"chen"},
    "provisional → closed week_end [all]": {"clock"},
    "approved → approved fill [standard]": {"chen"},
    "approved → amending amend [all]": {"chen", "ma"},
    "amending → approved confirm [all]": {"ma"},
    "amending → approved refuse [all]": {"ma"},
    "amending → approved timeout [all]": {"clock"},
    "approved → closed week_end [all]": {"clock"},
}


def plan(state: str, setting: str = "standard", **values: Any) -> Any:
    """A plan of chen's, amended by herself, for which every guard holds."""
    given = {
        "state": state,
        "setting": setting,
        "person_id": PEOPLE["chen"].id,
        "rooms": [HERE],
        "deputies": [],
        "approver_id": PEOPLE["ma"].id,
        "amended_by_id": PEOPLE["chen"].id,
        "lacks": lambda: None,
        "open_requests": 0 if state == "changes_requested" else 1,
        "has_red": False,
        "undo_open": True,
        "late_reason": "busy",
        "amend_code": "products",
        "amends_the_past": False,
        "amend_answer": "货到不了",
        "why_not_filled": lambda: None,
        "still_on": lambda: False,
    }
    return SimpleNamespace(**{**given, **values})


def test_a_row_is_for_exactly_those_it_names_in_every_setting() -> None:
    assert allowed(WORKFLOW, plan) == MAY


def test_what_is_no_row_is_refused_to_everybody() -> None:
    assert strays(WORKFLOW, plan) == []


def test_the_side_that_did_not_ask_answers_an_amendment() -> None:
    asked_by_lead = plan("amending", amended_by_id=PEOPLE["ma"].id)
    for verb in ("confirm", "refuse"):
        may = {n for n, who in PEOPLE.items() if not WORKFLOW.why_not(asked_by_lead, verb, who)}
        assert may == {"chen"}


LACKING: list[tuple[str, str, str, dict[str, Any]]] = [
    ("draft", "submit", "chen", {"lacks": lambda: Reason("还差一场")}),
    ("changes_requested", "resubmit", "chen", {"open_requests": 2}),
    ("changes_requested", "resubmit", "chen", {"lacks": lambda: Reason("还差一场")}),
    ("submitted", "request_changes", "ma", {"open_requests": 0}),
    ("provisional", "request_changes", "ma", {"open_requests": 0}),
    ("approved", "undo", "ma", {"undo_open": False}),
    ("provisional", "approve_late", "ma", {"late_reason": ""}),
    ("approved", "amend", "chen", {"amend_code": ""}),
    ("approved", "amend", "ma", {"amends_the_past": True}),
    ("amending", "refuse", "ma", {"amend_answer": ""}),
    ("approved", "fill", "chen", {"why_not_filled": lambda: Reason("没有待补的")}),
    ("approved", "week_end", "clock", {"still_on": lambda: True}),
    ("provisional", "week_end", "clock", {"still_on": lambda: True}),
]


@pytest.mark.parametrize(("state", "verb", "who", "lack"), LACKING)
def test_a_guard_refuses_with_its_sentence(
    state: str, verb: str, who: str, lack: dict[str, Any]
) -> None:
    thing = plan(state, **lack)
    with pytest.raises(WrongState) as refused:
        WORKFLOW.step(thing, verb, PEOPLE[who])
    assert str(refused.value.reason) and thing.state == state


def test_a_red_warning_stops_what_approves_itself() -> None:
    with pytest.raises(WrongState):
        WORKFLOW.step(plan("submitted", "light", has_red=True), "approve_auto", SYSTEM)


def test_nobody_reviews_the_own_plan_whatever_roles_they_hold() -> None:
    both = Somebody(1, "陈小满", (roles.ASSISTANT, roles.OPERATIONS, roles.OWNER))
    for state, verb in (("submitted", "approve"), ("submitted", "request_changes")):
        with pytest.raises(Denied) as refused:
            WORKFLOW.step(plan(state), verb, both)
        assert "任命" in refused.value.reason.msgid


def test_the_groups_substitute_stands_in_only_when_let() -> None:
    wu = PEOPLE["wu"]
    assert permissions.reviews(wu, plan("submitted")) is not None
    assert permissions.reviews(wu, plan("submitted", deputies=[wu.id])) is None


def test_seniors_and_the_assistant_comment_and_others_do_not() -> None:
    may = {n for n, who in PEOPLE.items() if permissions.comments(who, plan("submitted")) is None}
    assert may == {"chen", "ma", "lin"}


def test_the_table_has_no_dead_end_and_an_event_one_outcome() -> None:
    reached = {WORKFLOW.initial} | {row.target for row in WORKFLOW.rows}
    left = {row.source for row in WORKFLOW.rows}
    assert reached - left <= WORKFLOW.terminal and left - {""} <= reached
    keys = [(row.source, row.verb) for row in WORKFLOW.rows]
    assert len(keys) == len(set(keys))
    events = [(row.event, row.source, row.target) for row in WORKFLOW.rows]
    assert len(events) == len(set(events))
