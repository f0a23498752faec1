"""A package on its way to HR: sent, received. What changes later is another one with its own number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import Due, Transition, Workflow
from zhubo_web.handover import permissions as may

PAGE = "handover.show"
#: So long HR has to say that it arrived, before wages.
WITHIN = timedelta(days=2)


def _receivers(package: Any) -> Sequence[int]:
    ids: Sequence[int] = package.receiver_ids()
    return ids


def _owners(package: Any) -> Sequence[int]:
    ids: Sequence[int] = package.owner_ids()
    return ids


RECEIVE = Due(N_("收下月度包：%(month)s%(number)s"), _receivers, PAGE, after=WITHIN,
              escalate_to=_owners, discreet=True)  # fmt: skip
T = Transition
WORKFLOW = Workflow(
    name="hr_package",
    title=N_("月度包"),
    initial="sent",
    terminal=frozenset({"received"}),
    states={"sent": N_("等人力收下"), "received": N_("人力已收")},
    rows=(
        T("", "sent", "send", "package.sent", may.sends, due=RECEIVE),
        T("sent", "received", "receive", "package.received", may.receives, label=N_("收下")),
    ),
)
