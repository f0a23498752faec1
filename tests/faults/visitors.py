"""Somebody signed in, over HTTP: who asks, and who taps until it is acknowledged."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from time import monotonic, time
from typing import Any

import requests

from tests.servers import HOST, Server

PATIENCE_SECONDS = 8
ANSWER_SECONDS = 15
GIVE_UP_SECONDS = 600
Operation = dict[str, Any]


class Visitor:
    """The cookies and the form token of one page; one for each thread that asks."""

    def __init__(self, server: Server, who: str, page: str) -> None:
        self.url = server.url
        self.http = requests.Session()
        self.http.cookies.set("sid", server.seeded["cookies"][who], domain=HOST, path="/")
        self.http.headers.update({"Accept": "application/json", "Origin": self.url})
        answer = self.http.get(self.url + page, headers={"Accept": "text/html"}, timeout=30)
        found = re.search(r'name="csrf-token" content="([^"]+)"', answer.text)
        assert answer.ok and found, f"{page} of {who}: {answer.status_code}"
        self.token = found[1]

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    def get(self, path: str) -> Any | None:
        """JSON, or None where no answer came: who asks tries again in its time."""
        try:
            answer = self.http.get(self.url + path, timeout=PATIENCE_SECONDS)
        except requests.RequestException:
            return None
        assert answer.status_code not in (401, 403, 404), f"{path}: {answer.status_code}"
        return answer.json() if answer.ok else None

    def post(self, path: str, body: Any) -> requests.Response | None:
        """An answer below 500, or None where the server was not reached or could not answer."""
        headers = {"X-CSRFToken": self.token}
        try:
            answer = self.http.post(
                self.url + path, json=body, headers=headers, timeout=ANSWER_SECONDS
            )
        except requests.RequestException:
            return None
        return answer if answer.status_code < 500 else None

    def notes(self, broadcast: int) -> list[dict[str, Any]] | None:
        """The newest state of every note as the server has them, by number."""
        found: list[dict[str, Any]] = []
        after, more = 0, True
        while more:
            page = self.get(f"/broadcasts/{broadcast}/notes?after={after}&as=console")
            if page is None:
                return None
            found, after, more = found + page["notes"], page["head"], page["more"]
        return sorted({note["key"]: note for note in found}.values(), key=lambda note: note["seq"])


def tap(**values: Any) -> Operation:
    """A tap made now; evidence without words unless told otherwise."""
    made = {
        "op": str(uuid.uuid4()),
        "key": str(uuid.uuid4()),
        "do": "tap",
        "at": round(time() * 1000),
    }
    return {**made, "kind": "issue", "dimension": "product", "object": "assistant", **values}


def change(key: str, **values: Any) -> Operation:
    """A change of one's own note, made now."""
    made = {"op": str(uuid.uuid4()), "key": key, "do": "change", "at": round(time() * 1000)}
    return {**made, **values}


@dataclass
class Writer:
    """A console's outbox without a browser: in order, again and again under the same ids."""

    visitor: Visitor
    broadcast: int
    dice: random.Random
    acknowledged: list[str] = field(default_factory=list)
    moments: dict[str, float] = field(default_factory=dict)
    attempts: int = 0

    def send(self, operations: list[Operation], given_up: Callable[[], bool] = bool) -> None:
        """One batch, until it is acknowledged; now and then once more, as after a lost answer."""
        end = monotonic() + GIVE_UP_SECONDS
        self._note_moments(operations)
        while not self._took(operations):
            assert monotonic() < end and not given_up(), "a batch was never acknowledged"
            Event().wait(self.dice.uniform(0.1, 0.7))
        self.acknowledged += [one["key"] for one in operations if one["do"] == "tap"]
        if self.dice.random() < 0.1:
            self._took(operations)

    def _note_moments(self, operations: list[Operation]) -> None:
        now = monotonic()
        self.moments |= {one["key"]: now for one in operations if one["do"] == "tap"}

    def _took(self, operations: list[Operation]) -> bool:
        self.attempts += 1
        body = {"sent_at": round(time() * 1000), "taps": operations}
        answer = self.visitor.post(f"/broadcasts/{self.broadcast}/taps", body)
        if answer is None:
            return False
        assert answer.ok, f"{answer.status_code}: {answer.text[:300]}"
        told = answer.json()
        assert told["refused"] == [] and told["took"] == [one["op"] for one in operations], told
        return True
