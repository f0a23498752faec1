"""Tables of summaries and their versions, and what listens for a broadcast's end."""

from zhubo_web.summaries.models import closing
from zhubo_web.summaries.models.summary import Summary
from zhubo_web.summaries.models.writing import SummaryVersion

__all__ = ["Summary", "SummaryVersion", "closing"]
