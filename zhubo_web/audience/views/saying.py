"""What viewers wrote as a page shows it."""

from __future__ import annotations

from flask import Flask

from zhubo_web.audience.masking import HIDDEN
from zhubo_web.core.i18n import _


def labelled(text: str | None) -> str:
    """A masked text; what stands for what was hidden is said in the reader's language, the rest never.
    Nothing where the text was removed."""
    return HIDDEN.sub(lambda code: _(code[0]), text) if text else ""


def init(app: Flask) -> None:
    """Give it to templates."""
    app.jinja_env.filters["labelled"] = labelled
