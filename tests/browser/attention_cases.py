"""Cases for the attention budget, drawn by Hypothesis, and what must hold at each of their seconds."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from playwright.sync_api import Page

SECOND = 1000
WINDOW = 600 * SECOND
LIFE = {1: 60 * SECOND, 2: 30 * SECOND}
OPEN = ("grace", "queued", "delivered", "shown")

#: Walks through a scenario at its pace, as the overlay does, and tells what it saw; the notes only
#: where they have changed since the step before.
WALK = """async ({notes, moods, losses, until, pace}) => {
  const {decide, recorded} = await import('/static/observations/attention.js');
  const asIs = (note, now) => {
    if (note.taken_back !== null && now >= note.taken_back)
      return {...note, state: 'withdrawn', delivery: {...note.delivery, state: 'retracted'}};
    if (note.answered_at === null || now < note.answered_at) return note;
    return {...note, delivery: {...note.delivery, state: 'answered', answer: note.answer}};
  };
  const steps = [];
  let [history, current, reconnectedAt, told] = [[], null, null, ''];
  for (let now = 0; now <= until; now += pace) {
    const mood = moods.filter(({from}) => from <= now).at(-1);
    const lost = losses.find(({from, to}) => from <= now && now < to);
    for (const {from, to} of losses)
      if (to <= now && now - pace < to && to - from > 10000) reconnectedAt = now;
    const known = notes.filter(({known_at}) => known_at <= now).map(note => asIs(note, now));
    const facts = {...mood, notes: known, history, current, now, reconnectedAt,
      linkDownSince: lost ? lost.from : null};
    const given = JSON.stringify(facts);
    const decision = decide(facts);
    const same = JSON.stringify(decide(JSON.parse(given))) === JSON.stringify(decision);
    const news = JSON.stringify(known);
    steps.push({now, ...mood, ...decision, reconnectedAt, same, notes: news === told ? null : known,
      down: Boolean(lost) && now - lost.from > 10000, untouched: JSON.stringify(facts) === given});
    history = recorded(history, current, decision, facts);
    [current, told] = [decision.show, news];
  }
  return JSON.stringify(steps);
}"""


def walked(page: Page, scenario: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a scenario, run through the module of the overlay."""
    told = page.evaluate(WALK, {"pace": SECOND, **scenario})
    steps: list[dict[str, Any]] = json.loads(told)
    notes: list[dict[str, Any]] = []
    for step in steps:
        notes = notes if step["notes"] is None else step["notes"]
        step["notes"] = notes
    return steps


# ── drawn cases ───────────────────────────────────────────────────────────────────────────────


def moments(last: int) -> st.SearchStrategy[int]:
    return st.integers(0, last).map(lambda n: n * SECOND)


@st.composite
def drawn_note(draw: st.DrawFn, number: int, last: int) -> dict[str, Any]:
    priority = draw(st.sampled_from([0, 1, 1, 2, 2, 2, 3, None]))
    known_at = draw(moments(last))
    visible = known_at + draw(st.sampled_from([-20, -5, 0, 0, 3, 3])) * SECOND
    life = LIFE.get(priority) if priority is not None else None
    answered = draw(st.none() | moments(90))
    answers = ["done", "contested", "got_it"] if priority == 0 else ["got_it", "later", "contested"]
    return {
        "id": 100 + number,
        "seq": draw(st.integers(1, 40)) * 100 + number,
        "priority": priority,
        "text": draw(st.sampled_from(["看公屏", "看公屏", "看公屏", None])),
        "state": "submitted",
        "known_at": known_at,
        "answer": draw(st.sampled_from(answers)),
        "answered_at": None if answered is None else known_at + answered,
        "taken_back": draw(st.none() | st.none() | moments(last)),
        "delivery": {
            "state": draw(st.sampled_from(OPEN)),
            "visible_from": visible,
            "expires_at": None if life is None else visible + life,
            "answer": None,
        },
    }


