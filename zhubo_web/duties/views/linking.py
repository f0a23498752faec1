"""Where a duty or a notice leads."""

from __future__ import annotations

from typing import Any

from flask import url_for


def link_to(thing: Any) -> str | None:
    """The address of the page a duty or notice is about, None where there is none.

    The URL values are those its subject named (``values["args"]``); without them the page takes a
    broadcast: the one named in the values, or the subject itself.
    """
    if not thing.endpoint:
        return None
    args = thing.values.get("args")
    if args is None:
        args = {"broadcast_id": thing.values.get("broadcast", thing.subject_id)}
    return url_for(thing.endpoint, **args)
