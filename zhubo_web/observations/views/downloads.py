"""The time line as a file: CSV by entry or by minute, JSON, SRT. What one sees, nothing more.

Everything is read before the first byte goes out, so that no transaction is open while it streams.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from flask import Response
from limits import parse
from werkzeug.http import dump_options_header

from zhubo_web.accounts.views.links import outside, wait_in_words
from zhubo_web.audience.models import MINUTE_MS
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.i18n import _, stream_time
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, TooOften
from zhubo_web.core.spreadsheets import Cell, csv_lines
from zhubo_web.extensions import limiter
from zhubo_web.observations.views.chart import SERIES
from zhubo_web.observations.views.entries import Entry, moment_href
from zhubo_web.observations.views.moments import Moment
from zhubo_web.observations.views.story import Story

LIMIT = parse("5 per hour")
#: What may be asked for → the file's ending and type.
FORMATS = {
    "csv": ("csv", "text/csv"),
    "minutes": ("csv", "text/csv"),
    "json": ("json", "application/json"),
    "srt": ("srt", "application/x-subrip"),
}
SIGNS = {"praise": "▲", "remind": "■", "issue": "◆", "mark": "●"}
SUBTITLE_MS = 4_000
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f\u202a-\u202e\u2066-\u2069]+')


def file_of(story: Story, kind: str) -> Response:
    """The file in the kind that is wanted. Raises Invalid for others, TooOften after five an hour."""
    if kind not in FORMATS:
        raise Invalid(N_("请选一种文件：表格、数据或字幕"))
    _count(story.person.id)
    ending, mime = FORMATS[kind]
    made = {"csv": _entries, "minutes": _minutes, "json": _json, "srt": _srt}[kind](story)
    broadcast = story.broadcast
    entries = len(story.entries)
    name = _file_name(story, kind, ending)
    record(
        "timeline.exported",
        broadcast,
        story.person,
        format=kind,
        entries=entries,
        **broadcast.where(),
    )
    response = Response(made, mimetype=mime)
    response.headers["Content-Disposition"] = _named(name)
    return response


def _named(name: str) -> str:
    """A name with Chinese in it as a header can carry it: servers refuse what is not Latin-1."""
    return dump_options_header("attachment", {"filename*": f"UTF-8''{quote(name, safe='')}"})


def _count(person_id: int) -> None:
    key = ("export", str(person_id))
    if limiter.limiter.hit(LIMIT, *key):
        return
    reset = limiter.limiter.get_window_stats(LIMIT, *key).reset_time
    wait = wait_in_words(
        max(1, min(LIMIT.get_expiry(), math.ceil(reset - clock.epoch_ms() / 1000)))
    )
    raise TooOften(N_("一小时最多导出 5 次，请过 %(wait)s 再试"), wait=wait)


def _file_name(story: Story, kind: str, ending: str) -> str:
    began = story.broadcast.started_at or story.broadcast.planned_start
    title = _NOT_IN_NAMES.sub("-", story.broadcast.title).strip("-.")
    what = _("逐分钟") if kind == "minutes" else _("时间线")
    return f"{clock.local(began):%Y%m%d-%H%M}-{title}-{what}.{ending}"


def _link(story: Story, entry: Entry) -> str:
    return outside(moment_href(story.broadcast.id, entry.at_ms))


# ── spreadsheets ────────────────────────────────────────────────────────────────────────────


def _entries(story: Story) -> Iterator[bytes]:
    head = [
        _("直播时间"),
        _("毫秒"),
        _("到（毫秒）"),
        _("种类"),
        _("内容"),
        _("经过"),
        _("环节"),
        _("那一分钟评论"),
        _("那一分钟在线"),
        _("剪辑时间码"),
        _("已扣画面延迟（毫秒）"),
        _("链接"),
    ]
    return csv_lines(head, [_row(story, entry) for entry in story.entries])


def _row(story: Story, entry: Entry) -> list[Cell]:
    then = Moment(story, entry.at_ms)
    return [
        stream_time(entry.at_ms),
        entry.at_ms,
        entry.until_ms,
        entry.name,
        entry.words,
        " · ".join(one for one in entry.said if one),
        then.segment.title if then.segment else None,
        then.minute.comments if then.minute else None,
        then.minute.viewers if then.minute else None,
        then.clip,
        story.broadcast.room.setback_ms,
        _link(story, entry),
    ]


def _minutes(story: Story) -> Iterator[bytes]:
    """Every minute anything was counted in; what was never heard has no column."""
    heard = [name for name in SERIES if any(getattr(one, name) for one in story.minutes)]
    head = [_("直播时间"), _("在线"), *(_(SERIES[name]) for name in heard)]
    rows: list[list[Cell]] = [
        [
            stream_time(one.minute * MINUTE_MS),
            one.viewers,
            *(getattr(one, name) for name in heard),
        ]
        for one in story.minutes
    ]
    return csv_lines(head, rows)


# ── data ────────────────────────────────────────────────────────────────────────────────────


def _json(story: Story) -> Iterator[bytes]:
    broadcast = story.broadcast
    began, ended = broadcast.started_at, broadcast.ended_at
    head = {
        "broadcast": broadcast.id,
        "title": broadcast.title,
        "room": broadcast.room.name,
        "started_at": began.isoformat() if began else None,
        "ended_at": ended.isoformat() if ended else None,
        "length_ms": story.now_ms,
        "setback_ms": broadcast.room.setback_ms,
    }
    lists = {
        "segments": [_segment_told(one) for one in story.sheet],
        "minutes": [_minute_told(one) for one in story.minutes],
        "entries": [_told(story, one) for one in story.entries],
    }
    return _json_pieces(head, lists)


def _json_pieces(head: dict[str, Any], lists: dict[str, list[dict[str, Any]]]) -> Iterator[bytes]:
    yield json.dumps(head, ensure_ascii=False)[:-1].encode()
    for name, rows in lists.items():
        yield f', "{name}": ['.encode()
        for number, row in enumerate(rows):
            yield (",\n" if number else "\n").encode()
            yield json.dumps(row, ensure_ascii=False).encode()
        yield b"]"
    yield b"}\n"


def _segment_told(one: Any) -> dict[str, Any]:
    times = {name: getattr(one, name) for name in ("planned_ms", "started_ms", "ended_ms")}
    product = one.product.name if one.product else None
    return {"title": one.title, "product": product, **times, "skipped": one.skipped}


def _minute_told(one: Any) -> dict[str, Any]:
    counts = {name: getattr(one, name) for name in SERIES}
    return {"minute": one.minute, "viewers": one.viewers, **counts}


def _told(story: Story, entry: Entry) -> dict[str, Any]:
    note = entry.note
    return {
        "at_ms": entry.at_ms,
        "until_ms": entry.until_ms,
        "kind": entry.sort,
        "words": entry.words,
        "said": [one for one in entry.said if one],
        "dimension": note.dimension if note else None,
        "tag": note.tag.code if note and note.tag else None,
        "object": note.object if note else None,
        "state": note.state if note else None,
        "answer": entry.answer,
        "observer": entry.observer.name if entry.observer else None,
        "link": _link(story, entry),
    }


# ── subtitles ───────────────────────────────────────────────────────────────────────────────


def _srt(story: Story) -> Iterator[bytes]:
    """A subtitle for each entry; the first says what the times are."""
    seconds = f"{story.broadcast.room.setback_ms / 1000:g}"
    about = _(
        "%(title)s，直播时间，已扣画面延迟 %(num)s 秒，断流不计",
        title=story.broadcast.title,
        num=seconds,
    )
    cues = [(one.at_ms, _subtitle(one)) for one in story.entries]
    return _srt_pieces([(0, about), *cues])


def _subtitle(entry: Entry) -> str:
    sign = SIGNS.get(entry.sort, "")
    first = " ".join(word for word in (sign, entry.name) if word)
    return f"{first}\n{entry.words}" if entry.words else first


def _srt_pieces(cues: Iterable[tuple[int, str]]) -> Iterator[bytes]:
    for number, (at, words) in enumerate(cues, 1):
        lines = (" ".join(line.split()).replace("-->", "→") for line in words.splitlines())
        text = "\n".join(line for line in lines if line)
        yield f"{number}\n{_code(at)} --> {_code(at + SUBTITLE_MS)}\n{text}\n\n".encode()


def _code(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"
