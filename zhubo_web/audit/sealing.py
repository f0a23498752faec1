"""Digests, Merkle trees and the chain of seals. Pure; SHA-256 and HMAC-SHA-256 throughout.

A seal covers some events in an order of its own (position), so the order of commits does not
matter. ``hash = SHA-256(n, count, root, previous)``; the HMAC uses a key kept outside the database,
so that a wholly recomputed chain is found out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> bytes:
    """The one way to write a value as JSON: sorted keys, no spaces, UTF-8."""
    return _CANONICAL.encode(value).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, as hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _pair(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def _leaf(event_digest: str) -> str:
    return hashlib.sha256(b"\x00" + bytes.fromhex(event_digest)).hexdigest()


def merkle_root(digests: Sequence[str]) -> str:
    """The root over event digests; leaves and nodes are told apart by a prefix (RFC 6962)."""
    level = [_leaf(one) for one in digests]
    if not level:
        return FIRST
    while len(level) > 1:
        pairs = [_pair(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0]


@dataclass(frozen=True)
class SealValues:
    """What a seal holds, without where it is stored."""

    n: int
    count: int
    root: str
    previous: str
    hash: str
    mac: str


def make_seal(n: int, digests: Sequence[str], previous: str, key: bytes) -> SealValues:
    """The n-th seal over these event digests, in this order."""
    root = merkle_root(digests)
    seal_hash = digest([n, len(digests), root, previous])
    mac = hmac.new(key, seal_hash.encode(), hashlib.sha256).hexdigest()
    return SealValues(n, len(digests), root, previous, seal_hash, mac)


def fault(seal: SealValues, digests: Sequence[str], previous: str, key: bytes) -> str | None:
    """What is wrong with a seal, given the digests recomputed from its events; None if nothing."""
    if seal.previous != previous:
        return "the seal before it was changed or is missing"
    if seal.count != len(digests):
        return f"it covers {seal.count} events but {len(digests)} are there"
    expected = make_seal(seal.n, digests, previous, key)
    if seal.root != expected.root:
        return "an event under it was changed"
    if seal.hash != expected.hash:
        return "the seal itself was changed"
    if not hmac.compare_digest(seal.mac, expected.mac):
        return "it was not made with this installation's key"
    return None
