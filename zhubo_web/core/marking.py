"""Marks a message for extraction where it is stored untranslated and shown later."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Return the message unchanged; the extractor looks for this name."""
    return message
