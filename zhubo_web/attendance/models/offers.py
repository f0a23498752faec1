"""Whom one may ask to work one's shift, and which of their shifts one could take in exchange."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models.shifts import worked_between
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.planned import COMING
from zhubo_web.broadcasts.models.staffing import PARTS as ROLES
from zhubo_web.core import clock

AHEAD = timedelta(days=14)
MOST_SHIFTS = 3


@dataclass
class Offer:
    """Somebody who may have the part, and the next shifts of theirs that one may have."""

    person: Person
    shifts: list[Broadcast] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, Broadcast | None]:
        """What a button says: the person alone (12), or with one of their shifts (12-34)."""
        alone: dict[str, Broadcast | None] = {str(self.person.id): None}
        return alone | {f"{self.person.id}-{one.id}": one for one in self.shifts}

    def given(self, key: str) -> Broadcast | None:
        """The shift that a button's key names."""
        return self.keys[key]


def offers(broadcast: Broadcast, part: str, asking: Person) -> list[Offer]:
    """By name; each with at most three shifts of the coming two weeks."""
    people = [one for one in broadcast.candidates(part) if not broadcast.has_on_roster(one)]
    found = {one.id: Offer(one) for one in people}
    now = clock.now()
    mine = set()
    for person_id, theirs, other in worked_between([*found, asking.id], now, now + AHEAD):
        if person_id == asking.id:
            mine.add(other.id)
        elif theirs == part and other.state in COMING and other.id != broadcast.id:
            if asking.holds(*ROLES[part], room=other.room):
                found[person_id].shifts.append(other)
    for offer in found.values():
        offer.shifts = [one for one in offer.shifts if one.id not in mine][:MOST_SHIFTS]
    return list(found.values())
