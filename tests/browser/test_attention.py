"""The attention budget: one pure module of the overlay, run in a browser with drawn cases."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser, Page

from tests.browser.attention_cases import (
    LIFE,
    SECOND,
    check_gaps_and_budget,
    check_lists,
    check_order,
    check_what_is_up,
    scenarios,
    showings,
    urgent_of,
    walked,
)

pytestmark = pytest.mark.browser


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def module_page(browser: Browser) -> Iterator[Page]:
    """A blank page of a small server of its own, from which the modules can be imported."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/static/ui/favicon.svg")
    yield page
    page.close()
    server.shutdown()


@given(scenario=scenarios())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_budget_holds_second_by_second(module_page: Page, scenario: dict[str, Any]) -> None:
    steps = walked(module_page, scenario)
    for step in steps:
        assert step["same"] and step["untouched"], "decide() is a function of what it is given"
        check_lists(step)
        urgent = urgent_of(step)
        assert not urgent or step["show"] in [note["id"] for note in urgent], "priority 0 at once"
        if step["show"] is not None:
            check_what_is_up(step)
    check_gaps_and_budget(steps)
    check_order(steps)


# ── examples with names ───────────────────────────────────────────────────────────────────────


def cue(number: int, priority: int, at: int = 0, **more: Any) -> dict[str, Any]:
    """A cue that is known and visible from a second on; `more` may say when it is answered."""
    life = LIFE.get(priority)
    visible = at * SECOND
    return {
        "id": number,
        "seq": number,
        "priority": priority,
        "text": "看公屏",
        "state": "submitted",
        "known_at": visible,
        "answer": "got_it",
        "answered_at": None,
        "taken_back": None,
        "delivery": {
            "state": "queued",
            "visible_from": visible,
            "expires_at": visible + life if life else None,
            "answer": None,
        },
        **more,
    }


def shown_at(
    page: Any,
    notes: list[dict[str, Any]],
    until: int,
    losses: Sequence[dict[str, int]] = (),
    **mood: Any,
) -> list[tuple[int, int]]:
    """(second, id) of each cue as it comes up."""
    usual = {"from": 0, "quiet": False, "onBreak": False, "newcomer": False, "freeUntil": None}
    moods = [{**usual, **mood}]
    scenario = {"notes": notes, "moods": moods, "losses": losses, "until": until * SECOND}
    return [(one["at"] // SECOND, one["id"]) for one in showings(walked(page, scenario))]


def answered(second: int, answer: str = "got_it") -> dict[str, Any]:
    return {"answered_at": second * SECOND, "answer": answer}


def test_forty_seconds_pass_between_two_cues(module_page: Page) -> None:
    notes = [cue(1, 1, **answered(5)), cue(2, 1, 1)]
    assert shown_at(module_page, notes, 90) == [(0, 1), (45, 2)]


def test_a_newcomer_waits_twenty_five_seconds(module_page: Page) -> None:
    notes = [cue(1, 1, **answered(5)), cue(2, 1, 1)]
    assert shown_at(module_page, notes, 90, newcomer=True) == [(0, 1), (30, 2)]


def test_the_fifth_cue_waits_for_the_ten_minutes_to_pass(module_page: Page) -> None:
    notes = [cue(n, 1, 60 * n, **answered(60 * n + 1)) for n in range(12)]
    seconds = [second for second, _number in shown_at(module_page, notes, 700)]
    assert seconds == [0, 60, 120, 180, 600, 660]


def test_free_lifts_the_gap_but_not_the_budget(module_page: Page) -> None:
    notes = [cue(n, 2, n, **answered(n + 1)) for n in range(8)]
    came = shown_at(module_page, notes, 60, freeUntil=600 * SECOND)
    assert came == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_priority_0_interrupts_and_stays_until_it_is_corrected(module_page: Page) -> None:
    notes = [cue(1, 2), cue(2, 0, 3, **answered(200, "done")), cue(3, 1, 190)]
    assert shown_at(module_page, notes, 260) == [(0, 1), (3, 2), (240, 3)]


def test_a_bare_got_it_does_not_take_priority_0_off(module_page: Page) -> None:
    notes = [cue(1, 0, **answered(5)), cue(2, 2, 6)]
    assert shown_at(module_page, notes, 300) == [(0, 1)]


def test_the_oldest_correction_stays_and_the_next_follows_at_once(module_page: Page) -> None:
    notes = [cue(1, 0, **answered(20, "done")), cue(2, 0, 4)]
    assert shown_at(module_page, notes, 60) == [(0, 1), (20, 2)]


def test_nothing_but_priority_0_passes_through_quiet(module_page: Page) -> None:
    notes = [cue(1, 1), cue(2, 0, 5), cue(3, 3)]
    assert shown_at(module_page, notes, 60, quiet=True, onBreak=True) == [(5, 2)]


def test_praise_waits_for_a_break(module_page: Page) -> None:
    assert shown_at(module_page, [cue(1, 3)], 600) == []
    assert shown_at(module_page, [cue(1, 3)], 600, onBreak=True) == [(0, 1)]


def test_nothing_stale_comes_when_the_link_returns(module_page: Page) -> None:
    lost = [{"from": 10 * SECOND, "to": 40 * SECOND}]
    stale = cue(1, 1, 20, known_at=40 * SECOND)
    urgent = cue(2, 0, 25, known_at=40 * SECOND)
    fresh = cue(3, 1, 41)
    assert shown_at(module_page, [stale], 100, lost) == []
    assert shown_at(module_page, [stale, urgent], 100, lost) == [(40, 2)]
    assert shown_at(module_page, [stale, fresh], 100, lost) == [(41, 3)]


def test_a_cue_goes_when_the_link_has_been_lost_for_ten_seconds(module_page: Page) -> None:
    lost = [{"from": 5 * SECOND, "to": 15 * SECOND}, {"from": 20 * SECOND, "to": 40 * SECOND}]
    moods = [{"from": 0, "quiet": False, "onBreak": False, "newcomer": False, "freeUntil": None}]
    scenario = {"notes": [cue(1, 1)], "moods": moods, "losses": lost, "until": 50 * SECOND}
    (only,) = showings(walked(module_page, scenario))
    assert (only["at"], only["until"]) == (0, 31 * SECOND)
