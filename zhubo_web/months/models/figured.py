"""The cells behind one figure of a month: what each broadcast's value was computed from, and whence.

A month was reckoned from what stood when its figures were taken down, and from what decisions changed
since, up to the version of the result that is read. What was corrected later is no part of it and is told
beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from zhubo_web.metrics.definitions import Definition
from zhubo_web.metrics.deriving import completed_one
from zhubo_web.metrics.models import MetricValue, newest, recorded
from zhubo_web.metrics.models.recording import DECISION
from zhubo_web.months.models.evidence import Held


@dataclass(frozen=True)
class Cells:
    """One broadcast: its value (None: missing, not zero), the recorded figures it rests on, and those
    that were recorded instead of them later."""

    held: Held
    value: Decimal | None
    rows: tuple[MetricValue, ...]
    later: tuple[MetricValue, ...] = ()


def cells(
    broadcasts: Mapping[int, Held],
    definition: Definition,
    frozen_at: datetime | None,
    until: datetime,
) -> list[Cells]:
    """What a month stands on, one row for each broadcast; two statements. ``frozen_at``: when its
    figures were taken down; ``until``: when the version that is read was reckoned."""
    ratio = definition.ratio
    wanted = {definition.id, *((*ratio.over, ratio.under) if ratio else ())}
    every = recorded(broadcasts, wanted)
    then = every if frozen_at is None else recorded(broadcasts, wanted, frozen_at)
    told = [one for one in every if frozen_at and _decided(one, frozen_at, until)]
    used, now = _by_broadcast([*then, *told]), _by_broadcast(every)
    return [_cells(held, used[held.id], now[held.id], definition) for held in broadcasts.values()]


def _decided(row: MetricValue, since: datetime, until: datetime) -> bool:
    return row.source == DECISION and since < row.created_at <= until


def _by_broadcast(rows: Iterable[MetricValue]) -> dict[int, list[MetricValue]]:
    found: dict[int, list[MetricValue]] = defaultdict(list)
    for one in rows:
        found[one.broadcast_id].append(one)
    return found


def _cells(
    held: Held, used: list[MetricValue], now: list[MetricValue], definition: Definition
) -> Cells:
    kept, last = newest(used), {row.metric: row for row in now}
    known = {name: row.value for name, row in kept.items() if row.value is not None}
    later = [row for name, row in last.items() if row.value != known.get(name)]
    value = completed_one(definition, known)
    return Cells(held, value, tuple(kept.values()), tuple(later))
