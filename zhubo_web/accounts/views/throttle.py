"""How often passwords and codes may be tried. Nobody is locked out for good, nor by a stranger.

One account from one address: few, and the more wrong ones the longer the wait. One address: as
many as a shop behind one address needs. One account from everywhere: many, and not counted where
the person has signed in before, so that a stranger elsewhere cannot keep the person out. The
address is that of the connection; proxies are believed only when they are configured.
"""

from __future__ import annotations

import math

from flask import request
from limits import RateLimitItem, parse_many

from zhubo_web.core import clock
from zhubo_web.extensions import limiter

TOGETHER = parse_many("5 per minute; 10 per 10 minutes; 20 per hour")
ADDRESS = parse_many("60 per minute; 300 per hour")
ACCOUNT = parse_many("100 per hour")
CODES = parse_many("20 per minute; 100 per hour")


def _address() -> str:
    return request.remote_addr or "unknown"


def _seconds_left(item: RateLimitItem, *key: str) -> int:
    reset = limiter.limiter.get_window_stats(item, *key).reset_time
    return max(1, min(item.get_expiry(), math.ceil(reset - clock.epoch_ms() / 1000)))


def _wait(items: list[RateLimitItem], *key: str) -> int:
    """Take one try of each limit, 0; or take none and tell the seconds until all have one."""
    limits = limiter.limiter
    used_up = [item for item in items if not limits.test(item, *key)]
    used_up = used_up or [item for item in items if not limits.hit(item, *key)]
    return max((_seconds_left(item, *key) for item in used_up), default=0)


def try_password(username: str, *, known: bool) -> int:
    """Count one try; 0 when it may be made, else the seconds to wait."""
    name = username.lower()[:40]
    return (
        _wait(ADDRESS, "address", _address())
        or _wait(TOGETHER, "together", name, _address())
        or (0 if known else _wait(ACCOUNT, "account", name))
    )


def try_code() -> int:
    """Count one typed code; 0 when it may be looked up, else the seconds to wait."""
    return _wait(CODES, "code", _address())


def forget(username: str) -> None:
    """The password was right: what was tried before no longer counts."""
    name = username.lower()[:40]
    for items, key in ((TOGETHER, ("together", name, _address())), (ACCOUNT, ("account", name))):
        for item in items:
            limiter.limiter.clear(item, *key)
