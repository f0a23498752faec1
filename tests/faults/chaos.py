"""What is killed or frozen: server, one web process, worker, Redis, as the server has them."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from contextlib import suppress
from threading import Event

from tests.servers import Pair, Server, until

#: In which order kinds are taken until there are enough; the dice shuffle what was taken.
OF_ONE = ("server",)
OF_TWO = ("server", "redis", "web", "server", "both", "frozen", "worker", "server", "web")
DOWN_SECONDS = (0.1, 2.5)


class Chaos:
    """So many kills at random moments of something that grows from 0 to 1."""

    def __init__(self, server: Server, dice: random.Random, kills: int) -> None:
        self.server, self.dice = server, dice
        of_all = OF_TWO if isinstance(server, Pair) else OF_ONE
        self.kinds = [of_all[number % len(of_all)] for number in range(kills)]
        dice.shuffle(self.kinds)
        self.at = sorted(dice.uniform(0.03, 0.95) for _ in range(kills))
        self.done: Counter[str] = Counter()

    def look(self, progress: float) -> None:
        """Strike if it is time."""
        if self.at and self.at[0] <= progress:
            self.at.pop(0)
            kind = self.kinds.pop()
            getattr(self, f"_kill_{kind}")()
            self.done[kind] += 1

    def _dead_for_a_while(self) -> None:
        Event().wait(self.dice.uniform(*DOWN_SECONDS))

    def _kill_server(self) -> None:
        self.server.kill()
        self._dead_for_a_while()
        self.server.start()

    def _kill_both(self) -> None:
        assert isinstance(self.server, Pair)
        self.server.redis.process.kill()
        self.server.kill()
        self._dead_for_a_while()
        self.server.redis.start()
        self.server.start()

    def _kill_redis(self) -> None:
        assert isinstance(self.server, Pair)
        self.server.redis.process.kill()
        self._dead_for_a_while()
        self.server.redis.start()

    def _kill_frozen(self) -> None:
        assert isinstance(self.server, Pair)
        self.server.redis.freeze()
        self._dead_for_a_while()
        self.server.redis.thaw()

    def _kill_worker(self) -> None:
        assert isinstance(self.server, Pair)
        self.server.worker.kill()
        self._dead_for_a_while()
        self.server.worker.start()

    def _kill_web(self) -> None:
        """One of the web processes; gunicorn begins another."""
        web = self.server.web
        before = web.children()
        with suppress(ProcessLookupError):
            os.kill(self.dice.choice(before), signal.SIGKILL)
        until(lambda: len(set(web.children()) - set(before)) > 0, 30, "gunicorn begins another")

    def __str__(self) -> str:
        return ", ".join(f"{count} × {kind}" for kind, count in sorted(self.done.items()))
