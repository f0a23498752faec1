"""The official JavaScript client in a real browser, on our own WebSocket driver and on the stock one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from tests.browser.conftest import LAPTOP, TABLET, Server
from tests.browsing import SOON, console, overlay
from tests.servers import until

Someone = Callable[..., BrowserContext]
pytestmark = pytest.mark.browser
BATCHES, BATCH = 6, 40
#: One payload length of eight bytes begins here.
LONG = 65_536
OPEN = """() => new Promise((resolve, reject) => {
  const csrf = document.querySelector('meta[name=csrf-token]').content;
  const socket = io({transports: ['websocket'], forceNew: true, auth: {csrf}});
  Object.assign(globalThis, {socket, pings: 0, reason: null});
  socket.io.on('ping', () => { globalThis.pings += 1; });
  socket.on('disconnect', reason => { globalThis.reason = reason; });
  socket.on('connect', resolve);
  socket.on('connect_error', reject);
})"""
ASK = "([name, what]) => globalThis.socket.timeout(8000).emitWithAck(name, what)"
FILL = """async ([address, batches, batch]) => {
  const token = document.querySelector('meta[name=csrf-token]').content;
  for (let n = 0; n < batches; n += 1) {
    const one = place => ({do: 'tap', op: crypto.randomUUID(), key: crypto.randomUUID(),
      at: Date.now(), kind: 'remind', text: `第 ${n} 批第 ${place} 条：先讲价格再讲成分`});
    const body = JSON.stringify({sent_at: Date.now(), taps: Array.from({length: batch}, (_, p) => one(p))});
    const headers = {'Content-Type': 'application/json', 'X-CSRFToken': token};
    const answer = await fetch(address, {method: 'POST', headers, body});
    if (!answer.ok) throw new Error(await answer.text());
  }
}"""


@pytest.fixture(scope="module", params=["own", "gevent-websocket"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One server with the seeded studio for each driver."""
    made = Server(tmp_path_factory.mktemp("served"))
    made.environment["ZHUBO_SOCKETS"] = request.param
    made.start()
    yield made
    made.stop()


def connected(page: Page) -> Page:
    """The page with a socket of its own beside the one it has."""
    page.evaluate(OPEN)
    return page


def asked(page: Page, name: str, what: Any) -> Any:
    """What the server answers to an event."""
    return page.evaluate(ASK, [name, what])


def test_a_tap_reaches_the_screen_and_its_answer_the_console(
    someone: Someone, server: Server
) -> None:
    seats = someone("ma", viewport=LAPTOP), someone("screen", viewport=TABLET)
    sockets: list[WebSocket] = []
    for seat in seats:
        seat.on("page", lambda page: page.on("websocket", lambda one: sockets.append(one)))
    laptop, tablet = console(seats[0], server), overlay(seats[1], "/screen")
    joined = len(sockets)
    for page in (laptop, tablet):  # what the socket does not bring they do not learn
        for asked_for in ("**/notes?*", "**/state?*"):
            page.route(asked_for, lambda route: route.abort())
    laptop.locator("[data-urgent=price]").click()
    expect(tablet.get_by_text("马上更正：到手价 129 元").first).to_be_visible(timeout=SOON)
    tablet.get_by_role("button", name="改了").click()
    expect(laptop.locator("#notes li").first).to_contain_text("改了", timeout=SOON)
    assert joined and len(sockets) == joined, "it came late, by a link that was made anew"


def test_long_answers_come_whole_and_pings_keep_the_socket_open(
    someone: Someone, server: Server
) -> None:
    page = connected(console(someone("ma", viewport=LAPTOP), server))
    broadcast = server.seeded["broadcast"]
    page.evaluate(FILL, [f"/broadcasts/{broadcast}/taps", BATCHES, BATCH])
    answer = asked(page, "join", {"broadcast": broadcast, "as": "console", "after": 0})
    assert answer["ok"] and answer["more"]
    numbers = [note["v"] for note in answer["notes"]]
    assert numbers == sorted(set(numbers)) and len(numbers) == 200
    assert page.evaluate("answer => JSON.stringify(answer).length", answer) > LONG
    until(lambda: page.evaluate("globalThis.pings > 1"), 60, "the server pings twice")
    assert page.evaluate("globalThis.socket.connected")
    assert asked(page, "beat", {}) == {"ok": True}


def test_too_large_a_message_ends_the_socket_and_it_comes_back(
    someone: Someone, server: Server
) -> None:
    page = connected(console(someone("lin", viewport=LAPTOP), server))
    assert asked(page, "beat", {"what": "慢" * 1000}) == {"ok": True}
    page.evaluate(f"globalThis.socket.emit('beat', 'x'.repeat({LONG}))")
    until(lambda: page.evaluate("globalThis.reason"), 20, "the socket ends")
    until(lambda: page.evaluate("globalThis.socket.connected"), 20, "it comes back")
    assert asked(page, "beat", {}) == {"ok": True}


def test_leaving_ends_the_socket_on_the_server_too(someone: Someone, server: Server) -> None:
    context = someone("ma", viewport=LAPTOP)
    console(context, server)
    page = console(someone("lin", viewport=LAPTOP), server)

    def watched_by_lin() -> bool:
        told = context.request.get(f"/broadcasts/{server.seeded['broadcast']}/state").json()
        return "senior_host" in [one["role"] for one in told["observers"]]

    until(watched_by_lin, 10, "Lin is seen to watch")
    page.close()
    until(lambda: not watched_by_lin(), 10, "Lin has left")