@st.composite
def drawn_mood(draw: st.DrawFn, at: int) -> dict[str, Any]:
    free = draw(st.none() | st.none() | st.integers(1, 200))
    return {
        "from": at,
        "quiet": draw(st.sampled_from([False, False, True])),
        "onBreak": draw(st.sampled_from([False, False, True])),
        "newcomer": False,
        "freeUntil": None if free is None else at + free * SECOND,
    }


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    last, pace = draw(st.sampled_from([(90, 1), (300, 2), (1300, 5)]))
    count = draw(st.integers(1, 20))
    changes = sorted(draw(st.lists(moments(last), max_size=4)))
    losses = draw(st.lists(st.tuples(st.integers(0, last), st.integers(1, 60)), max_size=2))
    moods = [draw(drawn_mood(at)) for at in [0, *changes]]
    newcomer = draw(st.booleans())
    return {
        "notes": [draw(drawn_note(number, last)) for number in range(count)],
        "moods": [{**mood, "newcomer": newcomer} for mood in moods],
        "losses": [
            {"from": begin * SECOND, "to": (begin + length) * SECOND} for begin, length in losses
        ],
        "until": (last + 60) * SECOND,
        "pace": pace * SECOND,
    }


# ── what is looked at ─────────────────────────────────────────────────────────────────────────


def of(step: dict[str, Any], note_id: int) -> dict[str, Any]:
    return next(note for note in step["notes"] if note["id"] == note_id)


def showings(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each time a cue came up: when, until when, its priority, and the step at which it came."""
    found: list[dict[str, Any]] = []
    current = None
    for step in steps:
        if step["show"] == current:
            continue
        if found and found[-1]["until"] is None:
            found[-1]["until"] = step["now"]
        current = step["show"]
        if current is not None:
            priority = of(step, current)["priority"]
            found.append(
                {"id": current, "at": step["now"], "until": None, "p": priority, "step": step}
            )
    return found


def is_free(step: dict[str, Any]) -> bool:
    return step["freeUntil"] is not None and step["now"] < step["freeUntil"]


def is_open(note: dict[str, Any]) -> bool:
    delivery = note["delivery"]
    if note["text"] is None or note["priority"] is None or note["state"] == "withdrawn":
        return False
    answered_in_vain = note["priority"] == 0 and delivery["answer"] == "got_it"
    return delivery["state"] in OPEN or answered_in_vain


def urgent_of(step: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        note
        for note in step["notes"]
        if note["priority"] == 0
        and is_open(note)
        and note["delivery"]["visible_from"] <= step["now"]
    ]


def check_what_is_up(step: dict[str, Any]) -> None:
    """What may be on the screen at one moment."""
    note = of(step, step["show"])
    age = step["now"] - note["delivery"]["visible_from"]
    assert is_open(note), "answered, taken back, or without words"
    assert age >= 0, "before its time"
    assert age < LIFE.get(note["priority"], age + 1), "after its time to live"
    if note["priority"] == 0:
        return
    assert not step["quiet"], "讲解勿扰"
    assert not step["down"], "the link is lost"
    back = step["reconnectedAt"]
    if note["priority"] < 3:
        assert back is None or note["delivery"]["visible_from"] > back, "stale on return"
    else:
        assert step["onBreak"] or is_free(step), "praise waits"


def check_gaps_and_budget(steps: list[dict[str, Any]]) -> None:
    newcomer = steps[0]["newcomer"]
    gap, most = (25, 8) if newcomer else (40, 4)
    seen = showings(steps)
    for before, after in pairwise(seen):
        if after["p"] != 0 and not is_free(after["step"]):
            since = before["at"] if before["p"] == 3 else before["until"]
            assert after["at"] - since >= gap * SECOND
    usual = [one["at"] for one in seen if one["p"] != 0]
    for at in usual:
        assert sum(at <= other < at + WINDOW for other in usual) <= most


def check_order(steps: list[dict[str, Any]]) -> None:
    """A cue that comes is the first by priority and number of those that could have come."""
    shown: set[int] = set()
    for one in showings(steps):
        step = one["step"]
        chosen = of(step, one["id"])
        for note in step["notes"]:
            alike = note["priority"] is not None and note["id"] not in shown
            if alike and note["id"] != one["id"] and could_come(step, note):
                mine, other = (chosen["priority"], chosen["seq"]), (note["priority"], note["seq"])
                assert mine < other
        shown.add(one["id"])


def could_come(step: dict[str, Any], note: dict[str, Any]) -> bool:
    try:
        check_what_is_up({**step, "show": note["id"]})
    except AssertionError:
        return False
    return True


def check_lists(step: dict[str, Any]) -> None:
    listed = [of(step, number) for number in step["later"]]
    assert listed == sorted(listed, key=lambda note: (note["priority"], note["seq"]))
    for note in listed:
        assert note["state"] != "withdrawn"
        assert note["delivery"]["answer"] == "later" or note["priority"] == 3
    gone = {note["id"] for note in step["notes"] if note["id"] in step["drop"]}
    assert not gone & {step["show"], *step["later"]}
