"""Codes on the studio's screen that prove one is there, and what a scan of one is worth. Pure.

A code names the room, the broadcast and a step of 30 seconds under an HMAC; it is good from the
beginning of its step for 60 seconds, so that a photograph of it soon is not. A scan by somebody who is
signed in becomes a ticket of that person's own, good for three minutes, for the tap that follows.
"""

from __future__ import annotations

import hashlib
import hmac

STEP_S = 30
LIVES_S = 60
TICKET_S = 180
_LENGTH = 22
_MOST = 60


def _mac(key: bytes, *what: object) -> str:
    message = "|".join(map(str, what)).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:_LENGTH]


def _read(text: str) -> tuple[int, str] | None:
    """The number and the seal of a code or ticket; None for what is neither."""
    number, dot, seal = text.partition(".")
    fits = len(text) <= _MOST and dot and number.isascii() and number.isdecimal() and seal.isascii()
    return (int(number), seal) if fits else None


def code(key: bytes, room: int, broadcast: int, now_s: int) -> str:
    """The code that a screen of this room shows for this broadcast now."""
    step = now_s // STEP_S
    return f"{step}.{_mac(key, 'code', room, broadcast, step)}"


def is_fresh(key: bytes, room: int, broadcast: int, text: str, now_s: int) -> bool | None:
    """Whether a scanned code is good now; None where it never was one of this room and broadcast."""
    read = _read(text)
    if read is None:
        return None
    step, seal = read
    if not hmac.compare_digest(seal, _mac(key, "code", room, broadcast, step)):
        return None
    return 0 <= now_s - step * STEP_S < LIVES_S


def ticket(key: bytes, person: int, broadcast: int, scanned_s: int) -> str:
    """What a person's own scan is worth: the second it was made."""
    return f"{scanned_s}.{_mac(key, 'ticket', person, broadcast, scanned_s)}"


def scanned_at(key: bytes, person: int, broadcast: int, text: str, now_s: int) -> int | None:
    """The second of the scan; None for a ticket that is somebody else's, forged or too old."""
    read = _read(text)
    if read is None:
        return None
    scanned, seal = read
    if not hmac.compare_digest(seal, _mac(key, "ticket", person, broadcast, scanned)):
        return None
    return scanned if 0 <= now_s - scanned < TICKET_S else None
