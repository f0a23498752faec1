"""Fixtures of the month's tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.months.november import November
from tests.months.shop import Desk, Shop, begin


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Shop:
    return begin(app, cast)


@pytest.fixture
def desk(shop: Shop, client_of: Callable[[Member], FlaskClient]) -> Desk:
    return Desk(shop, client_of)


@pytest.fixture
def november(app: Flask, cast: Cast) -> November:
    return November(app, cast)
