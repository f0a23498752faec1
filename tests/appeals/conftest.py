"""The people and things of an appeal's tests."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.appeals.case import Case, published
from tests.cast import Cast


@pytest.fixture
def case(app: Flask, cast: Cast) -> Case:
    """Chen's November, published, and a note of ma's in it."""
    return published(app, cast)
