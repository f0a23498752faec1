"""Figures of broadcasts as rows, for tests and measurements that need them recorded somehow."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhubo_web.metrics.definitions import defined
from zhubo_web.metrics.models.recording import as_stored


def row(broadcast_id: int, values: Mapping[str, float], **more: Any) -> dict[str, Any]:
    """A recording by hand of what was not there before: the columns of a ``FigureRecording``."""
    changed = {metric: (None, Decimal(str(value))) for metric, value in values.items()}
    versions = {metric: defined(metric).version for metric in values}
    held = as_stored(changed, versions)
    return {"broadcast_id": broadcast_id, "source": "hand", "note": "", **held, **more}
