"""The clock's own work: timers, reminders, one escalation, pushes, and sending what is to go out."""

from zhubo_web.duties.jobs.pushing import push, tell_groups
from zhubo_web.duties.jobs.reminding import escalate, remind
from zhubo_web.duties.jobs.sending import Sender
from zhubo_web.duties.jobs.timing import BATCH, run_timers

__all__ = ["BATCH", "Sender", "escalate", "push", "remind", "run_timers", "tell_groups"]
