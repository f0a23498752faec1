"""Whether the bundles that pages load were made of the scripts and styles as they are now.

``static/bundles.json`` says what goes into each, ``static/built/sources.json`` what went into it;
``make bundles`` makes them. Nobody shall look for a change in a bundle that does not have it.
"""

from __future__ import annotations

import hashlib
import json

from zhubo_web.settings import site_folder

DECLARED = "bundles.json"
BUILT = "built"


def outdated() -> list[str]:
    """The bundles that are older than what they are made of, or not there."""
    static = site_folder("static")
    declared = json.loads((static / DECLARED).read_text(encoding="utf-8"))
    made = json.loads((static / BUILT / "sources.json").read_text(encoding="utf-8"))
    return [
        name
        for name in sorted(declared.keys() | made.keys())
        if not (static / BUILT / name).is_file()
        or any(_digest(source) != then for source, then in made.get(name, {"": ""}).items())
    ]


def _digest(name: str) -> str | None:
    file = site_folder("static") / name
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
