"""Packages of months, and what listens for results that change."""

from zhubo_web.handover.models import correcting
from zhubo_web.handover.models.package import Package

__all__ = ["Package", "correcting"]
