"""The table of the note: every row × everybody × setting × own, foreign and moved-on note, written by
hand from the workflows: who may, and with which sentence everybody else is refused; two at once.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.held import hold
from tests.tables import ELSEWHERE, HERE, PEOPLE, Why, allowed, answered, stated, strays
from zhubo_web.audit.models import AuditEvent
from zhubo_web.extensions import db
from zhubo_web.observations.workflow import OBSERVATION, RELEASED

CHEN, LI, HE, MA, LIN = 1, 2, 3, 4, 5

OBSERVER, SUBJECT, CLOCK = {"ma"}, {"chen"}, {"clock"}
REVIEWERS = {"lin", "hong"}
NOTE_MAY = {
    "draft → submitted submit [all]": OBSERVER,
    "submitted → withdrawn retract [all]": OBSERVER,
    "submitted → corrected correct_live [all]": OBSERVER,
    "submitted → released release [all]": CLOCK,
    "released → acknowledged acknowledge [all]": SUBJECT,
    "released → no_response pass_over [all]": CLOCK,
    "released → disputed dispute [all]": SUBJECT,
    "no_response → disputed dispute [all]": SUBJECT,
    "acknowledged → disputed dispute [all]": SUBJECT,
    "disputed → upheld uphold [all]": REVIEWERS,
    "disputed → corrected correct [all]": REVIEWERS,
    "disputed → withdrawn withdraw [all]": REVIEWERS,
    "released → corrected self_correct [all]": OBSERVER,
    "released → withdrawn self_withdraw [all]": OBSERVER,
    **{f"{state} → withdrawn annul [all]": REVIEWERS | CLOCK for state in RELEASED},
    **{f"{state} → corrected recount [all]": REVIEWERS | CLOCK for state in RELEASED},
}
OTHERS = set(PEOPLE) - {"ma", "chen", "he", "lin", "hong", "clock"}
BY_THE_OBSERVER: Why = {"只有记下这一条的人能改它": set(PEOPLE) - OBSERVER}
BY_THE_CLOCK: Why = {"系统自动完成": set(PEOPLE) - CLOCK}
BY_THE_SUBJECT: Why = {
    "不是记在你名下": set(PEOPLE) - SUBJECT - CLOCK,
    "请助播用自己的账号": CLOCK,
}
REVIEWED: Why = {
    "记在自己名下的由别人复核": {"chen", "clock"},
    "由没有上播的小组成员复核": {"he"},
    "由没有记这一条的小组成员": OTHERS | OBSERVER,
}
OVERRULED: Why = {**REVIEWED, "记在自己名下的由别人复核": {"chen"}}
NOTE_WHY: dict[str, Why] = {
    **dict.fromkeys(("submit", "retract", "correct_live"), BY_THE_OBSERVER),
    **dict.fromkeys(("self_correct", "self_withdraw"), BY_THE_OBSERVER),
    **dict.fromkeys(("release", "pass_over"), BY_THE_CLOCK),
    **dict.fromkeys(("acknowledge", "dispute"), BY_THE_SUBJECT),
    **dict.fromkeys(("uphold", "correct", "withdraw"), REVIEWED),
    **dict.fromkeys(("annul", "recount"), OVERRULED),
}


def note(state: str, setting: str, **values: Any) -> Any:
    """A note of ma about chen; chen and he were on air; for which every guard holds."""
    on_air, room = values.pop("on_air", (CHEN, HE)), values.pop("room", HERE)
    usual: dict[str, Any] = {
        "observer_id": MA,
        "assistant_id": CHEN,
        "acting_at": 1,
        "rater_ids": set[int](),
        "close_ids": set[int](),
        "others_review": True,
        "ended_at": None if state in ("draft", "submitted") else 2,
        **values,
    }
    broadcast = SimpleNamespace(
        room=room,
        ended_at=usual.pop("ended_at"),
        has_on_roster=lambda person, *_parts: person.id in on_air,
    )
    return SimpleNamespace(state=state, setting=setting, broadcast=broadcast, **usual)


def settled(state: str, setting: str) -> Any:
    """The same, and the clock finds the broadcast over."""
    return note(state, setting, ended_at=1)


def test_a_notes_rows_are_for_exactly_those_they_name() -> None:
    assert allowed(OBSERVATION, settled) == NOTE_MAY
    assert strays(OBSERVATION, settled) == []


def test_everybody_else_hears_why_the_note_is_not_theirs() -> None:
    assert stated(OBSERVATION, settled, NOTE_WHY) == []


def test_a_colleagues_note_is_nobodys_own() -> None:
    """About li, noted by lin: what ma and chen could do with theirs goes to lin and li."""
    theirs = {"observer_id": LIN, "assistant_id": LI, "on_air": (LI, HE), "ended_at": 1}
    found = allowed(OBSERVATION, lambda state, setting: note(state, setting, **theirs))
    swap = {"ma": "lin", "lin": "ma", "chen": "li"}
    assert found == {key: {swap.get(one, one) for one in who} for key, who in NOTE_MAY.items()}


def test_where_no_assistant_is_named_whoever_assisted_answers() -> None:
    unnamed = {"assistant_id": None, "on_air": (CHEN, LI, HE), "ended_at": 1}

    def make(state: str, setting: str) -> Any:
        made = note(state, setting, **unnamed)
        made.broadcast.has_on_roster = assists
        return made

    def assists(person: Any, *parts: str) -> bool:
        return person.id in ((CHEN, LI) if parts else (CHEN, LI, HE))

    found = allowed(OBSERVATION, make)
    for key, who in NOTE_MAY.items():
        assert found[key] == ({"chen", "li"} if who == SUBJECT else who), key


def test_a_note_of_another_room_is_reviewed_by_its_own_group() -> None:
    away = {"room": ELSEWHERE, "ended_at": 1}
    found = answered(OBSERVATION, lambda state, setting: note(state, setting, **away))
    for verb, target in (("uphold", "upheld"), ("correct", "corrected"), ("withdraw", "withdrawn")):
        answers = found[f"disputed → {target} {verb} [all]"]
        assert {who for who, words in answers.items() if words is None} == {"wu", "hong"}
        assert answers["lin"] == "复核由没有记这一条的小组成员来做"


@pytest.mark.parametrize(("values", "who", "words"), [
    ({"close_ids": {LIN}}, "lin", "申报过利害关系"),
    ({"rater_ids": {LIN}}, "lin", "由没有打分的小组成员复核"),
    ({"on_air": (CHEN, LIN)}, "lin", "由没有上播的小组成员复核"),
    ({"assistant_id": LIN}, "lin", "记在自己名下的由别人复核"),
])  # fmt: skip
@pytest.mark.parametrize("verb", ["uphold", "correct", "withdraw", "annul", "recount"])
def test_who_has_a_part_does_not_review(
    verb: str, values: dict[str, Any], who: str, words: str
) -> None:
    reason = OBSERVATION.why_not(note("disputed", "standard", **values), verb, PEOPLE[who])
    assert reason is not None and words in str(reason)


@pytest.mark.parametrize(("state", "verb", "who", "values", "words"), [
    ("submitted", "retract", "ma", {"acting_at": 3, "ended_at": 2}, "请在跟播记录里改"),
    ("submitted", "correct_live", "ma", {"acting_at": 3, "ended_at": 2}, "请在跟播记录里改"),
    ("submitted", "release", "clock", {"ended_at": None}, "直播结束后才公布"),
    ("released", "annul", "lin", {"ended_at": None}, "直播结束后才公布"),
    ("upheld", "recount", "hong", {"ended_at": None}, "直播结束后才公布"),
])  # fmt: skip
def test_a_guard_that_does_not_hold_says_why(
    state: str, verb: str, who: str, values: dict[str, Any], words: str
) -> None:
    reason = OBSERVATION.why_not(note(state, "standard", **values), verb, PEOPLE[who])
    assert reason is not None and words in str(reason)


# ── two at once ─────────────────────────────────────────────────────────────────────────────


def test_of_two_who_review_at_once_one_decides_and_the_other_is_told(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    held = hold(app, cast)
    held.clock(timedelta(minutes=1))
    with held.at(timedelta(hours=1)):
        held.note(1).dispute(held.person("chen"), "公屏是主播回的")
    address = f"/notes/{held.notes[1]}/review"
    wanted = {"uphold": client_of(cast.lin), "withdraw": client_of(cast.hong)}

    def decide(outcome: str) -> tuple[str, int, str]:
        data = {"outcome": outcome, "reason": f"看过回放再定{outcome}"}
        answer = wanted[outcome].post(address, data=data)
        return outcome, answer.status_code, answer.text

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, wanted), key=lambda one: one[1])
    assert [status for _outcome, status, _text in answers] == [303, 409]
    (won, _status, _text), (_lost, _conflict, told) = answers
    # It came after the other's commit, or was under way when that happened.
    assert "这一步做不了" in told or "刚刚被别人改过" in told
    with held.looking(timedelta(hours=2)):
        assert held.note(1).state == {"uphold": "upheld", "withdraw": "withdrawn"}[won]
        reasons = [change.after["reason"] for change in held.note(1).changes]
        assert reasons == [f"看过回放再定{won}"]
        names = ("observation.upheld", "observation.withdrawn")
        query = select(AuditEvent.name).where(AuditEvent.name.in_(names))
        assert len(db.session.scalars(query).all()) == 1
