"""The cells behind one figure of a month: what each broadcast's value was computed from, and whence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from zhubo_web.metrics.definitions import defined
from zhubo_web.metrics.deriving import completed_one
from zhubo_web.metrics.models import MetricValue, recorded
from zhubo_web.months.models.evidence import Held


@dataclass(frozen=True)
class Cells:
    """One broadcast: its value (None: missing, not zero), and the recorded figures it rests on."""

    held: Held
    value: Decimal | None
    rows: tuple[MetricValue, ...]


def cells(broadcasts: Mapping[int, Held], metric: str) -> list[Cells]:
    """What stands now, one row for each broadcast; one statement."""
    ratio = defined(metric).ratio
    wanted = {metric, *(ratio.over if ratio else ()), *((ratio.under,) if ratio else ())}
    newest: dict[int, dict[str, MetricValue]] = {one: {} for one in broadcasts}
    for row in recorded(broadcasts, wanted):
        newest[row.broadcast_id][row.metric] = row
    return [_cells(held, newest[held.id], metric) for held in broadcasts.values()]


def _cells(held: Held, rows: Mapping[str, MetricValue], metric: str) -> Cells:
    known = {name: row.value for name, row in rows.items() if row.value is not None}
    kept = tuple(row for row in rows.values() if row.value is not None)
    return Cells(held, completed_one(defined(metric), known), kept)
