"""A November whose figures come from the compass list, through the import wizard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import time_machine

from tests.metrics.files import COMPASS, compass_row, xlsx
from tests.months.november import November
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.importing.headings import without_computed
from zhubo_web.metrics.jobs import place, take_step
from zhubo_web.metrics.models import MetricImport

IMPORTED = clock.shanghai(date(2026, 12, 1), 10)
ACCOUNT = "shanqian_care"


def step(november: November, moment: datetime, number: int, change: Callable[[Any], None]) -> None:
    with time_machine.travel(moment, tick=False), november.app.app_context():
        with writing():
            change(db.session.get_one(MetricImport, number))
        take_step(number)


def imported(november: November, path: Path, rows: Sequence[Sequence[Any]]) -> None:
    """A compass list, through the wizard as the worker and ma take it."""
    with time_machine.travel(IMPORTED, tick=False), november.app.app_context():
        with writing():
            db.session.get_one(Room, november.cast.care).account = ACCOUNT
            number = MetricImport.begin(november.person("ma"), "直播明细.xlsx").id
        place(number).write_bytes(xlsx(path / "list.xlsx", rows).read_bytes())
        take_step(number)

    def chosen(one: MetricImport) -> None:
        targets = without_computed([column["target"] for column in one.columns])
        told = {column["place"]: t for column, t in zip(one.columns, targets, strict=True)}
        one.map(november.person("ma"), told, None)

    step(november, IMPORTED, number, chosen)
    step(november, IMPORTED, number, lambda one: one.confirm(november.person("ma")))


def row(november: November, number: int, comments: int) -> list[Any]:
    with november.app.app_context():
        start = db.session.get_one(Broadcast, number).started_at
    assert start is not None
    return compass_row(ACCOUNT, clock.local(start), 评论次数=comments)


def listed_by_compass(november: November, folder: Path) -> None:
    """Eight evenings of October and two of November as the compass lists them."""
    held = [november.another(date(2026, 10, 10 + day), "chen", "li").id for day in range(1, 9)]
    second = november.another(date(2026, 11, 12)).id
    usual = [row(november, number, 296 + at) for at, number in enumerate(held)]
    better = [row(november, number, 640) for number in (november.id, second)]
    imported(november, folder, [COMPASS, *usual, *better])
