"""Our own WebSocket driver for Engine.IO under gevent: a frame is built once and written at once.

python-engineio gives each connection a queue and a greenlet that empties it, and its stock driver
builds the frame anew for every screen. Here the queue is the connection itself: what is put into it
is written there and then, as one frame that all screens of an emit share. Only what a socket does
not take waits, in its order, for a greenlet that lives as long as something waits.

gevent-websocket's handler still answers the HTTP request, and wsproto reads the frames; no
extension is agreed on, so nothing is compressed for each connection. All this rests on how
python-engineio 4.15.1 uses a socket's queue: hence its exact version in pyproject.toml.
``ZHUBO_SOCKETS=gevent-websocket`` goes back to the stock driver.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from socket import SHUT_RDWR
from typing import Any

import gevent
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import PING, Packet
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.frame_protocol import CloseReason

from zhubo_web.core import clock

log = logging.getLogger("zhubo.live")
CHUNK = 16 * 1024
#: Messages of one screen before the others have their turn.
AT_A_STRETCH = 16
_CLOSABLE = (ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING)
_encoder = Connection(ConnectionType.SERVER)


def framed(packet: Any) -> bytes:
    """The frame of a packet, built when it is first asked for and kept with it."""
    frame: bytes | None = getattr(packet, "frame", None)
    if frame is None:
        told = packet.encode()
        event = TextMessage(data=told) if isinstance(told, str) else BytesMessage(data=told)
        frame = packet.frame = bytes(_encoder.send(event))
    return frame


class Line:
    """One connection, as the queue of its Engine.IO socket."""

    def __init__(self, engine: Any, raw: Any, largest: int) -> None:
        self.engine, self.raw, self.largest = engine, raw, largest
        self._protocol = Connection(ConnectionType.SERVER)
        self._waiting: deque[bytes | memoryview] = deque()
        self._flushing: Any = None
        self._over = False

    # ── what python-engineio asks of a queue ────────────────────────────────────────────────

    def put(self, packet: Any) -> None:
        """Send a packet; None ends the connection after what still waits."""
        if packet is None:
            self._close(CloseConnection(code=CloseReason.NORMAL_CLOSURE))
        else:
            self._write(framed(packet))

    def qsize(self) -> int:
        """How much waits, as the socket does not take it."""
        return len(self._waiting)

    def join(self) -> None:
        """Wait until nothing waits."""
        if self._flushing is not None:
            self._flushing.join()

    # ── writing ─────────────────────────────────────────────────────────────────────────────

    def _write(self, frame: bytes) -> None:
        """Write now, or after what waits. Never switches to another greenlet."""
        if self._over:
            return
        if self._waiting:
            self._waiting.append(frame)
            return
        try:
            sent = self.raw.send(frame, 0, 0.0)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._break_off()
            return
        if sent < len(frame):
            self._waiting.append(memoryview(frame)[sent:])
            self._flushing = gevent.spawn(self._flush)

    def _flush(self) -> None:
        """Write what waits as the socket takes it; one that takes nothing in time is broken off."""
        try:
            while self._waiting:
                self.raw.sendall(self._waiting[0])
                self._waiting.popleft()
        except OSError:
            self._break_off()

    def _break_off(self) -> None:
        self._over = True
        self._waiting.clear()
        with suppress(OSError):
            self.raw.shutdown(SHUT_RDWR)

    def _close(self, told: CloseConnection) -> None:
        """Say that the connection ends, once; whoever reads waits for the other side to say so."""
        if self._protocol.state in _CLOSABLE:
            self._write(self._protocol.send(told))
        self._over = True

    # ── reading ─────────────────────────────────────────────────────────────────────────────

    def run(self) -> None:
        """Hand what the screen sends to its Engine.IO socket until one of them ends."""
        for count, message in enumerate(self._messages(), start=1):
            if self.engine.closed or not self._receive(message):
                return
            if count % AT_A_STRETCH == 0:
                gevent.sleep(0)

    def _receive(self, message: str | bytes) -> bool:
        """Have Engine.IO take a message; whether the connection goes on."""
        try:
            packet = Packet(encoded_packet=message)
        except ValueError:
            return False
        try:
            self.engine.receive(packet)
        except UnknownPacketError:
            return True
        except SocketIsClosedError:
            return False
        except Exception:
            log.exception("a screen's packet could not be handled; its connection ends")
            return False
        return True

    def _messages(self) -> Iterator[str | bytes]:
        """Whole messages. What breaks the protocol or is too large ends the connection."""
        parts: list[Any] = []
        while data := self._read():
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                if isinstance(event, Ping):
                    self._write(self._protocol.send(event.response()))
                elif isinstance(event, CloseConnection):
                    self._close(event.response())
                    return
                elif isinstance(event, TextMessage | BytesMessage):
                    parts.append(event.data)
                    if sum(map(len, parts)) > self.largest:
                        self._close(CloseConnection(code=CloseReason.MESSAGE_TOO_BIG))
                        return
                    if event.message_finished:
                        yield parts[0][:0].join(parts)
                        parts.clear()

    def _read(self) -> bytes:
        """What came, or nothing where the connection has ended or was silent for too long."""
        try:
            data: bytes = self.raw.recv(CHUNK)
        except OSError:
            return b""
        return data


def drive(server: Any, silence_seconds: float) -> None:
    """Have an Engine.IO server run its WebSockets by this driver.

    A connection that says nothing, or takes nothing, for so many seconds is ended.
    """
    stock = server._async["websocket"]

    def websocket(handle: Callable[..., Any], _server: Any) -> Callable[..., Any]:
        engine = handle.__self__  # type: ignore[attr-defined]

        def answer(environ: dict[str, Any], start_response: Any) -> Any:
            if engine.connected or "wsgi.websocket" not in environ:
                return stock(handle, _server)(environ, start_response)  # an upgrade of polling
            _serve(engine, environ["wsgi.websocket"], silence_seconds)
            return []

        return answer

    server._async = {**server._async, "websocket": websocket}


def _serve(engine: Any, handshaken: Any, silence_seconds: float) -> None:
    """One connection from its handshake to its end."""
    handshaken.closed = True  # gevent-websocket has done its part
    engine.raw = handshaken.handler.socket
    engine.raw.settimeout(silence_seconds)
    line = Line(engine, engine.raw, engine.server.max_http_buffer_size)
    before, engine.queue = engine.queue, line
    while not before.empty():
        line.put(before.get())
    engine.connected = engine.upgraded = True
    engine.schedule_ping = partial(_ping_later, engine)
    try:
        line.run()
    finally:
        line.put(None)
        engine.close(wait=False, abort=True, reason=engine.server.reason.TRANSPORT_CLOSE)


def _ping_later(engine: Any) -> None:
    """As python-engineio's own, but what waits is a timer, not a greenlet with its stack."""
    if engine.last_ping:
        engine.last_ping = None
        gevent.spawn_later(engine.server.ping_interval, _ping, engine)


def _ping(engine: Any) -> None:
    if not engine.closing and not engine.closed:
        engine.last_ping = clock.epoch_ms() / 1000
        engine.send(Packet(PING))
