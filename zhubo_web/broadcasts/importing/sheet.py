"""Reading a run sheet: rows as typed in the form, or pasted from a spreadsheet. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

TEXTS = ("title", "host_action", "assistant_action", "interaction")
LONGEST = {"title": 60, "host_action": 200, "assistant_action": 200, "interaction": 200}
MOST_ROWS = 60
MOST_MINUTES = 12 * 60
MINUTE_MS = 60_000
#: The columns of a pasted table, in order.
COLUMNS = (
    "minute",
    "title",
    "kind",
    "product",
    "host_action",
    "assistant_action",
    "interaction",
    "no_interrupt",
)
YES = frozenset({"是", "勿扰", "讲解勿扰", "√", "1", "y", "yes"})
_TIME = re.compile(r"^(?:(\d{1,2})[:：])?(\d{1,3})$")


@dataclass(frozen=True)
class Row:
    """One line of a run sheet as somebody wrote it; `product` is an id in digits or empty."""

    minute: str = ""
    title: str = ""
    kind: str = "product"
    product: str = ""
    host_action: str = ""
    assistant_action: str = ""
    interaction: str = ""
    no_interrupt: bool = False
    errors: dict[str, Reason] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether nothing was written."""
        return not any((self.minute, self.product, *(getattr(self, name) for name in TEXTS)))


def typed(lists: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows of the form: each column is a list, `no_interrupt` the places that are ticked."""
    ticked = set(lists.get("no_interrupt", ()))
    columns = [name for name in COLUMNS if name != "no_interrupt"]
    cells = zip(*(lists.get(name, ()) for name in columns), strict=False)
    return [
        Row(
            **dict(zip(columns, (cell.strip() for cell in row), strict=True)),
            no_interrupt=str(place) in ticked,
        )
        for place, row in enumerate(cells)
    ]


def pasted(text: str, kinds: Mapping[str, str], products: Mapping[str, str]) -> list[Row]:
    """The rows of a table copied from a spreadsheet; a first line of headings is passed over.

    `kinds` and `products` give the key of a name.
    """
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    if lines and not _TIME.match(lines[0][0].strip()):
        lines = lines[1:]
    return [_pasted(cells, kinds, products) for cells in lines[:MOST_ROWS]]


def _pasted(cells: Sequence[str], kinds: Mapping[str, str], products: Mapping[str, str]) -> Row:
    by_name = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=False))
    named = by_name.pop("product", "")
    kind = kinds.get(by_name.pop("kind", ""), "product" if named else "interaction")
    quiet = by_name.pop("no_interrupt", "").lower() in YES
    row = Row(**by_name, kind=kind, product=products.get(named, ""), no_interrupt=quiet)  # type: ignore[arg-type]
    if named and not row.product:
        unknown = Reason(N_("没有叫“%(name)s”的商品，先建商品卡，或在这里选一个"), {"name": named})
        return replace(row, title=row.title or named, errors={"product": unknown})
    return row


def rearranged(rows: Sequence[Row], wish: str) -> list[Row]:
    """The rows after one button: add, up-2, down-2, remove-2 (places count from 0)."""
    verb, _, place = wish.partition("-")
    made, at = list(rows), int(place) if place.isdecimal() and len(place) < 4 else -1
    if verb == "add" and len(made) < MOST_ROWS:
        made.append(Row())
    elif verb == "remove" and 0 <= at < len(made):
        del made[at]
    elif verb in ("up", "down"):
        other = at - 1 if verb == "up" else at + 1
        if 0 <= at < len(made) and 0 <= other < len(made):
            made[at], made[other] = made[other], made[at]
    return made


def milliseconds(text: str) -> int | None:
    """Minutes (40) or hours and minutes (1:05) as milliseconds; None if it is neither."""
    match = _TIME.match(text)
    if match is None:
        return None
    minutes = int(match[1] or 0) * 60 + int(match[2])
    return minutes * MINUTE_MS if minutes <= MOST_MINUTES else None


def checked(
    rows: Sequence[Row], kinds: Mapping[str, str], products: Mapping[str, str]
) -> list[Row]:
    """The rows that say something, each with what is wrong in it. `products`: id → name."""
    made, before = [], -1
    for row in rows:
        if row.blank:
            continue
        if not row.title and row.product in products:
            row = replace(row, title=products[row.product])
        at = milliseconds(row.minute)
        made.append(
            replace(row, errors={**row.errors, **_faults(row, at, before, kinds, products)})
        )
        before = max(before, -1 if at is None else at)
    return made


def _faults(
    row: Row, at: int | None, before: int, kinds: Mapping[str, str], products: Mapping[str, str]
) -> dict[str, Reason]:
    faults = {
        name: Reason(N_("最多 %(max)d 个字"), {"max": most})
        for name, most in LONGEST.items()
        if len(getattr(row, name)) > most
    }
    if at is None:
        faults["minute"] = Reason(N_("填开播后第几分钟，例如 40，或 1:05"))
    elif at < before:
        faults["minute"] = Reason(N_("比上一个环节还早，请改时间或移动位置"))
    if not row.title:
        faults["title"] = Reason(N_("请写这个环节叫什么，或选一个商品"))
    if row.kind not in kinds:
        faults["kind"] = Reason(N_("请选类型"))
    if row.product and row.product not in products:
        faults["product"] = Reason(N_("这个商品已停用，请换一个"))
    return faults


def segments(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows without a fault, as the columns of segments."""
    return [
        {
            **{name: getattr(row, name) for name in TEXTS},
            "kind": row.kind,
            "planned_ms": milliseconds(row.minute),
            "product_id": int(row.product) if row.product else None,
            "no_interrupt": row.no_interrupt,
        }
        for row in rows
    ]
