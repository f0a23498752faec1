"""The table of the evaluation: every row for everybody in every setting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.tables import HERE, PEOPLE, Somebody, allowed, strays
from zhubo_web.accounts import roles
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT
from zhubo_web.evaluations import permissions
from zhubo_web.evaluations.workflow import OUT, WORKFLOW

CHEN, MA, LIN, HONG = 1, 4, 5, 6
#: Written by hand from the workflows, to be compared with the table. Ma rated; nobody of her part.
MAY = {
    " → pending open [all]": {"clock"},
    "pending → draft claim [all]": {"ma", "lin"},
    "pending → unwatched go_unwatched [standard]": {"clock"},
    "pending → draft suggest [standard]": {"clock"},
    "draft → submitted submit [all]": {"ma"},
    "submitted → published publish [all]": {"hong"},
    "submitted → published auto_publish [standard]": {"clock"},
    "submitted → draft send_back [all]": {"hong"},
    "published → acknowledged acknowledge [all]": {"chen"},
    "published → no_response pass_over [all]": {"clock"},
    "published → disputed dispute [all]": {"chen"},
    "disputed → revised revise [all]": {"lin", "hong"},
    "disputed → upheld uphold [all]": {"hong"},
    "acknowledged → final lock [all]": {"clock"},
    "no_response → final lock [all]": {"clock"},
    "published → final lock_seen [standard]": {"clock"},
    "revised → final lock [all]": {"clock"},
    "upheld → final lock [all]": {"clock"},
    **{
        f"{state} → {state} amend [all]": {"lin", "hong", "guo", "qian", "dai", "wu", "clock"}
        for state in OUT
    },
}


def make(state: str, setting: str, **values: Any) -> Any:
    """An evaluation of chen that ma rates, for which every guard holds."""
    on_air = values.pop("on_air", (CHEN, 3))
    usual = {
        "rater_id": None if state in ("", "pending") else MA,
        "rater_role": roles.OPERATIONS,
        "second_id": None,
        "rater_ids": {MA},
        "involved_ids": {MA},
        "close_ids": set(),
        "red_line_by_id": None,
        "red_line_open": False,
        "coverage": 30,
        "needed": 30,
        "replayed": False,
        "watched": True,
    }
    broadcast = SimpleNamespace(room=HERE, has_on_roster=lambda person: person.id in on_air)
    return SimpleNamespace(
        state=state, setting=setting, assistant_id=CHEN, broadcast=broadcast, **{**usual, **values}
    )


def row_of(state: str, setting: str) -> Any:
    """The same; the only row that wants an unwatched broadcast finds one."""
    return make(state, setting)


def test_every_row_is_for_exactly_those_it_names() -> None:
    found = allowed(WORKFLOW, row_of)
    unwatched = {"pending → unwatched go_unwatched [standard]"}
    assert {key: who for key, who in found.items() if key not in unwatched} == {
        key: who for key, who in MAY.items() if key not in unwatched
    }
    empty = allowed(WORKFLOW, lambda state, setting: make(state, setting, watched=False))
    assert {key: empty[key] for key in unwatched} == {key: MAY[key] for key in unwatched}


def test_nothing_goes_from_another_state_or_in_another_setting() -> None:
    assert not strays(WORKFLOW, make)
    for state, verb in (("submitted", "auto_publish"), ("pending", "suggest")):
        assert WORKFLOW.row(state, verb, STRICT) is None
        assert WORKFLOW.row(state, verb, LIGHT) is WORKFLOW.row(state, verb, STANDARD)


def why(state: str, verb: str, who: Any, **values: Any) -> str:
    person = PEOPLE[who] if isinstance(who, str) else who
    reason = WORKFLOW.why_not(make(state, STANDARD, **values), verb, person)
    return str(reason) if reason else ""


def test_nobody_rates_themselves_or_a_broadcast_they_were_on() -> None:
    chen_leads = Somebody(CHEN, "陈小满", (roles.ASSISTANT, roles.OPERATIONS), HERE)
    assert "自己" in why("pending", "claim", chen_leads)
    assert "主播的看法" in why("pending", "claim", "lin", on_air=(CHEN, LIN))
    assert "主播的看法" in why("submitted", "publish", "hong", on_air=(CHEN, HONG))


@pytest.mark.parametrize(("state", "verb", "who", "number"), [
    ("pending", "claim", "lin", LIN), ("submitted", "publish", "hong", HONG),
    ("disputed", "revise", "lin", LIN), ("disputed", "uphold", "hong", HONG),
])  # fmt: skip
def test_who_is_declared_close_takes_no_part(state: str, verb: str, who: str, number: int) -> None:
    assert not why(state, verb, who)
    assert "利害关系" in why(state, verb, who, close_ids={number})


def test_the_second_person_is_another_one_whatever_roles_they_hold() -> None:
    both = Somebody(MA, "马运营", (roles.OPERATIONS, roles.HR), HERE)
    assert "另一个人" in why("submitted", "publish", both)
    assert "另一个人" in why("submitted", "send_back", both)
    assert "再任命一位" in why("disputed", "uphold", both)


def test_what_a_senior_host_rated_is_checked_by_operations() -> None:
    by_lin = {"rater_id": LIN, "rater_ids": {LIN}, "rater_role": roles.SENIOR_HOST}
    assert not why("submitted", "publish", "ma", **by_lin)
    assert "资深主播打的分由运营主管看" in why("submitted", "publish", "hong", **by_lin)


def test_who_published_does_not_decide_the_dispute() -> None:
    assert "再任命一位" in why("disputed", "uphold", "hong", involved_ids={MA, HONG})


@pytest.mark.parametrize(
    ("state", "verb", "values", "who", "words"),
    [
        ("pending", "claim", {"coverage": 12}, "lin", "跟播了 12 分钟"),
        ("draft", "submit", {"coverage": 0}, "ma", "看过回放"),
        ("pending", "suggest", {"watched": False}, "clock", "没有人跟播"),
        ("pending", "go_unwatched", {}, "clock", "有人跟播"),
        ("submitted", "publish", {"red_line_open": True}, "hong", "红线"),
        ("submitted", "auto_publish", {"red_line_open": True}, "clock", "红线"),
    ],
)
def test_a_guard_that_does_not_hold_says_why(
    state: str, verb: str, values: dict[str, Any], who: str, words: str
) -> None:
    assert words in why(state, verb, who, **values)


def test_a_recording_counts_as_watching_when_the_rater_says_so() -> None:
    assert not why("pending", "claim", "lin", coverage=0, replayed=True)


def test_a_blind_rating_is_a_second_persons() -> None:
    blind = permissions.rates_blind
    assert blind(PEOPLE["lin"], make("draft", STANDARD)) is None
    assert blind(PEOPLE["ma"], make("draft", STANDARD)) is not None
    assert blind(PEOPLE["lin"], make("draft", STANDARD, second_id=99)) is not None
    assert why("draft", "submit", "lin", rater_id=None, second_id=LIN)


def test_a_red_line_is_confirmed_by_two_people() -> None:
    made = make("draft", STRICT, red_line_by_id=MA)
    found = {
        name for name, one in PEOPLE.items() if permissions.confirms_red_line(one, made) is None
    }
    assert found == {"lin", "hong"}


def test_the_months_close_locks_whatever_was_published() -> None:
    published = {"published", "acknowledged", "no_response", "revised", "upheld"}
    locks = {row.source for row in WORKFLOW.rows if row.target == "final" != row.source}
    assert locks == published


def test_whoever_had_a_part_decides_no_amendment_through_whatever_role() -> None:
    both = Somebody(MA, "马运营", (roles.OPERATIONS, roles.ADMINISTRATION, roles.OWNER))
    assert "参加过" in why("final", "amend", both)
    assert "利害关系" in why("final", "amend", "guo", close_ids={7})
    assert "主播的看法" in why("final", "amend", "hong", on_air=(CHEN, HONG))
    mine = Somebody(CHEN, "陈小满", (roles.ASSISTANT, roles.REPRESENTATIVE), HERE)
    assert "自己" in why("final", "amend", mine)


def tie(one: int, other: int) -> Any:
    return SimpleNamespace(party_ids={one, other})


@pytest.mark.parametrize(("who", "between", "at_once"), [
    ("ma", (MA, CHEN), True), ("lin", (LIN, CHEN), True), ("hong", (HONG, CHEN), True),
    ("chen", (CHEN, MA), False), ("he", (3, CHEN), False), ("guo", (7, CHEN), False),
    ("hong", (LIN, CHEN), True), ("guo", (LIN, CHEN), True),
])  # fmt: skip
def test_who_rates_says_it_of_themselves_and_hr_of_others(
    who: str, between: tuple[int, int], at_once: bool
) -> None:
    assert permissions.counts_at_once(PEOPLE[who], tie(*between)) is at_once


def test_who_is_rated_too_cannot_choose_their_raters_by_ties() -> None:
    both = Somebody(CHEN, "陈小满", (roles.ASSISTANT, roles.SENIOR_HOST), HERE)
    assert not permissions.counts_at_once(both, tie(CHEN, MA))


def test_ties_are_settled_by_hr_and_administration_but_not_their_own() -> None:
    may = {name for name, one in PEOPLE.items() if permissions.settles_tie(one, tie(1, 4)) is None}
    assert may == {"hong", "guo"}
    assert "另一位" in str(permissions.settles_tie(PEOPLE["hong"], tie(HONG, CHEN)))
