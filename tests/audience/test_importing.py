"""Reading recorded comment logs. Every log here is written for the test."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.audience.importing import (
    Line,
    LogRefused,
    Problem,
    folder_start,
    line_key,
    read_log,
)
from zhubo_web.audience.synthesis import comments, write_log
from zhubo_web.core.clock import SHANGHAI

HEADING = "time,user_id,user_name,content,grade,fans_club\n"
DAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 20, 0, tzinfo=SHANGHAI)


def read(log: str | bytes, started: time = time(20, 0)) -> list[Line | Problem]:
    content = log.encode() if isinstance(log, str) else log
    return list(read_log(io.BytesIO(content), day=DAY, started=started))


def lines(log: str | bytes, started: time = time(20, 0)) -> list[Line]:
    rows = read(log, started)
    assert not [row for row in rows if isinstance(row, Problem)]
    return [row for row in rows if isinstance(row, Line)]


def log_of(*rows: tuple[str, str, str]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerows((at, user, "晨雨", text, "[等级3]", "") for at, user, text in rows)
    return HEADING + written.getvalue()


def keys(rows: Iterable[Line]) -> list[str]:
    return [line_key(b"key", "room", row) for row in rows]


def test_a_row_becomes_a_line_with_its_moment_and_viewer() -> None:
    (line,) = lines(
        "\ufeff" + HEADING + "20:05:09,1001,晨雨🌙,几号链接[捂脸],[等级3],[粉丝团 Lv9]\n"
    )
    assert line.row == 2
    assert line.at == datetime(2026, 11, 23, 20, 5, 9, tzinfo=SHANGHAI)
    assert (line.viewer.user_id, line.viewer.user_name) == ("1001", "晨雨🌙")
    assert (line.text, line.occurrence) == ("几号链接[捂脸]", 1)


def test_a_line_keeps_its_viewer_and_words_out_of_logs() -> None:
    (line,) = lines(log_of(("20:05:09", "1001", "几号链接")))
    assert not any(word in repr(line) for word in ("1001", "晨雨", "几号链接"))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_text_and_bytes_any_line_ending_and_mark_read_alike(mark: str, ending: str) -> None:
    log = mark + log_of(("20:05:09", "1", "来了"), ("20:05:10", "2", "=1+1")).replace("\n", ending)
    from_text = list(read_log(io.StringIO(log, newline=""), day=DAY, started=time(20, 0)))
    assert from_text == lines(log)
    assert [line.text for line in lines(log)] == ["来了", "=1+1"]


@pytest.mark.parametrize(
    "text", ["=SUM(A1)", "+1", "-_-", "@主播", '说"好"', "一，二,三", "两\n行", "  空 "]
)
def test_awkward_comments_arrive_unchanged(text: str) -> None:
    first, second = lines(log_of(("20:05:09", "1", text), ("20:05:10", "2", "来了")))
    assert (first.text, second.text) == (text, "来了")


def test_midnight_is_followed_and_small_disorder_is_not_midnight() -> None:
    times = ("23:59:58", "00:00:01", "23:59:59", "00:00:03", "00:00:02", "00:30:00", "02:10:00")
    got = [line.at for line in lines(log_of(*((at, "1", at) for at in times)), time(23, 50))]
    next_day = DAY + timedelta(days=1)
    assert [at.date() for at in got] == [DAY, next_day, DAY, *[next_day] * 4]
    assert [f"{at:%H:%M:%S}" for at in got] == list(times)


def test_a_recording_that_starts_just_before_midnight_has_its_first_comment_on_the_next_day() -> (
    None
):
    (line,) = lines(log_of(("00:00:10", "1", "来了")), time(23, 59))
    assert line.at.date() == DAY + timedelta(days=1)


def test_a_long_silence_does_not_turn_back_the_day() -> None:
    first, second = lines(log_of(("14:00:00", "1", "来了"), ("04:00:00", "1", "还在")), time(14, 0))
    assert second.at - first.at == timedelta(hours=14)


def test_broken_rows_are_reported_and_the_rest_is_read() -> None:
    log = (
        HEADING
        + "20:05:09,1,晨雨,来了,,\n"
        + "25:00:00,1,晨雨,几点了,,\n"
        + "20:05:10,,晨雨,谁在,,\n"
        + "20:05:11,1,晨雨,   ,,\n"
        + "20:05:12,1\n"
        + '20:05:13,1,晨雨,"没有合上,,\n'
        + "20:05:14,1,晨雨,好看,,\n"
        + "20:05:15,1,晨雨,"
        + "长" * 1001
        + ",,\n\n"
        + "20:05:16,1,晨雨,一,二,三,四\n"
        + "20:05:17,1,晨雨,再见,,"
    )
    rows = read(log)
    assert [row.text for row in rows if isinstance(row, Line)] == ["来了", "好看", "再见"]
    problems = [row for row in rows if isinstance(row, Problem)]
    assert [(one.row, one.column) for one in problems] == [
        (3, "time"),
        (4, "user_id"),
        (5, "content"),
        (6, None),
        (7, None),
        (9, "content"),
        (10, None),
    ]
    assert str(problems[3].reason) == "应有 6 列，实际 2 列，这一行没有导入。"
    assert "晨雨" not in repr(problems)


def test_undecodable_bytes_in_one_row_cost_that_row_only() -> None:
    log = log_of(("20:05:09", "1", "来了")).encode() + b"20:05:10,1,a,\xff\xfe,,\n"
    log += "20:05:11,1,晨雨,好看,,\n".encode()
    first, broken, last = read(log)
    assert isinstance(first, Line) and isinstance(last, Line)
    assert isinstance(broken, Problem) and broken.row == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"\xef\xbb\xbf", "空的"),
        (b"\n\n", "空的"),
        (b"PK\x03\x04\x14\x00\x06\x00", "不是文本文件"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        (b"a" * 70000, "不是文本文件"),
        ((HEADING + "20:05:09,1,晨雨,来了,,\n").encode("utf-16"), "UTF-8"),
        (
            b"time,user_id,user_name,gift_name,gift_count,diamond_total,grade,fans_club\n",
            "gift.csv",
        ),
        (b"time,user_id,user_name,count,total,grade,fans_club\n", "like.csv"),
        (b"time,user_id,user_name,action,follow_count,grade,fans_club\n", "social.csv"),
        (b"time,user_id,user_name,gender,grade,fans_club,member_count\n", "member.csv"),
        (b"time,current,total_pv,total_user,online_anchor\n", "stats.csv"),
        (b"time,status\n", "control.csv"),
        (b"20:05:09,1,a,b,,\n", "表头"),
        (b"name;price\n", "表头"),
        (b'"open\n', "表头"),
    ],
)
def test_another_kind_of_file_is_refused_at_once_with_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(LogRefused) as refused:
        read_log(io.BytesIO(content), day=DAY, started=time(20, 0))
    assert says in str(refused.value)
    assert "chat.csv" in str(refused.value) or "UTF-8" in str(refused.value)
    assert refused.value.status == 422
    assert str(refused.value) == refused.value.msgid % (refused.value.values or {})


def test_a_log_saved_in_gbk_is_refused_when_its_first_chinese_comes() -> None:
    log = (HEADING + "20:05:09,1,a,b,,\n20:05:10,1,晨雨,来了,,\n").encode("gbk")
    rows = read_log(io.BytesIO(log), day=DAY, started=time(20, 0))
    assert isinstance(next(rows), Line)
    with pytest.raises(LogRefused, match="UTF-8"):
        next(rows)


def test_a_text_stream_in_the_wrong_encoding_is_refused() -> None:
    stream = io.TextIOWrapper(
        io.BytesIO((HEADING + "20:05:09,1,晨雨,来了,,\n").encode("gbk")), "utf-8"
    )
    with pytest.raises(LogRefused, match="UTF-8"):
        list(read_log(stream, day=DAY, started=time(20, 0)))


def test_equal_comments_of_a_second_are_numbered_each_gets_its_own_key() -> None:
    log = log_of(*[("20:05:09", "1", "要")] * 3, ("20:05:09", "2", "要"), ("20:05:10", "1", "要"))
    got = lines(log)
    assert [line.occurrence for line in got] == [1, 2, 3, 1, 1]
    assert len(set(keys(got))) == 5


def test_a_late_line_of_a_second_goes_on_counting() -> None:
    log = log_of(("20:05:09", "1", "要"), ("20:40:00", "1", "在"), ("20:05:09", "1", "要"))
    assert [line.occurrence for line in lines(log)] == [1, 1, 2]


def test_a_key_depends_on_the_secret_and_the_room_but_not_on_nickname_or_row() -> None:
    (line,) = lines(HEADING + "20:05:09,1,晨雨,来了,,\n")
    _, renamed = lines(HEADING + "20:05:08,2,b,c,,\n20:05:09,1,改名了,来了,[等级4],\n")
    assert line_key(b"key", "room", line) == line_key(b"key", "room", renamed)
    assert line_key(b"other", "room", line) != line_key(b"key", "room", line)
    assert line_key(b"key", "other", line) != line_key(b"key", "room", line)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 30).map(lambda s: f"20:00:{s:02d}"),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["要", "1", "来了", '"', "a,b"]),
    ),
    max_size=30,
)


@given(ROWS, ROWS)
def test_the_same_or_a_longer_recording_adds_only_what_is_new(
    start: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    short, long = keys(lines(log_of(*start))), keys(lines(log_of(*start, *more)))
    assert short == long[: len(short)]
    assert len(set(long)) == len(start) + len(more)


@given(st.lists(st.integers(0, 5000), max_size=40), st.integers(0, 86399))
def test_whatever_the_start_moments_come_back_across_midnight(gaps: list[int], begin: int) -> None:
    start = datetime.combine(DAY, time(), SHANGHAI) + timedelta(seconds=begin)
    moments = [start + timedelta(seconds=sum(gaps[: n + 1])) for n in range(len(gaps))]
    log = log_of(*((f"{at:%H:%M:%S}", "1", "来") for at in moments))
    assert [line.at for line in lines(log, start.time())] == moments


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused_never_worse(content: bytes, headed: bool) -> None:
    try:
        read(HEADING.encode() + content if headed else content)
    except LogRefused as refused:
        assert str(refused)


@given(st.text(max_size=300))
def test_any_text_after_the_heading_gives_lines_and_problems(text: str) -> None:
    try:
        rows = read((HEADING + text).encode("utf-8", "replace"))
    except LogRefused:
        return
    assert [row.row for row in rows] == list(range(2, 2 + len(rows)))


class Endless(io.RawIOBase):
    """A recording that never ends, and counts how much of it was read."""

    def __init__(self) -> None:
        self.asked = 0
        self._rows = self._write()

    def _write(self) -> Iterator[bytes]:
        yield HEADING.encode()
        for line in comments(7, start=START, per_minute=600):
            yield f"{line.at:%H:%M:%S},{line.viewer.user_id},a,{line.text},,\n".encode()

    def readline(self, size: int | None = -1, /) -> bytes:
        self.asked += 1
        return next(self._rows)


def test_a_recording_is_read_row_by_row() -> None:
    stream = Endless()
    rows = read_log(stream, day=DAY, started=time(20, 0))  # type: ignore[arg-type]
    for _ in range(100):
        next(rows)
    assert stream.asked <= 103


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("20261123_2000_7632171016466238259", (DAY, time(20, 0), "7632171016466238259")),
        ("recordings/20261123_2000_7/", (DAY, time(20, 0), "7")),
        ("C:\\录制\\20261123_2000_7", (DAY, time(20, 0), "7")),
        ("20261323_2000_7", None),
        ("20261123_2460_7", None),
        ("20261123_2000", None),
        ("chat.csv", None),
        ("", None),
    ],
)
def test_a_folder_name_tells_the_start(name: str, start: tuple[date, time, str] | None) -> None:
    assert folder_start(name) == start


def test_what_the_demonstration_writes_is_read_back_whole() -> None:
    made = comments(3, start=START)
    some = [next(made) for _ in range(2000)]
    written = io.StringIO(newline="")
    assert write_log(written, some) == 2000
    assert lines(written.getvalue()) == some
