"""场记: plan, watch, coach and evaluate the assistants of live commerce broadcasts, fairly.

Nothing is imported here: ``zhubo serve`` must let gevent patch the standard library first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from zhubo_web.settings import Settings


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The application, bound to its settings (read from the environment unless given)."""
    from zhubo_web.application import build

    return build(settings, testing=testing)
