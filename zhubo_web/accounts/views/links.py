"""Addresses that are scanned with another device, and how long somebody has to wait, in words."""

from __future__ import annotations

import math
from urllib.parse import urljoin

import segno
from flask import Response, current_app, request

from zhubo_web.core.i18n import ngettext

LOOPBACK = ("localhost", "127.", "[::1]")


def outside(path: str) -> str:
    """The whole address of a path of ours: below the public one, or as this page was asked for."""
    return urljoin(current_app.extensions["zhubo"].public_url or request.host_url, path)


def only_here(address: str) -> bool:
    """Whether only this very machine can open the address."""
    return address.partition("://")[2].startswith(LOOPBACK)


def qr(text: str) -> str:
    """A QR code as the address of a picture."""
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=3, light="white"))


def wait_in_words(seconds: int) -> str:
    """For example 40 秒, 9 分钟."""
    if seconds <= 90:
        return str(ngettext("%(num)d 秒", "%(num)d 秒", seconds))
    return str(ngettext("%(num)d 分钟", "%(num)d 分钟", math.ceil(seconds / 60)))


def slow(response: Response, seconds: int) -> Response:
    """Mark an answer as one that came too soon."""
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response
