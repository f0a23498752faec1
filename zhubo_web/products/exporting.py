"""What the pages show of cards: the differences of two versions, and hints about wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from zhubo_web.core import i18n
from zhubo_web.core.marking import N_
from zhubo_web.products.models import CARD_FIELDS, ProductCard
from zhubo_web.products.wording import CATEGORIES, Finding, check

LABELS = {
    "points": N_("卖点"),
    "specification": N_("规格"),
    "price": N_("到手价"),
    "price_basis": N_("价格口径"),
    "list_price": N_("划线价"),
    "list_price_basis": N_("划线价的依据"),
    "offer": N_("优惠和赠品"),
    "valid_from": N_("价格从什么时候起"),
    "valid_until": N_("到什么时候止"),
    "how_to_use": N_("用法"),
    "forbidden": N_("不能说"),
    "questions": N_("常见问答"),
    "demo_steps": N_("演示步骤"),
}


@dataclass(frozen=True)
class Change:
    """One field that differs. ``lines``: (same, gone or new; text); the label is a message id."""

    label: str
    lines: list[tuple[str, str]]


def changes(old: ProductCard | None, new: ProductCard | None) -> list[Change]:
    """What differs from one version to another, in the order of the card."""
    found = []
    for field in CARD_FIELDS:
        before, after = lines_of(old, field), lines_of(new, field)
        if before != after:
            found.append(Change(LABELS[field], list(_compared(before, after))))
    return found


def lines_of(card: ProductCard | None, field: str) -> list[str]:
    """A field as the lines people read."""
    value = getattr(card, field) if card else None
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [_line(one) for one in value]
    return str(_plain(value)).splitlines()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return i18n.money(value)
    if isinstance(value, datetime):
        return f"{i18n.day(value)} {i18n.time_of_day(value)}"
    return str(value)


def _line(one: Any) -> str:
    return "｜".join(str(part) for part in one.values() if part) if isinstance(one, dict) else one


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from (("same", line) for line in before[a:b])
        else:
            yield from (("gone", line) for line in before[a:b])
            yield from (("new", line) for line in after[c:d])


@dataclass(frozen=True)
class Hint:
    """A word worth a second look: where it stands, the finding, the name of its kind."""

    label: str
    finding: Finding
    kind: str


def hints(
    texts: Iterable[tuple[str, str]], forbidden: Iterable[dict[str, str]], names: Iterable[str]
) -> list[Hint]:
    """What the word checker points at in (label, text); it suggests and never blocks."""
    own = [(row["word"], row.get("instead", "")) for row in forbidden]
    return [
        Hint(str(label), finding, CATEGORIES[finding.category].label)
        for label, text in texts
        for finding in check(text, product_words=own, names=names)
    ]
