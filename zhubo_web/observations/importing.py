"""What a console sends, read strictly: taps, changes and undo, each with an id of its own. Pure.

A wrong operation is refused with a sentence and never again tried; the others of its batch count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.observations.wording import fits

MOST = 40
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CHOICES = {
    "kind": ("praise", "remind", "issue", "mark"),
    "dimension": ("language", "interaction", "product", "emergency", "conduct", None),
    "object": ("assistant", "host", "operations", "device"),
    "urgent": ("price", "forbidden", "link", None),
    "sort": ("question", "wish", "complaint", "praise"),
}
FARTHEST_SHIFT_MS = 600_000
LARGEST_NUMBER = 2**31 - 1
LONGEST_RELAY = 120
MOST_PEOPLE = 999


@dataclass(frozen=True)
class Operation:
    """One act at a console. ``at`` is the device's clock in milliseconds; ``values`` what it sets."""

    op: str
    do: str
    key: str
    at: int
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """One act at an overlay: a note was delivered, shown or answered."""

    op: str
    note: int
    act: str
    answer: str | None
    at: int


def _broken(name: str) -> Invalid:
    return Invalid(Reason(N_("这条记录不完整，没有保存：%(field)s"), {"field": name}), name)


def _key(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise _broken(name)
    return value


def _whole(raw: Mapping[str, Any], name: str) -> int:
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**52:
        raise _broken(name)
    return value


def _row(raw: Mapping[str, Any], name: str) -> int:
    """A row's key: none is larger than the column."""
    value = _whole(raw, name)
    if abs(value) > LARGEST_NUMBER:
        raise _broken(name)
    return value


def _choice(name: str, value: Any) -> Any:
    if value not in CHOICES[name]:
        raise _broken(name)
    return value


def _line(name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _broken(name)
    text = " ".join(value.split())
    if name == "text" and not fits(text):
        raise Invalid(N_("一句话最多 22 个字，请删短一点再发"), name)
    return text[:60]


def _value(name: str, value: Any) -> Any:
    if name in CHOICES:
        return _choice(name, value)
    if name in ("text", "detail", "tag"):
        return _line(name, value)
    if name == "assistant":
        return None if value is None else _row({name: value}, name)
    shift = _whole({name: value}, name)
    if abs(shift) > FARTHEST_SHIFT_MS:
        raise Invalid(N_("时间最多前后移动 10 分钟"), name)
    return shift


FIELDS = ("kind", "dimension", "object", "assistant", "tag", "detail", "text", "urgent", "shift_ms")


def _does(raw: Any, do: str) -> bool:
    return isinstance(raw, Mapping) and raw.get("do") == do


def read_operation(raw: Any) -> Operation:
    """One operation of a console's batch. Raises Invalid with a sentence."""
    read = next((RELAYS[do] for do in RELAYS if _does(raw, do)), None)
    if read is not None:
        place = (_key(raw, "op"), raw["do"], _key(raw, "key"), _whole(raw, "at"))
        return Operation(*place, read(raw))
    if not isinstance(raw, Mapping) or raw.get("do") not in ("tap", "change", "retract"):
        raise _broken("do")
    values = {name: _value(name, raw[name]) for name in FIELDS if name in raw}
    if raw["do"] == "tap" and "kind" not in values and not values.get("urgent"):
        raise _broken("kind")
    return Operation(_key(raw, "op"), raw["do"], _key(raw, "key"), _whole(raw, "at"), values)


def _relay(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What viewers say, how many, and about which product; without one, the product that was on."""
    text, count = raw.get("text"), raw.get("count", 1)
    if not isinstance(text, str) or not text.strip():
        raise Invalid(N_("请写一句观众说了什么"), "text")
    if len(text) > LONGEST_RELAY:
        raise Invalid(N_("转述最多 120 个字，请删短一点"), "text")
    if not 1 <= _whole({"count": count}, "count") <= MOST_PEOPLE:
        raise Invalid(N_("人数从 1 到 999"), "count")
    values = {"sort": _choice("sort", raw.get("sort")), "text": text, "count": count}
    if "product" in raw:
        product = raw["product"]
        values["product"] = None if product is None else _row(raw, "product")
    return values


def _nothing(_raw: Mapping[str, Any]) -> dict[str, Any]:
    """Undo names its relay by the key and says no more."""
    return {}


def _settling(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Which question was answered, struck or opened again."""
    return {"question": _row(raw, "question")}


SETTLING = ("answer", "dismiss", "reopen")
#: Operations that are about viewers, and how their values are read.
RELAYS = {"relay": _relay, "unrelay": _nothing, **dict.fromkeys(SETTLING, _settling)}


def read_settling(raw: Any) -> Operation:
    """One act of an overlay on viewers' questions. Raises Invalid with a sentence."""
    if not isinstance(raw, Mapping) or raw.get("do") not in SETTLING:
        raise _broken("do")
    return read_operation(raw)


def read_receipt(raw: Any) -> Receipt:
    """One act of an overlay's batch. Raises Invalid with a sentence."""
    if not isinstance(raw, Mapping) or raw.get("act") not in ("delivered", "shown", "answered"):
        raise _broken("act")
    answer = raw.get("answer")
    if raw["act"] == "answered" and answer not in ("got_it", "done", "later", "contested"):
        raise _broken("answer")
    return Receipt(_key(raw, "op"), _row(raw, "note"), raw["act"], answer, _whole(raw, "at"))


def op_id(raw: Any) -> str | None:
    """The id by which a refusal is told, if the operation has one at all."""
    value = raw.get("op") if isinstance(raw, Mapping) else None
    return value if isinstance(value, str) else None
