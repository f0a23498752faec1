"""The stream of a live page where its socket and its answers come late: what it takes for the truth.

The page's own module, with a socket and a server that do what the test says, on a clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OPEN = """async () => {
  const {openStream} = await import('/static/ui/stream.js');
  const told = globalThis.told = {links: [], questions: [], states: [], sent: [], connects: 0};
  const ears = globalThis.ears = {socket: {}, manager: {}, beats: [], asked: []};
  const socket = {connected: false, active: true,
    io: {on: (name, ear) => { ears.manager[name] = ear; }},
    on: (name, ear) => { ears.socket[name] = ear; },
    onAny: () => undefined,
    timeout: () => socket,
    emit: (name, what, answered) => { told.sent.push(name); ears[name] = answered; },
    disconnect: () => { ears.socket.disconnect('gone'); return socket; },
    connect: () => { told.connects += 1; return socket; }};
  globalThis.io = () => socket;
  globalThis.fetch = url => new Promise(resolve => ears.asked.push({url, answer: json =>
    resolve({ok: true, status: 200, json: async () => json})}));
  globalThis.stream = openStream({broadcast: 7, as: 'console', csrf: 'x',
    onLink: link => told.links.push(link),
    onState: ({server_ms: ms, questions}) => told.states.push([ms, questions]),
    onQuestions: ({questions}) => told.questions.push(questions)});
}"""
JOINED = """ms => {
  globalThis.ears.manager.open();
  globalThis.ears.socket.connect();
  const state = {server_ms: ms, questions: ['joined']};
  globalThis.ears.join({ok: true, notes: [], head: 0, more: false, state});
}"""
#: Answers what is asked of the state; the page takes it in its next turn.
STATE = """async state => {
  globalThis.ears.asked.filter(({url}) => url.includes('/state')).at(-1).answer(state);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}"""
TOLD = "globalThis.told"


@pytest.fixture
def page(someone: Callable[..., BrowserContext]) -> Page:
    """A page with a stream that has not connected yet."""
    made = someone("ma").new_page()
    made.clock.install(time=BEGIN)
    made.goto("/me")
    made.clock.pause_at(BEGIN + timedelta(hours=1))  # or it goes on with the machine's clock
    made.evaluate(OPEN)
    return made


def told(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(TOLD)
    return found


def test_an_answer_however_late_is_proof_of_life(page: Page) -> None:
    page.evaluate(JOINED, 1000)
    for _five_seconds in range(4):
        page.clock.run_for(5000)
        page.evaluate("globalThis.ears.manager.packet()")
    assert told(page)["links"] == ["live"]
    page.clock.run_for(12_000)
    assert told(page)["links"] == ["live", "down"]


def test_a_packet_of_the_greeting_is_no_proof(page: Page) -> None:
    page.clock.run_for(12_000)
    page.evaluate("globalThis.ears.manager.packet()")
    assert told(page)["links"] == ["down"]


def test_a_connection_that_never_greets_is_given_up(page: Page) -> None:
    page.evaluate("globalThis.ears.manager.open()")
    page.clock.run_for(7900)
    assert told(page)["connects"] == 0
    page.clock.run_for(200)
    assert told(page)["connects"] == 1
    page.evaluate(JOINED, 1000)
    page.clock.run_for(8500)
    assert told(page)["connects"] == 1


def test_what_the_outbox_hears_is_proof_and_hurries_a_socket_that_waits(page: Page) -> None:
    page.clock.run_for(12_000)
    page.evaluate("globalThis.ears.manager.reconnect_error()")
    page.evaluate("document.dispatchEvent(new Event('outbox:heard'))")
    assert told(page)["links"] == ["down", "polling"]
    assert told(page)["connects"] == 1


def test_a_late_beat_in_silence_asks_another_way(page: Page) -> None:
    page.evaluate(JOINED, 1000)
    page.clock.run_for(6000)
    page.evaluate("globalThis.ears.beat(new Error('late'))")
    assert any("/notes?" in one for one in page.evaluate("ears.asked.map(({url}) => url)"))


def test_a_late_beat_while_things_arrive_asks_nothing(page: Page) -> None:
    page.evaluate(JOINED, 1000)
    page.clock.run_for(6000)
    page.evaluate("globalThis.ears.manager.packet()")
    page.evaluate("globalThis.ears.beat(new Error('late'))")
    assert page.evaluate("ears.asked.length") == 0


def test_questions_told_meanwhile_stand_against_a_state_that_was_under_way(page: Page) -> None:
    page.evaluate(JOINED, 1000)
    page.evaluate("() => { globalThis.ears.socket.state(); }")
    page.evaluate("globalThis.ears.socket.questions({questions: ['newer']})")
    page.evaluate(STATE, {"server_ms": 2000, "questions": ["older"]})
    assert told(page)["questions"] == [["newer"]]
    assert told(page)["states"] == [[1000, ["joined"]], [2000, ["newer"]]]


def test_a_state_that_was_overtaken_says_nothing(page: Page) -> None:
    page.evaluate("() => { globalThis.stream.resync(); }")
    page.evaluate(JOINED, 2000)
    page.evaluate(STATE, {"server_ms": 1000, "questions": ["older"]})
    assert told(page)["states"] == [[2000, ["joined"]]]


def test_a_clock_that_was_set_back_does_not_hold_the_page_up(page: Page) -> None:
    page.evaluate(JOINED, 10_000_000)
    page.evaluate("() => { globalThis.ears.socket.state(); }")
    page.evaluate(STATE, {"server_ms": 1000, "questions": ["after"]})
    assert told(page)["states"][-1] == [1000, ["after"]]
