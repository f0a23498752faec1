"""How much goes wrong: little in `make check`, everything in `make faults` (ZHUBO_FAULTS=long).

Each amount can be set alone: ZHUBO_FAULTS_TAPS, _NOTES, _SCREENS, _KILLS; ZHUBO_FAULTS_SEED repeats
the chances of a run (what the machine's own timing adds cannot be repeated).
"""

from __future__ import annotations

import os
import random
import secrets
from typing import Any

LONG = os.environ.get("ZHUBO_FAULTS") == "long"


def _amount(name: str, short: int, long: int) -> int:
    return int(os.environ.get(f"ZHUBO_FAULTS_{name}") or (long if LONG else short))


SEED = _amount("SEED", 20261126, secrets.randbelow(10**8))
#: The cut test.
TAPS = _amount("TAPS", 60, 270)
SERVER_KILLS, OFFLINE_SPELLS = (5, 4) if LONG else (2, 1)
PACE_MS = 250 if LONG else 60
#: The stream test.
NOTES = _amount("NOTES", 160, 2000)
SCREENS = _amount("SCREENS", 6, 20)
KILLS = _amount("KILLS", 3 if os.environ.get("ZHUBO_TEST_DATABASE_URL") else 2, 14)
#: How WebSocket may be blocked: the browser refuses to make one, or what is made is closed.
BLOCKED = ("throws", "closes") if LONG else ("throws",)


def chance(what: str) -> random.Random:
    """The dice of one part of a run."""
    return random.Random(f"{SEED} {what}")


def told(values: dict[str, Any]) -> str:
    """Figures in one line."""
    return " · ".join(f"{name} {value}" for name, value in values.items())
