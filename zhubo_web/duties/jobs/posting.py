"""One HTTPS request to an allowed host, and nothing else.

The host is looked up here, every address it has must be a public one, and the connection goes to the
address that was checked, with the certificate checked against the name: nobody can point a name at
the shop's own network between the check and the call. Redirects are not followed, nothing is sent
twice, and neither addresses nor answers are logged, as keys stand in them.
"""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3

from zhubo_web.duties import channels
from zhubo_web.duties.envelopes import Envelope

log = logging.getLogger("zhubo.duties")
TIMEOUT = urllib3.Timeout(connect=5, read=10)
LARGEST_ANSWER = 64 * 1024

Resolve = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Reply:
    """What came back: the status, 0 where nothing did; and its JSON, None where it was none."""

    status: int
    json: Any = None
    forbidden: bool = False


def addresses_of(host: str) -> list[str]:
    """The IP addresses of a name."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in found]


def post(envelope: Envelope, resolve: Resolve = addresses_of) -> Reply:
    """Send a request to one of the allowed hosts. Never raises for what the net does."""
    host = channels.allowed_host(envelope.url)
    if host is None:
        return Reply(0, forbidden=True)
    try:
        addresses = resolve(host)
    except OSError:
        return Reply(0)
    if not addresses or not all(channels.is_public(one) for one in addresses):
        log.warning("%s does not lead to the open net; nothing was sent", host)
        return Reply(0, forbidden=bool(addresses))
    pool = urllib3.HTTPSConnectionPool(
        addresses[0], 443, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
    )
    return exchange(pool, envelope, host)


def exchange(pool: urllib3.HTTPConnectionPool, envelope: Envelope, host: str) -> Reply:
    """One request on a connection that is made for it and closed after it."""
    parts = urlsplit(envelope.url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    headers = {"Host": host, "User-Agent": "zhubo-web", **envelope.headers}
    with pool:
        try:
            answer = pool.request(
                envelope.method,
                target,
                body=envelope.content,
                headers=headers,
                timeout=TIMEOUT,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            raw = answer.read(LARGEST_ANSWER)
            answer.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            log.warning("%s did not answer (%s)", host, type(error).__name__)
            return Reply(0)
    return Reply(answer.status, _json(raw))


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
