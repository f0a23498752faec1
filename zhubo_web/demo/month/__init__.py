"""A made-up month that is over: twelve evenings of two assistants, from the first plan to HR.

Everything happens through the product's own verbs, at the moments it would have happened: the clock is
set back while it is told (``clock.standing_at``), and the worker's timers run in between.
"""

from zhubo_web.demo.month.script import first_day
from zhubo_web.demo.month.telling import tell

__all__ = ["first_day", "tell"]
