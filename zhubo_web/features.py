"""The one list of feature packages, foundation first.

A feature may have ``views`` (blueprints named ``bp``), ``live`` (listeners and socket events) and
``jobs`` (what the worker runs); importing them registers what they hold, and ``init`` of each is
called with the application.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

FEATURES = (
    "audit",
    "accounts",
    "duties",
    "policies",
    "assignments",
    "products",
    "broadcasts",
    "audience",
    "surveys",
    "attendance",
    "metrics",
    "plans",
    "observations",
    "summaries",
    "evaluations",
    "months",
    "talks",
    "appeals",
    "handover",
    "dashboards",
)


def _module(feature: str, name: str) -> object | None:
    full = f"zhubo_web.{feature}.{name}"
    return import_module(full) if find_spec(full) else None


def init(app: Flask) -> None:
    """Import every feature's modules and register its blueprint."""
    for feature in FEATURES:
        for name in ("models", "live", "jobs", "views"):
            module = _module(feature, name)
            if blueprint := getattr(module, "bp", None):
                app.register_blueprint(blueprint)
            if set_up := getattr(module, "init", None):
                set_up(app)
