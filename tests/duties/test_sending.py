"""The outbox: claimed once, sent outside of transactions, tried again or given up as the answer says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
import urllib3
from sqlalchemy import select

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.duties import answers, channels
from zhubo_web.duties.envelopes import Envelope
from zhubo_web.duties.jobs import Sender
from zhubo_web.duties.jobs.posting import Reply, exchange, post
from zhubo_web.duties.models import Channel, MessagingApp, Outgoing, PersonalAddress
from zhubo_web.extensions import db

Commit = Callable[[], None]
HOOK = "https://oapi.dingtalk.com/robot/send?access_token=not-to-be-told"
OK = Reply(200, {"errcode": 0, "errmsg": "ok"})


class Platforms:
    """Stands in for the net: remembers what was asked and answers as told."""

    def __init__(self, *replies: Reply) -> None:
        self.asked: list[Envelope] = []
        self.replies = list(replies)

    def __call__(self, envelope: Envelope) -> Reply:
        self.asked.append(envelope)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@pytest.fixture
def robot(cast: Cast, inside: Commit) -> Channel:
    owner = db.session.get_one(Person, cast.qian.id)
    made = Channel.add(owner, kind="dingtalk", room=None, name="运营群", url=HOOK, secret="SECdemo")
    inside()
    return made


def written(robot: Channel, commit: Commit, **values: Any) -> int:
    made = Outgoing.to_channel(db.session.get_one(Channel, robot.id), "今天有 3 件事", **values)
    commit()
    return made.id


def message(number: int) -> Outgoing:
    db.session.expire_all()
    return db.session.get_one(Outgoing, number)


def test_a_message_is_sent_signed_and_once(robot: Channel, inside: Commit) -> None:
    number, net = written(robot, inside), Platforms(OK)
    sender = Sender(net)
    assert (sender.send(), sender.send()) == (1, 0)
    (asked,) = net.asked
    assert asked.url.startswith(f"{HOOK}&timestamp=") and "&sign=" in asked.url
    assert (message(number).outcome, message(number).tries) == ("sent", 1)


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(0), answers.UNREACHABLE),
        (Reply(502), answers.BUSY),
        (Reply(200, {"errcode": 130101}), answers.TOO_OFTEN),
    ],
)
def test_what_may_pass_is_tried_again_later(
    robot: Channel, inside: Commit, reply: Reply, sentence: str
) -> None:
    number, net = written(robot, inside), Platforms(reply, OK)
    sender = Sender(net)
    sender.send()
    waiting = message(number)
    assert (waiting.outcome, waiting.sentence) == ("waiting", sentence)
    assert waiting.due_at is not None and waiting.due_at >= clock.now() + timedelta(seconds=9)
    assert sender.send() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=15)):
        assert sender.send() == 1
    assert message(number).outcome == "sent"


def test_what_somebody_must_put_right_is_given_up_with_a_sentence(
    robot: Channel, inside: Commit
) -> None:
    number = written(robot, inside)
    Sender(Platforms(Reply(200, {"errcode": 310000, "errmsg": "sign not match"}))).send()
    given_up = message(number)
    assert (given_up.outcome, given_up.code) == ("given_up", 310000)
    assert "安全设置" in given_up.sentence


def test_trying_ends(robot: Channel, inside: Commit) -> None:
    number, sender = written(robot, inside), Sender(Platforms(Reply(0)))
    began = clock.now()
    for minutes in range(0, 420, 5):
        with time_machine.travel(began + timedelta(minutes=minutes)):
            sender.send()
    given_up = message(number)
    assert given_up.outcome == "given_up"
    assert given_up.tries == len(channels.BACKOFF) + 1


def test_a_test_says_at_once_what_is_wrong(robot: Channel, inside: Commit) -> None:
    number = written(robot, inside, is_test=True)
    Sender(Platforms(Reply(0))).send()
    assert (message(number).outcome, message(number).sentence) == ("given_up", answers.UNREACHABLE)


def test_two_workers_send_it_once(robot: Channel, inside: Commit) -> None:
    number = written(robot, inside)
    first = message(number)
    assert first.claim()
    inside()
    assert not message(number).claim()
    inside()
    assert Sender(Platforms(OK)).send() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert Sender(Platforms(OK)).send() == 1  # the first died on its way


def test_a_robot_rests_when_its_minute_is_full(robot: Channel, inside: Commit) -> None:
    for _ in range(25):
        written(robot, inside)
    net = Platforms(OK)
    sender = Sender(net)
    with time_machine.travel(clock.now(), tick=False) as now:
        for _second in range(59):
            sender.send()
            now.shift(1)
        assert len(net.asked) == 20
        now.shift(60)
        for _second in range(10):
            sender.send()
            now.shift(1)
    assert len(net.asked) == 25


def test_a_robot_that_was_taken_out_gets_nothing(
    cast: Cast, robot: Channel, inside: Commit
) -> None:
    number, net = written(robot, inside), Platforms(OK)
    owner = db.session.get_one(Person, cast.qian.id)
    db.session.get_one(Channel, robot.id).remove(owner)
    inside()
    Sender(net).send()
    assert net.asked == [] and message(number).outcome == "given_up"
    assert db.session.get_one(Channel, robot.id).url == ""


def test_keys_and_texts_stand_in_no_event(robot: Channel, inside: Commit) -> None:
    written(robot, inside)
    Sender(Platforms(OK)).send()
    told = json.dumps([one.data for one in db.session.scalars(select(AuditEvent))])
    for secret in ("not-to-be-told", "SECdemo", "件事"):
        assert secret not in told


# ── people ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def addressed(cast: Cast, inside: Commit) -> int:
    db.session.add(MessagingApp(kind="wecom", key="ww1", secret="s1", agent="1000002"))
    there = PersonalAddress(person_id=cast.lin.id, kind="wecom", address="LinZS")
    db.session.add(there)
    made = Outgoing.to_address(there, "今天有 1 件事等你", due_at=clock.now())
    inside()
    return made.id


TOKEN = Reply(200, {"errcode": 0, "access_token": "t1", "expires_in": 7200})
EXPIRED = Reply(200, {"errcode": 42001})


def test_an_app_asks_for_a_token_once_and_writes_with_it(addressed: int, inside: Commit) -> None:
    net = Platforms(TOKEN, OK)
    sender = Sender(net)
    sender.send()
    again = Outgoing(person_id=message(addressed).person_id, kind="wecom", text="x")
    again.due_at = clock.now()
    inside()
    db.session.add(again)
    inside()
    sender.send()
    paths = [one.url.split("?")[0].rsplit("/", 1)[1] for one in net.asked]
    assert paths == ["gettoken", "send", "send"]
    assert message(addressed).outcome == "sent"


def test_an_expired_token_is_renewed_once(addressed: int) -> None:
    net = Platforms(TOKEN, EXPIRED, TOKEN, OK)
    Sender(net).send()
    assert len(net.asked) == 4 and message(addressed).outcome == "sent"


def test_a_token_that_is_never_taken_does_not_turn_in_circles(addressed: int) -> None:
    net = Platforms(TOKEN, EXPIRED, TOKEN, EXPIRED)
    Sender(net).send()
    assert len(net.asked) == 4 and message(addressed).outcome == "waiting"


def test_wrong_credentials_are_told_as_such(addressed: int) -> None:
    Sender(Platforms(Reply(200, {"errcode": 40001}))).send()
    assert message(addressed).outcome == "given_up" and "密钥" in message(addressed).sentence


def test_who_cleared_their_account_gets_nothing(cast: Cast, addressed: int, inside: Commit) -> None:
    PersonalAddress.choose(db.session.get_one(Person, cast.lin.id), "", "")
    inside()
    net = Platforms(TOKEN, OK)
    Sender(net).send()
    assert net.asked == [] and message(addressed).outcome == "given_up"


# ── the one way out ─────────────────────────────────────────────────────────────────────────────


def test_what_is_no_allowed_host_is_never_looked_up() -> None:
    def resolve(host: str) -> list[str]:
        raise AssertionError(host)

    assert post(Envelope("POST", "https://evil.example/x"), resolve).forbidden
    assert post(Envelope("POST", "http://open.feishu.cn/x"), resolve).forbidden


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1"])
def test_a_name_that_leads_into_the_shops_network_is_not_called(address: str) -> None:
    assert post(Envelope("POST", HOOK), lambda _host: ["47.88.1.1", address]).forbidden


def test_a_name_that_leads_nowhere_is_unreachable() -> None:
    def resolve(_host: str) -> list[str]:
        raise OSError("no such name")

    assert post(Envelope("POST", HOOK), resolve) == Reply(0)


class Answering(BaseHTTPRequestHandler):
    """A platform on this machine: /moved leads elsewhere, /slow never answers, else it echoes."""

    seen: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).seen.append((self.path, dict(self.headers), body))
        moved = self.path == "/moved"
        self.send_response(302 if moved else 200)
        if moved:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"no json" if moved else b'{"errcode": 0}')

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def platform() -> Iterator[tuple[urllib3.HTTPConnectionPool, type[Answering]]]:
    kind = type("Own", (Answering,), {"seen": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield urllib3.HTTPConnectionPool("127.0.0.1", server.server_port), kind
    finally:
        server.shutdown()
        server.server_close()


def test_a_request_arrives_as_it_was_made() -> None:
    made = Envelope("POST", f"{HOOK}&sign=a%2Bb", {"msgtype": "text"}, {"Content-Type": "x/y"})
    with platform() as (pool, server):
        assert exchange(pool, made, "oapi.dingtalk.com") == Reply(200, {"errcode": 0})
        ((path, headers, body),) = server.seen
    assert path == "/robot/send?access_token=not-to-be-told&sign=a%2Bb"
    assert (headers["Host"], headers["Content-Type"]) == ("oapi.dingtalk.com", "x/y")
    assert json.loads(body) == {"msgtype": "text"}


def test_redirects_are_not_followed() -> None:
    with platform() as (pool, server):
        reply = exchange(pool, Envelope("POST", "https://h/moved", {}), "h")
        assert (reply.status, reply.json) == (302, None)
        assert [one[0] for one in server.seen] == ["/moved"]


def test_nobody_there_is_no_exception(caplog: pytest.LogCaptureFixture) -> None:
    with platform() as (pool, _server):
        closed = urllib3.HTTPConnectionPool("127.0.0.1", pool.port)
    assert exchange(closed, Envelope("POST", HOOK, {}), "oapi.dingtalk.com") == Reply(0)
    assert "not-to-be-told" not in caplog.text
