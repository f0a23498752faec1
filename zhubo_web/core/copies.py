"""Compressed copies beside the static files, made anew when a file has changed.

Our own scripts and styles go into them without comments and indentation, which are for whoever
reads the file itself; ``vendor`` is left as its makers publish it, ``built`` as the bundler made it.

whitenoise serves `name.br` or `name.gz` to browsers that take them. Where the folder cannot be
written (an installed package of another user), files go out as they are.
"""

from __future__ import annotations

import gzip
import logging
import os
import re
from collections.abc import Callable
from pathlib import Path

import brotli
from rcssmin import cssmin
from rjsmin import jsmin

log = logging.getLogger("zhubo.static")
WORTHWHILE = {".css", ".js", ".svg", ".json", ".webmanifest"}
SMALLEST = 500
#: Copies made before this file last changed are made anew.
MADE_BY = Path(__file__).stat().st_mtime_ns
_DESCENDANT = re.compile(r"(?<=\S) :(?=[a-z:])")


def _css(text: str) -> str:
    """Without ``*``, rcssmin takes ``.a :checked`` within ``@layer`` for a declaration and joins it."""
    shorter: str = cssmin(_DESCENDANT.sub(" *:", text))
    return shorter


AS_THEY_ARE = {"vendor", "built"}
MINIFIERS: dict[str, Callable[[str], str]] = {".js": jsmin, ".css": _css}
WAYS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda content: gzip.compress(content, 9, mtime=0),
    ".br": lambda content: brotli.compress(content, quality=11),
}


def refresh(folder: Path) -> None:
    """Bring every compressed copy up to date."""
    for path in folder.rglob("*"):
        if "node_modules" in path.parts or path.suffix not in WORTHWHILE:
            continue
        try:
            _refresh_one(path)
        except PermissionError:
            log.warning("%s cannot be written: static files go out uncompressed", folder)
            return


def _content(path: Path) -> bytes:
    """What a file says, without what only its readers need."""
    minify = MINIFIERS.get(path.suffix)
    if minify is None or not AS_THEY_ARE.isdisjoint(path.parts):
        return path.read_bytes()
    return minify(path.read_text(encoding="utf-8")).encode()


def _refresh_one(path: Path) -> None:
    changed = max(path.stat().st_mtime_ns, MADE_BY)
    for suffix, compress in WAYS.items():
        copy = path.with_name(path.name + suffix)
        if path.stat().st_size < SMALLEST:
            copy.unlink(missing_ok=True)
        elif not copy.exists() or copy.stat().st_mtime_ns != changed:
            fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
            fresh.write_bytes(compress(_content(path)))
            os.utime(fresh, ns=(changed, changed))
            fresh.replace(copy)
