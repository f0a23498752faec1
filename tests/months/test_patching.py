"""Facts with one thing changed are the facts that would have been gathered."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.evaluations.scoring import result
from zhubo_web.months import patching
from zhubo_web.months.scoring import compose
from zhubo_web.policies.composites import USUAL
from zhubo_web.policies.rubrics import BROADCAST

MARKS = st.one_of(st.none(), st.integers(1, 5))
RATED = st.fixed_dictionaries(
    dict.fromkeys(("language", "interaction", "product", "emergency"), MARKS)
).filter(lambda marks: any(marks.values()))
CAPS = st.sampled_from([None, Decimal(59)])


def parts(marks: dict[str, int | None]) -> Any:
    return result(marks, BROADCAST).parts


def gathered(rated: dict[int, tuple[dict[str, int | None], Decimal | None]]) -> dict[str, Any]:
    """Facts of evaluations by id; the broadcast of each has ten times its number."""
    items: dict[str, Any] = {}
    for item in USUAL.items:
        if item.sides:
            items[item.code] = {"broadcasts": [
                side
                for number, (marks, cap) in sorted(rated.items())
                for side in sorted(patching.sides(number, number * 10, parts(marks), cap),
                                   key=lambda one: one["side"])
                if side["side"] in item.sides
            ]}  # fmt: skip
    evaluations = {str(one): one * 10 for one in rated}
    return {"post": "", "watched": len(rated), "evaluations": evaluations, "items": items}


@given(st.lists(st.tuples(RATED, CAPS), min_size=1, max_size=4), RATED, CAPS, st.data())
def test_a_changed_evaluation_is_as_if_gathered_so(
    rated: Any, marks: Any, cap: Any, data: st.DataObject
) -> None:
    given_ = dict(enumerate(rated, 1))
    which = data.draw(st.sampled_from(sorted(given_)))
    facts = gathered(given_)
    before = deepcopy(facts)
    changed = patching.replace_evaluation(facts, USUAL, which, parts(marks), cap)
    assert facts == before
    assert changed == gathered({**given_, which: (marks, cap)})
    assert json.loads(json.dumps(changed)) == changed
    back = patching.replace_evaluation(
        changed, USUAL, which, parts(given_[which][0]), given_[which][1]
    )
    assert back == facts


def test_an_evaluation_of_another_month_changes_nothing() -> None:
    facts = gathered({1: ({"product": 3}, None)})
    assert patching.replace_evaluation(facts, USUAL, 9, parts({"product": 5})) == facts
    assert patching.rests_on(facts, "evaluation", 1) == ["A1"]
    assert patching.rests_on(facts, "broadcast", 10) == ["A1"]
    assert patching.rests_on(facts, "evaluation", 9) == []


def test_a_red_line_caps_every_side() -> None:
    made = patching.sides(1, 10, parts({"product": 5, "language": 1}), Decimal(59))
    assert {one["side"]: one["points"] for one in made} == {"product": "59", "language": "40.0"}


def spoken() -> dict[str, Any]:
    return {"post": "", "watched": 0, "items": {
        "A4": {"feedback": [patching.tally([4, 6], [5])]},
        "T2": {"hosts": [patching.tally([7], []),
                         {"kind": "mark", "mark": 2, "of": "host", "item": "talk", "feedback": 8}],
               "group": [{"kind": "mark", "mark": 3, "of": "hr", "rating": 1},
                         {"kind": "mark", "mark": 4, "of": "host", "rating": 2}]},
    }}  # fmt: skip


def test_feedback_that_is_not_theirs_is_not_counted() -> None:
    facts = patching.without_feedback(spoken(), 5)
    assert facts["items"]["A4"]["feedback"] == [patching.tally([4, 6], [])]
    assert facts["items"]["T2"] == spoken()["items"]["T2"]
    assert patching.rests_on(spoken(), "feedback", 5) == ["A4"]


def test_the_last_feedback_leaves_nothing_rather_than_nought() -> None:
    facts = spoken()
    for number in (4, 5, 6, 7, 8):
        facts = patching.without_feedback(facts, number)
    assert facts["items"]["A4"]["feedback"] == [] and facts["items"]["T2"]["hosts"] == []
    assert compose(facts, USUAL).part("A4").points is None


def test_a_mark_is_changed_for_its_class_alone() -> None:
    facts = patching.with_mark(spoken(), "T2", "hr", 5)
    assert [one["mark"] for one in facts["items"]["T2"]["group"]] == [5, 4]
    assert patching.with_mark(spoken(), "T2", "operations", 5) == spoken()
    assert patching.with_mark(spoken(), "A1", "hr", 5) == spoken()


def test_a_hosts_marks_of_a_broadcast_are_not_those_of_the_class_of_hosts() -> None:
    facts = patching.with_mark(spoken(), "T2", "host", 5)
    assert [one.get("mark") for one in facts["items"]["T2"]["hosts"]] == [None, 2]
    assert [one["mark"] for one in facts["items"]["T2"]["group"]] == [3, 5]


def test_figures_and_duty_are_replaced_whole() -> None:
    facts = {**spoken(), "duty": {"3": "1"}}
    facts["items"]["R1"] = {"figures": [{"kind": "figure", "metric": "engage_rate"}]}
    assert patching.with_figures(facts, {"R1": []})["items"]["R1"] == {"figures": []}
    assert patching.with_duty(facts, 2, Decimal("0.5"))["duty"] == {"2": "0.5", "3": "1"}
    assert patching.with_duty(facts, 3, None)["duty"] == {}
