"""A pasted schedule: headers in any order and width, days and times as people write them, hostile text."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.broadcasts.importing.schedule import (
    HEADERS,
    MOST_LINES,
    day_of,
    key,
    read,
    time_of,
)
from zhubo_web.core import clock

TODAY = date(2026, 11, 27)
HEAD = "日期\t开始\t结束\t直播间\t主题\t主播\t助播\t跟播"
ROW = "11-28\t19:30\t21:30\t护肤直播间\t晚场\t何主播\t陈小满、李一帆\t马运营"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return clock.shanghai(date(2026, 11, day), hour, minute)


def test_a_line_becomes_a_broadcast() -> None:
    lines, errors = read(f"{HEAD}\n{ROW}", TODAY)
    assert errors == [] and len(lines) == 1
    line = lines[0]
    assert (line.number, line.room, line.title) == (2, "护肤直播间", "晚场")
    assert (line.start, line.end) == (at(28, 19, 30), at(28, 21, 30))
    assert line.names == {
        "host": ("何主播",),
        "assistant": ("陈小满", "李一帆"),
        "observer": ("马运营",),
    }
    assert line.errors == []


@pytest.mark.parametrize(
    "text",
    [
        "直播间,日期,结束,开始\n护肤直播间,2026/11/28,21:30,19:30",
        "直播间，日期，结束，开始\n护肤直播间，１１／２８，２１：３０，１９：３０",
        "\n\n直播间\t日期\t结束\t开始\n护肤直播间\t11月28日 周六\t21点半\t19点30分\n\n",
        "room,date,end,start\r\n护肤直播间,11.28,21:30:00,19:30:00\r\n",
        '日期\t备注\t开播\t下播\t直播间\n11-28\t"两行\n备注"\t19:30\t21:30\t护肤直播间',
        "\ufeff日 期\t开始\t结束\t直播间\n11-28（周六）\t19:30\t21:30\t护肤直播间",
    ],
)
def test_order_width_and_separator_do_not_matter(text: str) -> None:
    lines, errors = read(text, TODAY)
    assert errors == []
    assert [(one.start, one.end, one.room) for one in lines] == [
        (at(28, 19, 30), at(28, 21, 30), "护肤直播间")
    ]


def test_an_end_before_the_start_is_after_midnight() -> None:
    lines, _ = read("日期,开始,结束,直播间\n11-28,22:00,00:30,甲\n11-28,22:00,24:00,甲", TODAY)
    assert [one.end for one in lines] == [at(29, 0, 30), at(29, 0)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1-3", date(2027, 1, 3)),
        ("11-20", date(2026, 11, 20)),
        ("2027年1月3日", date(2027, 1, 3)),
        ("2-29", None),
        ("2028-2-29", date(2028, 2, 29)),
        ("13-1", None),
        ("明天", None),
        ("", None),
    ],
)
def test_a_day_without_a_year_is_the_next_one(text: str, day: date | None) -> None:
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9:05", 545),
        ("19点", 1140),
        ("19时30", 1170),
        ("24:00", 1440),
        ("24:01", None),
        ("25:00", None),
        ("7:60", None),
        ("晚上7点", None),
        ("19:30:15", None),
    ],
)
def test_a_time_is_read_or_refused(text: str, minutes: int | None) -> None:
    assert time_of(text) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "没有内容"),
        (ROW, "缺少"),
        (HEAD, "没有场次"),
        ("日期,开始,结束\n11-28,19:30,21:30", "直播间"),
        ("\n".join([HEAD, *[ROW] * (MOST_LINES + 1)]), "最多 60 行"),
        ("x" * 50_000, "太长"),
    ],
)
def test_what_is_no_schedule_is_refused_as_a_whole(text: str, word: str) -> None:
    lines, errors = read(text, TODAY)
    assert lines == [] and word in str(errors[0])


def test_every_line_says_what_is_wrong_in_it() -> None:
    lines, _ = read("日期,开始,结束,直播间\n明天,七点,八点,\n11-28,9:00,9:05,甲", TODAY)
    assert [str(one) for one in lines[0].errors] == [
        "没写直播间",
        "日期“明天”看不懂，写成 11-27",
        "时间“七点”看不懂，写成 19:30",
        "时间“八点”看不懂，写成 19:30",
    ]
    assert [str(one) for one in lines[1].errors] == ["一场在 10 分钟到 12 小时之间"]


@given(st.text(max_size=400))
def test_whatever_is_pasted_is_read_or_refused_and_never_fails(text: str) -> None:
    lines, errors = read(text, TODAY)
    assert bool(lines) != bool(errors)


CELL = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=30)


@given(st.lists(st.lists(CELL, max_size=9), max_size=8), st.permutations(list(HEADERS)))
def test_hostile_cells_under_true_headers_make_no_broadcast_without_times(
    rows: list[list[str]], order: list[str]
) -> None:
    head = "\t".join(HEADERS[name][0] for name in order)
    body = "\n".join("\t".join(cells) for cells in rows)
    lines, _ = read(f"{head}\n{body}", TODAY)
    for line in lines:
        assert line.errors or (line.start is not None and line.end is not None)
        assert line.start is None or line.end is None or line.start < line.end
        assert len(line.title) <= 60 or line.errors


@given(st.text(alphabet=[chr(n) for n in range(0x21, 0x7F)] + list("陈小满李一帆"), max_size=20))
def test_a_name_is_compared_however_wide_it_is_written(name: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isascii() else char for char in name)
    assert key(f" {wide} ") == key(" ".join(name)) == key(name.upper())


@given(
    st.dates(date(2026, 6, 1), date(2027, 5, 1)),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(10, 720),
)
def test_what_is_written_is_what_is_read(day: date, hour: int, minute: int, length: int) -> None:
    start = clock.shanghai(day, hour, minute)
    end = clock.local(start + timedelta(minutes=length))
    text = f"日期,开始,结束,直播间\n{day:%Y-%m-%d},{hour}:{minute:02d},{end:%H:%M},甲"
    lines, _ = read(text, TODAY)
    assert (lines[0].start, lines[0].end, lines[0].errors) == (start, end, [])
