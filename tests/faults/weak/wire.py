"""A weak wire between two places: real packets, some of them lost, all of them late, few at a time.

Two TUN devices, one in each network namespace; what the kernel writes into one is read here, delayed
and written into the other, or not. TCP above it is the kernel's own: it sees the loss and the round
trip and does what it does on a bad mobile network, which a proxy between two healthy sockets hides.
"""

from __future__ import annotations

import fcntl
import heapq
import os
import random
import struct
from dataclasses import dataclass, field
from select import select
from threading import Event, Thread
from time import monotonic

LOSS = 0.3
DELAY_SECONDS, JITTER_SECONDS = 0.2, 0.05
BITS_A_SECOND = 2_000_000
#: What the narrow place holds back at most; more is dropped, as a router does.
QUEUE_SECONDS = 0.4
_TUNSETIFF, _TUN_WITHOUT_HEAD = 0x400454CA, 0x1001
_TCP = 6
_LARGEST = 2048


def device(name: str) -> int:
    """A new TUN device in this process's namespace; the file by which its packets come and go."""
    opened = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(opened, _TUNSETIFF, struct.pack("16sH", name.encode(), _TUN_WITHOUT_HEAD))
    return opened


@dataclass
class Way:
    """One direction: when its narrow place is free again, and what is under way."""

    source: int
    target: int
    free: float = 0.0
    last: float = 0.0
    flying: list[tuple[float, int, bytes]] = field(default_factory=list)
    passed: int = 0
    lost: int = 0


class Wire:
    """Carries packets until it is closed. While it ``hangs`` nothing passes and nobody is told."""

    def __init__(self, near: int, far: int, dice: random.Random) -> None:
        self.ways = (Way(near, far), Way(far, near))
        self.dice = dice
        self.hangs = False
        self._closed = Event()
        self._count = 0
        self._thread = Thread(target=self._carry, daemon=True)

    def open(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._closed.set()
        self._thread.join(5)

    @property
    def lost(self) -> float:
        """The share of packets that were lost."""
        lost, passed = (sum(getattr(way, name) for way in self.ways) for name in ("lost", "passed"))
        return lost / max(1, lost + passed)

    def _carry(self) -> None:
        while not self._closed.is_set():
            dues = [way.flying[0][0] for way in self.ways if way.flying]
            wait = max(0.0, min([*dues, monotonic() + 0.2]) - monotonic())
            ready, _write, _wrong = select([way.source for way in self.ways], [], [], wait)
            for way in self.ways:
                if way.source in ready:
                    self._take(way)
                self._give(way)

    def _take(self, way: Way) -> None:
        """Read what waits; each packet is lost, or gets the moment at which it arrives."""
        while True:
            try:
                packet = os.read(way.source, _LARGEST)
            except OSError:  # nothing waits, or the device is down
                return
            now = monotonic()
            if self._is_lost(packet) or way.free - now > QUEUE_SECONDS:
                way.lost += 1
                continue
            way.free = max(way.free, now) + len(packet) * 8 / BITS_A_SECOND
            late = DELAY_SECONDS + self.dice.uniform(-JITTER_SECONDS, JITTER_SECONDS)
            way.last = max(way.last, way.free + late)  # in the order in which they left
            self._count += 1
            heapq.heappush(way.flying, (way.last, self._count, packet))

    def _is_lost(self, packet: bytes) -> bool:
        is_tcp = packet[0] >> 4 == 4 and packet[9] == _TCP
        return self.hangs or not is_tcp or self.dice.random() < LOSS

    def _give(self, way: Way) -> None:
        """Write what has arrived; what is under way while it hangs does not arrive."""
        while way.flying and way.flying[0][0] <= monotonic():
            _due, _count, packet = heapq.heappop(way.flying)
            try:
                if not self.hangs:
                    os.write(way.target, packet)
                    way.passed += 1
            except OSError:  # the device is down
                way.lost += 1
