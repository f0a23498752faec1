"""What the product's own pages do where the link loses frames or lets no WebSocket through.

Frames are lost between the server and a real browser; what is lost is asked for again: at the next
frame, or within ten seconds where none follows. Without WebSocket a page asks by itself. And the
mirror that other tests use puts frames in order exactly as the product's own script does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, WebSocketRoute, expect

from tests.browsing import LAPTOP, TABLET
from tests.faults.amounts import BLOCKED, chance
from tests.faults.sequencer import Frame, Sequencer
from tests.faults.visitors import Visitor, Writer, tap
from tests.servers import Server, until

Someone = Callable[..., BrowserContext]
pytestmark = [pytest.mark.faults, pytest.mark.browser, pytest.mark.once]
JOINED_MS = 60_000
#: Asking again every ten seconds, and what a busy machine adds.
WITHIN_MS = 30_000
ROUNDS, FRAMES = 40, 60
IN_THE_BROWSER = """async rounds => {
  const {sequencer} = await import('/static/ui/stream/sequencer.js');
  return rounds.map(frames => {
    const order = sequencer();
    return frames.map(frame => [order.take(frame).map(({v}) => v), order.last(), order.behind()]);
  });
}"""
THROWS = "globalThis.WebSocket = class { constructor() { throw new DOMException('blocked'); } };"


class Late:
    """A WebSocket whose answers to what a page asked arrive only after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.held: list[tuple[float, WebSocketRoute, str | bytes]] = []

    def attach(self, page: Page) -> None:
        """Stand between this page's socket and the server."""
        page.route_web_socket(re.compile("/socket.io/"), self._stand_between)

    def _stand_between(self, here: WebSocketRoute) -> None:
        there = here.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if str(message).startswith("43"):
                self.held.append((monotonic() + self.seconds, here, message))
            else:
                here.send(message)

        there.on_message(pass_on)

    def let_go(self) -> None:
        """Hand over what has been held back long enough; a socket may be gone by then."""
        while self.held and self.held[0][0] <= monotonic():
            _due, here, message = self.held.pop(0)
            with suppress(Error):
                here.send(message)


class Lossy:
    """A WebSocket on which frames of notes can be held back for good."""

    def __init__(self) -> None:
        self.loses = False
        self.lost = 0

    def attach(self, page: Page) -> None:
        """Stand between this page's socket and the server."""
        page.route_web_socket(re.compile("/socket.io/"), self._stand_between)

    def _stand_between(self, here: WebSocketRoute) -> None:
        there = here.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if self.loses and str(message).startswith('42["notes"'):
                self.lost += 1
            else:
                here.send(message)

        there.on_message(pass_on)


@pytest.fixture
def writer(server: Server) -> Writer:
    """Lin at a console, tapping."""
    broadcast = server.seeded["broadcast"]
    page = f"/broadcasts/{broadcast}/console"
    return Writer(Visitor(server, "lin", page), broadcast, chance("links"))


def _console(page: Page, server: Server, link: str = "live") -> Page:
    page.goto(f"/broadcasts/{server.seeded['broadcast']}/console")
    expect(page.locator("#link")).to_have_attribute("data-link", link, timeout=JOINED_MS)
    return page


def _row(page: Page, key: str) -> None:
    expect(page.locator(f'#notes [data-key="{key}"]')).to_have_count(1, timeout=WITHIN_MS)


def _lose_one(page: Page, lossy: Lossy, writer: Writer) -> str:
    """A note whose frame does not arrive; its key."""
    lossy.loses = True
    note = tap()
    writer.send([note])
    until(lambda: page.wait_for_timeout(20) or lossy.lost, 30, "the frame is lost")
    lossy.loses = False
    return str(note["key"])


def test_a_page_that_joins_late_has_everything(
    someone: Someone, server: Server, writer: Writer
) -> None:
    notes = [tap() for _ in range(30)]
    writer.send(notes)
    page = _console(someone("ma", viewport=LAPTOP).new_page(), server)
    for note in notes:
        _row(page, note["key"])


