"""The blueprint of figures, and what its templates say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint

from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.metrics import baseline
from zhubo_web.metrics.definitions import PERCENT, SECONDS, YUAN, Definition

bp = Blueprint("metrics", __name__)
VERDICTS = {
    baseline.ABOVE: N_("高于平时水平"),
    baseline.BELOW: N_("低于平时水平"),
    baseline.FLAT: N_("和平时差不多"),
    baseline.FEW: N_("看得太少"),
}
TONES = {"better": "praise", "worse": "remind", "same": "plain"}


def figure(definition: Definition, value: Decimal | None) -> str:
    """A figure with its unit, as people read it; a dash where it is missing."""
    if value is None:
        return "—"
    if definition.unit == SECONDS:
        return duration(value)
    places = 2 if not definition.whole else 0
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if definition.unit == PERCENT:
        return f"{text}%"
    return _("%(number)s 元", number=text) if definition.unit == YUAN else text


def duration(seconds: Decimal) -> str:
    """1 分 23 秒."""
    whole = round(seconds)
    if whole < 60:
        return _("%(num)s 秒", num=whole)
    return _("%(minutes)s 分 %(seconds)s 秒", minutes=whole // 60, seconds=whole % 60)


@bp.app_template_filter("decimal")
def decimal(text: str) -> Decimal:
    """A figure as it is kept beside a row of a file."""
    return Decimal(text)


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"figure": figure}
