"""Working days: those of 2026 as announced, make-up days, later years that are imported or missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast, Member
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.duties import calendars
from zhubo_web.duties.models import CalendarDay, missing_year, working_calendar, year_to_import
from zhubo_web.extensions import db

Commit = Callable[[], None]
Enter = Callable[[Member], FlaskClient]
NEXT_YEAR = "date,kind,name\n2027-01-01,holiday,元旦\n2027-02-06，放假，春节\n2027/2/14\t上班\t春节"


def shipped() -> clock.Calendar:
    off = {one.date for one in calendars.SHIPPED if one.kind == "holiday"}
    return clock.Calendar(off, {one.date for one in calendars.SHIPPED if one.kind == "worked"})


def test_2026_has_33_days_off_and_six_make_up_days() -> None:
    kinds = [one.kind for one in calendars.SHIPPED]
    assert (kinds.count("holiday"), kinds.count("worked")) == (33, 6)
    assert len({one.date for one in calendars.SHIPPED}) == 39


@pytest.mark.parametrize("worked", [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])
def test_make_up_days_are_weekend_days_that_are_worked(worked: tuple[int, int]) -> None:
    day = date(2026, *worked)
    assert day.weekday() >= 5
    assert shipped().works(day)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ((1, 1), (1, 3)),
        ((2, 15), (2, 23)),
        ((4, 4), (4, 6)),
        ((5, 1), (5, 5)),
        ((6, 19), (6, 21)),
        ((9, 25), (9, 27)),
        ((10, 1), (10, 7)),
    ],
)
def test_every_day_of_a_holiday_is_off_and_the_days_around_it_are_as_announced(
    first: tuple[int, int], last: tuple[int, int]
) -> None:
    day, end = date(2026, *first), date(2026, *last)
    while day <= end:
        assert not shipped().works(day)
        day += timedelta(days=1)


def test_a_working_day_of_2026_is_one_of_248() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(shipped().works(day) for day in days) == 248


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-09-18 10:00", 1, "2026-09-20 10:00"),  # Friday: the Sunday after is made up
        ("2026-09-30 10:00", 1, "2026-10-08 10:00"),  # the day before National Day
        ("2026-10-09 10:00", 2, "2026-10-12 10:00"),  # Saturday the 10th is made up
        ("2026-02-13 18:00", 2, "2026-02-24 18:00"),  # Spring Festival, with the 14th made up
        (
            "2026-12-31 10:00",
            1,
            "2027-01-01 10:00",
        ),  # no data: weekdays count, and a banner says so
        ("2026-11-27 10:00", 5, "2026-12-04 10:00"),
    ],
)
def test_so_many_working_days_later(start: str, days: int, end: str) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=clock.SHANGHAI)
    expected = datetime.fromisoformat(end).replace(tzinfo=clock.SHANGHAI)
    assert shipped().add(moment, days) == expected


@given(st.dates(date(2026, 1, 1), date(2026, 12, 20)), st.integers(0, 40))
def test_a_count_of_working_days_ends_on_one_and_holds_as_many(day: date, days: int) -> None:
    start = clock.shanghai(day, 12)
    end = clock.local(shipped().add(start, days)).date()
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(shipped().works(one) for one in between) == days
    assert days == 0 or shipped().works(end)


def test_days_are_shown_as_the_announcement_speaks_of_them() -> None:
    rows = sorted((one.date, one.kind, one.name) for one in calendars.SHIPPED)
    spans = calendars.spans(rows)
    off = [(one.name, one.days) for one in spans if one.kind == "holiday"]
    assert off == [
        ("元旦", 3), ("春节", 9), ("清明节", 3), ("劳动节", 5), ("端午节", 3), ("中秋节", 3), ("国庆节", 7),
    ]  # fmt: skip
    assert sum(one.days for one in spans) == 39


def test_rows_are_read_whatever_parts_them() -> None:
    read = calendars.read_days(NEXT_YEAR)
    assert [(one.date.isoformat(), one.kind, one.name) for one in read] == [
        ("2027-01-01", "holiday", "元旦"),
        ("2027-02-06", "holiday", "春节"),
        ("2027-02-14", "worked", "春节"),
    ]


@pytest.mark.parametrize(
    "rows",
    ["", "明天,放假,元旦", "2027-02-30,放假,春节", "2027-01-01,休假,元旦", "2027-01-04,上班,元旦",
     "2027-01-01,放假,元旦\n2027-01-01,放假,元旦", "2027-01-01"],
)  # fmt: skip
def test_a_row_that_cannot_be_right_is_refused(rows: str) -> None:
    with pytest.raises(Invalid):
        calendars.read_days(rows)


def test_the_shop_knows_2026_and_says_that_2027_is_missing(cast: Cast, inside: Commit) -> None:
    assert not working_calendar().works(date(2026, 10, 1))
    assert working_calendar().works(date(2026, 10, 10))
    assert missing_year(date(2026, 12, 31)) is None
    assert missing_year(date(2027, 1, 4)) == 2027


@pytest.mark.parametrize(
    ("now", "missing"), [("2026-11-27", None), ("2026-12-01", 2027), ("2027-01-05", 2027)]
)
def test_from_december_on_the_next_year_is_asked_for(
    cast: Cast, inside: Commit, now: str, missing: int | None
) -> None:
    with time_machine.travel(datetime.fromisoformat(f"{now}T12:00:00+08:00")):
        assert year_to_import() == missing


def test_an_imported_year_counts_and_replaces_what_was_there(cast: Cast, inside: Commit) -> None:
    guo = db.session.get_one(Person, cast.guo.id)
    with time_machine.travel(datetime.fromisoformat("2026-12-01T12:00:00+08:00")):
        CalendarDay.take(calendars.read_days(NEXT_YEAR), guo)
        assert CalendarDay.take(calendars.read_days("2027-01-01,放假,元旦"), guo) == [2027]
    inside()
    assert [one.name for one in CalendarDay.of_year(2027)] == ["元旦"]
    assert missing_year(date(2027, 6, 1)) is None
    assert not working_calendar().works(date(2027, 1, 1))


def test_years_that_are_over_stay_as_they_were(cast: Cast, inside: Commit) -> None:
    guo = db.session.get_one(Person, cast.guo.id)
    with (
        time_machine.travel(datetime.fromisoformat("2027-03-01T12:00:00+08:00")),
        pytest.raises(Invalid),
    ):
        CalendarDay.take(calendars.read_days("2026-01-01,放假,元旦"), guo)


def test_only_administration_and_the_owner_put_days_in(cast: Cast, inside: Commit) -> None:
    days = calendars.read_days("2027-01-01,放假,元旦")
    for name in ("ma", "lin", "hong", "he", "chen", "dai", "sun"):
        with pytest.raises(Denied):
            CalendarDay.take(days, db.session.get_one(Person, getattr(cast, name).id))


def test_the_page_takes_rows_and_keeps_what_was_typed(cast: Cast, client_of: Enter) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-12-02T12:00:00+08:00"), tick=True):
        guo = client_of(cast.guo)
        assert "2027 年的放假安排还没有" in guo.get("/calendar").text
        assert "2027 年的放假安排还没有" in guo.get("/").text
        refused = guo.post("/calendar", data={"rows": "2027-01-04,上班,元旦"})
        assert refused.status_code == 422
        assert "2027-01-04,上班,元旦" in refused.text and "第 1 行" in refused.text
        assert guo.post("/calendar", data={"rows": NEXT_YEAR}).status_code == 303
        page = guo.get("/calendar?year=2027").text
        assert "2027-02-14" in page and "放假安排还没有" not in page
        assert "放假安排还没有" not in client_of(cast.chen).get("/").text
