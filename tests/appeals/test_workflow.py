"""The table of the appeal: every row for everybody in every setting, and who is never to decide."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables import HERE, PEOPLE, Somebody, allowed, strays
from zhubo_web.accounts import roles
from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import PANEL, QUICK, SECOND
from zhubo_web.appeals.models.seat import Guest
from zhubo_web.appeals.workflow import WORKFLOW
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT, SYSTEM

CHEN, HE, MA, LIN, HONG, GUO, QIAN, DAI = 1, 3, 4, 5, 6, 7, 8, 9
#: Written by hand from the workflows, to be compared with the table. Ma made the note, he was on air;
#: lin sits on the panel and reviews quickly, the owner and the representative sit last.
MAY = {
    " → draft open [all]": {"chen"},
    "draft → filed file [all]": {"chen"},
    "filed → returned ask_more [all]": {"guo"},
    "returned → filed resubmit [all]": {"chen"},
    "returned → filed go_on [all]": {"clock"},
    "filed → inadmissible reject [all]": {"qian", "hong", "dai"},
    "inadmissible → filed reopen [all]": {"qian"},
    "filed → accepted accept [all]": {"guo"},
    "accepted → panel assign [all]": {"guo"},
    "accepted → quick_review assign_quick [standard]": {"guo", "qian"},
    "quick_review → decided decide [standard]": {"lin"},
    "quick_review → withdrawn withdraw [standard]": {"chen"},
    "panel → disclosed disclose [all]": {"guo"},
    "disclosed → heard hear [all]": {"lin", "hong"},
    "heard → decided decide [all]": {"lin", "hong"},
    "heard → overdue timeout [all]": {"clock"},
    "overdue → decided decide [all]": {"lin", "hong"},
    "decided → served serve [all]": {"hong"},
    "served → second_review request_review [all]": {"chen"},
    "served → panel ask_panel [standard]": {"chen"},
    "second_review → final decide [all]": {"qian", "dai"},
    "served → final window_end [all]": {"clock"},
    "final → executed execute [all]": {"hong"},
    "panel → final fall_back [all]": {"chen"},
    "disclosed → final fall_back [all]": {"chen"},
    "heard → final fall_back [all]": {"chen"},
    "overdue → final fall_back [all]": {"chen"},
    "second_review → final fall_back [all]": {"chen"},
    "filed → withdrawn withdraw [all]": {"chen"},
    "returned → withdrawn withdraw [all]": {"chen"},
    "accepted → withdrawn withdraw [all]": {"chen"},
    "panel → withdrawn withdraw [all]": {"chen"},
    "disclosed → withdrawn withdraw [all]": {"chen"},
    "decided → remitted remit [all]": {"hong"},
    "remitted → decided redo [all]": {"ma"},
    "remitted → overdue timeout [all]": {"clock"},
    "remitted → final fall_back [all]": {"chen"},
    "quick_review → quick_review vacate [standard]": {"clock"},
    "quick_review → quick_review fill [standard]": {"guo", "qian"},
    "panel → panel vacate [all]": {"clock"},
    "panel → panel fill [all]": {"guo"},
    "disclosed → disclosed vacate [all]": {"clock"},
    "disclosed → disclosed fill [all]": {"guo"},
    "heard → heard vacate [all]": {"clock"},
    "heard → heard fill [all]": {"guo"},
    "overdue → overdue vacate [all]": {"clock"},
    "overdue → overdue fill [all]": {"guo"},
    "second_review → second_review vacate [all]": {"clock"},
    "second_review → second_review fill [all]": {"guo", "qian"},
}
SITS = {"quick_review": {LIN}, "second_review": {QIAN, DAI}}
PANEL_STATES = ("panel", "disclosed", "heard", "overdue")


def make(state: str, setting: str, **values: Any) -> Any:
    """An appeal of chen for which every guard holds."""
    usual = {
        "room": HERE,
        "assistant_id": CHEN,
        "respondent_ids": {MA},
        "witness_ids": {HE},
        "close_ids": set(),
        "maker_ids": {MA},
        "past_ids": set(),
        "sitting_ids": SITS.get(state, {LIN, HONG} if state in PANEL_STATES else set()),
        "guest_ids": set(),
        "answered_ids": set(),
        "has_administration": True,
        "has_hr": True,
        "rejection_by_id": GUO,
        "reopen_asked_at": True,
        "missing": "",
        "grounds": "fact",
        "words": "不是我",
        "is_late": False,
        "late_cause": "",
        "panel_possible": True,
        "named": True,
        "seats_missing": 0,
        "challenge_open": False,
        "undeclared_ids": set(),
        "tied_ids": set(),
        "sends_back": False,
        "hands_missing": 0,
        "time_to_read": False,
        "written": True,
        "unsigned": 1,
        "again_over": False,
        "gave_before": False,
        "stage": {"quick_review": "quick", "second_review": "second"}.get(state, "panel"),
    }
    return SimpleNamespace(state=state, setting=setting, **{**usual, **values})


def test_every_row_is_for_exactly_those_it_names() -> None:
    asks = "served → panel ask_panel [standard]"
    found = allowed(WORKFLOW, make)
    found[asks] = allowed(WORKFLOW, lambda a, b: make(a, b, stage="quick"))[asks]
    given = allowed(WORKFLOW, lambda a, b: make(a, b, gave_before=True))
    found |= {row: who for row, who in given.items() if " fall_back " in row}
    back = "decided → remitted remit [all]"
    found[back] = allowed(WORKFLOW, lambda a, b: make(a, b, sends_back=True))[back]
    assert found == MAY


def test_nothing_goes_from_another_state_or_in_another_setting() -> None:
    assert not strays(WORKFLOW, make)
    for state, verb in (("accepted", "assign_quick"), ("served", "ask_panel")):
        assert WORKFLOW.row(state, verb, STRICT) is None
        assert WORKFLOW.row(state, verb, LIGHT) is WORKFLOW.row(state, verb, STANDARD)


def test_every_state_is_reached_and_left() -> None:
    reached = {row.target for row in WORKFLOW.rows}
    left = {row.source for row in WORKFLOW.rows}
    assert reached == set(WORKFLOW.states)
    assert set(WORKFLOW.states) - left == WORKFLOW.terminal


def test_no_timer_decides() -> None:
    made = {row.verb for row in WORKFLOW.timers()}
    assert made == {"go_on", "timeout", "window_end"}
    late = {row.source: row.target for row in WORKFLOW.timers() if row.verb == "timeout"}
    assert late == {"heard": "overdue", "remitted": "overdue"}


def why(state: str, verb: str, who: Any, setting: str = STANDARD, **values: Any) -> str:
    person = PEOPLE[who] if isinstance(who, str) else who
    reason = WORKFLOW.why_not(make(state, setting, **values), verb, person)
    return str(reason) if reason else ""


@pytest.mark.parametrize(
    ("state", "verb", "who", "values", "words"),
    [
        ("draft", "file", "chen", {"grounds": ""}, "选理由"),
        ("draft", "file", "chen", {"is_late": True}, "为什么晚了"),
        ("filed", "ask_more", "guo", {"missing": "截图"}, "一次"),
        ("filed", "reject", "qian", {"rejection_by_id": None}, "先由行政"),
        ("filed", "reject", "hong", {"rejection_by_id": HONG}, "自己确认"),
        ("inadmissible", "reopen", "qian", {"reopen_asked_at": None}, "还没有要求"),
        ("accepted", "assign", "guo", {"panel_possible": False}, "外部复核人"),
        ("accepted", "assign_quick", "guo", {"named": False}, "外部复核人"),
        ("panel", "disclose", "guo", {"undeclared_ids": {1}}, "没有声明"),
        ("panel", "disclose", "guo", {"challenge_open": True}, "回避"),
        ("disclosed", "hear", "lin", {"time_to_read": True}, "工作日"),
        ("heard", "decide", "lin", {"unsigned": 2}, "还有复核人没有签"),
        ("heard", "decide", "lin", {"written": False}, "先写决定"),
        ("heard", "decide", "lin", {"seats_missing": 1}, "补上"),
        ("heard", "decide", "lin", {"tied_ids": {4}}, "换了人"),
        ("panel", "disclose", "guo", {"tied_ids": {4}}, "换了人"),
        ("decided", "serve", "hong", {"sends_back": True}, "送达并发回"),
        ("decided", "remit", "hong", {}, "直接送达"),
        ("remitted", "redo", "ma", {"hands_missing": 1}, "另一位"),
        ("remitted", "redo", "lin", {}, "原来做这件事的人"),
        ("served", "request_review", "chen", {"stage": "quick"}, "先由复核小组"),
        ("served", "request_review", "chen", {"again_over": True}, "时间已经过了"),
    ],
)
def test_a_guard_that_does_not_hold_says_why(
    state: str, verb: str, who: str, values: dict[str, Any], words: str
) -> None:
    assert words in why(state, verb, who, **values)


def test_the_owner_stands_in_where_administration_took_part_or_there_is_none() -> None:
    assert why("filed", "accept", "qian")
    assert not why("filed", "accept", "qian", has_administration=False)
    assert "参与过" in why("filed", "accept", "guo", respondent_ids={MA, GUO})


def test_a_guest_decides_only_what_the_link_is_for() -> None:
    mine = {"sitting_ids": set(), "guest_ids": {7}}
    assert not why("quick_review", "decide", Guest(7, "外聘法务"), **mine)
    assert why("quick_review", "decide", Guest(8, "别人"), **mine)
    for row in WORKFLOW.rows:
        if row.verb != "decide":
            assert why(row.source, row.verb, Guest(7, "外聘法务"), **mine)


WAYS = ("respondent_ids", "witness_ids", "close_ids", "past_ids")
ROLES = st.sets(st.sampled_from(roles.ALL), min_size=1)
IDS = st.integers(min_value=1, max_value=9)


@given(
    number=IDS,
    held=ROLES,
    stage=st.sampled_from((QUICK, PANEL, SECOND)),
    parts=st.fixed_dictionaries({name: st.sets(IDS, max_size=4) for name in WAYS}),
)
def test_whoever_had_a_part_in_it_never_sits(
    number: int, held: set[str], stage: str, parts: dict[str, set[int]]
) -> None:
    """Whatever roles they hold, whoever did what: by natural person, at every stage."""
    somebody = Somebody(number, "谁", tuple(held), HERE)
    made = make(
        "accepted", STANDARD, **{**parts, "respondent_ids": parts["respondent_ids"] - {CHEN}}
    )
    had_part = number == CHEN or any(number in getattr(made, name) for name in WAYS)
    has_role = bool(held & set(permissions.SITS[stage]))
    sits = permissions.may_sit(somebody, made, stage) is None
    assert sits == (has_role and not had_part)


@given(number=IDS, held=ROLES, seated=st.sets(IDS), parts=st.sets(IDS), tied=st.sets(IDS))
def test_who_sits_decides_only_while_apart(
    number: int, held: set[str], seated: set[int], parts: set[int], tied: set[int]
) -> None:
    """A seat does not outweigh a tie that was declared later, nor a part that came out later."""
    values = {"sitting_ids": seated, "respondent_ids": parts - {CHEN}, "close_ids": tied}
    somebody = Somebody(number, "谁", tuple(held), HERE)
    for state in ("quick_review", "heard", "overdue", "second_review"):
        decides = not why(state, "decide", somebody, **values)
        assert decides == (number in seated and number not in parts | tied | {CHEN, HE})


def test_nobody_but_the_clock_makes_the_clocks_steps() -> None:
    for row in WORKFLOW.timers():
        assert WORKFLOW.why_not(make(row.source, STANDARD), row.verb, SYSTEM) is None
