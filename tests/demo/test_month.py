"""The made-up month from its first plan to HR: its numbers are those of an independent reckoning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import KEYS
from tests.demo import expected
from zhubo_web import create_app
from zhubo_web import settings as settings_module
from zhubo_web.core.database import begin_reading
from zhubo_web.demo.running import set_up
from zhubo_web.extensions import db
from zhubo_web.months import scoring
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.policies import composites
from zhubo_web.policies.models import PolicyVersion

NAMES = {"chen": "陈小满", "li": "李一帆"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The demonstration's shop with its month."""
    folder: Path = tmp_path_factory.mktemp("month")
    app = create_app(settings_module.read({"ZHUBO_INSTANCE": str(folder), **KEYS}), testing=True)
    with app.app_context():
        set_up(app, past_month=True)
    return app


@pytest.fixture
def months(told: Flask) -> Iterator[dict[str, MonthlyEvaluation]]:
    with told.app_context():
        begin_reading()
        rows = {one.assistant.name: one for one in db.session.query(MonthlyEvaluation)}
        yield {name: rows[shown] for name, shown in NAMES.items()}
        db.session.rollback()


@pytest.mark.parametrize("name", NAMES)
def test_the_first_result_is_what_the_script_comes_to(
    months: dict[str, MonthlyEvaluation], name: str
) -> None:
    one = months[name]
    first = one.results[0]
    assert (str(first.score), first.grade) == expected.month(name)
    composed = one.composed(first)
    by_dimension = {part.name: str(part.shown) for part in composed.parts}
    assert by_dimension == {n: expected.tenth(v) for n, v in expected.dimensions(name).items()}
    for code, value in expected.items(name).items():
        assert str(composed.part(code).shown) == expected.tenth(value), code


def test_a_policy_of_mid_month_does_not_change_the_month(
    months: dict[str, MonthlyEvaluation],
) -> None:
    later = PolicyVersion.in_force()
    assert later.numbers.whole("month_watched_fewest") == 5
    for one in months.values():
        assert one.policy.number == 1 and one.numbers.whole("month_watched_fewest") == 3


def test_reckoned_again_under_its_own_version_it_is_identical(
    months: dict[str, MonthlyEvaluation],
) -> None:
    for one in months.values():
        for result in one.results:
            again = scoring.compose(result.facts, composites.read(composites.stored(one.composite)))
            assert again.score == result.raw
            assert one.digest_of(result.facts, again.score, result.score) == result.digest
