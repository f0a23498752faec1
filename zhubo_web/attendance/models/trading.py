"""What an answer does to a roster: one person leaves it, comes back, or takes another's place.

The system makes these changes, for the lead's approval stands behind them; the roster's own rules
(who may have a part, host and assistant at once) hold all the same.
"""

from __future__ import annotations

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.workflow import SYSTEM


def take_off(broadcast: Broadcast, part: str, person: Person) -> None:
    """Without them; the others keep their order."""
    left = [one for one in broadcast.people(part) if one != person]
    broadcast.restaff({part: left}, SYSTEM)


def put_back(broadcast: Broadcast, part: str, person: Person, place: int, left: list[int]) -> bool:
    """Where they stood; False, and nothing done, where others than those ``left`` are there now."""
    there = broadcast.people(part)
    if broadcast.has_on_roster(person) or [one.id for one in there] != left:
        return broadcast.has_on_roster(person, part)
    broadcast.restaff({part: [*there[:place], person, *there[place:]]}, SYSTEM)
    return True


def exchange(broadcast: Broadcast, part: str, leaves: Person, comes: Person) -> bool:
    """One in the other's place; False, and nothing done, where the roster is another by now."""
    there = broadcast.people(part)
    if leaves not in there or broadcast.has_on_roster(comes):
        return False
    broadcast.restaff({part: [comes if one == leaves else one for one in there]}, SYSTEM)
    return True
