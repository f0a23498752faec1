"""A screen without a browser: static/ui/stream.js in Python, over the official Socket.IO client.

It joins with the number it holds, drops what it knows, holds back what is ahead, asks again over HTTP
at a gap, on every connection and every ten seconds, and polls where no socket connects. What it
applied is kept in the order in which it was applied.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, RLock, Thread
from time import monotonic
from typing import Any

import engineio
import socketio
from socketio.exceptions import SocketIOError

from tests.faults.sequencer import Frame, Note, Sequencer
from tests.faults.visitors import PATIENCE_SECONDS, Visitor
from tests.servers import until

GAP_SECONDS = 0.15
JOIN_SECONDS, MOST_DOUBLED = 8, 2
SILENCE_SECONDS = 10
#: Proof of life, asking again, and polling where there is no socket.
BEAT_SECONDS, REPLAY_SECONDS, POLL_SECONDS = 5, 10, 3
FIRST_WAIT, LONGEST_WAIT = 0.5, 5.0
OPENED: list[Screen] = []


class _InOrder(engineio.Client):
    """Hands over what arrives in its order, as a browser does, and reads on when that is done."""

    def _trigger_event(self, event: str, *args: Any, **options: Any) -> Any:
        return super()._trigger_event(event, *args, **{**options, "run_async": False})


class _Client(socketio.Client):
    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrder


@dataclass
class Counted:
    """What a screen went through."""

    joins: int = 0
    frames: int = 0
    replays: int = 0
    gaps: int = 0


class Screen:
    """An overlay or a console of one broadcast. ``arrives`` says whether a frame of the socket does;
    while ``awake`` is cleared nothing is read and nothing asked."""

    def __init__(
        self,
        visitor: Visitor,
        broadcast: int,
        part: str,
        *,
        arrives: Callable[[Frame], bool] = lambda _frame: True,
        options: dict[str, Any] | None = None,
    ) -> None:
        self.visitor, self.broadcast, self.part, self.arrives = visitor, broadcast, part, arrives
        self.options = options or {}
        self.order, self.count = Sequencer(), Counted()
        self.applied: list[Note] = []
        self.came: dict[int, float] = {}
        self.faults: list[Any] = []
        self.closed, self.awake, self.lost = Event(), Event(), Event()
        self.awake.set()
        self.joined, self.late_joins = False, 0
        self.alive_at = self.lost_at = monotonic()
        self._due: dict[str, float] = {}
        self._taking = RLock()
        self._threads = [Thread(target=work, daemon=True) for work in (self._stay, self._ask)]

    def open(self) -> Screen:
        """Begin; returns at once."""
        OPENED.append(self)
        for thread in self._threads:
            thread.start()
        return self

    def close(self) -> None:
        """End, and wait for the end; what must not happen to a screen did not."""
        self.leave()
        for thread in self._threads:
            thread.join(30)
        assert self.faults == []

    def leave(self) -> None:
        """End; returns at once."""
        self.closed.set()
        self.awake.set()
        self.lost.set()

    def entered(self) -> Screen:
        """The screen, once it is in."""
        until(lambda: self.joined, 60, f"the {self.part} joins")
        return self

    def held(self) -> dict[int, Note]:
        """The newest state of each note that it applied."""
        with self._taking:
            return {note["id"]: note for note in self.applied}

    # ── the socket ──────────────────────────────────────────────────────────────────────────

    def _stay(self) -> None:
        """Connect and join, and again when that is over."""
        wait = FIRST_WAIT
        while not self.closed.is_set():
            client = self._client()
            if self._connects(client):
                self._join(client)
                self.lost.wait()
                wait = FIRST_WAIT
                self.lost_at = monotonic() if self.joined else self.lost_at
                self.joined = False
                with suppress(SocketIOError, OSError):
                    client.disconnect()
            self.closed.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _client(self) -> socketio.Client:
        client = _Client(reconnection=False, websocket_extra_options=self.options)
        self.client, self.lost = client, Event()
        client.on("notes", self._frame)
        client.on("disconnect", lambda *_why, lost=self.lost: lost.set())
        client.on("goodbye", self.faults.append)
        return client

    def _connects(self, client: socketio.Client) -> bool:
        try:
            client.connect(
                self.visitor.url,
                headers={"Cookie": self.visitor.cookie},  # it adds our own Origin
                auth={"csrf": self.visitor.token},
                transports=["websocket"],
                wait_timeout=PATIENCE_SECONDS,
            )
        except (SocketIOError, OSError, ValueError):  # ValueError: killed before it had greeted
            return False
        return True

    def _join(self, client: socketio.Client) -> None:
        after = self.order.last
        self._due["join"] = monotonic() + JOIN_SECONDS * 2 ** min(self.late_joins, MOST_DOUBLED)

        def answered(told: dict[str, Any]) -> None:
            if not told["ok"]:
                self.faults.append(told)
                return self.lost.set()
            self.count.joins += 1
            self.alive_at, self.joined, self.late_joins = monotonic(), True, 0
            self._deliver({"after": after, **told})
            self._due.pop("join", None)
            self._due["beat"] = self.alive_at + BEAT_SECONDS
            self._due["replay"] = self.alive_at + (0 if told["more"] else REPLAY_SECONDS)
            return None

        wanted = {"broadcast": self.broadcast, "as": self.part, "after": after}
        self._emit(client, "join", wanted, answered)

    def _emit(self, client: socketio.Client, name: str, what: Any, answered: Any) -> None:
        with suppress(SocketIOError, OSError):  # the loss of the connection is told by itself
            client.emit(name, what, callback=answered)

    def _frame(self, frame: Frame) -> None:
        self.awake.wait()
        self.alive_at = monotonic()
        self.count.frames += 1
        if self.arrives(frame):
            self._deliver(frame)

    def _deliver(self, frame: Frame) -> None:
        with self._taking:
            notes = self.order.take(frame)
            self.applied += notes
            now = monotonic()
            for note in notes:
                self.came.setdefault(note["id"], now)
            if self.order.behind() and "gap" not in self._due:
                self.count.gaps += 1
                self._due["gap"] = now + GAP_SECONDS

    # ── asking ──────────────────────────────────────────────────────────────────────────────

    def _ask(self) -> None:
        """Do what is due, one thing at a time."""
        acts = {"join": self._join_late, "gap": self._replay, "replay": self._replay_again}
        acts |= {"beat": self._beat, "poll": self._poll}
        while not self.closed.wait(0.02):
            self.awake.wait()
            self._look(monotonic())
            for name, at in list(self._due.items()):
                if at <= monotonic():
                    self._due.pop(name, None)
                    acts[name]()

    def _look(self, now: float) -> None:
        """A silent socket is none; without one for eight seconds the screen polls."""
        if self.joined and now - self.alive_at > SILENCE_SECONDS:
            self._reconnect()
        if not self.joined and now - self.lost_at > PATIENCE_SECONDS:
            self._due.setdefault("poll", now)

    def _join_late(self) -> None:
        if not self.joined:
            self.late_joins += 1
            self._reconnect()

    def _reconnect(self) -> None:
        self.lost.set()

    def _replay_again(self) -> None:
        if not self.joined:
            return
        self._replay()
        self._due["replay"] = monotonic() + REPLAY_SECONDS

    def _poll(self) -> None:
        self._replay()
        if not self.joined:
            self._due["poll"] = monotonic() + POLL_SECONDS

    def _replay(self) -> None:
        more = True
        while more and not self.closed.is_set():
            after = self.order.last
            address = f"/broadcasts/{self.broadcast}/notes?after={after}&as={self.part}"
            answer = self.visitor.get(address)
            more = bool(answer and answer["more"])
            if answer:
                self.count.replays += 1
                self.alive_at = monotonic()
                self._deliver({"after": after, **answer})

    def _beat(self) -> None:
        def answered(told: dict[str, Any]) -> None:
            if not told["ok"]:
                self.faults.append(told)
            self.alive_at = monotonic()

        if self.joined:
            self._emit(self.client, "beat", {}, answered)
            self._due["beat"] = monotonic() + BEAT_SECONDS
