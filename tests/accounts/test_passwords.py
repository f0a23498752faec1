"""Hashing and judging passwords."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from zhubo_web.accounts import passwords


@pytest.mark.parametrize(
    "password",
    [
        "quiet river over stones",
        "静水流深，慢慢地走过去吧",
        "        blanks are kept        ",
        "x!9Kq2#vRt7Lw4",
        ("a long sentence that nobody else would say " * 3)[:128],
    ],
)
def test_good_ones_pass(password: str) -> None:
    assert passwords.fault(password, ("马运营", "ma")) is None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "123456789012",
        "aaaaaaaaaaaa",
        "password1234",
        "qwertyuiop12",
        "douyinzhubo1",
        "助播助播助播助播助播助播",
        "mayunying-mayunying",
        "x" * 129,
    ],
)
def test_short_common_and_guessable_ones_do_not(password: str) -> None:
    assert passwords.fault(password, ("mayunying", "ma"))


def test_a_hash_is_argon2id_with_its_own_salt() -> None:
    first, second = passwords.hashed("the same words"), passwords.hashed("the same words")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify(first, "the same words")
    assert not passwords.verify(first, "the same word")


def test_nothing_fits_where_no_password_is_set() -> None:
    assert not passwords.verify(None, "a password that nobody has: 6f1d7c")
    assert not passwords.verify("not a hash", "anything")


def test_a_burst_is_computed_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[int] = []
    most: list[int] = []

    class Slow:
        def verify(self, _stored: str, _password: str) -> bool:
            running.append(1)
            most.append(len(running))
            sleep(0.002)
            running.pop()
            return True

    monkeypatch.setattr(passwords, "_hasher", Slow())
    with ThreadPoolExecutor(50) as pool:
        assert all(pool.map(lambda _n: passwords.verify("x", "y"), range(50)))
    assert max(most) <= 4


GREENLETS = """
from gevent import monkey
monkey.patch_all()
import gevent
from zhubo_web.accounts import passwords
ticks = []
def tick():
    while True:
        ticks.append(1)
        gevent.sleep(0.001)
gevent.spawn(tick)
stored = passwords.hashed("quiet river over stones")
assert passwords.verify(stored, "quiet river over stones")
assert not passwords.verify(stored, "quiet river over stone")
print(len(ticks))
"""


def test_a_server_of_greenlets_goes_on_while_a_hash_is_computed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GREENLETS], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 20
