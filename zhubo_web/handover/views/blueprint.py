"""The blueprint that this feature's views register on, and the ways they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from zhubo_web.core.access import actor, found
from zhubo_web.extensions import db
from zhubo_web.handover.models import Package

bp = Blueprint("handover", __name__)


def package_or_404(package_id: int) -> Package:
    """The package if the asking person may see it."""
    query: Any = Package.visible_to(actor()).where(Package.id == package_id)
    package: Package = found(db.session.scalar(query))
    return package
