"""Pages go out compressed, and their length does not tell what is in them."""

from __future__ import annotations

import gzip

from flask.testing import FlaskClient

from zhubo_web.core.packing import packed

TAKES = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_compressed_for_a_browser_that_takes_it(anonymous: FlaskClient) -> None:
    small = anonymous.get("/sign-in", headers=TAKES)
    whole = anonymous.get("/sign-in")
    assert small.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in whole.headers
    assert len(small.data) < len(whole.data) / 2
    assert int(small.headers["Content-Length"]) == len(small.data)
    assert "<h1" in gzip.decompress(small.data).decode()
    assert "Accept-Encoding" in small.headers["Vary"] and "Accept-Encoding" in whole.headers["Vary"]


def test_a_short_fragment_stays_as_it_is(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/nothing-here", headers={**TAKES, "HX-Request": "true"})
    assert answer.status_code == 404 and "Content-Encoding" not in answer.headers


def test_the_same_page_has_many_lengths() -> None:
    assert len({len(packed(b"x" * 5000)) for _ in range(200)}) > 20
