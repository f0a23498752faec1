"""Emptying the outbox: claim, send outside of any transaction, write down what became of it.

At least once: a worker that dies between sending and writing leaves the row to be tried again, and
Feishu and WeCom drop the second copy by its key. Tokens of apps are kept in the worker's memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.duties import answers, envelopes
from zhubo_web.duties.answers import Verdict
from zhubo_web.duties.envelopes import App, Envelope
from zhubo_web.duties.jobs.posting import Reply, post
from zhubo_web.duties.models import MessagingApp, Outgoing, PersonalAddress
from zhubo_web.extensions import db, writing

BATCH = 10
#: A token is renewed so many seconds before it ends.
BEFORE_ITS_END = 300.0


@dataclass(frozen=True)
class Parcel:
    """One claimed message, with all that sending it takes: read once, used outside the database."""

    id: int
    kind: str
    text: str
    key: str
    robot: tuple[str, str] | None = None
    person: tuple[App, str] | None = None


class Sender:
    """Sends what is due; ``post`` is the only way out."""

    def __init__(self, post: Callable[[Envelope], Reply] = post) -> None:
        self.post = post
        self.tokens: dict[App, tuple[str, float]] = {}

    def send(self) -> int:
        """Try each message that is due; return how many were tried."""
        begin_reading()
        ids = Outgoing.due_ids(BATCH)
        db.session.rollback()
        return sum(self._try(one) for one in ids)

    def _try(self, outgoing_id: int) -> bool:
        """One attempt: claimed by itself, so that the claim outlasts it."""
        parcel = _claim(outgoing_id)
        if parcel is None:
            return False
        verdict = self._deliver(parcel)
        with writing():
            db.session.get_one(Outgoing, parcel.id).note(verdict)
        return True

    def _deliver(self, parcel: Parcel) -> Verdict:
        if parcel.robot is not None:
            url, secret = parcel.robot
            made = envelopes.to_robot(parcel.kind, url, secret, parcel.text, clock.now())
            return self._ask(parcel.kind, made, robot=True)[0]
        if parcel.person is None:
            return Verdict(answers.GIVE_UP, 0, answers.NO_LONGER)
        app, address = parcel.person
        verdict = self._write(app, address, parcel)
        if verdict.outcome == answers.TOKEN:
            self.tokens.pop(app, None)
            verdict = self._write(app, address, parcel)
        return verdict

    def _write(self, app: App, address: str, parcel: Parcel) -> Verdict:
        token = self._token(app)
        if isinstance(token, Verdict):
            return token
        made = envelopes.to_person(app, token, address, parcel.text, parcel.key)
        return self._ask(app.kind, made, robot=False)[0]

    def _token(self, app: App) -> str | Verdict:
        """The app's token, asked for anew before it ends; or why there is none."""
        token, until = self.tokens.get(app, ("", 0.0))
        if token and clock.monotonic() < until:
            return token
        verdict, reply = self._ask(app.kind, envelopes.for_token(app), robot=False)
        if verdict.outcome != answers.SENT:
            return verdict
        token, lasts = envelopes.token_in(app.kind, reply.json)
        if not token:
            return Verdict(answers.AGAIN, 0, answers.BUSY)
        self.tokens[app] = (token, clock.monotonic() + lasts - BEFORE_ITS_END)
        return token

    def _ask(self, kind: str, envelope: Envelope, *, robot: bool) -> tuple[Verdict, Reply]:
        reply = self.post(envelope)
        if reply.forbidden:
            return Verdict(answers.GIVE_UP, 0, answers.FORBIDDEN), reply
        if reply.status == 0:
            return Verdict(answers.AGAIN, 0, answers.UNREACHABLE), reply
        return answers.verdict(kind, reply.status, reply.json, robot=robot), reply


def _claim(outgoing_id: int) -> Parcel | None:
    with writing():
        one = db.session.get(Outgoing, outgoing_id)
        if one is None or one.due_at is None or not one.claim():
            return None
        return _packed(one)


def _packed(one: Outgoing) -> Parcel:
    """With the robot's or the app's present settings; neither where they are gone."""
    key = hashlib.sha256(f"{one.id} {one.created_at.isoformat()}".encode()).hexdigest()[:32]
    parcel = Parcel(one.id, one.kind, one.text, key)
    if one.channel is not None and one.channel.active:
        return Parcel(one.id, one.kind, one.text, key, (one.channel.url, one.channel.secret))
    person = one.person
    if person is None or not person.is_active:
        return parcel
    app, there = MessagingApp.by_kind().get(one.kind), PersonalAddress.of(person)
    if app is None or there is None or there.kind != one.kind:
        return parcel
    return Parcel(one.id, one.kind, one.text, key, None, (app.credentials, there.address))
