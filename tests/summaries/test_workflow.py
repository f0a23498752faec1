"""The table of the summary: every row for everybody in every setting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.tables import HERE, allowed, strays
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.summaries.workflow import WORKFLOW

CHEN = 1
#: Written by hand from the workflows, to be compared with the table.
MAY = {
    " → due open [all]": {"clock"},
    "due → draft start [all]": {"chen"},
    "draft → submitted submit [all]": {"chen"},
    "due → overdue fall_due [all]": {"clock"},
    "draft → overdue fall_due [all]": {"clock"},
    "overdue → submitted submit_late [all]": {"chen"},
    "submitted → returned send_back [all]": {"ma", "lin"},
    "returned → submitted resubmit [all]": {"chen"},
    "submitted → accepted accept [all]": {"ma", "lin"},
    "submitted → accepted auto_accept [all]": {"clock"},
    "overdue → waived waive [all]": {"ma"},
    "due → waived waive [all]": {"ma"},
}


def make(state: str, setting: str, **values: Any) -> Any:
    """A summary of chen for which every guard holds."""
    usual = {"too_late": False, "waiver_reason": "病假", "missing": "缺下场建议"}
    return SimpleNamespace(
        state=state,
        setting=setting,
        assistant_id=CHEN,
        broadcast=SimpleNamespace(room=HERE),
        **{**usual, **values},
    )


def test_every_row_is_for_exactly_those_it_names() -> None:
    assert allowed(WORKFLOW, make) == MAY


def test_nothing_goes_from_another_state() -> None:
    assert not strays(WORKFLOW, make)


def test_nobody_accepts_returns_or_waives_their_own() -> None:
    ma = SimpleNamespace(id=CHEN, holds=lambda *_roles, room=None: True)
    for state, verb in (("submitted", "accept"), ("submitted", "send_back"), ("due", "waive")):
        reason = WORKFLOW.why_not(make(state, "standard"), verb, ma)
        assert reason is not None and "再任命一位" in reason.msgid


@pytest.mark.parametrize(
    ("state", "verb", "values", "who", "words"),
    [
        ("overdue", "submit_late", {"too_late": True}, CHEN, "补交的时间也过了"),
        ("submitted", "send_back", {"missing": ""}, 4, "具体缺什么"),
        ("due", "waive", {"waiver_reason": ""}, 4, "写明原因"),
    ],
)
def test_a_guard_that_does_not_hold_says_why(
    state: str, verb: str, values: dict[str, Any], who: int, words: str
) -> None:
    person = SimpleNamespace(id=who, holds=lambda *_roles, room=None: who != CHEN)
    reason = WORKFLOW.why_not(make(state, "standard", **values), verb, person)
    assert reason is not None and words in reason.msgid


def test_the_clock_accepts_or_waits_and_never_refuses() -> None:
    made_by_clock = {
        row.target for row in WORKFLOW.timers() if not WORKFLOW.why_not(
            make(row.source, "standard"), row.verb, SYSTEM)
    }  # fmt: skip
    assert made_by_clock == {"overdue", "accepted"}
