"""The blueprint that every module of these views puts its routes on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("duties", __name__)
