"""Tables of leave, swaps, coming in and complaints, and the shifts that rosters make."""

from zhubo_web.attendance.models.check_in import CheckIn
from zhubo_web.attendance.models.complaint import ShiftComplaint
from zhubo_web.attendance.models.duty import Worked, on_duty, worked_in
from zhubo_web.attendance.models.leave import Leave
from zhubo_web.attendance.models.shifts import shifts_of, warnings_for

__all__ = [
    "CheckIn",
    "Leave",
    "ShiftComplaint",
    "Worked",
    "on_duty",
    "shifts_of",
    "warnings_for",
    "worked_in",
]
