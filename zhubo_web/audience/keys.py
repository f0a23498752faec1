"""Keys by which what comes twice is known: an HMAC, as the source's own ids lead to people.

A key begins with its time in seconds. Keys of one time then lie side by side in the index, which
makes storing a batch several times cheaper than keys in no order; the time is stored beside it anyway.
"""

from __future__ import annotations

import hashlib
import hmac
import json

TIME, REST = 8, 24
_SECONDS = 32
"""Ids of the platform hold the second of their making above their lower 32 bits."""


def source_key(key: bytes, seconds: int, *what: str | int) -> str:
    """The same for the same source, room and event; 32 characters."""
    message = json.dumps(what, ensure_ascii=True).encode()
    told = hmac.new(key, message, hashlib.sha256).hexdigest()[:REST]
    return f"{seconds & 0xFFFFFFFF:08x}{told}"


def seconds_of(number: str) -> int:
    """The second an id of the platform was made in; 0 for any other id."""
    whole = int(number) if number.isascii() and number.isdigit() and len(number) <= 19 else 0
    return whole >> _SECONDS
