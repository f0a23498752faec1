"""The shop whose month is handed over."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.months.shop import Shop, begin


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Shop:
    return begin(app, cast)
