"""Events of a running room, as the merchant's own tool sends them: each is read by itself.

A batch is a JSON list of events, or an object with `events` and perhaps `sent` (the tool's clock when
it sends). What one event may hold stands in docs/feed.md. One that cannot be read is refused with a
sentence and never keeps the others out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeGuard

from zhubo_web.audience.importing.chat import LONGEST_TEXT
from zhubo_web.audience.importing.deeds import MOST_AT_ONCE, Counts
from zhubo_web.audience.importing.figures import MOST, figure
from zhubo_web.audience.keys import seconds_of, source_key
from zhubo_web.core.clock import from_epoch_ms
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason

MOST_EVENTS = 500
LONGEST_NAME = 100
LAST_MS = 10**14
LAST_AGE_MS = 10 * 86_400_000

#: Kinds that are counted → the column of the minute's counts.
COUNTED = {
    "like": "likes",
    "gift": "gifts",
    "follow": "follows",
    "club": "clubs",
    "share": "shares",
    "enter": "entries",
}
KINDS = ("comment", *COUNTED, "room")
#: What fills the sentences of refused events, so that they can be counted by the sentence alone.
REFUSAL_VALUES = {"kinds": "、".join(KINDS), "most": MOST_AT_ONCE}

_NO_LIST = N_("内容应是事件的列表，或带 events 列表的对象")
_TOO_MANY = N_("一次最多 %(most)s 个事件，这次有 %(found)s 个，请分成几批")
_NO_EVENT = N_("事件应是一个对象")
_BAD_KIND = N_("kind 应是 %(kinds)s 之一")
_BAD_ID = N_("id 应是 1 到 100 个字符的文字或整数，每个事件不同")
_BAD_AT = N_("at 应是 1970 年起的毫秒数，是整数，也可以不写")
_NO_USER = N_("评论要有 user（用户编号）或 name（昵称），不超过 100 个字符")
_NO_TEXT = N_("text 应是评论的文字，不能空")
_LONG_TEXT = N_("text 不能超过 1000 字")
_BAD_COUNT = N_("count 应是 0 到 %(most)s 的整数，只写新增的，不写累计")
_BAD_ROOM = N_("room 要有 viewers（在线）或 total（累计），写成 9961、27.4万 或 1万+ 的样子")

_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class BatchRefused(Invalid):
    """The batch as a whole cannot be read."""

    status = 400


class Unfit(Exception):
    """An event that cannot be read, and why."""

    def __init__(self, msgid: str, **values: Any) -> None:
        super().__init__(msgid)
        self.reason = Reason(msgid, values)


@dataclass(frozen=True)
class Event:
    """One event: a comment, or counts. Who wrote stays out of logs and tracebacks."""

    index: int
    id: str
    kind: str
    at_ms: int | None
    user: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    counts: Counts = ()


@dataclass(frozen=True)
class Refusal:
    """An event that was left out, and why; of its content it holds the id at most."""

    index: int
    id: str
    reason: Reason


class Batch(NamedTuple):
    """What was sent at once."""

    sent_ms: int | None
    events: list[Event]
    refused: list[Refusal]


def read_batch(body: Any) -> Batch:
    """The events of a body that was read as JSON."""
    given = body if isinstance(body, dict) else {"events": body}
    listed, sent = given.get("events"), given.get("sent")
    if not isinstance(listed, list):
        raise BatchRefused(_NO_LIST)
    if len(listed) > MOST_EVENTS:
        raise BatchRefused(_TOO_MANY, most=MOST_EVENTS, found=len(listed))
    batch = Batch(sent if _whole(sent) and 0 < sent < LAST_MS else None, [], [])
    for index, given_event in enumerate(listed):
        try:
            batch.events.append(_event(index, given_event))
        except Unfit as unfit:
            batch.refused.append(Refusal(index, _shown_id(given_event), unfit.reason))
    return batch


def event_key(key: bytes, room: str, event: Event) -> str:
    """The same for the same event however often it is sent; ids are compared within a kind."""
    return source_key(key, seconds_of(event.id), "event", room, event.kind, event.id)


def moment_of(event: Event, sent_ms: int | None, received: datetime) -> datetime | None:
    """When it happened by our clock; None if it does not say, or nothing that can be true.

    With `sent_ms` only the event's age counts, so that the tool's clock need not be right.
    """
    if event.at_ms is None:
        return None
    if sent_ms is not None:
        return received - timedelta(milliseconds=min(max(0, sent_ms - event.at_ms), LAST_AGE_MS))
    if not 0 < event.at_ms < LAST_MS:
        return None
    moment = from_epoch_ms(event.at_ms)
    return moment if moment <= received + timedelta(seconds=5) else None


def plain(text: str) -> str:
    """Without control characters and what turns the direction of writing."""
    return _UNSEEN.sub(" ", text).strip()


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown_id(given: Any) -> str:
    told = given.get("id") if isinstance(given, dict) else None
    return plain(_text_of(told, 40) or "")


def _text_of(value: Any, longest: int) -> str | None:
    """A text or a whole number as text; None if it is neither, or too long."""
    if _whole(value):
        value = str(value) if abs(value) < 10**40 else ""
    return value.strip() if isinstance(value, str) and len(value) <= longest else None


def _event(index: int, given: Any) -> Event:
    if not isinstance(given, dict):
        raise Unfit(_NO_EVENT)
    kind, number = given.get("kind"), _text_of(given.get("id"), LONGEST_NAME)
    if not isinstance(kind, str) or kind not in KINDS:
        raise Unfit(_BAD_KIND, **REFUSAL_VALUES)
    if not number:
        raise Unfit(_BAD_ID)
    at = _at(given.get("at"))
    if kind == "comment":
        return Event(index, number, kind, at, *_comment(given))
    return Event(index, number, kind, at, counts=(_room if kind == "room" else _counted)(given))


def _at(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value):
        value = int(value)
    if value is not None and not _whole(value):
        raise Unfit(_BAD_AT)
    return value


def _comment(given: dict[str, Any]) -> tuple[str, str, str]:
    """Who, under which name, and what."""
    user, name, text = _named(given.get("user")), _named(given.get("name")), given.get("text")
    if not (user or name):
        raise Unfit(_NO_USER)
    if not isinstance(text, str) or not (told := plain(text)):
        raise Unfit(_NO_TEXT)
    if len(text) > LONGEST_TEXT:
        raise Unfit(_LONG_TEXT)
    return user, name, told


def _named(value: Any) -> str:
    return plain(_text_of(value, LONGEST_NAME) or "")


def _counted(given: dict[str, Any]) -> Counts:
    count = given.get("count", 1)
    if not _whole(count) or not 0 <= count <= MOST_AT_ONCE:
        raise Unfit(_BAD_COUNT, **REFUSAL_VALUES)
    return ((COUNTED[given["kind"]], count),)


def _room(given: dict[str, Any]) -> Counts:
    told = {"viewers": given.get("viewers"), "visits": given.get("total")}
    counts = tuple((name, _level(value)) for name, value in told.items() if value is not None)
    if not counts:
        raise Unfit(_BAD_ROOM)
    return counts


def _level(value: Any) -> int:
    number = figure(value) if isinstance(value, str) and len(value) <= 30 else value
    if not _whole(number) or not 0 <= number <= MOST:
        raise Unfit(_BAD_ROOM)
    return number
