"""The made-up month from its first plan to HR: its numbers are those of an independent reckoning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import KEYS
from tests.demo import expected
from zhubo_web import create_app
from zhubo_web import settings as settings_module
from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models import Appeal
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.database import begin_reading
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.dashboards.views.looking import Looking
from zhubo_web.demo.month import first_day, script
from zhubo_web.demo.running import set_up
from zhubo_web.demo.views import bp
from zhubo_web.extensions import db
from zhubo_web.handover import packaging
from zhubo_web.handover.models import Package
from zhubo_web.months import scoring
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.observations.models import Observation
from zhubo_web.policies import composites
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.talks.models import Talk

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


def test_the_objection_that_was_granted_is_reckoned_through_and_the_other_is_not(
    months: dict[str, MonthlyEvaluation],
) -> None:
    chen, li = months["chen"], months["li"]
    assert [one.grade for one in chen.results] == ["A", "S"]
    last = chen.results[-1]
    assert (str(last.score), last.grade) == expected.month("chen", red_line=False)
    composed = chen.composed(last)
    for code, value in expected.items("chen", red_line=False).items():
        assert str(composed.part(code).shown) == expected.tenth(value), code
    assert chen.state == "reissued" and li.state == "closed"
    assert [(str(one.score), one.grade) for one in li.results] == [expected.month("li")]


def test_what_the_decision_lists_is_the_whole_difference(
    months: dict[str, MonthlyEvaluation],
) -> None:
    chen = months["chen"]
    before, after = (chen.composed(one) for one in (chen.results[0], chen.results[-1]))
    changed = {
        part.name for part in before.every() if str(part.shown) != str(after.part(part.name).shown)
    }
    appeal = db.session.query(Appeal).filter_by(assistant_id=chen.assistant_id).one()
    listed = {
        row["key"][3] for row in appeal.effects["rows"] if row["what"] in ("item", "dimension")
    }
    assert listed == changed
    scores = {row["what"]: (row["before"], row["after"]) for row in appeal.effects["rows"]}
    assert scores["score"] == ("59", "88")
    assert scores["grade"] == ("A", "S")


def test_hr_gets_it_contested_first_and_then_by_numbered_corrections(
    months: dict[str, MonthlyEvaluation],
) -> None:
    packages = db.session.query(Package).order_by(Package.number).all()
    first = {line.name: line for line in packages[0].read}
    assert {line.status for line in first.values()} == {"contested"}
    assert {line.coefficient for line in first.values()} == {Decimal("1.0")}
    standing = packaging.standing(one.read for one in packages)
    last = {line.name: (line.status, line.grade, line.coefficient) for line in standing.values()}
    assert last == {
        "陈小满": ("final", "S", Decimal("1.2")),
        "李一帆": ("final", "C", Decimal("0.9")),
    }
    assert all(one.state == "received" for one in packages)


def test_four_observed_twelve_evenings_of_two_assistants(
    months: dict[str, MonthlyEvaluation],
) -> None:
    broadcasts = [number for one in months.values() for number in one.facts["broadcasts"]]
    assert len(broadcasts) == len(set(broadcasts)) == 12
    query = db.select(Observation.observer_id).where(Observation.broadcast_id.in_(broadcasts))
    assert len(set(db.session.scalars(query))) == 4
    for one in months.values():
        assert set(one.rater_ids) == {"operations", "host", "hr"}
        assert {s.member_class for s in one.signatures} == {"operations", "host", "hr"}


def test_the_evenings_after_it_open_no_other_month(months: dict[str, MonthlyEvaluation]) -> None:
    assert [one.first_day for one in db.session.query(Month)] == [first_day()]
    later = db.select(Broadcast).where(Broadcast.state == "summarised")
    assert len(db.session.scalars(later).all()) == len(script.LATER)


def test_what_was_agreed_is_owed_by_both(months: dict[str, MonthlyEvaluation]) -> None:
    for one in months.values():
        talk = Talk.of(one)
        assert talk is not None and talk.state == "closed"
        assert talk.actions[0].own_item is not None and talk.actions[0].group_item is not None


def test_its_principles_were_looked_at_and_what_fell_short_was_answered(told: Flask) -> None:
    with told.app_context():
        begin_reading()
        found = {one.name: one for one in db.session.query(PrincipleCheck)}
        assert {one.first_day for one in found.values()} == {first_day()}
        assert {name: one.state for name, one in found.items()} == {
            "observers": "met", "enough": "met", "hours": "met", "timely": "met",
            "sides": "answered",
        }  # fmt: skip
        sides = found["sides"]
        assert (sides.value, sides.settled_by and sides.settled_by.username) == (50, "ma")
        assert sides.settled_at is not None and sides.settled_at < sides.due_at
        db.session.rollback()


@pytest.mark.parametrize("line", ["score", "engage_rate", "observe_cover"])
def test_the_curves_of_the_last_eight_weeks_have_points(told: Flask, line: str) -> None:
    with told.test_request_context():
        begin_reading()
        chen = db.session.scalars(db.select(Person).where(Person.username == "chen")).one()
        assert len(Looking(chen, {"line": line}).known) >= 4
        db.session.rollback()


def test_the_whole_log_is_sealed_and_in_order(told: Flask) -> None:
    with told.app_context():
        begin_reading()
        moments = list(db.session.scalars(db.select(AuditEvent.at).order_by(AuditEvent.id)))
        db.session.rollback()
    assert moments == sorted(moments)


def test_ten_steps_lead_through_it(told: Flask) -> None:
    told.register_blueprint(bp)
    told.config["WTF_CSRF_ENABLED"] = False
    told.extensions["zhubo_demo"] = {"code": "A1B2C3", "live": 1, "screen": 1, "port": 8000}
    page = told.test_client().get("/demo/month").text
    ways = re.findall(
        r'name="as" value="(\w+)"><input type="hidden" name="next" value="([^"]+)"', page
    )
    assert len(ways) == 10
    for who, where in ways:
        client = told.test_client()
        to = client.post("/demo/sign-in", data={"as": who, "next": unescape(where)})
        assert to.status_code == 303 and to.location == unescape(where)
        assert client.get(to.location).status_code == 200, (who, where)
