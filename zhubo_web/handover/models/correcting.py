"""A result that changes after it was handed over makes the next correction, in the same transaction.

So does an objection, from the moment it is filed: what is contested is not final.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.appeals.models import Appeal
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
#: What begins or ends an objection. In between it is open, whatever happens to it.
OBJECTED = frozenset(
    {
        "appeal.filed",
        "appeal.withdrawn",
        "appeal.rejected",
        "appeal.reopened",
        "appeal.executed",
    }
)


def _follows(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name in AFTER and isinstance(subject, MonthlyEvaluation):
        Package.correct(subject.month, SYSTEM)
    if event.name in OBJECTED and isinstance(subject, Appeal):
        for one in subject.months():
            Package.correct(one.month, SYSTEM)


recorded.connect(_follows, weak=False)
