"""A month that is given to its person opens the talk about it, in the same transaction."""

from __future__ import annotations

from typing import Any

from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.talks.models.talk import Talk


def _follows(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name == "month.published":
        Talk.open(subject)


recorded.connect(_follows, weak=False)
