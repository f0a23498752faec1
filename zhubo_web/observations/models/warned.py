"""The platform's warning on the studio's screen: whoever shows its card has told the lead, at once."""

from __future__ import annotations

from typing import Any

from zhubo_web.audit.models import AuditEvent, recorded
from zhubo_web.core.marking import N_
from zhubo_web.duties.models import Notice, Told
from zhubo_web.duties.models.notice import knows

#: The emergency card 平台违规弹窗.
WARNING = "E-warning"
WARNED = N_("平台弹了违规提示：%(title)s")


def _tell(event: AuditEvent, subject: Any, by: Any) -> None:
    if event.name != "broadcast.emergency_shown" or event.data.get("code") != WARNING:
        return
    told = Told.of(subject, WARNED, "broadcasts.show")
    for person_id in subject.lead_ids():
        if not knows(person_id, by):
            Notice.write(person_id, subject, told, by, kind="step", urgency="now")


recorded.connect(_tell, weak=False)
