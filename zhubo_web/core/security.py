"""Headers on every answer, the Origin check, and where a way back may lead."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, has_request_context, request

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied
from zhubo_web.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
#: What speaks of documents and workers says nothing where a style, a script or a picture is loaded.
OF_LOADED = {
    name: HEADERS[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
}
LOADED = (".css", ".js", ".png", ".webmanifest")
#: A drawing can be opened by itself; there it is a document that needs nothing.
OF_DRAWINGS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", **OF_LOADED}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def headers_of(file: str) -> dict[str, str]:
    """Of a static file. A worker obeys the policy of its own script."""
    if file.endswith(".svg"):
        return OF_DRAWINGS
    if file.endswith(LOADED) and not file.endswith("/sw.js"):
        return OF_LOADED
    return HEADERS


def request_id() -> str | None:
    """The number of the present request, for the log; None outside one."""
    return g.get("request_id") if has_request_context() else None


def own_origin(origin: str | None, host: str, public_url: str | None) -> bool:
    """Whether a request's Origin is this site's own: the host asked for, or the public address."""
    if not origin:
        return False
    if public_url and origin.rstrip("/") == public_url.rstrip("/"):
        return True
    return urlsplit(origin).netloc == host and urlsplit(origin).scheme in ("http", "https")


def way_back(target: str | None) -> str | None:
    """The target if it is a path on this site, else None: no open redirect."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character == "\\" for character in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def init(app: Flask, settings: Settings) -> None:
    """Check before every unsafe request; put the headers on every answer."""

    @app.before_request
    def _identify() -> None:
        g.request_id = secrets.token_hex(8)

    @app.before_request
    def _same_origin() -> None:
        if request.method not in UNSAFE:
            return
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        origin = request.headers.get("Origin")
        foreign = origin is not None and not own_origin(origin, request.host, settings.public_url)
        if foreign or site not in ("same-origin", "none"):
            raise Denied(N_("这个请求来自别的网站，已被拒绝。请从场记自己的页面操作"))

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        if settings.https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response
