"""Fixtures of the tests of broadcasts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.extensions import db


@pytest.fixture
def who(cast: Cast, inside: Callable[[], None]) -> Callable[[str], Any]:
    """A person of the cast by short name, in a context that may write."""
    return lambda name: db.session.get_one(Person, getattr(cast, name).id)
