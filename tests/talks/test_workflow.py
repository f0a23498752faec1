"""The table of the talk: every row for everybody in every setting, and by relation."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.tables import HERE, PEOPLE, Somebody, allowed, strays
from zhubo_web.accounts import roles
from zhubo_web.core.workflow import STANDARD
from zhubo_web.talks.workflow import WORKFLOW

CHEN, MA, HONG, QIAN = 1, 4, 6, 8
#: Written by hand from the workflows, to be compared with the table.
MAY = {
    " → to_schedule open [all]": {"clock"},
    "to_schedule → scheduled schedule [all]": {"ma", "hong"},
    "scheduled → rescheduled reschedule [all]": {"chen", "ma", "hong"},
    "rescheduled → scheduled confirm_time [all]": {"ma", "hong"},
    "scheduled → held hold [all]": {"ma", "hong"},
    "scheduled → no_show miss [all]": {"ma", "hong"},
    "no_show → scheduled try_again [all]": {"ma", "hong"},
    "no_show → closed_written serve_written [all]": {"hong"},
    "held → minutes write [all]": {"ma", "hong"},
    "minutes → confirmed confirm [all]": {"chen"},
    "minutes → unconfirmed refuse [all]": {"chen"},
    "minutes → unconfirmed pass_over [all]": {"clock"},
    "confirmed → closed close [all]": {"hong"},
    "unconfirmed → closed close [all]": {"hong"},
}
ONCE = {"no_show → closed_written serve_written [all]"}


def make(state: str, setting: str, **values: Any) -> Any:
    """A talk with chen for which every guard holds."""
    usual: dict[str, Any] = {
        "holder_ids": {MA, HONG},
        "hr_ids": {HONG},
        "close_ids": set(),
        "starts_at": object(),
        "place": "会议室",
        "by_video": False,
        "video_reason": "",
        "hr_wanted": False,
        "hr_id": None,
        "hr_came": False,
        "is_day": True,
        "is_time": True,
        "moves": 0,
        "no_shows": 1,
        "proof": "挂号信",
        "minutes": {"view": "无意见"},
        "actions": [object()],
    }
    return SimpleNamespace(
        state=state, setting=setting, assistant_id=CHEN, room=HERE, **{**usual, **values}
    )


def twice(state: str, setting: str) -> Any:
    """The same; nobody came twice."""
    return make(state, setting, no_shows=2)


def test_every_row_is_for_exactly_those_it_names() -> None:
    found = allowed(WORKFLOW, make)
    assert {key: who for key, who in found.items() if key not in ONCE} == {
        key: who for key, who in MAY.items() if key not in ONCE
    }
    later = allowed(WORKFLOW, twice)
    assert {key: later[key] for key in ONCE} == {key: MAY[key] for key in ONCE}


def test_nothing_goes_from_another_state() -> None:
    assert not strays(WORKFLOW, make)
    assert not strays(WORKFLOW, twice)


def test_there_is_a_way_out_of_every_state() -> None:
    for state in set(WORKFLOW.states) - WORKFLOW.terminal:
        assert any(row.source == state and row.target != state for row in WORKFLOW.rows)
    assert not any(row.source in WORKFLOW.terminal for row in WORKFLOW.rows)


def why(state: str, verb: str, who: Any, **values: Any) -> str:
    person = PEOPLE[who] if isinstance(who, str) else who
    reason = WORKFLOW.why_not(make(state, STANDARD, **values), verb, person)
    return str(reason) if reason else ""


HOLDING = [row for row in MAY if "hold" in row or MAY[row] & {"ma", "hong"}]


@pytest.mark.parametrize("row", HOLDING)
def test_who_is_close_or_is_the_assistant_takes_no_part(row: str) -> None:
    state, _arrow, _target, verb, _setting = row.split()
    values = {"no_shows": 2} if verb == "serve_written" else {}
    for name in MAY[row] - {"chen"}:
        close = {PEOPLE[name].id}
        left = {"holder_ids": {MA, HONG} - close, "hr_ids": {HONG} - close, "close_ids": close}
        assert "利害关系" in why(state, verb, name, **left, **values)
    both = Somebody(CHEN, "陈小满", (roles.ASSISTANT, roles.OPERATIONS, roles.HR), HERE)
    if verb != "reschedule":
        assert "自己" in why(state, verb, both, **values)


@pytest.mark.parametrize("row", [one for one in HOLDING if "reschedule" not in one])
def test_the_owner_stands_in_only_where_nobody_else_may(row: str) -> None:
    state, _arrow, _target, verb, _setting = row.split()
    values: dict[str, Any] = {"no_shows": 2} if verb == "serve_written" else {}
    assert "没有合适的人时" in why(state, verb, "qian", **values)
    values |= {"holder_ids": set(), "hr_ids": set()}
    assert not why(state, verb, "qian", **values)
    assert "利害关系" in why(state, verb, "qian", **values, close_ids={QIAN})
    owner = Somebody(CHEN, "陈小满", (roles.ASSISTANT, roles.OWNER))
    assert "自己" in why(state, verb, owner, **values)


@pytest.mark.parametrize(("state", "verb", "who", "values", "words"), [
    ("to_schedule", "schedule", "ma", {"starts_at": None}, "时间和地点"),
    ("to_schedule", "schedule", "ma", {"place": ""}, "时间和地点"),
    ("to_schedule", "schedule", "ma", {"by_video": True}, "为什么用视频"),
    ("to_schedule", "schedule", "ma", {"hr_wanted": True}, "人力资源到场"),
    ("scheduled", "reschedule", "chen", {"moves": 2}, "改过 2 次"),
    ("scheduled", "hold", "ma", {"is_day": False}, "还没到"),
    ("scheduled", "hold", "ma", {"hr_wanted": True, "hr_id": HONG}, "人力资源到场"),
    ("scheduled", "miss", "ma", {"is_time": False}, "还没到"),
    ("no_show", "try_again", "ma", {"no_shows": 2}, "书面送达"),
    ("no_show", "serve_written", "hong", {"no_shows": 1}, "再约一次"),
    ("no_show", "serve_written", "hong", {"no_shows": 2, "proof": ""}, "凭据"),
    ("held", "write", "ma", {"minutes": {}}, "助播意见"),
    ("held", "write", "ma", {"actions": []}, "1 到 3 件"),
    ("held", "write", "ma", {"actions": [1, 2, 3, 4]}, "1 到 3 件"),
])  # fmt: skip
def test_a_guard_that_does_not_hold_says_why(
    state: str, verb: str, who: str, values: dict[str, Any], words: str
) -> None:
    assert words in why(state, verb, who, **values)
