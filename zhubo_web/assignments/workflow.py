"""The life of an action item (行动项). Durations are clock time; the table documents it.

The owner has one entry until the item is due, with one reminder and one word to who gave it; when the
owner says it is done, who verifies has ``task_verify_days``. Being late has no consequence here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.assignments import permissions as may
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Due, Transition, Workflow


def _owner(item: Any) -> Sequence[int]:
    return [item.owner_id]


def _creator(item: Any) -> Sequence[int]:
    return [item.creator_id] if item.creator_id != item.owner_id else []


def _verifiers(item: Any) -> Sequence[int]:
    """Who gave it; the leads of the room where they gave it to themselves."""
    return _creator(item) or item.lead_ids()


def _leads(item: Any) -> Sequence[int]:
    ids: Sequence[int] = item.lead_ids()
    return ids


def is_complete(item: Any) -> Reason | None:
    """It has an owner and a time."""
    if item.owner_id is not None and item.due_at is not None:
        return None
    return Reason(N_("还没写由谁做、什么时候做完"))


def is_proved(item: Any) -> Reason | None:
    """Words or a link show what was done."""
    return None if item.evidence or item.evidence_url else Reason(N_("请写做了什么，或附一个链接"))


TO_DO = Due(
    title=N_("跟进事项：%(title)s"),
    whom=_owner,
    endpoint="assignments.show",
    until=lambda item: item.due_at,
    escalate_to=_creator,
)
TO_VERIFY = Due(
    title=N_("核对做完的事：%(title)s"),
    whom=_verifiers,
    endpoint="assignments.show",
    until=lambda item: item.verify_due_at,
    escalate_to=_leads,
)
TO_AGREE = Due(
    title=N_("有人要取消跟进事项：%(title)s"),
    whom=_leads,
    endpoint="assignments.show",
    until=lambda item: item.due_at,
)

ACTION_ITEM = Workflow(
    name="action_item",
    title=N_("跟进事项"),
    initial="open",
    terminal=frozenset({"verified", "cancelled"}),
    states={
        "open": N_("还没开始"),
        "in_progress": N_("在做"),
        "done_claimed": N_("等核对"),
        "verified": N_("已核对"),
        "cancelled": N_("已取消"),
    },
    rows=(
        Transition("", "open", "give", "action_item.given", may.gives, guard=is_complete,
                   due=TO_DO),
        Transition("open", "in_progress", "start", "action_item.started", may.owns,
                   guard=is_complete, due=TO_DO, label=N_("开始做")),
        Transition("open", "cancelled", "cancel", "action_item.cancelled", may.created,
                   tells=_owner, notice=N_("跟进事项取消了：%(title)s"), label=N_("取消")),
        Transition("in_progress", "done_claimed", "claim", "action_item.claimed", may.owns,
                   guard=is_proved, due=TO_VERIFY, tells=_creator,
                   notice=N_("做完了，等你核对：%(title)s"), label=N_("做完了")),
        Transition("done_claimed", "verified", "verify", "action_item.verified", may.verifies,
                   tells=_owner, notice=N_("已核对，这件事了结：%(title)s"), label=N_("核对通过")),
        Transition("done_claimed", "in_progress", "reopen", "action_item.reopened", may.reopens,
                   due=TO_DO, tells=_owner, notice=N_("还要再做一做：%(title)s"), label=N_("还没做好")),
        Transition("in_progress", "in_progress", "ask_cancel", "action_item.cancel_asked",
                   may.asks_to_cancel, due=TO_AGREE, label=N_("提出取消")),
        Transition("in_progress", "cancelled", "cancel", "action_item.cancelled",
                   may.cancels_begun, tells=_owner, notice=N_("跟进事项取消了：%(title)s"),
                   label=N_("取消")),
    ),
)  # fmt: skip
