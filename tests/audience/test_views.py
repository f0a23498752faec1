"""Comments of a broadcast: reading a recorded log in, once, with what was wrong in words."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.cast import Cast, Member, broadcast
from zhubo_web.audience.models import Comment, CommentImport, MinuteCount, minutes_of
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, writing

Enter = Callable[[Member], FlaskClient]
HEAD = "\ufefftime,user_id,user_name,content,grade,fans_club\n"


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    with app.app_context(), writing():
        return broadcast(cast, minutes_ago=30).id


def at(app: Flask, broadcast_id: int, minute: int) -> str:
    """The time of day a recorder writes in a minute of the broadcast."""
    with app.app_context():
        begin_reading()
        begun = db.session.get_one(Broadcast, broadcast_id).started_at
        assert begun is not None
        moment = clock.from_epoch_ms(clock.to_epoch_ms(begun) + minute * 60_000 + 30_000)
        return f"{clock.local(moment):%H:%M:%S}"


def rows(app: Flask, broadcast_id: int, *minutes: int) -> str:
    lines = (
        f"{at(app, broadcast_id, minute)},10000000{place},小鱼{place},多少钱{place},,\n"
        for place, minute in enumerate(minutes)
    )
    return HEAD + "".join(lines)


def send(client: FlaskClient, broadcast_id: int, text: str | bytes, **more: str) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    values = {"file": (BytesIO(content), "chat.csv"), **more}
    return client.post(
        f"/broadcasts/{broadcast_id}/comments", data=values, content_type="multipart/form-data"
    )


def written(number: int) -> list[tuple[int, int]]:
    """(minute, comments) of the minutes that had any."""
    minutes = minutes_of(db.session.get_one(Broadcast, number))
    return [(one.minute, one.comments) for one in minutes if one.comments]


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        begin_reading()
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_log_is_read_and_counted_by_the_minute(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    ma = client_of(cast.ma)
    answer = send(ma, on_air, rows(app, on_air, 0, 0, 3, 12))
    assert answer.status_code == 303
    result = ma.get(answer.location).text
    assert "新增 4 条" in result and "hx-trigger" not in result
    with app.app_context():
        begin_reading()
        told = written(on_air)
    assert told == [(0, 2), (3, 1), (12, 1)]


def test_the_same_file_twice_counts_once(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    ma, log = client_of(cast.ma), rows(app, on_air, 1, 2, 3)
    send(ma, on_air, log)
    again = ma.get(send(ma, on_air, log).location).text
    assert count(app, Comment) == 3
    assert "新增 0 条" in again and "3 条" in again


def test_no_name_and_no_number_of_a_viewer_is_stored_or_shown(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    log = HEAD + f"{at(app, on_air, 1)},10987654321,木棉花开,我的电话 13812345678,,\n"
    ma = client_of(cast.ma)
    send(ma, on_air, log)
    page = ma.get(f"/broadcasts/{on_air}/comments").text
    assert "观众#" in page and "我的电话" in page and "75 天" in page
    for secret in ("木棉花开", "10987654321", "13812345678"):
        assert secret not in page
    with app.app_context():
        kept = db.session.scalars(select(Comment)).one()
        assert "木棉" not in kept.viewer + kept.text and "138" not in kept.text


def test_broken_rows_are_named_by_row_and_column_in_the_readers_language(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    good = rows(app, on_air, 1)
    ma = client_of(cast.ma)
    page = send(ma, on_air, good + "25:99:99,1,a,早,,\n" + "20:00:00,,b,晚,,\n").location
    chinese = ma.get(page).text
    assert "第 3 行" in chinese and "时间应写成" in chinese
    assert "第 4 行" in chinese and "用户编号" in chinese


def test_a_file_of_nothing_but_broken_rows_says_so(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    ma = client_of(cast.ma)
    page = ma.get(send(ma, on_air, HEAD + "xx,1,a,早,,\n").location).text
    assert "第 2 行" in page and "新增 0 条" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04\x14\x00\x06\x00", "不是文本文件"),
        (b"time,user_id,user_name,gift_name,count\n", "gift.csv"),
        ("名字,内容\n".encode("gb18030"), "UTF-8"),
        (b"time,status\n", "control.csv"),
        (b"a,b\n1,2\n", "第一行不是录制记录的表头"),
    ],
)
def test_another_file_is_refused_with_a_sentence(
    app: Flask, cast: Cast, client_of: Enter, on_air: int, content: bytes, words: str
) -> None:
    answer = send(client_of(cast.ma), on_air, content)
    assert answer.status_code == 422 and words in answer.text
    assert count(app, CommentImport) == 0


def test_nothing_chosen_and_a_wrong_folder_are_said_at_the_field(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    ma = client_of(cast.ma)
    assert "请选录制文件夹里的 chat.csv" in ma.post(f"/broadcasts/{on_air}/comments").text
    wrong = send(ma, on_air, rows(app, on_air, 1), recording="昨晚的录制")
    assert (
        wrong.status_code == 422 and "日期_时间_房间号" in wrong.text and "昨晚的录制" in wrong.text
    )


def test_more_than_16_mb_is_refused(cast: Cast, client_of: Enter, on_air: int) -> None:
    large = (HEAD + "x" * 100 + "\n").encode() + b"y" * (16 * 1024 * 1024)
    answer = send(client_of(cast.ma), on_air, large)
    assert answer.status_code == 422 and "16 MB" in answer.text


def test_a_recording_of_another_day_lies_from_its_own_start(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    log = HEAD + "20:07:10,1,a,早,,\n"
    send(client_of(cast.ma), on_air, log, recording="20250102_2005_7412")
    with app.app_context():
        begin_reading()
        assert written(on_air) == [(2, 1)]


def test_a_recording_that_began_a_little_early_keeps_the_broadcasts_clock(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    with app.app_context():
        begin_reading()
        begun = db.session.get_one(Broadcast, on_air).started_at
        assert begun is not None
        early = clock.local(clock.from_epoch_ms(clock.to_epoch_ms(begun) - 600_000))
    name = f"{early:%Y%m%d_%H%M}_7412"
    send(client_of(cast.ma), on_air, rows(app, on_air, 5), recording=name)
    with app.app_context():
        begin_reading()
        assert written(on_air) == [(5, 1)]


@pytest.mark.parametrize("name", ["lin", "hong", "guo", "he", "chen", "sun", "wu"])
def test_only_those_who_lead_the_room_import(
    app: Flask, cast: Cast, client_of: Enter, on_air: int, name: str
) -> None:
    client = client_of(getattr(cast, name))
    assert send(client, on_air, rows(app, on_air, 1)).status_code in (403, 404)
    assert count(app, CommentImport) == 0
    assert 'type="file"' not in client.get(f"/broadcasts/{on_air}/comments").text


def test_a_reading_is_seen_by_those_who_lead_the_room_alone(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    where = send(client_of(cast.ma), on_air, rows(app, on_air, 1)).location
    assert client_of(cast.qian).get(where).status_code == 200
    for name in ("wu", "lin", "chen"):
        assert client_of(getattr(cast, name)).get(where).status_code in (403, 404)


def test_the_upload_is_removed_once_it_is_read(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    uploads: Path = app.extensions["zhubo"].instance / "uploads"
    before = set(uploads.iterdir()) if uploads.exists() else set()
    send(client_of(cast.ma), on_air, rows(app, on_air, 1))
    assert set(uploads.iterdir()) == before


def test_while_it_is_read_the_page_asks_again_and_can_be_left(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    with app.app_context(), writing():
        begun = CommentImport(broadcast_id=on_air, file_name="chat.csv", state="running")
        begun.lines, begun.total, begun.fresh, begun.problems = 200, 900, 200, []
        db.session.add(begun)
        db.session.flush()
        where = f"/comment-imports/{begun.id}"
    ma = client_of(cast.ma)
    part = ma.get(where, headers={"HX-Request": "true"}).text
    assert "<html" not in part and 'hx-trigger="every 2s"' in part and "200 / 900" in part
    assert "可以离开这一页" in ma.get(where).text


def test_a_reading_that_breaks_off_says_so_and_keeps_what_it_has(
    app: Flask, cast: Cast, client_of: Enter, on_air: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: Any) -> int:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("zhubo_web.audience.jobs.reading.take", breaks)
    ma = client_of(cast.ma)
    page = ma.get(send(ma, on_air, rows(app, on_air, 1)).location).text
    assert "读到一半出错了" in page


def test_a_broadcast_that_has_not_begun_takes_no_log(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        coming = broadcast(cast, live=False).id
    ma = client_of(cast.ma)
    assert send(ma, coming, HEAD).status_code == 409
    assert "还没开播" in ma.get(f"/broadcasts/{coming}/comments").text


def test_the_counts_stay_when_the_texts_are_gone(
    app: Flask, cast: Cast, client_of: Enter, on_air: int
) -> None:
    ma = client_of(cast.ma)
    send(ma, on_air, rows(app, on_air, 1, 1))
    with app.app_context(), writing():
        db.session.execute(Comment.__table__.delete())
    page = ma.get(f"/broadcasts/{on_air}/comments").text
    assert "原文已按期删除" in page and count(app, MinuteCount) == 1
