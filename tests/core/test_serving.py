"""A screen that does not read is cut off, and only that one."""

from __future__ import annotations

import socket as sockets
from queue import Queue
from typing import Any

import pytest
from flask import Flask

from zhubo_web import serving
from zhubo_web.extensions import socketio


class Screen:
    """An Engine.IO socket with so much waiting for it, over a real connection."""

    def __init__(self, waiting: int) -> None:
        self.queue: Queue[int] = Queue()
        for number in range(waiting):
            self.queue.put(number)
        self.raw, self.other = sockets.socketpair()
        self.closed: dict[str, Any] | None = None

    def close(self, **how: Any) -> None:
        self.closed = how


def test_a_screen_for_which_more_than_a_thousand_packets_wait_is_cut_off(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, busy = Screen(1001), Screen(1000)
    monkeypatch.setattr(socketio.server.eio, "sockets", {"slow": slow, "busy": busy})
    serving.cut_off_slow()
    assert slow.closed == {"wait": False, "abort": True} and busy.closed is None
    assert slow.other.recv(1) == b"", "the connection itself has ended"
    for one in (slow, busy):
        one.raw.close()
        one.other.close()
