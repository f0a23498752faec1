"""Tables of tags, notes, their deliveries and corrections, watching and calls for help."""

from zhubo_web.observations.models.delivery import Correction, NoteDelivery
from zhubo_web.observations.models.help import HelpCall
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.overruled import CountsAs
from zhubo_web.observations.models.parts import Parts, take_parts_from
from zhubo_web.observations.models.sequence import next_numbers
from zhubo_web.observations.models.settled import DISPOSITIONS, ObservationChange
from zhubo_web.observations.models.suggested import waiting_for
from zhubo_web.observations.models.tag import Tag
from zhubo_web.observations.models.waiting import Disposal, Reading
from zhubo_web.observations.models.warned import WARNING
from zhubo_web.observations.models.watch import Watch

__all__ = [
    "DISPOSITIONS",
    "WARNING",
    "Correction",
    "CountsAs",
    "Disposal",
    "HelpCall",
    "NoteDelivery",
    "Observation",
    "ObservationChange",
    "Parts",
    "Reading",
    "Tag",
    "Watch",
    "next_numbers",
    "take_parts_from",
    "waiting_for",
]
