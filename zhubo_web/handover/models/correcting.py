"""A result that changes after it was handed over makes the next correction, in the same transaction."""

from __future__ import annotations

from typing import Any

from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.handover.models.package import Package
from zhubo_web.months.models import MonthlyEvaluation

#: What may change a line that HR has.
AFTER = frozenset(
    {
        "month.published",
        "month.disputed",
        "month.amended",
        "month.reissued",
        "month.upheld",
        "month.resumed",
    }
)


def _follows(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name in AFTER and isinstance(subject, MonthlyEvaluation):
        Package.correct(subject.month, SYSTEM)


recorded.connect(_follows, weak=False)
