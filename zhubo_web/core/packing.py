"""Pages, fragments and JSON go out compressed, where the browser takes it.

A page carries the form token beside words from its address, and the length of what is compressed
together tells of both (BREACH). So each answer has a name of random length in gzip's head.
"""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

SMALLEST = 1_000
LEVEL = 6
PACKED = {"text/html", "application/json"}
MOST_PADDING = 100


def packed(page: bytes) -> bytes:
    """The page compressed, with a head of random length."""
    kept = io.BytesIO()
    name = "x" * secrets.randbelow(MOST_PADDING)
    with gzip.GzipFile(name, "wb", LEVEL, kept, mtime=0) as file:
        file.write(page)
    return kept.getvalue()


def _pack(response: Response) -> Response:
    if response.mimetype not in PACKED:
        return response
    response.vary.add("Accept-Encoding")
    is_whole = not response.is_streamed and "Content-Encoding" not in response.headers
    if is_whole and request.accept_encodings.quality("gzip") > 0:
        page = response.get_data()
        if len(page) >= SMALLEST:
            response.set_data(packed(page))
            response.headers["Content-Encoding"] = "gzip"
    return response


def init(app: Flask) -> None:
    """After everything else has looked at the answer."""
    app.after_request(_pack)
