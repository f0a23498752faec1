"""What tests find prepared is what taking the steps leaves; whoever looks at a step takes it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast, product
from tests.counting import counted
from tests.fresh import EMPTY, nothing_kept, of, once
from zhubo_web.core.models import Base
from zhubo_web.extensions import db, writing


def everything(app: Flask) -> dict[str, list[Any]]:
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(table.select())))
            for table in Base.metadata.sorted_tables
        }


def write(app: Flask, name: str) -> int:
    with app.app_context(), writing():
        made = product(name)
        db.session.flush()
        number: int = made.id
        return number


@pytest.fixture
def again(app: Flask, cast: Cast) -> Callable[[], bool]:
    """Back to the cast; False where nothing can be kept (a PostgreSQL role that is no superuser)."""
    return lambda: of(app).recall("cast", EMPTY) is not None


def test_a_step_that_was_kept_comes_back_whole(app: Flask, again: Callable[[], bool]) -> None:
    taken: list[int] = []

    def step() -> list[int]:
        taken.append(write(app, "精华"))
        return [taken[-1]]

    first = once(app, "a product", step)
    before = everything(app)
    first.append(0)
    write(app, "面霜")
    if not again():
        once(app, "a product", step)
        assert len(taken) == 2
        return
    assert once(app, "a product", step) == taken and len(taken) == 1
    assert everything(app) == before
    assert write(app, "面霜") == taken[0] + 1


@pytest.mark.parametrize("way", ["replaced", "counted", "written", "inside"])
def test_who_looks_at_a_step_takes_it(app: Flask, again: Callable[[], bool], way: str) -> None:
    taken: list[int] = []

    def step() -> None:
        taken.append(write(app, "精华"))

    once(app, ("a product", way), step)
    again()
    if way == "written":
        write(app, "面霜")
    around: dict[str, Any] = {
        "replaced": nothing_kept,
        "counted": lambda: counted(app),
        "inside": app.app_context,
        "written": nullcontext,
    }
    with around[way]():
        once(app, ("a product", way), step)
    assert len(taken) == 2
