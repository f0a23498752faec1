"""Tables of evaluations, their ratings and declared ties, and what listens for a broadcast's end."""

from zhubo_web.evaluations.models import closing
from zhubo_web.evaluations.models.closeness import KINDS, REPORTS, Closeness
from zhubo_web.evaluations.models.evaluation import Evaluation
from zhubo_web.evaluations.models.rating import Given, Rating

__all__ = ["KINDS", "REPORTS", "Closeness", "Evaluation", "Given", "Rating", "closing"]
