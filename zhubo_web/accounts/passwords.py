"""Hashing and judging passwords. Argon2id, RFC 9106's low-memory parameters (t=3, m=64 MiB, p=4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import get_hub, monkey

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

Result = TypeVar("Result")

SHORTEST = 12
LONGEST = 128
WEAKEST_SCORE = 2
SHOP_WORDS = ("抖音", "douyin", "助播", "zhubo", "场记", "changji", "直播", "zhibo")

_hasher = PasswordHasher()
#: Each hash takes 64 MiB: a burst of sign-ins waits instead of filling the memory.
_turn = BoundedSemaphore(4)


def _computed(function: Callable[..., Result], *given: str) -> Result:
    """Done beside the others: a server of greenlets goes on meanwhile, in a thread of its own."""
    with _turn:
        if monkey.is_module_patched("threading"):
            computed: Result = get_hub().threadpool.apply(function, given)
            return computed
        return function(*given)


def hashed(password: str) -> str:
    """The Argon2id hash of a password, with its salt and parameters."""
    return _computed(_hasher.hash, password)


@cache
def _nobodys_hash() -> str:
    return hashed("a password that nobody has: 6f1d7c")


def verify(stored: str | None, password: str) -> bool:
    """Whether the password fits; for an unknown account one hash is computed all the same."""
    wanted = stored or _nobodys_hash()
    return _computed(_fits, wanted, password) and stored is not None


def _fits(stored: str, password: str) -> bool:
    """Inside the thread nothing is raised: gevent would print each wrong password's traceback."""
    try:
        return bool(_hasher.verify(stored, password))
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def fault(password: str, words: Iterable[str] = ()) -> Reason | None:
    """Why a new password is refused, None if it is good.

    Any character may be used and nothing is required but length; guessable ones are refused by
    zxcvbn's lists and by the words given (name, shop).
    """
    if len(password) < SHORTEST:
        return Reason(N_("密码至少 %(n)s 位，可以用一句容易记的话"), {"n": SHORTEST})
    if len(password) > LONGEST:
        return Reason(N_("密码最多 %(n)s 位"), {"n": LONGEST})
    from zxcvbn import zxcvbn  # 12 MB of lists: only a process that judges a password takes them

    known = [word for word in (*words, *SHOP_WORDS) if len(word) > 1]
    left = password.lower()
    for word in known:
        left = left.replace(word.lower(), "")
    if len(left) < SHORTEST - 4:
        return Reason(N_("密码里名字或店铺用语太多，换一句别人猜不到的话"))
    if zxcvbn(password[:72], user_inputs=known)["score"] < WEAKEST_SCORE:
        return Reason(N_("这个密码太常见，容易被猜到。换一句只有你知道的话"))
    return None
