"""Playing a recording at its own pace, and the made-up comments of the demonstration."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.audience.lines import Line, Viewer
from zhubo_web.audience.masking import mask
from zhubo_web.audience.pacing import frames, per_minute
from zhubo_web.audience.synthesis import comments
from zhubo_web.core.clock import SHANGHAI

START = datetime(2026, 11, 23, 23, 50, tzinfo=SHANGHAI)


def at(*seconds: int) -> list[Line]:
    return [
        Line(n, START + timedelta(seconds=s), Viewer("1", "a"), "来") for n, s in enumerate(seconds)
    ]


def test_lines_of_a_second_are_spread_over_it() -> None:
    one, two, three, four, later = at(0, 0, 0, 0, 2)
    assert list(frames([one, two, three, four, later], speed=1)) == [
        (0, [one]),
        (200, [two]),
        (400, [three]),
        (600, [four]),
        (2000, [later]),
    ]


def test_twice_the_speed_is_half_the_time() -> None:
    assert [due for due, _ in frames(at(0, 10, 3600), speed=2)] == [0, 5000, 1800000]


def test_the_origin_keeps_the_silence_before_the_first_comment() -> None:
    early, first = at(-5, 30)
    origin = START
    assert list(frames([early, first], speed=1, origin=origin)) == [(0, [early]), (30000, [first])]


def test_a_late_line_does_not_turn_back_the_time() -> None:
    assert [due for due, _ in frames(at(0, 10, 3, 11), speed=1)] == [0, 10000, 11000]


@pytest.mark.parametrize(("speed", "frame_ms"), [(0, 200), (-1, 200), (1, 0), (float("nan"), 200)])
def test_no_speed_is_refused(speed: float, frame_ms: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        next(frames(at(0), speed=speed, frame_ms=frame_ms))


@given(
    st.lists(st.integers(0, 600), max_size=60),
    st.floats(0.25, 60),
    st.integers(50, 1000),
)
def test_every_line_comes_once_in_order_and_frames_only_go_forward(
    seconds: list[int], speed: float, frame_ms: int
) -> None:
    lines = at(*seconds)
    played = list(frames(lines, speed=speed, frame_ms=frame_ms))
    assert [line for _, together in played for line in together] == lines
    dues = [due for due, _ in played]
    assert dues == sorted(set(dues))
    assert all(due % frame_ms == 0 for due in dues)


def test_a_player_needs_only_a_second_ahead() -> None:
    endless = comments(1, start=START)
    assert len(list(islice(frames(endless, speed=1), 50))) == 50


def test_minutes_are_counted_from_the_start_and_quiet_ones_are_zero() -> None:
    assert per_minute(at(0, 59, 60, 200), start=START) == {0: 2, 1: 1, 2: 0, 3: 1}
    assert per_minute(at(-1), start=START) == {-1: 1}
    assert per_minute([], start=START) == {}


def test_made_up_comments_are_the_same_for_the_same_seed_only() -> None:
    one, again, other = (list(islice(comments(s, start=START), 200)) for s in (1, 1, 2))
    assert one == again != other


def test_made_up_comments_have_the_pace_and_habits_of_a_room() -> None:
    made = list(islice(comments(1, start=START, per_minute=40), 6000))
    minutes = list(per_minute(made, start=START).values())
    assert 34 <= sum(minutes) / len(minutes) <= 46
    assert max(minutes) >= 2 * sum(minutes) / len(minutes), "there are bursts"
    assert Counter(line.at for line in made).most_common(1)[0][1] >= 5
    assert 0.15 <= sum("[" in line.text for line in made) / len(made) <= 0.4
    names = "".join(line.viewer.user_name for line in made)
    assert "\u200b" in names and "\u0301" in names
    assert any(line.text.startswith(("=", "+", "-", "@")) for line in made)
    assert all(a.at <= b.at for a, b in pairwise(made))
    assert [line.row for line in made] == list(range(2, 6002))


def test_made_up_comments_repeat_themselves_and_number_the_repeats() -> None:
    made = list(islice(comments(1, start=START, per_minute=400), 6000))
    assert len({(one.at, one.viewer, one.text, one.occurrence) for one in made}) == len(made)
    assert any(one.occurrence > 1 for one in made)


def test_made_up_comments_hold_nothing_that_would_have_to_be_masked() -> None:
    made = islice(comments(5, start=START), 3000)
    assert all(mask(line.text) == line.text for line in made)
