"""Libraries that others take in "if they are there", kept out of processes that never use them.

python-socketio and huey bring clients of HTTP, Redis and PostgreSQL, for clients and stores of their
own. A web process over SQLite would carry them for nothing: 20 MB.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """What is imported inside does not find these, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment] # how Python marks what cannot be imported
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
