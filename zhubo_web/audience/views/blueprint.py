"""The blueprint that this feature's views register on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("audience", __name__)
