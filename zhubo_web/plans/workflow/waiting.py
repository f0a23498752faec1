"""Who waits for whom in the weekly plan, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import Due


def own(plan: Any) -> Sequence[int]:
    """The assistant."""
    return [plan.person_id]


def reviewers(plan: Any) -> Sequence[int]:
    """Who reviews it, or stands in."""
    ids: Sequence[int] = plan.reviewer_ids()
    return ids


def seniors_and_own(plan: Any) -> Sequence[int]:
    """The assistant and the senior hosts of the rooms."""
    return [plan.person_id, *plan.senior_ids()]


def missed(plan: Any) -> Sequence[int]:
    """The assistant, and who oversees the reviewers."""
    return [plan.person_id, *plan.reviewer_ids(), *plan.administration_ids()]


def other_side(plan: Any) -> Sequence[int]:
    """Who answers an amendment."""
    return reviewers(plan) if plan.amended_by_id == plan.person_id else own(plan)


def both(plan: Any) -> Sequence[int]:
    """The assistant and who reviews."""
    return [plan.person_id, *plan.reviewer_ids()]


WRITE_DUE = Due(
    N_("交周计划：%(week)s"),
    own,
    "plans.edit",
    until=lambda plan: plan.due_at,
    escalate_to=reviewers,
    personal=True,
)
REVIEW_DUE = Due(
    N_("审周计划：%(name)s %(week)s"),
    reviewers,
    "plans.show",
    until=lambda plan: plan.review_due_at,
    escalate_to=lambda plan: plan.administration_ids(),
)
CHANGE_DUE = Due(
    N_("周计划退回了，改好再交：%(week)s"),
    own,
    "plans.edit",
    until=lambda plan: plan.resubmit_by,
    escalate_to=reviewers,
    personal=True,
)
#: The clock answers at its time, and tells both sides.
AMEND_DUE = Due(
    N_("确认计划改动：%(name)s %(week)s"),
    other_side,
    "plans.show",
    until=lambda plan: plan.amend_due_at,
)
GAP_DUE = Due(
    N_("补上待补的计划：%(week)s"), own, "plans.edit", escalate_to=reviewers, personal=True
)
