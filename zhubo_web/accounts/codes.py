"""One-time codes and sign-in tokens: random, shown once, stored only as a digest. Pure."""

from __future__ import annotations

import hashlib
import secrets

#: Crockford's base 32: no I, L, O, U, so that a code can be read aloud and typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26  # 130 bits


def new_code() -> str:
    """A code for a QR code or for typing, in groups of five or six."""
    raw = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join((raw[:5], raw[5:10], raw[10:15], raw[15:20], raw[20:]))


def new_token() -> str:
    """A sign-in token of 256 bits, for a cookie."""
    return secrets.token_urlsafe(32)


def plain(code: str) -> str:
    """A typed code without what people add or confuse."""
    text = code.upper().translate(str.maketrans("OIL", "011"))
    return "".join(character for character in text if character in ALPHABET)


def digest(secret: str) -> str:
    """What is stored in place of a secret with at least 128 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
