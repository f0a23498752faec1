"""Static files that browsers keep: their address has a digest of their content.

What has another digest is asked for again after a minute, as while a release is being put in place.
So is what a script imports by itself, without a digest: what has parts is bundled (``bundles``).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import g, request, url_for

from zhubo_web.settings import site_folder

FOR_EVER = "public, max-age=31536000, immutable"
PREFIX, VERSION = "/static/", "v="
KEPT = 1_000


@cache
def _digest(path: str, _changed: float) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def digest(name: str) -> str:
    """Of a static file's content."""
    path = f"{site_folder('static')}/{name}"
    return _digest(path, os.stat(path).st_mtime)  # noqa: PTH116 - a page asks often, paths are dear


def static_url(name: str) -> str:
    """The address of a static file with its content's digest, so that it can be kept for ever.

    A page asks for the same few at every icon, so what it asked is kept while it is made.
    """
    kept: dict[str, str] = g.setdefault("static_urls", {})
    if name not in kept:
        kept[name] = _address(request.script_root if request else "", name, digest(name))
    return kept[name]


@lru_cache(KEPT)
def _address(_root: str, name: str, version: str) -> str:
    """Flask takes its time over an address; it depends on where the site is mounted, too."""
    return url_for("static", filename=name, v=version)


class Lasting:
    """Around whitenoise: what was asked for by its right digest may be kept for ever.

    The digests are those of the start, as the compressed copies are: of a file that was changed
    since, a page names a digest that does not last.
    """

    def __init__(self, whitenoise: Any) -> None:
        self.whitenoise = whitenoise
        names = (url.removeprefix(PREFIX) for url in whitenoise.files)
        self.digests = {PREFIX + name: digest(name) for name in names if _is_there(name)}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any], /) -> Iterable[bytes]:
        """Answer as whitenoise does."""
        asked, version = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if asked in self.digests and version == VERSION + self.digests[asked]:
            start = _lasting(start)
        answer: Iterable[bytes] = self.whitenoise(environ, start)
        return answer


def _is_there(name: str) -> bool:
    return (site_folder("static") / name).is_file()


def _lasting(start: Callable[..., Any]) -> Callable[..., Any]:
    def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        others = [one for one in headers if one[0].lower() != "cache-control"]
        return start(status, [*others, ("Cache-Control", FOR_EVER)], *rest)

    return begin
