"""Logs of likes, gifts, follows and room figures: increments, figures, midnight, folders."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.audience.test_views import at, on_air, send
from tests.cast import Cast
from zhubo_web.audience.importing import (
    Deed,
    LogRefused,
    Problem,
    deed_key,
    figure,
    open_log,
)
from zhubo_web.audience.jobs import play_file, read_file
from zhubo_web.audience.models import Comment, MinuteCount
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.database import begin_reading
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db, writing

__all__ = ["on_air"]

HEADS = {
    "chat": "time,user_id,user_name,content,grade,fans_club",
    "like": "time,user_id,user_name,count,total,grade,fans_club",
    "gift": "time,user_id,user_name,gift_name,gift_count,diamond_total,grade,fans_club",
    "social": "time,user_id,user_name,action,follow_count,grade,fans_club",
    "stats": "time,current,total_pv,total_user,online_anchor",
}


def log(name: str, *rows: str) -> str:
    return "\ufeff" + "\n".join((HEADS[name], *rows)) + "\n"


def read(name: str, *rows: str, started: time = time(20, 0)) -> list[Any]:
    stream = io.BytesIO(log(name, *rows).encode())
    opened = open_log(stream, day=date(2026, 11, 23), started=started)
    assert opened.name == name
    return list(opened.rows)


def counts(rows: list[Any]) -> list[dict[str, int]]:
    return [dict(row.counts) for row in rows if isinstance(row, Deed)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("9961", 9961), ("27.4万", 274_000), ("1万+", 10_000), ("1,234", 1234),
     ("1.2w", 12_000), ("1.5亿", 150_000_000), ("１２万", 120_000), (" 7 ", 7),
     ("", None), ("-1", None), ("1.5", None), ("万", None), ("9" * 12, None), ("99亿", None),
     ("1e9", None), ("=1", None)],
)  # fmt: skip
def test_figures_as_platforms_write_them(text: str, number: int | None) -> None:
    assert figure(text) == number


def test_a_like_counts_its_own_number_not_the_total_that_goes_down() -> None:
    rows = read(
        "like", "20:00:01,1,甲,8,2910,,", "20:00:01,2,乙,9,2905,,", "20:00:02,1,甲,0,2905,,"
    )
    assert counts(rows) == [{"likes": 8}, {"likes": 9}, {"likes": 0}]


def test_of_a_combo_only_what_is_more_counts() -> None:
    rows = read(
        "gift",
        "20:00:01,1,甲,玫瑰,2,2,,", "20:00:02,1,甲,玫瑰,10,10,,", "20:00:02,2,乙,玫瑰,1,1,,",
        "20:00:05,1,甲,玫瑰,10,10,,", "20:00:06,1,甲,星光,1,9,,", "20:00:30,1,甲,玫瑰,10,10,,",
        "20:00:32,1,甲,玫瑰,3,3,,",
    )  # fmt: skip
    assert [one["gifts"] for one in counts(rows)] == [2, 8, 1, 0, 1, 10, 3]


def test_follows_and_shares_are_told_apart_and_other_actions_are_named() -> None:
    rows = read("social", "20:00:01,1,甲,关注了主播,10,,", "20:00:02,1,甲,分享了直播间,10,,",
                "20:00:03,1,甲,取消关注,9,,")  # fmt: skip
    assert counts(rows) == [{"follows": 1}, {"shares": 1}]
    assert isinstance(rows[2], Problem) and rows[2].column == "action"


def test_room_figures_are_levels() -> None:
    rows = read("stats", "20:00:01,1.3万,27.4万,1万+,9961", "20:00:02,?,1,1,1")
    assert counts(rows) == [{"viewers": 13_000, "visits": 274_000}]
    assert rows[1].column == "current"


def test_midnight_is_followed_as_in_the_chat() -> None:
    first, second = read("like", "23:59:59,1,甲,1,1,,", "00:00:01,1,甲,1,2,,", started=time(23, 50))
    assert (first.at.day, second.at.day) == (23, 24)


def test_equal_rows_of_a_second_have_keys_of_their_own_and_the_same_next_time() -> None:
    rows = ("20:00:01,1,甲,1,1,,", "20:00:01,1,甲,1,1,,")
    first, again = (
        [deed_key(b"key", "room", row) for row in read("like", *rows)] for _time in range(2)
    )
    assert first == again and len(set(first)) == 2


@pytest.mark.parametrize(
    ("heading", "words"),
    [("time,status", "control.csv"),
     ("time,user_id,user_name,gender,grade,fans_club,member_count", "member.csv"),
     ("time,user_id,count,total", "like.csv")],
)  # fmt: skip
def test_another_log_is_named(heading: str, words: str) -> None:
    with pytest.raises(LogRefused, match=words):
        open_log(io.StringIO(heading + "\n"), day=date(2026, 11, 23), started=time(20))


# ── into a broadcast ────────────────────────────────────────────────────────────────────────────


def folder(place: Path, **logs: str) -> Path:
    place.mkdir(exist_ok=True)
    for name, text in logs.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


def totals(app: Flask) -> Counter[str]:
    names = ("comments", "likes", "gifts", "follows")
    with app.app_context():
        begin_reading()
        row = db.session.execute(select(*(func.sum(getattr(MinuteCount, n)) for n in names))).one()
        return Counter(dict(zip(names, (value or 0 for value in row), strict=True)))


def recording(app: Flask, broadcast_id: int, place: Path) -> Path:
    when = at(app, broadcast_id, 3)
    return folder(
        place,
        chat=log("chat", f"{when},1,甲,多少钱,,", f"{when},2,乙,包邮吗,,"),
        like=log("like", f"{when},1,甲,8,100,,", f"{when},2,乙,9,90,,"),
        gift=log("gift", f"{when},1,甲,玫瑰,3,3,,"),
        social=log("social", f"{when},1,甲,关注了主播,10,,"),
        stats=log("stats", f"{when},40,900,900,40"),
        control=log("chat").replace(HEADS["chat"], "time,status"),
    )


def test_a_folder_is_read_whole_and_twice_counts_once(
    app: Flask, on_air: int, tmp_path: Path
) -> None:
    place = recording(app, on_air, tmp_path / "rec")
    for fresh in (7, 0):
        with app.app_context():
            assert read_file(on_air, place) == fresh
    assert totals(app) == Counter(comments=2, likes=17, gifts=3, follows=1)


def test_a_folder_is_played_together(app: Flask, on_air: int, tmp_path: Path) -> None:
    place = recording(app, on_air, tmp_path / "rec")
    with app.app_context():
        assert play_file(on_air, place, speed=1000) == 7
    assert totals(app) == Counter(comments=2, likes=17, gifts=3, follows=1)
    with app.app_context():
        begin_reading()
        assert {row // 60_000 for row in db.session.scalars(select(Comment.at_ms))} == {30}


def test_a_folder_without_logs_is_refused(app: Flask, on_air: int, tmp_path: Path) -> None:
    with app.app_context(), pytest.raises(Invalid, match=r"chat\.csv"):
        read_file(on_air, tmp_path)


def test_each_log_is_imported_on_the_page_and_says_which_it_was(
    app: Flask, cast: Cast, client_of: Any, on_air: int
) -> None:
    when, ma = at(app, on_air, 3), client_of(cast.ma)
    page = ma.get(send(ma, on_air, log("like", f"{when},1,甲,8,100,,")).location).text
    assert "like.csv：新增 1 条" in page
    page = ma.get(f"/broadcasts/{on_air}/comments").text
    assert "点赞" in page and 'id="curve-likes"' in page
    assert 'id="curve-gifts"' not in page and 'id="curve-comments"' not in page
    table = ma.get(f"/broadcasts/{on_air}/comments/minutes").text
    assert "点赞" in table and "礼物" not in table


def test_nothing_more_is_read_into_a_broadcast_whose_comments_are_gone(
    app: Flask, cast: Cast, client_of: Any, on_air: int
) -> None:
    from datetime import timedelta

    with app.app_context(), writing():
        old = db.session.get_one(Broadcast, on_air)
        assert old.started_at is not None
        old.state, old.ended_at = "ended", old.started_at
        old.ended_at -= timedelta(days=76)
    ma = client_of(cast.ma)
    assert send(ma, on_air, log("like", "20:00:00,1,甲,8,1,,")).status_code == 409
    assert "已按期删除" in ma.get(f"/broadcasts/{on_air}/comments").text
