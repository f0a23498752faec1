"""四项原则 of one assistant, objections among what was looked at again, and raters beside the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.appeals.case import DROPPED, PUBLISHED, UPHELD, Case
from tests.appeals.conftest import case
from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.core.database import begin_reading
from zhubo_web.dashboards import leaning
from zhubo_web.dashboards.leaning import Raters, leans, units_of
from zhubo_web.dashboards.models.measuring import Span
from zhubo_web.months import calendars

__all__ = ["case"]
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
MONTH = "?month=2026-11"
LATER = PUBLISHED + timedelta(days=2)
Enter = Callable[[Member], FlaskClient]


def objections(case: Case, first: date) -> tuple[int, int]:
    """(stood, changed) of a month."""
    with time_machine.travel(LATER, tick=False), case.app.app_context():
        begin_reading()
        share = Span(*calendars.bounds(first)).decisions.objections
        return len(share.met), len(share.missed)


def test_an_objection_counts_in_the_month_of_what_it_is_about_once_it_is_served(case: Case) -> None:
    number = case.quick(kind="observation")
    case.do(number, "write_decision", "qian", DROPPED)
    assert objections(case, NOVEMBER) == (0, 0)
    case.do(number, "serve", "hong")
    assert objections(case, NOVEMBER) == (0, 1)
    assert objections(case, DECEMBER) == (0, 0)
    case.served(UPHELD)
    assert objections(case, NOVEMBER) == (1, 1)


def test_the_sum_is_for_everybody_and_that_there_was_an_objection_for_few(
    case: Case, cast: Cast, client_of: Enter
) -> None:
    case.served(UPHELD)
    with time_machine.travel(LATER, tick=False):
        for name, told in (("he", False), ("ma", False), ("hong", True), ("qian", True)):
            reader = client_of(getattr(cast, name))
            with counted(case.app) as statements:
                page = reader.get(f"/principles{MONTH}").text
            assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
            assert "1 / 1" in page and ("其中申请复核" in page) is told, name
        client = client_of(cast.hong)
        rows = client.get(f"/principles/upheld{MONTH}").text
        assert "申请复核" in rows and "做到了" in rows
        assert "还有 1 条" in client_of(cast.he).get(f"/principles/upheld{MONTH}").text


@pytest.mark.parametrize("name", ["chen", "ma", "qian"])
def test_the_page_of_one_assistant(case: Case, cast: Cast, client_of: Enter, name: str) -> None:
    case.served(UPHELD)
    client = client_of(getattr(cast, name))
    with time_machine.travel(LATER, tick=False):
        client.get("/")
        with counted(case.app) as statements:
            page = client.get(f"/principles/people/{cast.chen.id}{MONTH}")
        assert page.status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
        assert "跟播 120 分钟，共 120 分钟" in page.text and "语言表达" in page.text
        assert ("维持 1 件" in page.text) is (name != "ma")


def test_nobody_else_reads_it(case: Case, cast: Cast, client_of: Enter) -> None:
    with time_machine.travel(LATER, tick=False):
        for name in ("li", "wu"):
            page = client_of(getattr(cast, name)).get(f"/principles/people/{cast.chen.id}{MONTH}")
            assert page.status_code == 404, name
        assert client_of(cast.he).get(f"/principles/people/{cast.chen.id}").status_code == 404
        listed = client_of(cast.ma).get(f"/principles/people{MONTH}").text
        assert "陈小满" in listed
        assert "陈小满" not in client_of(cast.wu).get(f"/principles/people{MONTH}").text


# ── raters ──────────────────────────────────────────────────────────────────────────────────────


def rated(things: int, *, by: int) -> list[leaning.Unit]:
    """Rater 1 gives so much more than raters 2 and 3, on four items each."""
    items = ("a", "b", "c", "d")
    return units_of(
        (("month", number), 9, rater, dict.fromkeys(items, 3 + (by if rater == 1 else 0)))
        for number in range(things)
        for rater in (1, 2, 3)
    )


def test_who_marks_higher_than_the_others_is_not_close() -> None:
    first, second, third = leans(rated(3, by=2))
    assert first.mean == 2 and second.mean == third.mean == -1
    assert Raters([first, second, third]).close == []
    assert all(one.close for one in leans(rated(3, by=0)))


def test_few_units_or_few_things_say_nothing() -> None:
    assert Raters(leans(rated(2, by=2))).known == []
    assert (
        leans(units_of([(("month", 1), 9, 1, {"a": 3}), (("month", 1), 9, 2, {"a": None})])) == []
    )


def test_a_difference_within_chance_is_close() -> None:
    marks = [(5, 1), (1, 5), (5, 2), (5, 1), (2, 4)] * 2
    rows = [
        (("broadcast", number), 9, rater, {"a": pair[rater]})
        for number, pair in enumerate(marks)
        for rater in (0, 1)
    ]
    first, second = leans(units_of(rows))
    assert first.mean == 1 and first.close and second.close


def test_months_are_compared_once_they_are_out(case: Case, cast: Cast, client_of: Enter) -> None:
    with time_machine.travel(LATER, tick=False):
        page = client_of(cast.chen).get(f"/principles/raters{MONTH}").text
        assert "马运营" not in page and "还有 3 条是别人的" in page
        assert "看得太少" in client_of(cast.ma).get(f"/principles{MONTH}").text
        rows = client_of(cast.ma).get(f"/principles/raters{MONTH}").text
        assert "马运营" in rows and "林资深" in rows and "看得太少" in rows
        own = client_of(cast.ma).get(f"/principles/raters/{cast.lin.id}{MONTH}").text
        assert "陈小满" in own and "一样" in own
        assert (
            client_of(cast.chen).get(f"/principles/raters/{cast.lin.id}{MONTH}").status_code == 404
        )
