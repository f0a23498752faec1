"""What a remedy says, read strictly: raises Invalid naming the field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db
from zhubo_web.metrics import deriving
from zhubo_web.metrics.definitions import defined
from zhubo_web.observations.models import Tag
from zhubo_web.observations.models.overruled import SEVERITIES

What = Mapping[str, Any]
MARKS = (None, 1, 2, 3, 4, 5)
MOST, LARGEST = Decimal(100), Decimal(10) ** 13


def expect_key(what: What, name: str) -> None:
    if name not in what:
        raise Invalid(N_("决定和被申请复核的东西对不上，请重新选"), name)


def expect(what: What, name: str) -> None:
    if not what.get(name):
        raise Invalid(N_("决定和被申请复核的东西对不上，请重新选"), name)


def marks_of(what: What, names: Any) -> dict[str, int | None]:
    """Marks for known names. Raises Invalid naming the first that is wrong."""
    expect(what, "marks")
    found = {}
    for name, typed in what["marks"].items():
        mark = int(typed) if isinstance(typed, str) and typed.isdecimal() else typed
        if name not in names or mark not in MARKS:
            raise Invalid(N_("每一项都要选 1 到 5 分，或者“没碰到”"), name)
        found[name] = mark
    return found


def records_of(what: What, shares: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """How often something was in time, of what was due: never less often than was counted. Raises
    Invalid naming the first that is wrong."""
    found = {}
    for name, typed in what.get("records", {}).items():
        one, count = shares.get(name), str(typed).strip()
        if one is None or not count.isdecimal() or not one["done"] <= int(count) <= one["due"]:
            raise Invalid(N_("按时的次数不少于原来的，不多于应当的"), name)
        found[name] = int(count)
    return found


def counting_of(what: What) -> tuple[Tag | None, int | None]:
    """As which tag, by its id, and how heavy a note is to count: one of them, or both. Raises Invalid."""
    tag_id, severity = what.get("tag"), what.get("severity")
    if tag_id is None and severity is None:
        raise Invalid(N_("请选换成哪个标签，或者算多重"), "tag")
    if severity not in (None, *SEVERITIES):
        raise Invalid(N_("轻重请选 1 轻、2 中、3 重"), "severity")
    tag = None if tag_id is None else db.session.get(Tag, tag_id)
    if tag_id is not None and tag is None:
        raise Invalid(N_("请选换成哪个标签，或者算多重"), "tag")
    return tag, severity


def score_of(typed: Any, name: str) -> Decimal:
    try:
        value = Decimal(str(typed))
    except InvalidOperation:
        raise Invalid(N_("请写 0 到 100 的分数，最多一位小数"), name) from None
    if not value.is_finite() or not 0 <= value <= MOST or value != round(value, 1):
        raise Invalid(N_("请写 0 到 100 的分数，最多一位小数"), name)
    return value


def figure_of(what: What, metric: str) -> Decimal | None:
    """A figure as its definition has it: whole or not, never negative but where it may be."""
    expect_key(what, "value")
    if what["value"] in (None, ""):
        return None
    definition = defined(metric)
    try:
        value = Decimal(str(what["value"]).strip())
    except InvalidOperation:
        raise Invalid(N_("请写一个数，例如 12.5"), "value") from None
    fits = value.is_finite() and abs(value) < LARGEST and (definition.signed or value >= 0)
    if not fits or (definition.whole and value != value.to_integral_value()):
        raise Invalid(N_("这个数不对：次数和人数是整数，除净成交和退款外不能是负数"), "value")
    if definition.is_share and value > MOST:
        raise Invalid(N_("百分比在 0 到 100 之间"), "value")
    return deriving.rounded(value)
