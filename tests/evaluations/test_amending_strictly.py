"""Amendments of ratings by item: evidence that is gone, red lines that fall, who decides twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tests.cast import Cast
from tests.evaluations.published import (
    DAY,
    DECIDED,
    HOUR,
    TAPS,
    take_away,
)
from tests.held import Held, hold
from zhubo_web.core.reasons import Denied
from zhubo_web.core.workflow import STRICT, SYSTEM
from zhubo_web.evaluations.models import Given
from zhubo_web.policies.rubrics import BROADCAST

CODES = [one.code for one in BROADCAST]


def strictly(app: Flask, cast: Cast, marks: dict[str, int], *, line: bool = False) -> Held:
    """Each of these items rests on both issues, the others are 3; the red line on the first."""
    held = hold(app, cast, taps=TAPS, watched=30, setting=STRICT)
    held.clock(timedelta(minutes=1))
    evidence = dict.fromkeys(marks, held.notes[:2])
    given = Given({**dict.fromkeys(CODES, 3), **marks}, evidence, "演示清楚", "参数说错")
    with held.at(HOUR):
        one = held.evaluation()
        one.submit(held.person("ma"), given)
        if line:
            one.name_red_line(held.person("ma"), held.notes[0], "编造功效")
            one.settle_red_line(held.person("lin"), kept=True)
        one.publish(held.person("hong"))
    return held


def test_a_low_item_becomes_3_once_all_its_evidence_is_gone(app: Flask, cast: Cast) -> None:
    held = strictly(app, cast, {"C1": 1, "C2": 5})
    with held.at(2 * DAY):
        found = held.evaluation().without(held.notes[:1])
        assert found is not None and not found.changes
    take_away(held, 0, 1, after=2 * DAY)
    with held.at(3 * DAY):
        found = held.evaluation().amend(SYSTEM, **DECIDED)
        assert [(c.name, c.before, c.after, c.why) for c in found.changes] == [
            ("C1", 1, 3, "evidence")
        ]
        newest = held.evaluation().deciding()
        assert newest is not None and newest.evidence == {}
        assert newest.read["C2"] == 5


def test_a_red_line_falls_with_its_note_and_its_cap(app: Flask, cast: Cast) -> None:
    held = strictly(app, cast, {"C2": 5}, line=True)
    with held.at(2 * DAY):
        one = held.evaluation()
        assert one.score == one.cap == Decimal("59")
        assert one.without(held.notes[1:2]).changes == ()  # type: ignore[union-attr]
    take_away(held, 0, after=2 * DAY)
    with held.at(3 * DAY):
        one = held.evaluation()
        found = one.amend(SYSTEM, **DECIDED)
        assert found.red_line_falls and not one.red_line_confirmed and one.cap is None
        assert one.score == found.before.uncapped
        assert not one.amend(SYSTEM, **DECIDED).changes


def test_who_decided_the_dispute_decides_no_second_time(app: Flask, cast: Cast) -> None:
    held = strictly(app, cast, {"C1": 2})
    with held.at(DAY):
        held.evaluation().dispute(held.person("chen"), "卡片写错的")
        held.evaluation().revise(
            held.person("lin"), Given({**dict.fromkeys(CODES, 3), "C1": 3}), "看过卡片"
        )
        with pytest.raises(Denied, match="参加过"):
            held.evaluation().amend(held.person("lin"), **DECIDED)
