"""The load client from Python: one Node process for each server that is driven."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.processes import cpu_seconds
from tests.bench.serving import Server

DRIVER = Path(__file__).parent / "load" / "driver.mjs"


class Driver:
    """Consoles and screens of one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.process = subprocess.Popen(
            ["node", str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def order(self, do: str, **more: Any) -> dict[str, Any]:
        """Give an order, wait for the answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.server.kind}, {do}: the load client ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{self.server.kind}, {do}: {answer['error']}")
        return answer

    def connect(self, seeds: dict[str, Any], screens: int) -> dict[str, Any]:
        """Join so many screens, spread over all rooms."""
        every = len(seeds["screens"]) // screens if screens else 1
        target = {"url": self.server.url, "csrf": seeds["csrf"], "kind": self.server.kind}
        chosen = seeds["screens"][::every][:screens]
        bearers = {name: seeds[name] for name in ("consoles", "feeds")}
        return self.order("connect", target=target, screens=chosen, **bearers)

    def stop(self) -> None:
        self.order("close")
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(20)


@dataclass(frozen=True)
class Spent:
    """What an order told, and the CPU seconds that server, worker and client spent on it."""

    told: dict[str, Any]
    server: float
    worker: float

    @property
    def client_share(self) -> float:
        """How much of one core the load client took: near 1, it was the limit."""
        return float(self.told["client_cpu"] / self.told["client_seconds"])

    @property
    def per_cpu_second(self) -> float:
        """Durable notes to a CPU-second of the web processes."""
        return float(self.told["accepted"] / self.server)


def spend(driver: Driver, do: str, **more: Any) -> Spent:
    """Give an order and weigh it."""
    server = driver.server
    before = cpu_seconds(server.pids()), cpu_seconds(server.beside())
    told = driver.order(do, **more)
    after = cpu_seconds(server.pids()), cpu_seconds(server.beside())
    return Spent(told, after[0] - before[0], after[1] - before[1])


@contextmanager
def driven(server: Server, seeds: dict[str, Any], screens: int) -> Iterator[Driver]:
    """A started server with its screens connected."""
    server.start()
    try:
        driver = Driver(server)
        driver.connect(seeds, screens)
        yield driver
        driver.stop()
    finally:
        server.stop()
