"""Who walks: somebody with a console, the room's tablet, somebody at the time line, over the weak
wire; and, straight at the server, who reads what it holds and a tool that sends viewers' comments.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import count
from threading import Event, Thread
from time import time
from typing import Any

import requests
from playwright.sync_api import Browser, BrowserContext

from tests.browsing import LAPTOP, TABLET
from tests.faults.visitors import Visitor
from tests.faults.weak import lamp
from tests.faults.weak.places import NEAR
from tests.servers import HOST, Server, zhubo
from zhubo_web.audience.models import SENTENCE

WHO = {"console": ("ma", LAPTOP), "overlay": ("screen", TABLET), "line": ("lin", LAPTOP)}


def far_server(server: Server) -> str:
    """Have the server listen in both places; its address over the wire."""
    server.web.command = zhubo("serve", "--host", "0.0.0.0", "--port", str(server.port))
    return f"http://{NEAR}:{server.port}"


class Crew:
    """Browsers of the three over the wire."""

    def __init__(self, browser: Browser, server: Server, url: str) -> None:
        self.browser, self.server, self.url = browser, server, url
        self.broadcast: int = server.seeded["broadcast"]
        base = f"/broadcasts/{self.broadcast}"
        self.addresses = {"console": f"{base}/console", "overlay": "/screen",
                          "line": f"{base}/timeline"}  # fmt: skip

    def enter(self, part: str) -> BrowserContext:
        """A clean browser of the one who has this part, signed in and sampled."""
        name, size = WHO[part]
        context = self.browser.new_context(base_url=self.url, locale="zh-CN", viewport=size)
        context.set_default_timeout(180_000)
        sid = self.server.seeded["cookies"][name]
        context.add_cookies([{"name": "sid", "value": sid, "url": self.url}])
        context.add_init_script(lamp.SAMPLING)
        return context


class Witness:
    """Reads straight from the server, and when each note was first there."""

    def __init__(self, server: Server) -> None:
        self.broadcast: int = server.seeded["broadcast"]
        self.visitor = Visitor(server, "lin", "/me")
        self.came: dict[str, float] = {}
        self._closed = Event()
        self._looks = Thread(target=self._look, daemon=True)
        self._looks.start()

    def notes(self) -> list[dict[str, Any]]:
        """The newest state of every note."""
        found = self.visitor.notes(self.broadcast)
        assert found is not None
        return found

    def state(self) -> dict[str, Any]:
        """What live screens are told."""
        found: dict[str, Any] = self.visitor.get(f"/broadcasts/{self.broadcast}/state?as=console")
        return found

    def line(self) -> str:
        """The time line's page."""
        return self.visitor.http.get(
            f"{self.visitor.url}/broadcasts/{self.broadcast}/timeline",
            headers={"Accept": "text/html"}, timeout=30,
        ).text  # fmt: skip

    def close(self) -> None:
        """End."""
        self._closed.set()
        self._looks.join(10)

    def _look(self) -> None:
        while not self._closed.wait(0.25):
            for note in self.visitor.notes(self.broadcast) or []:
                self.came.setdefault(note["key"], time())


class Tool:
    """The merchant's own tool: it sends what viewers write."""

    def __init__(self, server: Server) -> None:
        self.url, self._ids = server.url, count(1)
        owner = requests.Session()
        owner.cookies.set("sid", server.seeded["cookies"]["qian"], domain=HOST, path="/")
        address = f"{server.url}/rooms/{server.seeded['room']}/feed"
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', owner.get(address).text)
        assert found is not None
        values = {"sentence": SENTENCE, "ticked": "y", "csrf_token": found[1]}
        shown = owner.post(address, data=values, headers={"Origin": server.url}).text
        token = re.search(r'<code id="token">([\w-]+)</code>', shown)
        assert token is not None, shown[:500]
        self.token = token[1]

    def ask(self, text: str, viewers: int) -> None:
        """So many viewers ask the same; the batch is sent twice, as one does whose answer was lost."""
        moment = round(time() * 1000)
        events = [{"id": f"weak-{next(self._ids)}", "kind": "comment", "at": moment,
                   "user": f"viewer-{text}-{number}", "text": text}
                  for number in range(viewers)]  # fmt: skip
        for _again in range(2):
            answer = requests.post(f"{self.url}/feed", json={"sent": moment, "events": events},
                headers={"Authorization": f"Bearer {self.token}"}, timeout=30)  # fmt: skip
            assert answer.ok, answer.text


def quietly(work: Any) -> None:
    """Do something at the end whatever came before."""
    with suppress(Exception):
        work()
