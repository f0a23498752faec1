"""Our WebSocket driver: one frame for all screens, written at once; what does not fit waits in order."""

from __future__ import annotations

import os
import struct
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from engineio.exceptions import UnknownPacketError
from engineio.packet import CLOSE, MESSAGE, PING, PONG, Packet
from gevent import socket as sockets
from gevent.queue import JoinableQueue

from zhubo_web import serving
from zhubo_web.core import websocket
from zhubo_web.core.websocket import Line, framed

TEXT, BINARY, ENDS, ASKS, ANSWERS = 0x1, 0x2, 0x8, 0x9, 0xA
LARGEST = 1000
MEGABYTE = "长" * (1024 * 1024 // 3)


class Engine:
    """An Engine.IO socket that keeps what it is given."""

    connected = upgraded = closed = closing = False
    ping_interval = 0.01
    last_ping: float | None = 1.0
    schedule_ping: Any = None

    def __init__(self) -> None:
        self.queue: Any = JoinableQueue()
        self.got: list[Packet] = []
        self.server: Any = self
        self.max_http_buffer_size = LARGEST
        self.reason: Any = type("Reason", (), {"TRANSPORT_CLOSE": "transport close"})
        self.ended: dict[str, Any] | None = None
        self.raises: dict[str, Exception] = {}

    def receive(self, packet: Packet) -> None:
        self.got.append(packet)
        if error := self.raises.get(packet.data):
            raise error

    def send(self, packet: Packet) -> None:
        self.queue.put(packet)

    def close(self, **how: Any) -> None:
        self.closed, self.ended = True, how


class Client:
    """The other side of a connection: masked frames out, frames in."""

    def __init__(self, raw: Any) -> None:
        self.raw, self.held = raw, b""

    def send(self, opcode: int, payload: bytes = b"", *, fin: bool = True) -> None:
        mask = os.urandom(4)
        length = len(payload)
        size = bytes([0x80 | length]) if length < 126 else b"\xfe" + struct.pack("!H", length)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
        self.raw.sendall(bytes([0x80 * fin | opcode]) + size + mask + masked)

    def frame(self) -> tuple[int, bytes]:
        """The next frame, opcode and payload; nothing of it is masked, nothing compressed."""
        first, size = self._bytes(2)
        assert first & 0xF0 == 0x80 and size < 0x80
        if size >= 126:
            (size,) = struct.unpack(
                "!H" if size == 126 else "!Q", self._bytes(2 * (4 ** (size - 126)))
            )
        return first & 0x0F, self._bytes(size)

    def _bytes(self, count: int) -> bytes:
        while len(self.held) < count:
            got = self.raw.recv(65536)
            assert got, "the connection has ended"
            self.held += got
        taken, self.held = self.held[:count], self.held[count:]
        return taken


@pytest.fixture
def ends() -> Iterator[tuple[Any, Client]]:
    """Both ends of a connection."""
    raw, other = sockets.socketpair()
    for end in (raw, other):
        end.settimeout(10)
    yield raw, Client(other)
    raw.close()
    other.close()


@pytest.fixture
def line(ends: tuple[Any, Client]) -> Line:
    return Line(Engine(), ends[0], LARGEST)


@pytest.fixture
def client(ends: tuple[Any, Client]) -> Client:
    return ends[1]


def ended(line: Line) -> bool:
    """Whether the reader has come to its end."""
    reading = gevent.spawn(line.run)
    return reading.join(5) is None and reading.dead


def test_a_packet_is_encoded_once_for_all_screens(line: Line, client: Client) -> None:
    packet = Packet(MESSAGE, '2["notes",{}]')
    line.put(packet)
    assert client.frame() == (TEXT, b'42["notes",{}]')
    assert framed(packet) is framed(packet)


@pytest.mark.parametrize("length", [0, 1, 124, 125, 126, 65_534, 65_535, 65_536])
def test_a_frame_of_any_length_arrives_whole(line: Line, client: Client, length: int) -> None:
    line.put(Packet(MESSAGE, "x" * length))
    assert client.frame() == (TEXT, b"4" + b"x" * length)


def test_bytes_travel_as_bytes(line: Line, client: Client) -> None:
    line.put(Packet(MESSAGE, b"\x00\xff"))
    assert client.frame() == (BINARY, b"\x00\xff")


def test_what_fits_is_written_before_anybody_else_has_a_turn(
    line: Line, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gevent, "spawn", None)
    line.put(Packet(PING))
    assert client.raw._sock.recv(100) == b"\x81\x012" and line.qsize() == 0


def test_what_does_not_fit_waits_in_its_order(line: Line, client: Client) -> None:
    line.put(Packet(MESSAGE, MEGABYTE))
    for number in range(20):
        line.put(Packet(MESSAGE, str(number)))
    assert line.qsize() == 21
    told = [client.frame()[1].decode() for _ in range(21)]
    assert told == ["4" + MEGABYTE, *(f"4{number}" for number in range(20))]
    line.join()
    assert line.qsize() == 0
    line.put(Packet(MESSAGE, "later"))
    assert client.frame() == (TEXT, b"4later")


def test_the_end_comes_after_what_waits(line: Line, client: Client) -> None:
    line.put(Packet(MESSAGE, MEGABYTE))
    line.put(Packet(CLOSE))
    line.put(None)
    line.put(Packet(MESSAGE, "too late"))
    assert [client.frame()[1][:3] for _ in range(3)] == [
        b"4" + "长".encode()[:2],
        b"1",
        b"\x03\xe8",
    ]
    client.send(ENDS, b"\x03\xe8")
    assert ended(line)
    client.raw.settimeout(0.0)
    with pytest.raises(BlockingIOError):
        client.raw.recv(1)


def test_a_screen_that_takes_nothing_in_time_is_broken_off(line: Line, client: Client) -> None:
    line.raw.settimeout(0.01)
    line.put(Packet(MESSAGE, MEGABYTE))
    line.join()
    assert line.qsize() == 0 and ended(line)


def test_a_connection_that_is_gone_ends_quietly(line: Line, client: Client) -> None:
    client.raw.close()
    line.put(Packet(MESSAGE, MEGABYTE))
    line.put(Packet(MESSAGE, "another"))
    line.join()
    assert line.qsize() == 0 and ended(line)


def test_a_screen_for_which_too_much_waits_is_cut_off(
    line: Line, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.engine.raw, line.engine.queue = line.raw, line
    line.put(Packet(MESSAGE, MEGABYTE))
    for number in range(serving.MOST_QUEUED):
        line.put(Packet(MESSAGE, str(number)))
    reading = gevent.spawn(line.run)
    eio = SimpleNamespace(sockets={"slow": line.engine})
    monkeypatch.setattr(serving.socketio, "server", SimpleNamespace(eio=eio))
    serving.cut_off_slow()
    reading.join(5)
    line.join()
    assert reading.dead and line.qsize() == 0
    assert line.engine.ended == {"wait": False, "abort": True}


def test_messages_arrive_whole_and_in_order(line: Line, client: Client) -> None:
    client.send(TEXT, "4慢".encode()[:3], fin=False)
    client.send(ASKS, b"alive?")
    client.send(0, "4慢".encode()[3:])
    client.send(TEXT, b"3")
    client.send(BINARY, b"\x00")
    client.send(ENDS, b"\x03\xe8bye")
    assert ended(line)
    assert [(one.packet_type, one.data) for one in line.engine.got] == [
        (MESSAGE, "慢"),
        (PONG, ""),
        (MESSAGE, b"\x00"),
    ]
    assert client.frame() == (ANSWERS, b"alive?")
    assert client.frame() == (ENDS, b"\x03\xe8bye")


@pytest.mark.parametrize(
    ("opcode", "payload", "code"),
    [
        (TEXT, b"4" + b"x" * LARGEST, 1009),
        (TEXT, b"4\xff", 1007),
        (0x3, b"", 1002),
        (0x0, b"alone", 1002),
        (ENDS, b"\x03", 1002),
    ],
)
def test_what_may_not_be_ends_the_connection(
    line: Line, client: Client, opcode: int, payload: bytes, code: int
) -> None:
    client.send(opcode, payload)
    assert ended(line) and line.engine.got == []
    opcode, told = client.frame()
    assert (opcode, struct.unpack("!H", told[:2])) == (ENDS, (code,))


def test_a_message_in_many_parts_may_not_be_larger_either(line: Line, client: Client) -> None:
    for part in range(LARGEST // 100 + 1):
        client.send(0 if part else TEXT, b"4" * 100, fin=False)
    assert ended(line)
    assert client.frame()[1][:2] == struct.pack("!H", 1009)


def test_frames_without_a_mask_are_refused(line: Line, client: Client) -> None:
    client.raw.sendall(b"\x81\x013")
    assert ended(line) and line.engine.got == []
    assert client.frame()[1][:2] == struct.pack("!H", 1002)


def test_an_unknown_packet_is_passed_over_and_a_fault_ends_the_connection(
    line: Line, client: Client
) -> None:
    line.engine.raises = {"unknown": UnknownPacketError(), "broken": RuntimeError("broken")}
    for text in (b"4unknown", b"4good", b"4broken", b"4after"):
        client.send(TEXT, text)
    assert ended(line)
    assert [one.data for one in line.engine.got] == ["unknown", "good", "broken"]


@pytest.mark.parametrize("text", [b"what", b"", b"bnot base64"])
def test_what_is_no_packet_ends_the_connection(line: Line, client: Client, text: bytes) -> None:
    client.send(TEXT, text)
    assert ended(line) and line.engine.got == []


def test_a_busy_screen_lets_others_have_their_turn(line: Line, client: Client) -> None:
    for _ in range(3 * websocket.AT_A_STRETCH):
        client.send(TEXT, b"4x")
    seen: deque[int] = deque()

    def other() -> None:
        while not line.engine.closed and len(line.engine.got) < 3 * websocket.AT_A_STRETCH:
            seen.append(len(line.engine.got))
            gevent.sleep(0)

    reading = gevent.spawn(line.run)
    gevent.spawn(other).join(5)
    assert websocket.AT_A_STRETCH in seen and 2 * websocket.AT_A_STRETCH in seen
    reading.kill()


def test_what_waited_for_the_handshake_is_sent_first(ends: tuple[Any, Client]) -> None:
    raw, client = ends
    engine, stock = Engine(), object()
    engine.queue.put(Packet(MESSAGE, "open"))
    handled = _handed(engine, stock, raw)
    assert client.frame() == (TEXT, b"4open")
    engine.queue.put(Packet(MESSAGE, "then"))
    assert client.frame() == (TEXT, b"4then")
    assert engine.connected and engine.upgraded
    client.send(ENDS, b"\x03\xe8")
    handled.join(5)
    assert handled.value == []
    assert engine.ended == {"wait": False, "abort": True, "reason": "transport close"}


def test_a_ping_follows_each_answer_and_none_the_end(ends: tuple[Any, Client]) -> None:
    engine, client = Engine(), ends[1]
    handled = _handed(engine, object(), ends[0])
    engine.queue.put(Packet(MESSAGE, "first"))
    assert client.frame() == (TEXT, b"4first")
    for _ in range(2):
        engine.schedule_ping()
        engine.schedule_ping()  # an answer that nobody waits for
        assert engine.last_ping is None
        assert client.frame() == (TEXT, b"2")
        assert engine.last_ping
    engine.schedule_ping()
    client.send(ENDS, b"\x03\xe8")
    handled.join(5)
    assert client.frame()[0] == ENDS
    gevent.spawn_later(2 * engine.ping_interval, client.raw.close).join()
    assert engine.last_ping is None


def _handed(engine: Engine, stock: Any, raw: Any) -> Any:
    """A connection that Engine.IO hands to the driver, after gevent-websocket's handshake."""
    server = SimpleNamespace(_async={"websocket": stock})
    websocket.drive(server, 10)
    shaken = SimpleNamespace(handler=SimpleNamespace(socket=raw), closed=False)
    answer = server._async["websocket"](SimpleNamespace(__self__=engine), engine)
    return gevent.spawn(answer, {"wsgi.websocket": shaken}, None)


def test_an_upgrade_from_polling_is_left_to_the_stock_driver(ends: tuple[Any, Client]) -> None:
    engine = Engine()
    engine.connected = True
    handled = _handed(engine, lambda *_given: lambda *_asked: ["stock"], ends[0])
    handled.join(5)
    assert handled.value == ["stock"] and isinstance(engine.queue, JoinableQueue)
