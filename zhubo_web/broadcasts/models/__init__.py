"""Tables of rooms, broadcasts, rosters, interruptions, run sheets and repeats."""

from zhubo_web.broadcasts.models.broadcast import Broadcast
from zhubo_web.broadcasts.models.checking import News
from zhubo_web.broadcasts.models.identity import IdentityCheck
from zhubo_web.broadcasts.models.pricing import selling
from zhubo_web.broadcasts.models.room import Room, RoomGroup
from zhubo_web.broadcasts.models.run_sheet import Segment, advance, current_segment
from zhubo_web.broadcasts.models.running import Interruption
from zhubo_web.broadcasts.models.series import Series
from zhubo_web.broadcasts.models.staffing import RosterEntry
from zhubo_web.broadcasts.models.week import copy_week

__all__ = [
    "Broadcast",
    "IdentityCheck",
    "Interruption",
    "News",
    "Room",
    "RoomGroup",
    "RosterEntry",
    "Segment",
    "Series",
    "advance",
    "copy_week",
    "current_segment",
    "selling",
]
