"""The November of the tests of facts."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.months.november import November


@pytest.fixture
def november(app: Flask, cast: Cast) -> November:
    return November(app, cast)
