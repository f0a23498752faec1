"""Keys by which what comes twice is known: an HMAC, as the source's own ids lead to people.

A key begins with its time in seconds. Keys of one time then lie side by side in the index, which
makes storing a batch several times cheaper than keys in no order; the time is stored beside it anyway.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from json.encoder import encode_basestring_ascii

TIME, REST = 8, 24
_SECONDS = 32
"""Ids of the platform hold the second of their making above their lower 32 bits."""


def keyed(key: bytes, message: bytes) -> str:
    """The HMAC-SHA-256 of a message, in hexadecimal."""
    begun = _begun(key).copy()
    begun.update(message)
    return begun.hexdigest()


@lru_cache(8)
def _begun(key: bytes) -> hmac.HMAC:
    """What has taken the key in already: most of the work of a short message."""
    return hmac.new(key, digestmod=hashlib.sha256)


def source_key(key: bytes, seconds: int, *what: str | int) -> str:
    """The same for the same source, room and event; 32 characters."""
    told = keyed(key, f"[{', '.join(map(_written, what))}]".encode())[:REST]
    return f"{seconds & 0xFFFFFFFF:08x}{told}"


def _written(value: str | int) -> str:
    """As ``json.dumps`` writes it: keys that were stored must come out the same for ever."""
    return encode_basestring_ascii(value) if isinstance(value, str) else repr(int(value))


def seconds_of(number: str) -> int:
    """The second an id of the platform was made in; 0 for any other id."""
    whole = int(number) if number.isascii() and number.isdigit() and len(number) <= 19 else 0
    return whole >> _SECONDS
