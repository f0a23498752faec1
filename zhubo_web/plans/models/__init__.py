"""Tables of weekly plans, their versions, drafts, comments, items and templates.

For features above: ``items_of(broadcast, assistant)``, ``completion(broadcast, assistant)``,
``planned_for(broadcast)``.
"""

from zhubo_web.plans.models.comment import PlanComment
from zhubo_web.plans.models.item import Completion, PlanItem, completion, items_of
from zhubo_web.plans.models.plan import WeeklyPlan, planned_for
from zhubo_web.plans.models.template import PlanTemplate
from zhubo_web.plans.models.version import PlanDraft, PlanVersion

__all__ = [
    "Completion",
    "PlanComment",
    "PlanDraft",
    "PlanItem",
    "PlanTemplate",
    "PlanVersion",
    "WeeklyPlan",
    "completion",
    "items_of",
    "planned_for",
]
