"""Tables of months: cycles, evaluations, classes' marks, results, signatures."""

from zhubo_web.months.models import kept, marking
from zhubo_web.months.models.assessed import SelfAssessment
from zhubo_web.months.models.cycle import Month
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.months.models.late import counted_later
from zhubo_web.months.models.rated import Given
from zhubo_web.months.models.rating import ClassRating, MonthResult, MonthSignature, MonthWaiver

__all__ = [
    "ClassRating",
    "Given",
    "Month",
    "MonthResult",
    "MonthSignature",
    "MonthWaiver",
    "MonthlyEvaluation",
    "SelfAssessment",
    "counted_later",
    "kept",
    "marking",
]