def test_a_lost_frame_is_asked_for_at_the_next_one(
    someone: Someone, server: Server, writer: Writer
) -> None:
    page, lossy = someone("ma", viewport=LAPTOP).new_page(), Lossy()
    lossy.attach(page)
    _console(page, server)
    lost = _lose_one(page, lossy, writer)
    following = tap()
    with page.expect_request("**/notes?after=*", timeout=WITHIN_MS):
        writer.send([following])
    _row(page, lost)
    _row(page, following["key"])


def test_a_lost_last_frame_is_found_without_another(
    someone: Someone, server: Server, writer: Writer
) -> None:
    page, lossy = someone("ma", viewport=LAPTOP).new_page(), Lossy()
    lossy.attach(page)
    _console(page, server)
    _row(page, _lose_one(page, lossy, writer))


def test_a_server_that_answers_late_is_joined_all_the_same(
    someone: Someone, server: Server
) -> None:
    page, late = someone("ma", viewport=LAPTOP).new_page(), Late(9.5)
    late.attach(page)
    page.goto(f"/broadcasts/{server.seeded['broadcast']}/console")

    def lives() -> bool:
        page.wait_for_timeout(50)
        late.let_go()
        return page.locator("#link").get_attribute("data-link") == "live"

    until(lives, 60, "the page is live")


@pytest.mark.parametrize("how", BLOCKED)
def test_where_no_websocket_gets_through_a_cue_arrives_and_is_answered(
    someone: Someone, server: Server, how: str
) -> None:
    pages = [
        someone(who, viewport=size).new_page() for who, size in (("ma", LAPTOP), ("screen", TABLET))
    ]
    for page in pages:
        if how == "throws":
            page.add_init_script(THROWS)
        else:
            page.route_web_socket(re.compile("/socket.io/"), lambda here: here.close())
    laptop, tablet = pages
    _console(laptop, server, "polling")
    tablet.goto("/screen")
    expect(tablet.locator("#link")).to_have_attribute("data-link", "polling", timeout=JOINED_MS)

    laptop.locator("[data-urgent=price]").click()
    expect(tablet.locator("#cue-text")).to_have_text("马上更正：到手价 129 元", timeout=WITHIN_MS)
    tablet.get_by_role("button", name="改了").click()
    expect(laptop.locator("#notes li").first).to_contain_text("改了", timeout=WITHIN_MS)
    for page in pages:
        expect(page.locator("#link")).to_have_attribute("data-link", "polling")
        expect(page.locator("#link")).to_contain_text("每 3 秒更新")


def _frames(dice: random.Random) -> list[Frame]:
    """Frames and replays that overlap, are lost, repeated and late; states that were superseded."""
    made: list[Frame] = []
    head = 0
    for _ in range(FRAMES):
        after = max(0, head - dice.choice((0, 0, 0, 3, 9)))
        head += dice.randint(0, 5)
        numbers = [v for v in range(after + 1, head + 1) if dice.random() < 0.8]
        dice.shuffle(numbers)
        made.append({"after": after, "head": head, "notes": [{"v": v} for v in numbers]})
    kept = [frame for frame in made if dice.random() < 0.8] + dice.sample(made, 5)
    return sorted(kept, key=lambda frame: frame["head"] + dice.choice((0, 0, 0, 8, 40)))


def _in_python(frames: list[Frame]) -> list[list[Any]]:
    order = Sequencer()
    return [
        [[note["v"] for note in order.take(frame)], order.last, order.behind()] for frame in frames
    ]


def test_the_mirror_does_what_the_script_does(someone: Callable[..., BrowserContext]) -> None:
    dice = chance("mirror")
    rounds = [_frames(dice) for _ in range(ROUNDS)]
    page = someone("ma").new_page()
    page.goto("/me")
    expected = [_in_python(frames) for frames in rounds]
    assert page.evaluate(IN_THE_BROWSER, rounds) == expected
    assert any(behind for one in expected for _taken, _last, behind in one)
