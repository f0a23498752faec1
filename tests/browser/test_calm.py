"""The calm list: one pure module, run in a browser with drawn cases."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.browser.test_attention import module_page

pytestmark = pytest.mark.browser
__all__ = ["module_page"]

RUN = """async ({looks, most}) => {
  const {settle} = await import('/static/observations/calm.js');
  let [places, changedAt] = [[], -1e9];
  return looks.map(({now, touchedAt, wanted}) => {
    const {places: next, changed} = settle(places, wanted, {most, now, changedAt, touchedAt});
    const told = {before: places, after: next, changed, quiet: now - changedAt, now, touchedAt, wanted};
    if (changed) [places, changedAt] = [next, now];
    return told;
  });
}"""
REST, TOUCH, STAY = 4000, 3000, 20_000


@st.composite
def scenes(draw: st.DrawFn) -> dict[str, Any]:
    """Looks at a list whose questions come, go and change their order while fingers touch it."""
    now = 0
    looks = []
    touched = -1_000_000
    wanted = draw(st.lists(st.integers(1, 9), unique=True, max_size=6))
    for _ in range(draw(st.integers(1, 25))):
        now += draw(st.sampled_from([250, 1000, 5000, 21_000]))
        if draw(st.booleans()):
            wanted = draw(st.lists(st.integers(1, 9), unique=True, max_size=6))
        if draw(st.integers(0, 3)) == 0:
            touched = now
        looks.append({"now": now, "touchedAt": touched, "wanted": wanted})
    return {"looks": looks, "most": draw(st.integers(1, 4))}


@given(scene=scenes())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_moves_under_a_finger_or_twice_in_four_seconds(
    module_page: Page, scene: dict[str, Any]
) -> None:
    for look in module_page.evaluate(RUN, scene):
        before, after, wanted = look["before"], look["after"], look["wanted"]
        shown = [one for one in after if one is not None]
        assert len(shown) == len(set(shown)) and set(shown) <= set(wanted)
        assert len(after) <= max(scene["most"], len(before))
        standing = [one for one in before if one in wanted]
        hot = look["quiet"] < REST or look["now"] - look["touchedAt"] < TOUCH
        if hot and standing:
            assert after == [one if one in wanted else None for one in before]
        if look["quiet"] < STAY:
            assert set(standing) <= set(after), "a place is kept while it is wanted"


@given(wanted=st.lists(st.integers(1, 9), unique=True, max_size=8), most=st.integers(1, 4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_left_alone_the_most_pressing_are_shown(
    module_page: Page, wanted: list[int], most: int
) -> None:
    begun = {"now": 0, "touchedAt": -1_000_000, "wanted": wanted[::-1]}
    later = [{"now": (n + 1) * 21_000, "touchedAt": -1_000_000, "wanted": wanted} for n in range(6)]
    last = module_page.evaluate(RUN, {"looks": [begun, *later], "most": most})[-1]
    assert set(last["after"]) == set(wanted[:most])


# ── what was settled here, laid over what the server tells ──────────────────────────────────

ASKED = """async steps => {
  const {Asked} = await import('/static/observations/asked.js');
  let now = 0;
  const asked = new Asked({now: () => now});
  const told = id => ({id, text: String(id)});
  for (const [at, verb, ...values] of steps) {
    now = at;
    if (verb === 'take') asked.take(values.map(told));
    if (verb === 'mark') asked.mark(told(values[0]), 'answer', `key ${values[0]}`);
    if (verb === 'taken') asked.taken([`key ${values[0]}`]);
    if (verb === 'refused') asked.refused(`key ${values[0]}`);
    if (verb === 'undo') asked.unmark(values[0]);
  }
  return {rows: asked.rows().map(({question, verb, waiting}) => [question.id, verb, waiting]),
    waiting: asked.waiting};
}"""


def told(page: Page, *steps: list[Any]) -> Any:
    return page.evaluate(ASKED, list(steps))


def test_an_answer_shows_at_once_and_leaves_after_five_seconds(module_page: Page) -> None:
    steps = [[0, "take", 1, 2], [1000, "mark", 1]]
    assert told(module_page, *steps)["rows"] == [[1, "answer", True], [2, None, False]]
    assert told(module_page, *steps, [7000, "look"]) == {"rows": [[2, None, False]], "waiting": 1}


def test_a_refused_or_undone_answer_is_open_again(module_page: Page) -> None:
    steps = [[0, "take", 1], [1000, "mark", 1]]
    for back in ("refused", "undo"):
        assert told(module_page, *steps, [9000, back, 1])["rows"] == [[1, None, False]]


def test_what_the_server_still_calls_open_comes_back_but_not_from_a_late_list(
    module_page: Page,
) -> None:
    steps = [[0, "take", 1], [1000, "mark", 1], [1500, "taken", 1]]
    assert told(module_page, *steps, [2000, "take", 1], [7000, "look"])["rows"] == []
    assert told(module_page, *steps, [9000, "take", 1])["rows"] == [[1, None, False]]


def test_a_question_that_left_the_list_stays_a_moment_so_that_a_slip_is_mended(
    module_page: Page,
) -> None:
    steps = [[0, "take", 1], [1000, "mark", 1], [1500, "taken", 1], [1600, "take"]]
    assert told(module_page, *steps)["rows"] == [[1, "answer", False]]
