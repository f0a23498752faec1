"""The time line as a file: safe to open, complete, dated, limited, written down."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.broadcasts.seeds import events
from tests.cast import Cast, Member
from tests.core.test_spreadsheets import PAYLOADS
from tests.fresh import kept
from tests.observations.busy_week import fill, over
from tests.observations.test_timeline import Line
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db, limiter, writing
from zhubo_web.observations.models import HelpCall, Observation

Enter = Callable[[Member], FlaskClient]


@pytest.fixture
@kept
def week(app: Flask, cast: Cast) -> Line:
    with app.app_context(), writing():
        return Line(app, cast, fill(cast, comments=300, notes=20, broadcasts=1))


def exported(client: FlaskClient, line: Line, kind: str) -> str:
    """The file's text."""
    answer = client.post(f"{line.href}/files", data={"format": kind})
    assert answer.status_code == 200
    return answer.data.decode("utf-8-sig")


def table(text: str) -> list[list[str]]:
    """A CSV file as a program reads it."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_nothing_that_people_wrote_is_run_by_a_spreadsheet(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        made = over(cast, 0.5)
        line = Line(app, cast, made.id)
        for number, payload in enumerate(PAYLOADS):
            _write_everywhere(cast, made, number, payload)
    rows = table(exported(client_of(cast.ma), line, "csv"))[1:]
    texts = [cell for row in rows for cell in row if not cell.isdecimal()]
    assert sum(cell.startswith("'") for cell in texts) >= 2 * len(PAYLOADS)
    for cell in texts:
        begins = cell.lstrip(" \u3000\u200b\ufeff")[:1]
        assert begins not in tuple("=+-@\t\r\n＝＋－＠"), repr(cell)


def _write_everywhere(cast: Cast, made: Broadcast, number: int, payload: str) -> None:
    """Put it into every text that reaches the file: name, segment, note, call for help."""
    ma = db.session.get_one(Person, cast.ma.id)
    ma.name = payload
    db.session.flush()
    for segment in Segment.of(made):
        segment.title = payload
    note = Observation(
        broadcast_id=made.id,
        key=str(number),
        seq=number,
        changed_seq=number,
        state="released",
        observer_id=ma.id,
        observer_role="operations_lead",
        moment=made.started_at,
        at_ms=1000,
        kind="mark",
        text=payload,
    )
    call = HelpCall(broadcast_id=made.id, state="answered", at_ms=5, done=payload)
    call.taken_at, call.taken_by_id = made.started_at, ma.id
    db.session.add_all([note, call])


def test_numbers_are_numbers_and_every_text_is_quoted(week: Line, client_of: Enter) -> None:
    text = exported(client_of(week.cast.ma), week, "csv")
    assert table(text)[0][0] == "直播时间"
    for line in text.splitlines()[1:]:
        assert re.match(r'"\d:\d\d:\d\d",\d+,(\d+|""),"', line), line


def test_the_file_has_the_byte_order_mark_and_a_dated_name(week: Line, client_of: Enter) -> None:
    answer = client_of(week.cast.ma).post(f"{week.href}/files", data={"format": "csv"})
    assert answer.data.startswith(b"\xef\xbb\xbf")
    with week.app.app_context():
        began = db.session.get_one(Broadcast, week.id).started_at
    assert began is not None
    header = answer.headers["Content-Disposition"]
    header.encode(
        "latin-1"
    )  # what a server cannot write ends as 500, though a test client reads it
    name = unquote(header)
    assert f"{clock.local(began):%Y%m%d-%H%M}-秋冬专场-时间线.csv" in name


def test_every_row_leads_to_its_moment(week: Line, client_of: Enter) -> None:
    ma = client_of(week.cast.ma)
    rows = table(exported(ma, week, "csv"))[1:]
    assert len(rows) == 20 + 10 + 5
    for row in rows[:5]:
        assert ma.get(row[-1]).status_code == 200


def test_minutes_have_a_row_each_and_a_column_for_what_was_heard(
    week: Line, client_of: Enter
) -> None:
    rows = table(exported(client_of(week.cast.ma), week, "minutes"))
    assert rows[0] == ["直播时间", "在线", "评论数", "点赞", "关注"]
    assert sum(int(row[2]) for row in rows[1:]) == 300


def test_json_holds_the_same_and_says_the_set_back(week: Line, client_of: Enter) -> None:
    told = json.loads(exported(client_of(week.cast.ma), week, "json"))
    assert told["setback_ms"] == 8000 and len(told["segments"]) == 5
    assert sum(one["comments"] for one in told["minutes"]) == 300
    kinds = [one["kind"] for one in told["entries"]]
    assert kinds.count("question") == 10 and kinds.count("segment") == 5


def test_subtitles_are_well_formed_and_on_stream_time(week: Line, client_of: Enter) -> None:
    with week.app.app_context(), writing():
        note = db.session.scalars(select(Observation).order_by(Observation.at_ms)).first()
        assert note is not None
        note.text = "看\n\n1\n00:00:01,000 --> 00:00:02,000\n假的"
        at = note.at_ms
    text = exported(client_of(week.cast.ma), week, "srt")
    cues = text.strip().split("\n\n")
    shape = re.compile(r"(\d+)\n(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})\n.+", re.S)
    matched = [shape.fullmatch(cue) for cue in cues]
    assert all(matched) and [int(one[1]) for one in matched if one] == list(range(1, len(cues) + 1))
    assert "8 秒" in cues[0]
    seconds = at // 1000
    assert f"00:{seconds // 60:02d}:{seconds % 60:02d},{at % 1000:03d} -->" in text
    assert text.count("-->") == len(cues)


def test_a_sixth_file_within_an_hour_is_refused_and_says_when(week: Line, client_of: Enter) -> None:
    ma = client_of(week.cast.ma)
    for _again in range(5):
        exported(ma, week, "json")
    refused = ma.post(f"{week.href}/files", data={"format": "json"})
    assert refused.status_code == 429 and "一小时最多导出 5 次" in refused.text
    exported(client_of(week.cast.lin), week, "json")
    limiter.reset()
    exported(ma, week, "json")


def test_an_export_is_written_down_and_a_refused_one_is_not(week: Line, client_of: Enter) -> None:
    ma = client_of(week.cast.ma)
    assert ma.post(f"{week.href}/files", data={"format": "exe"}).status_code == 422
    exported(ma, week, "srt")
    with week.app.app_context():
        (event,) = events("timeline.exported")
        assert event.data["format"] == "srt" and event.data["entries"] == 35
        assert (event.actor_id, event.broadcast_id) == (week.cast.ma.id, week.id)
