"""The tables of a note's delivery and of a call for help: every row × everybody and tablets × setting ×
own and foreign room, written by hand: who may, and with which sentence everybody else is refused.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.tables import ELSEWHERE, HERE, PEOPLE, Place, Somebody, Why, allowed, stated, strays
from zhubo_web.accounts import roles
from zhubo_web.observations.workflow import DELIVERY, HELP

CHEN, HE, LIN = 1, 3, 5
CLOCK = {"clock"}

TABLETS = {
    "tablet": SimpleNamespace(id=20, name="平板", is_screen=True, room_id=HERE.id),
    "far tablet": SimpleNamespace(id=21, name="别家平板", is_screen=True, room_id=ELSEWHERE.id),
}
EVERYBODY: dict[str, Any] = {**PEOPLE, **TABLETS}
#: A tablet holds no roles; the tables ask it as they ask people.
for _one in TABLETS.values():
    _one.holds = lambda *_roles, room=None: False
ON_AIR = {"chen", "he", "tablet"}
NOT_HERE: Why = {"这块屏不在这个直播间": {"far tablet"}}
AUTOMATIC: Why = {"系统自动完成": set(EVERYBODY) - CLOCK}
DELIVERY_MAY = {
    "grace → queued elapse [all]": CLOCK,
    "queued → delivered deliver [all]": CLOCK,
    "delivered → shown show [all]": ON_AIR,
    "shown → answered answer [all]": ON_AIR,
    **{f"{state} → retracted retract [all]": CLOCK
       for state in ("grace", "queued", "delivered", "shown")},
    **{f"{state} → expired expire [all]": CLOCK for state in ("queued", "delivered", "shown")},
}  # fmt: skip
ANSWERED: Why = {**NOT_HERE, "由本场的助播来回应": set(EVERYBODY) - ON_AIR - {"far tablet"}}
DELIVERY_WHY: dict[str, Why] = {
    **dict.fromkeys(("elapse", "deliver", "retract", "expire"), AUTOMATIC),
    **dict.fromkeys(("show", "answer"), ANSWERED),
}


def on_air(room: Place = HERE) -> Any:
    """A broadcast with chen and he."""
    roster = (CHEN, HE)
    return SimpleNamespace(
        room=room, room_id=room.id, has_on_roster=lambda person, *_parts: person.id in roster
    )


def delivery(state: str, setting: str, room: Place = HERE) -> Any:
    """The delivery of a note of that broadcast."""
    noted = SimpleNamespace(broadcast=on_air(room))
    return SimpleNamespace(state=state, setting=setting, observation=noted)


def test_a_cue_is_drawn_and_answered_by_those_on_air_and_moved_by_the_clock() -> None:
    assert allowed(DELIVERY, delivery, EVERYBODY) == DELIVERY_MAY
    assert strays(DELIVERY, delivery) == []
    assert stated(DELIVERY, delivery, DELIVERY_WHY, EVERYBODY) == []


def test_a_tablet_answers_in_its_own_room_only() -> None:
    found = allowed(DELIVERY, lambda a, b: delivery(a, b, ELSEWHERE), EVERYBODY)
    assert found["shown → answered answer [all]"] == {"chen", "he", "far tablet"}


WATCH = {"ma", "lin", "hong", "guo", "qian"}
HELP_MAY = {
    " → asked ask [all]": ON_AIR,
    "asked → taken take [all]": WATCH,
    "taken → answered answer [all]": {"lin"},
    "asked → cancelled cancel [all]": ON_AIR,
    "asked → missed miss [all]": CLOCK,
}
ASKED: Why = {**NOT_HERE, "由本场的助播或主播发出": set(EVERYBODY) - ON_AIR - {"far tablet"}}
NOT_PEOPLE = {"clock", *TABLETS}
HELP_WHY: dict[str, Why] = {
    "ask": ASKED,
    "cancel": ASKED,
    "take": {
        "求助由跟播的人来接": NOT_PEOPLE,
        "不在这个直播间的跟播人员里": set(EVERYBODY) - WATCH - NOT_PEOPLE,
    },
    "answer": {"由接了求助的人来回": set(EVERYBODY) - {"lin"}},
    "miss": AUTOMATIC,
}


def call(state: str, setting: str, room: Place = HERE) -> Any:
    """A call from that broadcast that lin took."""
    return SimpleNamespace(state=state, setting=setting, broadcast=on_air(room), taken_by_id=LIN)


def test_a_call_is_made_by_those_on_air_taken_by_watchers_and_ended_by_its_taker() -> None:
    assert allowed(HELP, call, EVERYBODY) == HELP_MAY
    assert strays(HELP, call) == []
    assert stated(HELP, call, HELP_WHY, EVERYBODY) == []


def test_a_call_of_another_room_is_taken_by_those_who_watch_it() -> None:
    found = allowed(HELP, lambda a, b: call(a, b, ELSEWHERE), EVERYBODY)
    assert found["asked → taken take [all]"] == {"wu", "hong", "guo", "qian"}


def test_a_taker_who_is_a_watcher_by_another_role_answers_still() -> None:
    moved = Somebody(LIN, "林资深", (roles.HOST,), ELSEWHERE)
    assert HELP.why_not(call("taken", "standard"), "answer", moved) is None
