"""What stands in cells and headings, in every way that exports and people write it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core.reasons import Invalid
from zhubo_web.metrics.definitions import DICTIONARY, TAKEN, defined
from zhubo_web.metrics.importing import cells, headings, moments


@pytest.mark.parametrize(
    ("text", "metric", "expected"),
    [
        ("1,234", "view_uv", "1234"),
        ("1.2万", "view_uv", "12000"),
        ("27.4w", "view_pv", "274000"),
        ("1.05亿", "gmv", "105000000"),
        ("１，２３４．５０", "gmv", "1234.5"),
        ("¥1,234.56", "gmv", "1234.56"),
        ("￥12 元", "gmv", "12"),
        ("-40", "net", "-40"),
        ("(40.5)", "net", "-40.5"),
        ("−12", "refund", "-12"),
        ("-¥12", "net", "-12"),
        ("12.82%", "cvr", "12.82"),
        ("１２％", "cvr", "12"),
        ("1/3", "cvr", "33.3333"),
        ("1分23秒", "watch_avg", "83"),
        ("1分钟23秒", "watch_avg", "83"),
        ("45秒", "watch_avg", "45"),
        ("1小时2分", "watch_avg", "3720"),
        ("1:23:45", "watch_avg", "5025"),
        ("01:23", "watch_avg", "83"),
        (" '1 234' ", "view_uv", "1234"),
        ("356人", "view_uv", "356"),
        ("1.2E+3", "view_uv", "1200"),
        (356.0, "view_uv", "356"),
        (0.1 + 0.2, "gmv", "0.3"),
        (timedelta(seconds=83), "watch_avg", "83"),
        (time(0, 1, 23), "watch_avg", "83"),
        ("0", "gmv", "0"),
    ],
)
def test_a_figure_is_read_as_it_is_meant(text: Any, metric: str, expected: str) -> None:
    assert cells.figure(text, defined(metric)) == Decimal(expected)


@pytest.mark.parametrize("text", [None, "", "  ", "-", "--", "—", "－", "N/A", "无", "\u200b"])
@pytest.mark.parametrize("metric", ["gmv", "cvr", "watch_avg"])
def test_an_empty_cell_is_missing_and_never_nought(text: str | None, metric: str) -> None:
    assert cells.figure(text, defined(metric)) is None


@pytest.mark.parametrize(
    ("text", "metric", "says"),
    [
        ("=1+2", "gmv", "公式"),
        ("=cmd|'/c calc'!A1", "gmv", "公式"),
        ("#DIV/0!", "gmv", "公式出错"),
        ("1万+", "view_uv", "不是准数"),
        ("-5", "view_uv", "负数"),
        ("12.5", "view_uv", "整数"),
        ("120%", "cvr", "100%"),
        ("1,23", "gmv", "不是数"),
        ("很多", "gmv", "不是数"),
        (True, "gmv", "不是数"),
        (float("nan"), "gmv", "不是数"),
        (datetime(2026, 1, 1, tzinfo=UTC), "gmv", "不是数"),
        ("9" * 30, "gmv", "太大"),
        ("1/0", "cvr", "不是数"),
        ("@SUM(A1)", "gmv", "不是数"),
    ],
)
def test_what_cannot_be_read_says_why(text: Any, metric: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        cells.figure(text, defined(metric))
    assert says in str(refused.value)


def test_plain_numbers_are_meant_as_the_column_says() -> None:
    assert cells.figure(0.27, defined("watch_avg"), cells.MINUTES) == Decimal("16.2")
    assert cells.figure(0.1282, defined("cvr"), cells.FRACTION) == Decimal("12.82")
    assert cells.figure("12.82%", defined("cvr"), cells.FRACTION) == Decimal("12.82")
    assert cells.figure(1.2, defined("gmv"), cells.MYRIAD) == Decimal(12000)


@given(st.text(max_size=30), st.sampled_from(TAKEN))
def test_any_text_is_a_figure_missing_or_refused(text: str, metric: str) -> None:
    try:
        found = cells.figure(text, defined(metric))
    except Invalid:
        return
    assert found is None or (found.is_finite() and (found >= 0 or defined(metric).signed))


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_money_comes_back_however_it_is_written(value: Decimal) -> None:
    for text in (f"{value}", f"¥{value:,}", f"{value} 元", f"{value:,}元", f" '{value}'"):
        assert cells.figure(text, defined("gmv")) == value


@pytest.mark.parametrize(
    ("value", "day", "at"),
    [
        ("2026/03/21 19:15:15", date(2026, 3, 21), time(19, 15, 15)),
        ("2026-3-1 9:05", date(2026, 3, 1), time(9, 5)),
        ("2019/10/8 星期二 8:20", date(2019, 10, 8), time(8, 20)),
        ("2025-09-07_06-00-00~2025-09-08_00-00-46", date(2025, 9, 7), time(6)),
        ("2026年3月21日 19点15分", date(2026, 3, 21), time(19, 15)),
        ("2026年3月21日(周六) 下午7:15", date(2026, 3, 21), time(19, 15)),
        ("2026-03-21T19:15:15", date(2026, 3, 21), time(19, 15, 15)),
        ("２０２６／０３／２１　１９：１５", date(2026, 3, 21), time(19, 15)),
        ("'2026.3.21'", date(2026, 3, 21), None),
        ("20260321", date(2026, 3, 21), None),
        (20260321, date(2026, 3, 21), None),
        ("20260321_1915", date(2026, 3, 21), time(19, 15)),
        (43248.535, date(2018, 5, 28), time(12, 50, 24)),
        ("43248.5", date(2018, 5, 28), time(12)),
        (datetime(2026, 3, 21, 19, 15, tzinfo=UTC), date(2026, 3, 21), time(19, 15)),
        (date(2026, 3, 21), date(2026, 3, 21), None),
    ],
)
def test_a_start_is_read_in_the_ways_people_write_it(
    value: Any, day: date, at: time | None
) -> None:
    found = moments.when(value)
    assert found is not None and (found.day, found.at) == (day, at)


@pytest.mark.parametrize(
    "value", ["3月21日", "2026-13-01", "2026-02-30 10:00", "25:00", "abc", 7, "=NOW()"]
)
def test_a_start_that_says_too_little_is_refused(value: Any) -> None:
    with pytest.raises(Invalid):
        moments.when(value)


def test_a_time_alone() -> None:
    for value in (
        "19:15",
        "下午7:15",
        "19点15分",
        time(19, 15),
        timedelta(hours=19, minutes=15),
        19.25 / 24,
    ):
        assert moments.time_of_day(value) == time(19, 15)
    assert moments.when("-") is None and moments.time_of_day("") is None
    with pytest.raises(Invalid):
        moments.time_of_day("27:15")


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_any_cell_is_a_start_missing_or_refused(value: Any) -> None:
    for read in (moments.when, moments.time_of_day):
        try:
            read(value)
        except Invalid:
            continue


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("主播抖音号", "account"),
        (" 直播 开始时间 ", "start"),
        ("人均观看时长(分钟)", "watch_avg@minutes"),
        ("人均观看时长（分钟）", "watch_avg@minutes"),
        ("人均停留【秒】", "watch_avg"),
        ("ＧＭＶ", "gmv"),
        ("成交金额（万元）", "gmv@myriad"),
        ("直播间成交金额(元)", "gmv"),
        ("商品曝光-点击率（人数）", "goods_ctr"),
        ("商品曝光-点击率(次数)", ""),
        ("投放消耗（店铺绑定）", "ads_bound"),
        ("场观", "view_uv"),
        ("备注", ""),
        (None, ""),
    ],
)
def test_headings_forgive_width_brackets_blanks_case_and_units(heading: Any, target: str) -> None:
    assert headings.guess(heading) == target


def test_a_rate_in_fractions_is_known_by_its_cells_and_an_unclear_duration_is_asked() -> None:
    assert headings.guess("看播成交率", [0.01, 0.2]) == "cvr@fraction"
    assert headings.guess("看播成交率", [1.5, 0.2]) == "cvr"
    assert headings.guess("看播成交率(%)", [0.5, 0.2]) == "cvr"
    assert headings.guess("人均停留时长", [45, 60]) == ""
    assert headings.guess("人均停留时长", ["1分3秒"]) == "watch_avg"


def test_rates_that_can_be_computed_are_left_out() -> None:
    assert headings.without_computed(["buyers", "view_uv", "cvr", "gpm"]) == [
        "buyers",
        "view_uv",
        "",
        "gpm",
    ]


def test_every_target_is_a_place_or_a_figure_that_people_may_enter() -> None:
    assert len(set(headings.TARGETS)) == len(headings.TARGETS)
    for target in headings.TARGETS:
        name, _scale = headings.metric_of(target)
        assert name in headings.PLACES or DICTIONARY[name][-1].is_taken
    for target in headings.ALIASES:
        assert target in headings.TARGETS
