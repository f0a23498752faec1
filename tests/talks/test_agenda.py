"""What a talk is about, from the marks of a month."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.months.facts import everywhere, mark
from zhubo_web.months.explaining import proposals
from zhubo_web.months.scoring import compose
from zhubo_web.policies.composites import USUAL
from zhubo_web.talks import agenda
from zhubo_web.talks.views import saying

RATED = [one.code for one in USUAL.rated]


def facts(**marks: int) -> dict[str, Any]:
    """Threes, but for these items."""
    made = everywhere(3)
    for code, value in marks.items():
        sources = USUAL.item(code).sources
        made["items"][code] = {one.name: [mark(value)] for one in sources}
    return made


def built(
    made: dict[str, Any], own: Any = None, classes: Any = (), said: Any = ()
) -> agenda.Agenda:
    return agenda.build(compose(made, USUAL), USUAL, own or {}, classes, said)


def test_the_best_are_strengths_and_the_weakest_gaps() -> None:
    found = built(facts(A1=5, T1=4, A2=2, T2=1))
    # Figures as usual are worth 80 each: no strength, no gap.
    assert [one.code for one in found.strengths] == ["A1", "T1"]
    assert [one.code for one in found.gaps] == ["T2", "A2"]


def test_it_proposes_what_the_report_proposes() -> None:
    made, said = facts(T2=1, A2=3), [("ops", "小结写早一点")]
    found = built(made, said=said).advice
    assert found == proposals(compose(made, USUAL), USUAL, said)
    assert saying.proposed(found[0]) == "小结写早一点"
    assert "团队协作：能配合主播完成流程" in [saying.proposed(one) for one in found]


def test_of_two_alike_the_heavier_comes_first() -> None:
    names = [one.item.name for one in built(facts()).advice if one.item]
    assert names == ["产品知识", "互动技巧", "责任心"]


@pytest.mark.parametrize(("own", "classes", "found"), [
    ({"T1": 5}, [{"T1": 3}, {"T1": 4}], [("责任心", 5, Decimal("3.5"))]),
    ({"T1": 2}, [{"T1": 3}], [("责任心", 2, Decimal("3.0"))]),
    ({"T1": 4}, [{"T1": 3}, {"T1": 4}], []),
    ({"T1": None}, [{"T1": 1}], []),
    ({"T1": 5}, [{"T1": None}], []),
    ({}, [{"T1": 1}], []),
])  # fmt: skip
def test_where_the_views_differ_by_a_mark(own: Any, classes: Any, found: Any) -> None:
    differing = agenda.differences(own, classes, USUAL)
    assert [(one.name, one.own, one.group) for one in differing] == found


@given(some.dictionaries(some.sampled_from(RATED), some.integers(1, 5)))
def test_nothing_is_both_and_there_are_three_at_most(marks: dict[str, int]) -> None:
    found = built(facts(**marks))
    assert not {one.code for one in found.strengths} & {one.code for one in found.gaps}
    assert max(len(found.strengths), len(found.gaps), len(found.advice)) <= agenda.MOST
    assert all(one.points > agenda.GOOD for one in found.strengths)
    assert [one.points for one in found.gaps] == sorted(one.points for one in found.gaps)
