"""Two observers beside each other on the time line (S23)."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.counting import MOST_STATEMENTS, counted
from tests.observations.test_timeline import Line
from zhubo_web.extensions import writing
from zhubo_web.observations.views.beside import minutes

Enter = Callable[[Member], FlaskClient]


def entry(who: int | None, at_ms: int) -> Any:
    observer = None if who is None else SimpleNamespace(id=who)
    return SimpleNamespace(observer=observer, at_ms=at_ms)


def test_a_row_is_a_minute_and_a_column_an_observer() -> None:
    one, two, three = entry(1, 61_000), entry(2, 119_000), entry(2, 300_000)
    found = minutes([one, two, entry(None, 62_000), entry(3, 63_000), three], 1, 2)
    assert [(row.at_ms, row.sides) for row in found] == [
        (60_000, ([one], [two])),
        (300_000, ([], [three])),
    ]


def test_two_are_chosen_one_after_the_other(app: Flask, cast: Cast, client_of: Enter) -> None:
    with app.app_context(), writing():
        line = Line(app, cast, broadcast(cast).id)
    line.note("ma", 60, text="公屏没看")
    line.note("lin", 60, text="语速快了")
    line.note("hong", 60, text="站位偏了")
    line.end()
    ma = client_of(cast.ma)
    alone = ma.get(f"{line.href}?observer={cast.ma.id}").text
    assert "和林资深并排" in alone and "语速快了" not in _list(alone)
    with counted(app) as before:
        ma.get(f"{line.href}?observer={cast.ma.id}")
    with counted(app) as statements:
        page = ma.get(f"{line.href}?observer={cast.ma.id}&beside={cast.lin.id}").text
    assert len(statements) == len(before) <= MOST_STATEMENTS, "\n".join(statements)
    listed = _list(page)
    assert "beside__row" in listed and "公屏没看" in listed and "语速快了" in listed
    assert "站位偏了" not in listed


def test_nobody_is_put_beside_themselves_or_a_stranger(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        line = Line(app, cast, broadcast(cast).id)
    line.note("ma", 60, text="公屏没看")
    line.note("lin", 60, text="语速快了")
    line.end()
    ma = client_of(cast.ma)
    for other in (cast.ma.id, cast.wu.id, "x"):
        page = ma.get(f"{line.href}?observer={cast.ma.id}&beside={other}").text
        assert "beside__row" not in page and "公屏没看" in _list(page)
    own = client_of(cast.chen).get(f"{line.href}?observer={cast.ma.id}&beside={cast.lin.id}").text
    assert "beside__row" not in own and "马运营" not in own


def _list(page: str) -> str:
    return page.split('id="list"', 1)[1]
