"""A figure of a month opens down to the cells that it was reckoned from, not to those of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.cast import Member
from tests.counting import MOST_STATEMENTS, counted
from tests.months.compass import IMPORTED, listed_by_compass
from tests.months.november import FROZEN, November
from tests.months.reported import result
from zhubo_web.extensions import db
from zhubo_web.metrics.models import decide, recorded, write_down
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.gathering import regather_figures

HOUR = timedelta(hours=1)


class Opened:
    """The page of chen's 评论率（次数口径）, as ma reads it."""

    def __init__(self, november: November, client_of: Callable[[Member], FlaskClient]) -> None:
        self.november, self.client_of = november, client_of
        november.opened()
        november.freeze()
        with november.at(FROZEN + HOUR):
            one = november.one()
            self.number = result(one, november.cast, one.facts).id

    def told(self, version: int = 1) -> str:
        with time_machine.travel(FROZEN + timedelta(days=2), tick=False):
            client = self.client_of(self.november.cast.ma)
            path = f"/months/{self.number}/report/figures/comment_count_rate?version={version}"
            with counted(self.november.app) as statements:
                answer = client.get(path)
            assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
        return answer.text

    def line(self, version: int = 1) -> str:
        """The row of the broadcast of the 25th."""
        here = f'/broadcasts/{self.november.id}/figures"'
        return next(one for one in self.told(version).split("<tr") if here in one)


@pytest.fixture
def opened(
    november: November, tmp_path: Path, client_of: Callable[[Member], FlaskClient]
) -> Opened:
    listed_by_compass(november, tmp_path)
    return Opened(november, client_of)


def test_a_value_names_file_line_and_column(opened: Opened) -> None:
    line = opened.line()
    assert "42.67%" in line and "评论次数 640" in line and "后来更正" not in line
    assert "直播明细.xlsx · 第 10 行 · O 列“评论次数”" in line
    assert "K 列“直播间观看次数”" in line


def test_a_correction_after_freezing_stands_beside_what_was_scored(opened: Opened) -> None:
    november = opened.november
    with november.at(FROZEN + 2 * HOUR):
        changed = {"comments": Decimal(10)}
        write_down(november.held.broadcast, changed, november.person("ma"), "数错了")
    line = opened.line()
    assert "42.67%" in line and "评论次数 640" in line
    assert "后来更正，不算进这个月：评论次数 10" in line and "数错了" in line


def test_what_a_decision_changed_counts_from_its_version_on(opened: Opened) -> None:
    november = opened.november
    with november.at(FROZEN + 2 * HOUR):
        one = db.session.get_one(MonthlyEvaluation, opened.number)
        decide(november.held.broadcast, {"comments": Decimal(900)}, ("appeal", 1), "按决定")
        db.session.flush()
        changes: Any = {november.id: {"comments": Decimal(900)}}
        one._write(regather_figures(one, one.results[-1].facts, changes), None)
    assert "42.67%" in opened.line(1) and "后来更正，不算进这个月：评论次数 900" in opened.line(1)
    assert (
        "60%" in opened.line(2)
        and "评论次数 900" in opened.line(2)
        and "后来更正" not in opened.line(2)
    )


def test_what_was_recorded_then_is_what_stood_then(opened: Opened) -> None:
    november = opened.november
    with november.at(FROZEN):
        assert recorded([november.id], ["comments"], IMPORTED - HOUR) == []
        (one,) = recorded([november.id], ["comments"], IMPORTED)
        assert (one.value, one.column) == (640, ("O", "评论次数"))
